/**
 * The settings of the service, each declared once: its key, from which flag and variable follow, its form, help and
 * default, and which commands have its flag. Command line, file, JSON schema and reference follow from it.
 */

import { EXCHANGE_OPTIONS, type SandboxOption, settingOf } from '@spotdeck/sandbox/command'

/** Something that commands have in common: each has the flags of the settings that are `on` it. */
export type CommandTrait = 'up' | 'gateway' | 'page' | 'record' | 'exchange' | 'common' | 'beside' | 'link' | 'database'

/** Form of a value, in a flag or a variable and in a configuration. */
export type Form =
  | { readonly form: 'port' | 'path' | 'origin' | 'name' }
  | { readonly form: 'text'; readonly length?: readonly [least: number, most: number] | undefined }
  | { readonly form: 'address'; readonly scheme: 'http' | 'ws' }
  /** `turns`: what its flag does. */
  | { readonly form: 'switch'; readonly turns: 'on' | 'off' }
  | { readonly form: 'count'; readonly of: string; readonly least: number; readonly most?: number }
  | { readonly form: 'duration'; readonly least: string; readonly most: string }
  | { readonly form: 'choice'; readonly choices: readonly string[] }
  /** Several values, with commas between them in a flag or a variable. */
  | { readonly form: 'list'; readonly each: 'origins' | 'text'; readonly length: number }

/** A setting. */
export type Setting = Form & {
  /** Help text in a shell, in the JSON schema and in the reference. */
  readonly means: string
  /** Value where nothing is said. */
  readonly default?: string | number | boolean
  /** The default in words, where it is not the value. */
  readonly otherwise?: string | undefined
  /** Name of its value in the help; a switch has none. */
  readonly value?: string
  readonly on: readonly CommandTrait[]
  /** True for a secret, which is refused as a flag. */
  readonly isSecret?: true | undefined
}

const url = { form: 'address', scheme: 'http', value: 'url' } as const
const file = { form: 'path', value: 'file' } as const
const off = { form: 'switch', turns: 'on', default: false, otherwise: 'off' } as const

/** Settings of a gateway and of commands. */
export const SETTINGS = {
  port: { form: 'port', value: 'port', means: 'port of the page and the API', default: 8787, on: ['page'] },
  host: { form: 'text', value: 'host', means: 'address to listen on', default: '127.0.0.1', on: ['common'] },
  allowPlainHttp: { ...off, means: 'true to listen beyond this machine without an https publicUrl', on: ['page'] },
  publicUrl: {
    ...url,
    means: 'public address of the page, if it differs from the address listened on',
    on: ['page', 'link'],
  },
  advertiseUrl: {
    ...{ form: 'origin', value: 'url', on: ['gateway'] },
    means: 'address at which other gateways of the database reach this one, to pass orders on to it',
    otherwise: 'none',
  },
  gatewayOrigins: {
    ...{ form: 'list', each: 'origins', length: 200, value: 'list', on: ['gateway'] },
    means: 'origins of the gateways that orders and sign-ins may be passed on to, or a network with a port',
    otherwise: 'none',
  },
  trustedProxies: {
    ...{ form: 'list', each: 'text', length: 60, value: 'list', on: ['page'] },
    means: 'addresses and networks of reverse proxies whose X-Forwarded-For and X-Forwarded-Host are trusted',
    otherwise: 'none',
  },
  // As short as means something, and no longer than a session lasts anyhow.
  sessionIdle: {
    ...{ form: 'duration', least: '5m', most: '30d', value: 'time', on: ['page'] },
    means: 'how long a browser stays signed in without use, from 5m to 30d',
    otherwise: '7d',
  },
  // No less than a page of a replay, so that a short loss of a connection never ends in a reset.
  replayLimit: {
    ...{ form: 'count', of: 'events', least: 1_000, value: 'events', on: ['page'] },
    means: 'events that a subscriber may be behind and resume; further back it is reset',
    otherwise: '500000',
  },
  // The exchange lists records for 7 days: what is younger may be corrected by what is learned late.
  retentionDays: {
    ...{ form: 'count', of: 'days', least: 7, most: 3_650, value: 'days', on: ['page'] },
    means: 'age in days from which events are archived as files, from 7 to 3650',
    otherwise: 'off',
  },
  role: {
    form: 'choice',
    choices: ['all', 'ingest', 'edge'],
    value: 'role',
    on: ['gateway'],
    means: 'work of a gateway on a database: ingest follows accounts, edge serves them, all does both',
    default: 'all',
  },
  name: {
    ...{ form: 'name', value: 'name', on: ['gateway'] },
    means: 'name of a gateway on a database, to which accounts are moved',
    otherwise: 'that of the machine',
  },
  capacity: {
    ...{ form: 'count', of: 'accounts', least: 1, most: 9_999, value: 'accounts', on: ['gateway'] },
    means: 'accounts that a gateway on a database follows at most; the others are left to other gateways',
    otherwise: 'no limit',
  },
  balance: {
    ...{ form: 'switch', turns: 'off', default: true, otherwise: 'on', on: ['gateway'] },
    means: 'false to move no account by itself to spread accounts over the gateways of a database',
  },
  otlpEndpoint: {
    ...url,
    means: 'OpenTelemetry collector that receives traces and metrics over OTLP/HTTP',
    otherwise: 'off',
    on: ['page'],
  },
  busFile: {
    ...file,
    means:
      'a file that only its owner can read, with the address of the Redis that brings events between gateways on one database',
    otherwise: 'SPOTDECK_BUS_URL',
    on: ['gateway'],
  },
  gatewaySecretFile: {
    ...file,
    means:
      'a file that only its owner can read, with the secret by which gateways on one database know each other; the same on each',
    otherwise: 'SPOTDECK_GATEWAY_SECRET',
    on: ['gateway'],
  },
  allowPlainBus: {
    ...off,
    means: 'true to send events and the password of the bus over plain redis:// to another machine',
    on: ['gateway'],
  },
  databaseFile: {
    ...file,
    means:
      'a file that only its owner can read, with the address of a PostgreSQL database that holds the ledgers instead of `data`',
    otherwise: 'SPOTDECK_DATABASE_URL',
    on: ['database'],
  },
  sandboxPort: {
    ...{ form: 'port', value: 'port', default: 9090, on: ['up'] },
    means: 'port of the sandbox exchange under `up`',
  },
  data: {
    ...{ form: 'path', value: 'dir', on: ['beside'] },
    means: 'folder of all durable data; .spotdeck by default, .spotdeck/demo under `up`',
  },
  rest: { ...url, means: 'address of the exchange’s REST API', default: 'https://api.mexc.com', on: ['exchange'] },
  ws: {
    ...{ form: 'address', scheme: 'ws', value: 'url', on: ['exchange'] },
    means: 'address of the exchange’s streams',
    default: 'wss://wbs-api.mexc.com/ws',
  },
  allowPlainExchange: {
    ...off,
    means: 'true to allow plain http and ws for `rest` and `ws` of another machine',
    on: ['exchange'],
  },
  logLevel: {
    form: 'choice',
    choices: ['debug', 'info', 'warn', 'error'],
    value: 'level',
    on: ['common', 'record'],
    means: 'lowest level that is logged',
    default: 'warn',
  },
  notices: {
    ...{ form: 'list', each: 'text', length: 4_096, value: 'files', on: ['up', 'gateway'] },
    means: 'files with saved announcements of the exchange: web pages, text or JSON',
  },
} as const satisfies Readonly<Record<string, Setting>>

/** Commands beside `sandbox` that have a flag of the exchange's settings. */
const ALSO_ON: ReadonlyMap<string, CommandTrait> = new Map([
  ['seed', 'up'],
  ['bots', 'up'],
  ['venue', 'up'],
])

/** A setting of the sandbox exchange, from the option that it is on its command line. */
function exchangeSetting(option: SandboxOption): readonly [string, Setting] {
  const { flags, means, otherwise, length, isSecret } = option
  const name = settingOf(option)
  const on = [ALSO_ON.get(name) ?? []].flat()
  const [, value] = /<(.*)>/.exec(flags) ?? []
  const common = { means, otherwise, isSecret, on }
  if (value === undefined) return [name, { ...common, form: 'switch', turns: flags.startsWith('--no-') ? 'off' : 'on' }]
  if (value === 'url') return [name, { ...common, form: 'address', value, scheme: name.endsWith('Ws') ? 'ws' : 'http' }]
  return [name, { ...common, form: 'text', value, length: length ?? (value === 'file' ? [1, 4_096] : undefined) }]
}

/** Settings of the sandbox exchange. */
export const EXCHANGE_SETTINGS: ReadonlyMap<string, Setting> = new Map(EXCHANGE_OPTIONS.map(exchangeSetting))

/** Every setting that has a flag, by name. */
export const ALL_SETTINGS: ReadonlyMap<string, Setting> = new Map([
  ...Object.entries<Setting>(SETTINGS),
  ...EXCHANGE_SETTINGS,
])

/** The default of a setting in words, where there is one. */
export const defaultOf = ({ default: usual, otherwise }: Setting): string | undefined =>
  otherwise ?? (usual === undefined ? undefined : String(usual))

/** Resolves each setting: a flag, else its environment variable, else the configuration file, else the default. */

import { resolve } from 'node:path'
import type { GatewayRole } from '@spotdeck/gateway'
import { isOrigin, isOriginPattern } from '@spotdeck/gateway/config'
import type { NoticeFile } from '@spotdeck/gateway/notices'
import { DAY_MS, MINUTE_MS, durationMs } from '@spotdeck/ports'
import { type SandboxTexts, flagOf, secretFlag, variableOf } from '@spotdeck/sandbox/command'
import type { z } from 'zod'
import { CommandError } from '../command-error.ts'
import { readNoticeFile } from '../notice-file.ts'
import { readConfigFile, describeConfigError } from './config-file.ts'
import { dataBeside } from './data-folder.ts'
import { type FileConfig, configSchema, processName } from './schema.ts'

export { variableOf } from '@spotdeck/sandbox/command'

/** Environment variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>

/** Flags as commander returns them; every value is text or a switch. */
export type Flags = Readonly<Record<string, string | boolean | undefined>>

/** Lowest level of log lines that are written. */
export type LogLevel = 'debug' | 'info' | 'warn' | 'error'

/** Settings of a command. */
export type Settings = {
  readonly port: number
  readonly host: string
  /** True if `host` may be reachable from other machines without an https publicUrl. */
  readonly allowPlainHttp: boolean
  readonly publicUrl?: string | undefined
  /** Address at which other gateways of the database reach this one. */
  readonly advertiseUrl?: string | undefined
  /** Origins, and networks with a port, of the gateways that orders may be passed on to. */
  readonly gatewayOrigins: readonly string[]
  /** Reverse proxies that are believed. */
  readonly trustedProxies: readonly string[]
  /** Time after which an unused session ends, in ms. */
  readonly sessionIdleMs?: number | undefined
  /** Events that a subscriber may be behind and resume. */
  readonly replayLimit?: number | undefined
  /** Age from which events are archived, in ms. */
  readonly retentionMs?: number | undefined
  /** Work of a gateway on a database. */
  readonly role: GatewayRole
  /** Name of a gateway on a database. */
  readonly name?: string | undefined
  /** Accounts that a gateway on a database follows at most. */
  readonly capacity?: number | undefined
  /** False where a gateway on a database moves no account by itself. */
  readonly balance: boolean
  /** OTLP collector for traces and metrics; `undefined`: neither is measured. */
  readonly otlpEndpoint?: string | undefined
  /** True if the environment names headers for the collector. */
  readonly otlpHeaders: boolean
  /** File with the address of the database of ledgers, absolute path. */
  readonly databaseFile?: string | undefined
  /** File with the address of the bus between gateways, absolute path. */
  readonly busFile?: string | undefined
  /** File with the secret of the gateways of a database, absolute path. */
  readonly gatewaySecretFile?: string | undefined
  /** True if the bus may be plain to another machine. */
  readonly allowPlainBus: boolean
  readonly sandboxPort: number
  /** Absolute path. */
  readonly data: string
  readonly rest: string
  readonly ws: string
  /** True if `rest` and `ws` may be plain to another machine. */
  readonly allowPlainExchange: boolean
  readonly seed: string
  readonly bots: boolean
  /** Options of the sandbox as text, which `readSandboxOptions` parses. */
  readonly sandbox: SandboxTexts
  readonly panel: boolean
  readonly logLevel: LogLevel
  readonly accounts: FileConfig['accounts']
  readonly redis: FileConfig['redis']
  readonly audiences: FileConfig['audiences']
  /** Announcements of the exchange given by hand. */
  readonly notices: readonly NoticeFile[]
}

/** Port and data folder of a command where none is named; the folder is by default that of the gateway that it runs beside. */
export type Defaults = { readonly port: number; readonly data?: string }

/**
 * @throws {CommandError} `CONFIG_*` naming the file, variable or flag that is wrong and what it should be
 */
export function readSettings(flags: Flags, environment: Environment, defaults: Defaults): Settings {
  const file = readConfigFile(pick(withoutSecrets(flags), environment, 'config'))
  const text = (name: string): string | undefined =>
    pick(flags, environment, name) ?? textOf(file[name as keyof FileConfig])
  const publicUrl = text('publicUrl')
  const sessionIdle = text('sessionIdle')
  const replayLimit = text('replayLimit')
  const retention = text('retentionDays')
  const name = text('name')
  const capacity = text('capacity')
  const databaseFile = text('databaseFile')
  const busFile = text('busFile')
  const gatewaySecretFile = text('gatewaySecretFile')
  const level = text('logLevel') ?? 'warn'
  return {
    port: portOf('port', text('port')) ?? defaults.port,
    host: text('host') ?? '127.0.0.1',
    allowPlainHttp: isAllowed(flags, environment, 'allowPlainHttp') ?? file.allowPlainHttp ?? false,
    publicUrl: publicUrl === undefined ? undefined : urlOf('publicUrl', publicUrl, ['http:', 'https:']),
    advertiseUrl: originOf('advertiseUrl', addressOf('advertiseUrl', text('advertiseUrl'), ['http:', 'https:'])),
    gatewayOrigins: (listOf(flags, environment, 'gatewayOrigins') ?? file.gatewayOrigins ?? []).map(patternOf),
    trustedProxies: listOf(flags, environment, 'trustedProxies') ?? file.trustedProxies ?? [],
    sessionIdleMs: sessionIdle === undefined ? undefined : idleOf(sessionIdle),
    replayLimit: replayLimit === undefined ? undefined : replayLimitOf(replayLimit),
    retentionMs: retention === undefined ? undefined : retentionOf(retention),
    role: roleOf(text('role') ?? 'all'),
    name: name === undefined ? undefined : nameOf('name', name),
    capacity: capacity === undefined ? undefined : capacityOf(capacity),
    balance: switchOf(flags, environment, 'balance') ?? file.balance ?? true,
    otlpEndpoint: addressOf('otlpEndpoint', text('otlpEndpoint') ?? standardEndpoint(environment), ['http:', 'https:']),
    otlpHeaders: Object.entries(environment).some(([name, value = '']) => OTLP_HEADERS.test(name) && value !== ''),
    databaseFile: databaseFile === undefined ? undefined : resolve(databaseFile),
    busFile: busFile === undefined ? undefined : resolve(busFile),
    gatewaySecretFile: gatewaySecretFile === undefined ? undefined : resolve(gatewaySecretFile),
    allowPlainBus: isAllowed(flags, environment, 'allowPlainBus') ?? file.allowPlainBus ?? false,
    sandboxPort: portOf('sandboxPort', text('sandboxPort')) ?? 9090,
    data: resolve(text('data') ?? defaults.data ?? dataBeside()),
    rest: urlOf('rest', text('rest') ?? 'https://api.mexc.com', ['http:', 'https:']),
    ws: urlOf('ws', text('ws') ?? 'wss://wbs-api.mexc.com/ws', ['ws:', 'wss:']),
    allowPlainExchange: isAllowed(flags, environment, 'allowPlainExchange') ?? file.allowPlainExchange ?? false,
    seed: text('seed') ?? 'spotdeck',
    bots: switchOf(flags, environment, 'bots') ?? file.bots ?? true,
    sandbox: {
      symbols: text('symbols'),
      fastForward: text('fastForward'),
      switches: text('switches'),
      recording: text('recording'),
      replay: text('replay'),
      mirror: addressOf('mirror', text('mirror'), ['http:', 'https:']),
      mirrorWs: addressOf('mirrorWs', text('mirrorWs'), ['ws:', 'wss:']),
      speed: text('speed'),
      startAt: text('startAt'),
      scenario: text('scenario'),
      venue: text('venue'),
      panelToken: text('panelToken'),
      panelTokenFile: text('panelTokenFile'),
      panelHost: text('panelHost'),
      tlsCert: text('tlsCert'),
      tlsKey: text('tlsKey'),
      tlsMade: text('tlsMade'),
      paused: isAllowed(flags, environment, 'paused') ?? file.paused ?? false,
    },
    panel: switchOf(flags, environment, 'panel') ?? file.panel ?? true,
    logLevel: levelOf(level),
    accounts: jsonOf(environment, 'accounts', configSchema.shape.accounts) ?? file.accounts,
    redis: jsonOf(environment, 'redis', configSchema.shape.redis) ?? file.redis,
    audiences: jsonOf(environment, 'audiences', configSchema.shape.audiences) ?? file.audiences,
    notices: (listOf(flags, environment, 'notices') ?? file.notices ?? []).map(readNoticeFile),
  }
}

/** The flags, none of which carries a secret. */
function withoutSecrets(flags: Flags): Flags {
  const wrong = secretFlag(flags)
  if (wrong !== undefined) throw new CommandError('CONFIG_BAD_VALUE', wrong)
  return flags
}

function pick(flags: Flags, environment: Environment, name: string): string | undefined {
  const flag = flags[name]
  if (typeof flag === 'string') return flag
  const variable = environment[variableOf(name)]
  return variable === undefined || variable === '' ? undefined : variable
}

/** A setting that is on or off; `undefined` where nothing is said. */
export function switchOf(flags: Flags, environment: Environment, name: string): boolean | undefined {
  const flag = flags[name]
  if (flag === false) return false
  const variable = environment[variableOf(name)]
  if (variable === undefined || variable === '') return undefined
  if (['1', 'true', 'yes', 'on'].includes(variable)) return true
  if (['0', 'false', 'no', 'off'].includes(variable)) return false
  throw new CommandError('CONFIG_BAD_VALUE', `${variableOf(name)} is "${variable}": write true or false.`)
}

/** True if the flag, the variable or the file turns the setting on. */
function isAllowed(flags: Flags, environment: Environment, name: string): boolean | undefined {
  return flags[name] === true ? true : switchOf(flags, environment, name)
}

/** A setting that has parts: its variable holds as JSON what the file would. It may be a secret and is never repeated. */
function jsonOf<T>(environment: Environment, name: string, schema: z.ZodType<T>): T | undefined {
  const variable = variableOf(name)
  const text = environment[variable]
  if (text === undefined || text === '') return undefined
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    throw new CommandError(
      'CONFIG_BAD_VALUE',
      `${variable} is not JSON: write it as \`${name}\` stands in the configuration file.`,
    )
  }
  const parsed = schema.safeParse(json)
  if (parsed.success) return parsed.data
  throw new CommandError('CONFIG_BAD_VALUE', `${describeConfigError(parsed.error, variable)}.`)
}

/** Several values of one setting, with commas between them. */
function listOf(flags: Flags, environment: Environment, name: string): readonly string[] | undefined {
  return pick(flags, environment, name)
    ?.split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : undefined
}

/** The error for a setting that cannot be read; `expected` says what to write. */
export function wrong(name: string, value: string, expected: string): CommandError {
  return new CommandError('CONFIG_BAD_VALUE', `${flagOf(name)} (${variableOf(name)}) is "${value}": ${expected}.`)
}

function portOf(name: string, value: string | undefined): number | undefined {
  if (value === undefined) return undefined
  if (!/^\d{1,5}$/.test(value) || Number(value) > 65_535) throw wrong(name, value, 'a port is a number from 0 to 65535')
  return Number(value)
}

/** Short enough to mean something, and no longer than a session lasts anyhow. */
const IDLE_MS = { least: 5 * MINUTE_MS, most: 30 * DAY_MS }

function idleOf(text: string): number {
  const ms = durationMs(text)
  if (ms !== undefined && ms >= IDLE_MS.least && ms <= IDLE_MS.most) return ms
  throw wrong('sessionIdle', text, 'write a time from 5m to 30d, such as 12h or 7d')
}

/** No less than a page of a replay, so that a short loss of a connection never ends in a reset. */
const MIN_REPLAY_LIMIT = 1_000

function replayLimitOf(text: string): number {
  const events = /^\d{1,12}$/.test(text) ? Number(text) : 0
  if (events >= MIN_REPLAY_LIMIT) return events
  throw wrong('replayLimit', text, 'write a number of events from 1000')
}

/** The exchange lists records for 7 days: what is younger may be corrected by what is learned late. */
export const RETENTION_DAYS = { least: 7, most: 3_650 }

function retentionOf(text: string): number {
  const days = /^\d{1,4}$/.test(text) ? Number(text) : 0
  if (days >= RETENTION_DAYS.least && days <= RETENTION_DAYS.most) return days * DAY_MS
  throw wrong('retentionDays', text, 'write a number of days from 7 to 3650')
}

function urlOf(name: string, value: string, protocols: readonly string[]): string {
  if (!URL.canParse(value) || !protocols.includes(new URL(value).protocol)) {
    throw wrong(name, value, `write an address that starts with ${protocols.map((p) => `${p}//`).join(' or ')}`)
  }
  return value.replace(/\/+$/, '')
}

function addressOf(name: string, value: string | undefined, protocols: readonly string[]): string | undefined {
  return value === undefined ? undefined : urlOf(name, value, protocols)
}

function originOf(name: string, value: string | undefined): string | undefined {
  if (value === undefined || isOrigin(value)) return value
  throw wrong(name, value, 'write an origin such as https://host or http://host:8787, without a path')
}

function patternOf(value: string): string {
  if (isOriginPattern(value)) return value
  throw wrong(
    'gatewayOrigins',
    value,
    'write origins such as https://host, or a network with a port: http://10.0.0.0/8:8787',
  )
}

/** Name of a process, as a setting or a flag has it. @throws {CommandError} `CONFIG_BAD_VALUE` */
export function nameOf(setting: string, value: string): string {
  if (processName.safeParse(value).success) return value
  throw wrong(setting, value, 'use 1 to 64 of letters, digits, ".", "_" and "-"')
}

function capacityOf(text: string): number {
  if (/^[1-9]\d{0,3}$/.test(text)) return Number(text)
  throw wrong('capacity', text, 'write a number of accounts from 1 to 9999')
}

function roleOf(value: string): GatewayRole {
  if (value === 'all' || value === 'ingest' || value === 'edge') return value
  throw wrong('role', value, 'write all, ingest or edge')
}

const OTLP_HEADERS = /^OTEL_EXPORTER_OTLP_(?:TRACES_|METRICS_)?HEADERS$/

/** OpenTelemetry's own variable, which counts where no setting names an endpoint. */
function standardEndpoint(environment: Environment): string | undefined {
  const endpoint = environment['OTEL_EXPORTER_OTLP_ENDPOINT']
  return endpoint === '' ? undefined : endpoint
}

function levelOf(value: string): LogLevel {
  if (value === 'debug' || value === 'info' || value === 'warn' || value === 'error') return value
  throw wrong('logLevel', value, 'write debug, info, warn or error')
}

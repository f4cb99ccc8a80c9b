/** Resolves each setting: a flag, else its environment variable, else the configuration file, else the default. */

import { resolve } from 'node:path'
import type { NoticeFile } from '@spotdeck/gateway/notices'
import { DAY_MS } from '@spotdeck/ports'
import { type SandboxTexts, secretFlag, variableOf } from '@spotdeck/sandbox/command'
import { z } from 'zod'
import { badValue } from '../command-error.ts'
import { readNoticeFile } from '../notice-file.ts'
import { describeConfigError, readConfigFile } from './config-file.ts'
import { dataBeside } from './data-folder.ts'
import { switchOf, valueOf } from './forms.ts'
import { type FileParts, accountList, audienceLimits, redisList } from './schema.ts'
import { ALL_SETTINGS, EXCHANGE_SETTINGS, SETTINGS, type Setting } from './table.ts'

export { variableOf } from '@spotdeck/sandbox/command'

/** Environment variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>

/** Flags as commander returns them; every value is text or a switch. */
export type Flags = Readonly<Record<string, string | boolean | undefined>>

type Table = typeof SETTINGS
type ValueOf<One> = One extends { readonly form: 'port' | 'count' | 'duration' }
  ? number
  : One extends { readonly form: 'switch' }
    ? boolean
    : One extends { readonly form: 'list' }
      ? readonly string[]
      : One extends { readonly choices: readonly (infer Choice)[] }
        ? Choice
        : string
/** Values of the table; durations are in ms, paths absolute. */
type Values = {
  readonly [Name in keyof Table]:
    | ValueOf<Table[Name]>
    | (Table[Name] extends { readonly default: unknown } ? never : undefined)
}

/** Values of the sandbox's settings, as they were written. */
type ExchangeValues = SandboxTexts & { readonly seed?: string; readonly bots?: boolean; readonly panel?: boolean }

/** Lowest level of log lines that are written. */
export type LogLevel = Values['logLevel']

/** Settings of a command. What each is says the table of settings. */
export type Settings = Omit<Values, 'data' | 'notices' | 'gatewayOrigins' | 'trustedProxies'> &
  FileParts & {
    /** Absolute path. */
    readonly data: string
    readonly gatewayOrigins: readonly string[]
    readonly trustedProxies: readonly string[]
    /** Time after which an unused session ends, in ms. */
    readonly sessionIdleMs: number | undefined
    /** Age from which events are archived, in ms. */
    readonly retentionMs: number | undefined
    /** True if the environment names headers for the collector. */
    readonly otlpHeaders: boolean
    readonly seed: string
    readonly bots: boolean
    readonly panel: boolean
    /** Options of the sandbox as text, which `readSandboxOptions` parses. */
    readonly sandbox: SandboxTexts
    /** Announcements of the exchange given by hand. */
    readonly notices: readonly NoticeFile[]
  }

/** Port and data folder of a command where none is named; by default those of the gateway that it runs beside. */
export type Defaults = { readonly port?: number; readonly data?: string }

/** Places that settings are looked for in, first to last. */
type Places = { readonly flags: Flags; readonly environment: Environment; readonly file: ReadonlyMap<string, unknown> }

/**
 * @throws {CommandError} `CONFIG_*` naming the file, variable or flag that is wrong and what it should be
 */
export function readSettings(flags: Flags, environment: Environment, defaults: Defaults = {}): Settings {
  const secret = secretFlag(flags)
  if (secret !== undefined) throw badValue(secret)
  const file = new Map(Object.entries(readConfigFile(textOf(flags, environment, 'config'))))
  const places = { flags, environment, file }
  const all = new Map(
    [...ALL_SETTINGS].map(([name, setting]) => [name, found(places, name, setting) ?? setting.default]),
  )
  const values = Object.fromEntries(Object.keys(SETTINGS).map((name) => [name, all.get(name)])) as Values
  const exchange = Object.fromEntries([...EXCHANGE_SETTINGS.keys()].map((name) => [name, all.get(name)]))
  const { gatewayOrigins = [], trustedProxies = [], notices = [], sessionIdle, retentionDays } = values
  const { seed = 'spotdeck', bots = true, panel = true, paused = false, ...sandbox } = exchange as ExchangeValues
  return {
    ...values,
    port: Number(found(places, 'port', SETTINGS.port) ?? defaults.port ?? SETTINGS.port.default),
    data: values.data ?? resolve(defaults.data ?? dataBeside()),
    ...{ gatewayOrigins, trustedProxies, sessionIdleMs: sessionIdle },
    retentionMs: retentionDays === undefined ? undefined : retentionDays * DAY_MS,
    otlpEndpoint: values.otlpEndpoint ?? collectorOf(environment['OTEL_EXPORTER_OTLP_ENDPOINT']),
    otlpHeaders: Object.entries(environment).some(([name, value = '']) => OTLP_HEADERS.test(name) && value !== ''),
    ...{ seed, bots, panel, sandbox: { ...sandbox, paused } },
    accounts: partsOf(places, 'accounts', accountList),
    redis: partsOf(places, 'redis', redisList),
    audiences: partsOf(places, 'audiences', audienceLimits),
    notices: notices.map(readNoticeFile),
  }
}

/** OpenTelemetry's own variable, which counts where no setting names a collector. */
const collectorOf = (text = ''): string | undefined =>
  text === '' ? undefined : String(valueOf('otlpEndpoint', SETTINGS.otlpEndpoint, text))

const OTLP_HEADERS = /^OTEL_EXPORTER_OTLP_(?:TRACES_|METRICS_)?HEADERS$/

/** Text of a flag, else of its variable. */
function textOf(flags: Flags, environment: Environment, name: string): string | undefined {
  const flag = flags[name]
  return typeof flag === 'string' ? flag : environment[variableOf(name)] || undefined
}

const scalar = z.union([z.string(), z.number()]).optional()

/** A setting's value in the first place that has one. */
function found({ flags, environment, file }: Places, name: string, setting: Setting): unknown {
  const text = textOf(flags, environment, name)
  const stored = file.get(name)
  if (setting.form === 'switch') {
    if (flags[name] === (setting.turns === 'on')) return flags[name]
    return text === undefined ? stored : switchOf(name, text)
  }
  if (setting.form === 'list') {
    const parts = text === undefined ? stored : text.split(',').map((part) => part.trim())
    return Array.isArray(parts)
      ? parts.filter((part) => part !== '').map((part) => valueOf(name, setting, String(part)))
      : undefined
  }
  const given = text ?? scalar.parse(stored)
  return given === undefined ? undefined : valueOf(name, setting, String(given))
}

/** A setting that has parts: its variable holds the JSON of the file. It may be a secret and is never repeated. */
function partsOf<T>({ environment, file }: Places, name: string, schema: z.ZodType<T>): T | undefined {
  const variable = variableOf(name)
  const text = environment[variable]
  if (!text) return schema.optional().parse(file.get(name))
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    const message = `${variable} is not JSON: write it as \`${name}\` stands in the configuration file.`
    throw badValue(message)
  }
  const parsed = schema.safeParse(json)
  if (parsed.success) return parsed.data
  throw badValue(`${describeConfigError(parsed.error, { within: variable, schema })}.`)
}

/** Where a setting comes from: a flag, else its environment variable, else the configuration file, else the default. */

import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { CommandError } from '../command-error.ts'
import { type FileConfig, configSchema } from './schema.ts'

export type Environment = Readonly<Record<string, string | undefined>>

/** What commander hands on; every value is text or a switch. */
export type Flags = Readonly<Record<string, string | boolean | undefined>>

export type LogLevel = 'debug' | 'info' | 'warn' | 'error'

export type Settings = {
  readonly port: number
  readonly host: string
  readonly publicUrl?: string
  readonly sandboxPort: number
  /** Absolute path. */
  readonly data: string
  readonly rest: string
  readonly ws: string
  readonly seed: string
  readonly bots: boolean
  /** What the sandbox is told as text: `readSandboxOptions` reads it. */
  readonly sandbox: SandboxTexts
  readonly panel: boolean
  readonly logLevel: LogLevel
  readonly accounts: FileConfig['accounts']
}

export type SandboxTexts = {
  readonly symbols: string | undefined
  readonly fastForward: string | undefined
  readonly switches: string | undefined
}

const DEFAULT_FILE = 'spotdeck.json'

/**
 * @throws {CommandError} `CONFIG_*` naming the file, variable or flag that is wrong and what it should be
 */
export function readSettings(flags: Flags, environment: Environment, defaults: { readonly port: number }): Settings {
  const file = readFile(pick(flags, environment, 'config'))
  const text = (name: string): string | undefined =>
    pick(flags, environment, name) ?? textOf(file[name as keyof FileConfig])
  const publicUrl = text('publicUrl')
  const level = text('logLevel') ?? 'warn'
  return {
    port: portOf('port', text('port')) ?? defaults.port,
    host: text('host') ?? '127.0.0.1',
    ...(publicUrl === undefined ? {} : { publicUrl: urlOf('publicUrl', publicUrl, ['http:', 'https:']) }),
    sandboxPort: portOf('sandboxPort', text('sandboxPort')) ?? 9090,
    data: resolve(text('data') ?? '.spotdeck'),
    rest: urlOf('rest', text('rest') ?? 'https://api.mexc.com', ['http:', 'https:']),
    ws: urlOf('ws', text('ws') ?? 'wss://wbs-api.mexc.com/ws', ['ws:', 'wss:']),
    seed: text('seed') ?? 'spotdeck',
    bots: switchOf(flags, environment, 'bots') ?? file.bots ?? true,
    sandbox: { symbols: text('symbols'), fastForward: text('fastForward'), switches: text('switches') },
    panel: switchOf(flags, environment, 'panel') ?? file.panel ?? true,
    logLevel: levelOf(level),
    accounts: file.accounts,
  }
}

/** `publicUrl` is `SPOTDECK_PUBLIC_URL`. */
export function variableOf(name: string): string {
  return `SPOTDECK_${name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`
}

function flagOf(name: string): string {
  return `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`
}

function pick(flags: Flags, environment: Environment, name: string): string | undefined {
  const flag = flags[name]
  if (typeof flag === 'string') return flag
  const variable = environment[variableOf(name)]
  return variable === undefined || variable === '' ? undefined : variable
}

function switchOf(flags: Flags, environment: Environment, name: string): boolean | undefined {
  const flag = flags[name]
  if (flag === false) return false
  const variable = environment[variableOf(name)]
  if (variable === undefined || variable === '') return undefined
  if (['1', 'true', 'yes', 'on'].includes(variable)) return true
  if (['0', 'false', 'no', 'off'].includes(variable)) return false
  throw new CommandError('CONFIG_BAD_VALUE', `${variableOf(name)} is "${variable}": write true or false.`)
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

function urlOf(name: string, value: string, protocols: readonly string[]): string {
  if (!URL.canParse(value) || !protocols.includes(new URL(value).protocol)) {
    throw wrong(name, value, `write an address that starts with ${protocols.map((p) => `${p}//`).join(' or ')}`)
  }
  return value.replace(/\/+$/, '')
}

function levelOf(value: string): LogLevel {
  if (value === 'debug' || value === 'info' || value === 'warn' || value === 'error') return value
  throw wrong('logLevel', value, 'write debug, info, warn or error')
}

function readFile(named: string | undefined): FileConfig {
  const path = resolve(named ?? DEFAULT_FILE)
  if (!existsSync(path)) {
    if (named === undefined) return {}
    throw new CommandError('CONFIG_MISSING', `There is no configuration file ${path}: check --config.`)
  }
  return parseFile(path, readText(path))
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (cause) {
    throw new CommandError(
      'CONFIG_UNREADABLE',
      `Cannot read ${path}: check that it is a file and that you may read it.`,
      {
        cause,
      },
    )
  }
}

function parseFile(path: string, text: string): FileConfig {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (cause) {
    const where = cause instanceof Error ? cause.message : ''
    throw new CommandError('CONFIG_NOT_JSON', `${path} is not valid JSON: ${where}. Mend it and start again.`, {
      cause,
    })
  }
  const parsed = configSchema.safeParse(json)
  if (parsed.success) return parsed.data
  const issues = parsed.error.issues.map((issue) => `${issue.path.join('.') || 'the file'}: ${issue.message}`)
  throw new CommandError('CONFIG_INVALID', `${path} is not a valid configuration. ${issues.join('; ')}.`)
}

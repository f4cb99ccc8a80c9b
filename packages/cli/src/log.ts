/**
 * Logs on standard error, redacted twice: by the name of a field, at any depth, and by value in every text. JSON lines for
 * programs, one readable line each where a person looks on.
 */

import { pino } from 'pino'
import type { Log } from '@spotdeck/ports'
import type { LogLevel } from './config/settings.ts'

const HIDDEN = '[redacted]'
/** Whatever stands under these names is no reader's business. Compared without case, dashes and underscores. */
const secretFields: ReadonlySet<string> = new Set([
  'secret',
  'apisecret',
  'secretkey',
  'apikey',
  'accesskey',
  'signature',
  'listenkey',
  'token',
  'cookie',
  'setcookie',
  'authorization',
  'password',
  'credentials',
])
/** The same for pino, which never even writes what stands under them near the top. */
const paths = [
  'secret',
  'apiSecret',
  'apiKey',
  'signature',
  'listenKey',
  'token',
  'cookie',
  'authorization',
  'password',
  'credentials',
].flatMap((name) => [name, `*.${name}`])
/** Signatures and listen keys (64 hex), Spotdeck's own tokens, bearer tokens, and passwords in addresses. */
const LOOKS_SECRET =
  /\b[0-9a-fA-F]{64}\b|\bsd[cstmlqu]_[\w-]{20,}|(?<=\bBearer )[\w.~+/-]{8,}=*|(?<=\b[a-z][a-z\d+.-]{0,20}:\/\/)[^\s/@]{1,300}(?=@)|(?<=[?&](?:signature|listenKey)=)[^&\s"]+/g
/** Shorter values are words of the language: hiding them would hide everything. */
const MIN_SECRET = 6
const MAX_DEPTH = 12

/** Takes one finished log line. */
export type LogLine = (line: string) => void

/** Lines for people, one readable text each, in place of JSON; and where they go. */
export type LogOptions = {
  readonly write?: LogLine
  readonly fields?: LineFields | undefined
  readonly isForPeople?: boolean
}

/** Fields that are added to every line, such as the ids of the open span. */
export type LineFields = () => Readonly<Record<string, string>> | undefined

/** @param secrets values that no line may hold @param write takes each finished line */
export function openLog(
  level: LogLevel,
  secrets: readonly string[],
  { write = (line) => void process.stderr.write(line), fields, isForPeople = false }: LogOptions = {},
): Log {
  const hidden = secrets
    .filter((secret) => secret.length >= MIN_SECRET)
    .flatMap((secret) => [...new Set([secret, encodeURIComponent(secret)])])
    .sort((a, b) => b.length - a.length)
  return pino(
    { level, base: null, redact: { paths, censor: HIDDEN }, mixin: () => ({ ...fields?.() }) },
    {
      write(line: string) {
        const entry = redacted(JSON.parse(line), hidden, 0)
        write(`${isForPeople ? readable(entry as Entry) : JSON.stringify(entry)}\n`)
      },
    },
  )
}

function redacted(value: unknown, hidden: readonly string[], depth: number): unknown {
  if (typeof value === 'string') return withoutSecrets(value, hidden)
  if (typeof value !== 'object' || value === null) return value
  if (depth >= MAX_DEPTH) return HIDDEN
  if (Array.isArray(value)) return value.map((item) => redacted(item, hidden, depth + 1))
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [
      withoutSecrets(name, hidden),
      isSecretName(name) ? HIDDEN : redacted(item, hidden, depth + 1),
    ]),
  )
}

const isSecretName = (name: string): boolean => secretFields.has(name.replace(/[-_]/g, '').toLowerCase())

function withoutSecrets(text: string, hidden: readonly string[]): string {
  let left = text
  for (const secret of hidden) left = left.replaceAll(secret, HIDDEN)
  return left.replace(LOOKS_SECRET, HIDDEN)
}

const LEVELS: Readonly<Record<number, string>> = { 20: 'debug', 30: 'info', 40: 'warning', 50: 'error' }

/** A line as data: `msg` is its own text, `message` that of the error it tells of. */
type Entry = Readonly<Record<string, unknown>> & { readonly time?: number; readonly level?: number }

/** `12:04:31 warning list of symbols not read: The exchange did not answer. (account main, NETWORK_TIMEOUT)` */
function readable({ time = 0, level = 0, msg, message, event: _event, code, ...fields }: Entry): string {
  const text = [msg, message].filter((part) => typeof part === 'string').join(': ')
  const shown = (value: unknown): value is string | number | boolean =>
    ['string', 'number', 'boolean'].includes(typeof value)
  const more = Object.entries(fields).flatMap(([name, value]) => (shown(value) ? [`${name} ${value}`] : []))
  const behind = [...more, ...(shown(code) ? [code] : [])].join(', ')
  const clock = new Date(time).toTimeString().slice(0, 8)
  return `${clock} ${LEVELS[level] ?? 'note'} ${text}${behind === '' ? '' : ` (${behind})`}`
}

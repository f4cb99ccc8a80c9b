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

/** Fields that are added to every line, such as the ids of the open span. */
export type LineFields = () => Readonly<Record<string, string>> | undefined

/** @param secrets values that no line may hold @param write takes each finished line */
export function openLog(
  level: LogLevel,
  secrets: readonly string[],
  { write = toStandardError, fields }: { readonly write?: LogLine; readonly fields?: LineFields | undefined } = {},
): Log {
  const hidden = secrets
    .filter((secret) => secret.length >= MIN_SECRET)
    .flatMap((secret) => [...new Set([secret, encodeURIComponent(secret)])])
    .sort((a, b) => b.length - a.length)
  return pino(
    { level, base: null, redact: { paths, censor: HIDDEN }, mixin: () => ({ ...fields?.() }) },
    { write: (line: string) => write(`${JSON.stringify(redacted(JSON.parse(line), hidden, 0))}\n`) },
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

function toStandardError(line: string): void {
  process.stderr.write(process.stderr.isTTY ? readable(line) : line)
}

const LEVELS: Readonly<Record<number, string>> = { 20: 'debug', 30: 'info', 40: 'warning', 50: 'error' }

/** `12:04:31 warning The private stream is down. (SOCKET_CLOSED)` */
function readable(line: string): string {
  const entry = JSON.parse(line) as { time?: number; level?: number; msg?: string; code?: string }
  const time = new Date(entry.time ?? 0).toTimeString().slice(0, 8)
  const code = entry.code === undefined ? '' : ` (${entry.code})`
  return `${time} ${LEVELS[entry.level ?? 0] ?? 'note'} ${entry.msg ?? ''}${code}\n`
}

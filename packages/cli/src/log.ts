/**
 * Logs on standard error, redacted twice: by the name of a field, and by value in the finished line. JSON lines for
 * programs, one readable line each where a person looks on.
 */

import { pino } from 'pino'
import type { Log } from '@spotdeck/ports'
import type { LogLevel } from './config/settings.ts'

const secretFields = [
  'secret',
  'apiSecret',
  'signature',
  'listenKey',
  'token',
  'cookie',
  'authorization',
  'code',
  'password',
]
/** Values that look like a signature or a listen key (64 hex), wherever they stand. */
const LOOKS_SECRET = /\b[0-9a-fA-F]{64}\b/g

export function openLog(level: LogLevel, secrets: readonly string[]): Log {
  const hidden = secrets.filter((secret) => secret.length >= 6)
  const redact = (line: string): string => {
    let text = line.replace(LOOKS_SECRET, '[redacted]')
    for (const secret of hidden) text = text.replaceAll(secret, '[redacted]')
    return text
  }
  const paths = secretFields.filter((name) => name !== 'code').flatMap((name) => [name, `*.${name}`])
  return pino(
    { level, base: null, redact: { paths, censor: '[redacted]' } },
    { write: (line: string) => void process.stderr.write(readable(redact(line))) },
  )
}

const LEVELS: Readonly<Record<number, string>> = { 20: 'debug', 30: 'info', 40: 'warning', 50: 'error' }

/** `12:04:31 warning The private stream is down. (SOCKET_CLOSED)` on a terminal, else the line as it is. */
function readable(line: string): string {
  if (!process.stderr.isTTY) return line
  const entry = JSON.parse(line) as { time?: number; level?: number; msg?: string; code?: string }
  const time = new Date(entry.time ?? 0).toTimeString().slice(0, 8)
  const code = entry.code === undefined ? '' : ` (${entry.code})`
  return `${time} ${LEVELS[entry.level ?? 0] ?? 'note'} ${entry.msg ?? ''}${code}\n`
}

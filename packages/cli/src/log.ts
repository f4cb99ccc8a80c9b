/** Logs as JSON lines on standard error, redacted twice: by the name of a field, and by value in the finished line. */

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
    { write: (line: string) => void process.stderr.write(redact(line)) },
  )
}

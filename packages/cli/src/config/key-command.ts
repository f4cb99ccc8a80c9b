/** Reads a key file's content from a program, such as the system's key store; without a shell, bounded in time and output. */

import { spawnSync } from 'node:child_process'
import { MINUTE_MS } from '@spotdeck/ports'
import { CommandError } from '../command-error.ts'

/** Somebody may have to unlock the key store. */
const TIMEOUT_MS = MINUTE_MS
const MAX_OUTPUT_BYTES = 64 * 1024

/**
 * Runs a program and returns its standard output.
 * @throws {CommandError} `CREDENTIALS_COMMAND_FAILED`, without the output
 */
export function outputOf(command: readonly string[], timeoutMs = TIMEOUT_MS): string {
  const [program = '', ...args] = command
  const ended = spawnSync(program, args, {
    encoding: 'utf8',
    shell: false,
    timeout: timeoutMs,
    killSignal: 'SIGKILL',
    maxBuffer: MAX_OUTPUT_BYTES,
    stdio: ['inherit', 'pipe', 'ignore'],
  })
  if (ended.error === undefined && ended.status === 0) return ended.stdout
  throw new CommandError(
    'CREDENTIALS_COMMAND_FAILED',
    `keyCommand ${program} ${why(ended)}: run it by hand and see that it writes {"apiKey":"…","secret":"…"}.`,
  )
}

function why({
  error,
  status,
  signal,
}: {
  readonly error?: Error
  readonly status: number | null
  readonly signal: string | null
}): string {
  const code = error !== undefined && 'code' in error ? String(error.code) : ''
  if (code === 'ETIMEDOUT') return 'took too long'
  if (code === 'ENOBUFS') return 'wrote too much'
  if (code === 'ENOENT' || code === 'EACCES') return 'cannot be run'
  return status === null ? `was ended by ${signal ?? 'the system'}` : `ended with ${status}`
}

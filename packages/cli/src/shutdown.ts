/**
 * A clean end: SIGTERM or SIGINT closes what was opened, last first, within a bounded time. The same signal again ends
 * at once.
 */

import { CATEGORIES } from './failures.ts'
import type { Flags } from './config/settings.ts'
import { printResult, printTrouble } from './print.ts'

const LIMIT_MS = 10_000

/** Closes one opened part. */
export type Closing = () => Promise<void>

/** Waits for a signal, then closes everything in `opened` from the last to the first, and says goodbye in one line. */
export function closeOnSignal(opened: readonly Closing[], flags: Flags): void {
  let first: NodeJS.Signals | undefined
  const end = (signal: NodeJS.Signals): void => {
    if (first === signal) process.exit(1)
    // After Ctrl-C npm is gone, for which a clone's script sends SIGTERM: what is being closed is closed.
    if (first !== undefined) return
    first = signal
    setTimeout(() => process.exit(1), LIMIT_MS).unref()
    void closeAll(opened, printTrouble).then((clean) => {
      const text = `Stopped by ${signal}${clean ? ': everything is saved.' : ', not cleanly.'}`
      printResult(flags, { stopped: signal, clean }, text)
      process.stdout.write('', () => process.exit(clean ? 0 : 1))
    })
  }
  process.on('SIGTERM', end)
  process.on('SIGINT', end)
}

/**
 * Runs work that SIGINT and SIGTERM abort. A second signal ends the process at once.
 * @param reason why the work ends then, and the error that it is to throw
 */
export async function interruptible<T>(reason: Error, work: (interrupted: AbortSignal) => Promise<T>): Promise<T> {
  const stop = new AbortController()
  const interrupted = (): void => {
    if (stop.signal.aborted) process.exit(CATEGORIES.interrupted.exit)
    stop.abort(reason)
  }
  process.on('SIGINT', interrupted).on('SIGTERM', interrupted)
  try {
    return await work(stop.signal)
  } finally {
    process.off('SIGINT', interrupted).off('SIGTERM', interrupted)
  }
}

/** Closes from the last to the first; one that fails does not keep the others open. */
export async function closeAll(opened: readonly Closing[], report: (error: unknown) => void): Promise<boolean> {
  let clean = true
  for (const close of [...opened].reverse()) {
    try {
      await close()
    } catch (error) {
      clean = false
      report(error)
    }
  }
  return clean
}

/** Waiting for a database at the start of a gateway. */

import { codeOf, describeError, type Log, longestBackoffMs, MINUTE_MS, sleep, type Timers } from '@spotdeck/ports'

type Waiting = { readonly timers: Timers; readonly log: Log }

/** Time that a start waits for a database that does not answer, in ms: it may be started after the gateway. */
const DATABASE_WAIT_MS = 5 * MINUTE_MS
const DATABASE_PAUSE = { baseMs: 500, capMs: 10_000 }

/**
 * Opens a database that may still be starting: again and again while it does not answer, for five minutes.
 * @throws {StoreError} what `open` throws: at once where the database answered, else at the end
 */
export async function onceAnswered<T>(open: () => Promise<T>, { timers, log }: Waiting): Promise<T> {
  let waitedMs = 0
  for (let attempt = 0; ; attempt++) {
    try {
      return await open()
    } catch (error) {
      if (codeOf(error) !== 'STORE_UNREACHABLE' || waitedMs >= DATABASE_WAIT_MS) throw error
      const ms = longestBackoffMs(attempt, DATABASE_PAUSE)
      log.warn({ ...describeError(error), againInMs: ms }, 'the database does not answer, the start waits for it')
      await sleep({ timers, ms })
      waitedMs += ms
    }
  }
}

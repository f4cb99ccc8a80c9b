/** Log of a ledger that is brought up to this version before its account is served. */

import type { MigrationProgress } from '@spotdeck/store'
import { type Clock, type Log, SECOND_MS } from '@spotdeck/ports'

/** Interval between two lines. */
const EVERY_MS = 5 * SECOND_MS

/**
 * Writes the first step of a migration, then one every few seconds, and its end. The level is that of a warning: the gateway does not
 * serve yet, and says nothing else meanwhile.
 */
export function migrationLog(
  account: string,
  { log, clock }: { readonly log: Log; readonly clock: Clock },
): MigrationProgress {
  let toldAt: number | undefined
  return ({ done, total }) => {
    const now = clock.now()
    const fields = { account, done, total, percent: Math.floor((100 * done) / total) }
    if (done === total) return log.warn(fields, 'the ledger is up to date with this version')
    if (toldAt !== undefined && now - toldAt < EVERY_MS) return
    const isFirst = toldAt === undefined
    toldAt = now
    if (!isFirst) return log.warn(fields, 'bringing the ledger up to this version')
    log.warn(
      fields,
      'bringing the ledger up to this version before it is served; a process that is ended goes on at the next start',
    )
  }
}

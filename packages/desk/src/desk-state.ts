/** State that the edge keeps besides ledgers: who may come in, the owner's settings and notes, answers to orders. */

import type { Access } from './access/access.ts'
import { type AccessWorld, openAccess } from './access/open-access.ts'
import { type Journal, openJournalIn } from './journal/journal.ts'
import type { Submissions } from './submissions.ts'

/** Stores of the edge, each with one owner: the data directory of this gateway, or a database for all gateways. */
export type EdgeState = {
  readonly access: Access
  readonly journal: Journal
  /** Absent where no other gateway could be asked. */
  readonly submissions?: Submissions | undefined
  /** Idempotent. */
  close(): Promise<void>
}

/** Opens the state of a gateway in its data directory. @throws {DeskStateError} `ACCESS_STORE_FAILED`, `JOURNAL_STORE_FAILED` */
export function openLocalState(...asked: Parameters<typeof openAccess>): EdgeState {
  const access = openAccess(...asked)
  try {
    const journal = openJournalIn(asked[0])
    return {
      access,
      journal,
      async close() {
        access.close()
        journal.close()
      },
    }
  } catch (error) {
    access.close()
    throw error
  }
}

/** Clock and randomness of credentials, and a clock that is never set: ms since any moment. */
export type SharedWorld = AccessWorld & { readonly monotonic: AccessWorld['clock'] }

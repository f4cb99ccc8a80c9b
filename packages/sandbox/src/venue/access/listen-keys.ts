/** Listen keys as the stream front reads them; REST creates, extends and closes them. */

import type { AccountId } from '../contract/exchange.ts'

/** Lookup of listen keys and notice of their end. */
export interface ListenKeyDirectory {
  /** The account of a key that is valid at `now`, else `undefined`. */
  accountOf(listenKey: string, now: number): AccountId | undefined
  /** Called when a key expires or is deleted: its sockets are to be closed. Answers the way to stop. */
  onClosed(listener: (listenKey: string, why: 'expired' | 'deleted') => void): () => void
}

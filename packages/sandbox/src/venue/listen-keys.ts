/** What the stream front asks of listen keys; REST makes, extends and closes them. */

import type { AccountId } from './exchange.ts'

export interface ListenKeyDirectory {
  /** The account of a key that is valid at `now`, else `undefined`. */
  accountOf(listenKey: string, now: number): AccountId | undefined
  /** Called when a key expires or is deleted: its sockets are to be closed. Answers the way to stop. */
  onClosed(listener: (listenKey: string, why: 'expired' | 'deleted') => void): () => void
}

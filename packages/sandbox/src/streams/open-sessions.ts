/** The open connections of the stream front, by account and listen key. */

import type { AccountId } from '../venue/contract/exchange.ts'
import type { Session } from './session.ts'

/** The time at which a connection began, on the machine's clock and on the exchange's, in ms since the epoch. */
type SessionStart = { readonly machine: number; readonly exchange: number }

/** Sessions that have not ended. Each list is a copy: sessions may end while it is read. */
export class OpenSessions {
  readonly #starts = new Map<Session, SessionStart>()
  readonly #byAccount = new Map<AccountId, Set<Session>>()

  get size(): number {
    return this.#starts.size
  }

  add(session: Session, start: SessionStart): void {
    this.#starts.set(session, start)
    const { account } = session
    if (account === undefined) return
    this.#byAccount.set(account, (this.#byAccount.get(account) ?? new Set()).add(session))
  }

  remove(session: Session): void {
    this.#starts.delete(session)
    if (session.account !== undefined) this.#byAccount.get(session.account)?.delete(session)
  }

  /** Start of a session; `undefined` once it has ended. */
  startOf(session: Session): SessionStart | undefined {
    return this.#starts.get(session)
  }

  /** All sessions, in the order in which they began. */
  all(): readonly Session[] {
    return [...this.#starts.keys()]
  }

  /** Sessions of an account, in the order in which they began. */
  ofAccount(account: AccountId): readonly Session[] {
    return [...(this.#byAccount.get(account) ?? [])]
  }

  /** Sessions on a listen key, in the order in which they began. */
  onKey(listenKey: string): readonly Session[] {
    return this.all().filter((session) => session.listenKey === listenKey)
  }
}

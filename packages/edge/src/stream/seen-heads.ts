/**
 * The end of a ledger as an audience may know it. For one that has names left out it is the last event that it sees: the
 * ledger's own end would move with every hidden event, at its very moment.
 */

import type { Audience, DurableEnvelope } from '@spotdeck/api'
import type { SharedEvent, ViewOf } from '../bus/shared-event.ts'
import type { Desk } from '../desk.ts'
import type { Position } from '@spotdeck/reports'
import { NO_EVENTS } from './resume.ts'

/** Parts of the audiences' heads. */
export type SeenHeadsOptions = {
  readonly desk: Pick<Desk, 'account'>
  readonly viewsOf: (account: string) => ViewOf
  /** Events that memory holds. */
  readonly recent: (account: string, after: Position, limit: number) => readonly SharedEvent[] | undefined
  readonly share: (account: string, events: readonly DurableEnvelope[]) => readonly SharedEvent[]
  /** Lets other requests run between two pages of a search. */
  readonly turn: () => Promise<void>
}

/** Up to `to` the last event that is seen is `seq`. */
type Known = Position & { readonly to: number }

const PAGE = 500
/** Hidden events in a row that are read back through; an audience is told the place beyond them then. */
const MAX_EVENTS = 100_000

/** Finds, per audience, the last event of each ledger that it may see. */
export class SeenHeads {
  readonly #options: SeenHeadsOptions
  readonly #known = new Map<string, Known>()
  /** One search of an audience at a time: who asks meanwhile goes on from what it found. */
  readonly #searches = new Map<string, Promise<Position>>()

  constructor(options: SeenHeadsOptions) {
    this.#options = options
  }

  /** True if names of the account are hidden from the audience. */
  isLimited(account: string, audience: Audience): boolean {
    return this.#options.viewsOf(account)(audience).leavesOut !== undefined
  }

  /** Searches again: the ledger of an account lacks events that it had. */
  forget(account: string): void {
    for (const key of this.#known.keys()) if (key.startsWith(`${account} `)) this.#known.delete(key)
  }

  /** The last event up to `at` that the audience sees; `at` itself where nothing is left out. At once where memory has it. */
  of(account: string, audience: Audience, at: Position): Position | Promise<Position> {
    if (!this.isLimited(account, audience)) return at
    const floor = this.#floor(account, audience, at)
    if (floor.to === at.seq) return positionOf(floor)
    const length = at.seq - floor.to
    const recent = this.#options.recent(account, { epoch: at.epoch, seq: floor.to }, length)
    if (recent?.length !== length) return this.#searchInTurn(account, audience, at)
    return this.#keep(account, audience, at, lastSeen(recent, audience) ?? floor)
  }

  async #searchInTurn(account: string, audience: Audience, at: Position): Promise<Position> {
    const key = `${account} ${audience}`
    const running = this.#searches.get(key)
    if (running !== undefined) return running.then(() => this.of(account, audience, at))
    const search = this.#search(account, audience, at).finally(() => this.#searches.delete(key))
    this.#searches.set(key, search)
    return search
  }

  async #search(account: string, audience: Audience, at: Position): Promise<Position> {
    const floor = this.#floor(account, audience, at)
    const { epoch } = at
    let end = at.seq
    while (end > floor.to && at.seq - end < MAX_EVENTS) {
      const start = Math.max(floor.to, end - PAGE)
      const answer = await this.#options.desk.account(account)?.eventsAfter({ epoch, seq: start }, end - start)
      if (answer === undefined || answer.kind === 'gone') return { epoch, seq: end }
      const seen = lastSeen(this.#options.share(account, answer.events), audience)
      if (seen !== undefined) return this.#keep(account, audience, at, seen)
      end = start
      await this.#options.turn()
    }
    return this.#keep(account, audience, at, end > floor.to ? { epoch, seq: end } : floor)
  }

  /** Known earlier head of the same ledger, where a search starts. */
  #floor(account: string, audience: Audience, { epoch, seq }: Position): Known {
    const known = this.#known.get(`${account} ${audience}`)
    return known?.epoch === epoch && known.to <= seq ? known : { epoch, to: 0, seq: 0, hash: NO_EVENTS }
  }

  #keep(account: string, audience: Audience, at: Position, seen: Position): Position {
    const key = `${account} ${audience}`
    const known = this.#known.get(key)
    const position = positionOf(seen)
    if (known?.epoch !== at.epoch || known.to < at.seq) this.#known.set(key, { ...position, to: at.seq })
    return position
  }
}

/** Position of an event. */
export const positionOf = ({ epoch, seq, hash }: Position): Position => ({ epoch, seq, hash })

/** The last of `events` that the audience sees. */
export const lastSeen = (events: readonly SharedEvent[], audience: Audience): SharedEvent | undefined =>
  events.findLast((event) => event.text(audience) !== undefined)

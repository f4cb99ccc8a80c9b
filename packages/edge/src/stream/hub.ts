/** Takes every batch of the desk once, shares its encoding, and hands it to the subscribers of its account or market. */

import type { Audience, DurableEnvelope, MarketEnvelope, View } from '@spotdeck/api'
import { type Clock, type Log, type Timers, sleep } from '@spotdeck/ports'
import type { Desk, DeskBatch, Head, MarketChannel, MarketCaller, MarketWatch } from '../desk.ts'
import type { Position } from '@spotdeck/reports'
import { BroadcastGroup, type GroupMember } from './broadcast-group.ts'
import { FrameCache } from './frame-cache.ts'
import { Replays } from './replays.ts'
import { NO_EVENTS, isWithin } from './resume.ts'
import { SeenHeads } from './seen-heads.ts'
import {
  type SharedBatch,
  SharedEvent,
  type SharedEvents,
  SharedSample,
  type ViewOf,
  shownPosition,
} from '../bus/shared-event.ts'

/** A reader of one account. Its calls never throw into the hub: one that does is told `failed` and dropped. */
export interface AccountListener {
  readonly account: string
  durable(head: Head, batch: SharedBatch): void
  /** Events that it may have been given are gone: it begins anew. */
  replaced(head: Head): void
  sampled(sample: SharedSample): void
  failed(): void
}

/** A reader of the market. */
export interface MarketListener {
  market(events: readonly MarketEnvelope[]): void
  failed(): void
}

/** Parts of the hub. */
export type HubOptions = {
  readonly desk: Desk
  readonly viewOf: (account: string, audience: Audience) => View
  readonly world: { readonly clock: Clock; readonly timers: Timers; readonly log: Log }
  /** Lets other work run; by default a turn of the timers. */
  readonly turn?: (() => Promise<void>) | undefined
  /** Events that a replay may have before it, `DEFAULT_REPLAY_LIMIT` unless told; a position further back is answered by a reset. */
  readonly replayLimit?: number | undefined
  /** Newest events per account that stay encoded in memory for reconnecting subscribers. */
  readonly tailLength?: number
}

/** Ten days of a bot with 5,000 orders a day. */
export const DEFAULT_REPLAY_LIMIT = 500_000
const TAIL_LENGTH = 1_024
/** Latest market values kept for newcomers; the oldest key goes first. */
const MARKET_KEYS = 5_000

type AccountState = {
  readonly listeners: Set<AccountListener>
  /** Those of them that are told of each commit by themselves. */
  readonly alone: Set<AccountListener>
  /** The others, by what they are owed. */
  readonly companies: Map<string, BroadcastGroup>
  readonly samples: Map<string, SharedSample>
  tail: SharedEvent[]
}

/** Fans out each committed batch to the account's subscribers. */
export class Hub implements SharedEvents {
  readonly desk: Desk
  readonly #viewOf: HubOptions['viewOf']
  /** Frames shared by subscribers at the same position. */
  readonly rendered = new FrameCache()
  /** Last positions of the ledgers that each audience may know. */
  readonly seen: SeenHeads
  /** Pages of all replays. */
  readonly replays: Replays
  /** Events that a replay may have before it. */
  readonly replayLimit: number
  readonly #log: Log
  readonly #tailLength: number
  readonly #accounts = new Map<string, AccountState>()
  readonly #market = new Set<MarketListener>()
  readonly #latest = new Map<string, MarketEnvelope>()
  /** Count of subscribers per book and kline. */
  readonly #watched = new Map<string, number>()
  readonly #stop: () => void

  constructor(options: HubOptions) {
    this.desk = options.desk
    this.#viewOf = options.viewOf
    const { clock, timers, log } = options.world
    this.#log = log
    this.replays = new Replays({ events: this, clock, timers })
    this.replayLimit = options.replayLimit ?? DEFAULT_REPLAY_LIMIT
    this.#tailLength = options.tailLength ?? TAIL_LENGTH
    this.seen = new SeenHeads({
      desk: options.desk,
      viewsOf: (account) => this.#viewsOf(account),
      recent: (account, after, limit) => this.recent(account, after, limit),
      share: (account, events) => this.share(account, events),
      turn: options.turn ?? (() => sleep({ timers, ms: 0 })),
    })
    this.#stop = options.desk.subscribe((batch) => this.#take(batch))
  }

  /** Count of subscribers. */
  get readers(): number {
    let count = this.#market.size
    for (const { listeners } of this.#accounts.values()) count += listeners.size
    return count
  }

  /** From now on `listener` gets every batch of its account. Answers the way to leave. */
  join(listener: AccountListener): () => void {
    const { listeners, alone } = this.#stateOf(listener.account)
    listeners.add(listener)
    alone.add(listener)
    return () => {
      listeners.delete(listener)
      alone.delete(listener)
    }
  }

  /**
   * From now on `listener`, which has been handed everything up to `at`, is told of commits with the others of its group; by
   * itself as before where those stand elsewhere.
   */
  joinGroup(listener: AccountListener & GroupMember, group: string, at: Position): BroadcastGroup | undefined {
    const { alone, companies } = this.#stateOf(listener.account)
    const company = companies.get(group) ?? new BroadcastGroup(at)
    if (!company.join(listener, at)) return undefined
    companies.set(group, company)
    alone.delete(listener)
    return company
  }

  /** `listener` is told by itself again, of this very commit too. */
  leaveGroup(listener: AccountListener & GroupMember, company: BroadcastGroup): void {
    company.leave(listener)
    this.#stateOf(listener.account).alone.add(listener)
  }

  joinMarket(listener: MarketListener): () => void {
    this.#market.add(listener)
    return () => void this.#market.delete(listener)
  }

  /** Makes the market flow for a reader. What nobody watches any more is forgotten, so that no newcomer is given old values. */
  watch(wishes: readonly MarketChannel[], by: MarketCaller, before?: MarketWatch): MarketWatch {
    const keys = new Set(wishes.map(channelKey))
    for (const key of keys) this.#watched.set(key, (this.#watched.get(key) ?? 0) + 1)
    const unwatch = (key: string): void => {
      if (keys.delete(key)) this.#unwatch(key)
    }
    const { refused, stop } = this.desk.watch(wishes, by, before)
    for (const { channel } of refused) unwatch(channelKey(channel))
    return {
      refused,
      stop: () => {
        stop()
        for (const key of keys) unwatch(key)
      },
    }
  }

  #unwatch(key: string): void {
    const left = (this.#watched.get(key) ?? 0) - 1
    if (left > 0) return void this.#watched.set(key, left)
    this.#watched.delete(key)
    this.#latest.delete(key)
  }

  /** Up to `limit` shared events after a position, when memory holds the next one; else `undefined`: ask the desk. */
  recent(account: string, after: Position, limit: number): readonly SharedEvent[] | undefined {
    const { tail } = this.#stateOf(account)
    const first = tail[0]
    if (first === undefined || first.epoch !== after.epoch) return undefined
    const from = after.seq + 1 - first.seq
    return from < 0 || from >= tail.length ? undefined : tail.slice(from, from + limit)
  }

  /** Shares events that came from the store with one reader. */
  share(account: string, events: readonly DurableEnvelope[]): readonly SharedEvent[] {
    const viewOf = this.#viewsOf(account)
    return events.map((event) => new SharedEvent(event, viewOf))
  }

  /** A position as an audience may know it. */
  shown(account: string, audience: Audience, at: Position): Position {
    return shownPosition(at, this.#viewOf(account, audience))
  }

  /**
   * Returns whether the ledger's history up to a position is the one that a subscriber was given with it; `undefined` where
   * the ledger does not keep that event.
   */
  async hasHistory(
    { account, audience }: { readonly account: string; readonly audience: Audience },
    given: Position,
  ): Promise<boolean | undefined> {
    const found = await this.#marked(account, given)
    return found === undefined ? undefined : this.shown(account, audience, found).hash === given.hash
  }

  /**
   * Reads on where a subscriber was given more, by another gateway, than this one has read; `undefined` where it was not.
   * @throws {StoreError} when that cannot be read: the subscriber connects again
   */
  reach(account: string, audience: Audience, since: Position | undefined): Promise<void> | undefined {
    const followed = this.desk.account(account)
    const head = followed?.head()
    if (since === undefined || head === undefined || since.epoch !== head.epoch) return undefined
    const seen = this.seen.of(account, audience, head)
    // Also where only hidden events follow: how long it takes does not reveal them.
    return seen instanceof Promise || !isWithin(since, seen) ? followed?.refresh() : undefined
  }

  /** The position with the mark of this ledger's history up to it; `undefined` where the ledger does not keep that event. */
  async #marked(account: string, { epoch, seq }: Position): Promise<Head | undefined> {
    const followed = this.desk.account(account)
    const known = followed?.head()
    // A gateway that reads the ledger may not have read yet what another one has given: this question makes it read.
    if (known?.epoch === epoch && seq > known.seq) await followed?.eventsAfter({ epoch, seq }, 1)
    const head = followed?.head()
    if (head?.epoch !== epoch || seq > head.seq) return undefined
    if (seq === head.seq) return head
    if (seq === 0) return { epoch, seq, hash: NO_EVENTS }
    const before = { epoch, seq: seq - 1 }
    const kept = this.recent(account, before, 1)?.[0]
    if (kept !== undefined) return kept.hash === undefined ? undefined : { epoch, seq, hash: kept.hash }
    const answer = await followed?.eventsAfter(before, 1)
    const hash = answer?.kind === 'events' ? answer.events[0]?.hash : undefined
    return hash === undefined ? undefined : { epoch, seq, hash }
  }

  /** The newest measured values of an account, for a reader that has just come. */
  samples(account: string): Iterable<SharedSample> {
    return this.#stateOf(account).samples.values()
  }

  /** The newest market values, for a reader that has just come. */
  latestMarket(): Iterable<MarketEnvelope> {
    return this.#latest.values()
  }

  close(): void {
    this.#stop()
  }

  #take(batch: DeskBatch): void {
    switch (batch.kind) {
      case 'durable':
        return this.#takeDurable(batch.account, batch.head, batch.events)
      case 'replaced':
        return this.#takeReplaced(batch.account, batch.head)
      case 'sampled': {
        const state = this.#stateOf(batch.account)
        const sample = new SharedSample(batch.event, this.#viewsOf(batch.account))
        state.samples.set(sample.topic, sample)
        return this.#tell(state.listeners, (listener) => listener.sampled(sample))
      }
      case 'market':
        for (const event of batch.events) this.#keepLatest(event)
        return this.#tell(this.#market, (listener) => listener.market(batch.events))
    }
  }

  #takeReplaced(account: string, head: Head): void {
    const state = this.#stateOf(account)
    state.tail = []
    this.replays.forget()
    this.seen.forget(account)
    this.#tell(state.listeners, (listener) => listener.replaced(head))
  }

  #viewsOf(account: string): ViewOf {
    return (audience) => this.#viewOf(account, audience)
  }

  #takeDurable(account: string, head: Head, events: readonly DurableEnvelope[]): void {
    const state = this.#stateOf(account)
    const shared = this.share(account, events)
    state.tail = extended(state.tail, shared, this.#tailLength)
    const last = shared.at(-1) ?? head
    const batch = { events: shared, end: { epoch: last.epoch, seq: last.seq, hash: last.hash } }
    for (const [group, company] of state.companies) {
      company.take(batch, (member, error) => this.#drop(member, error))
      if (company.size === 0) state.companies.delete(group)
    }
    this.#tell(state.alone, (listener) => listener.durable(head, batch))
  }

  /** One reader's trouble is its own: the others are told all the same. */
  #tell<Listener extends { failed(): void }>(listeners: Set<Listener>, call: (listener: Listener) => void): void {
    for (const listener of listeners) {
      try {
        call(listener)
      } catch (error) {
        listeners.delete(listener)
        this.#drop(listener, error)
      }
    }
  }

  #drop(reader: { failed(): void }, error: unknown): void {
    this.#log.error({ error: error instanceof Error ? error.message : 'unknown' }, 'subscriber failed and was closed')
    reader.failed()
  }

  #keepLatest(event: MarketEnvelope): void {
    const key = marketKey(event)
    if (event.topic === 'trades') return
    if (isWatched(event) && !this.#watched.has(key)) return
    this.#latest.delete(key)
    if (event.type === 'notice.ended') return
    this.#latest.set(key, event)
    if (this.#latest.size <= MARKET_KEYS) return
    const [oldest] = this.#latest.keys()
    if (oldest !== undefined) this.#latest.delete(oldest)
  }

  #stateOf(account: string): AccountState {
    const found = this.#accounts.get(account)
    if (found !== undefined) return found
    const made: AccountState = {
      listeners: new Set(),
      alone: new Set(),
      companies: new Map(),
      samples: new Map(),
      tail: [],
    }
    this.#accounts.set(account, made)
    return made
  }
}

/** Values of one key replace each other. */
export function marketKey(event: MarketEnvelope): string {
  switch (event.topic) {
    case 'klines':
      return `klines ${event.data.symbol} ${event.data.interval}`
    case 'notices':
      return `notices ${event.data.id}`
    case 'ticker':
    case 'book':
    case 'trades':
      return `${event.topic} ${event.data.symbol}`
  }
}

const isWatched = ({ topic }: MarketEnvelope): boolean => topic === 'book' || topic === 'klines'

/** Key of a channel, as `marketKey` has it for its events: equal keys share one subscription. */
export function channelKey(wish: MarketChannel): string {
  return wish.topic === 'klines' ? `klines ${wish.symbol} ${wish.interval}` : `${wish.topic} ${wish.symbol}`
}

/** Appends events to the tail, which holds consecutive events of one epoch; an event that does not follow clears it. */
function extended(tail: SharedEvent[], more: readonly SharedEvent[], length: number): SharedEvent[] {
  const last = tail.at(-1)
  const first = more[0]
  if (first === undefined) return tail
  const follows = last !== undefined && last.epoch === first.epoch && last.seq + 1 === first.seq
  const next = follows ? tail : []
  for (const event of more) next.push(event)
  // Cut seldom and by halves, so that keeping the tail costs nothing per event.
  return next.length > 2 * length ? next.slice(-length) : next
}

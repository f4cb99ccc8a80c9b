/** Subscriber of one account: every event after its position exactly once and in order, or an explicit reset. */

import { POSITION_EVERY_MS, type SampledTopic } from '@spotdeck/api'
import { type Timer, sleep } from '@spotdeck/ports'
import type { Head } from '../desk.ts'
import type { Position } from '@spotdeck/reports'
import { Backpressure } from './backpressure.ts'
import { coalesce, withoutCoalescing } from './coalesce.ts'
import type { Transport, EncodedFrame } from '../answer/transport.ts'
import type { BroadcastGroup, GroupMember } from './broadcast-group.ts'
import type { AccountListener, Hub } from './hub.ts'
import { ReplayPages } from './replay-pages.ts'
import { REPLAY_PAGE } from './replays.ts'
import { isWithin } from './resume.ts'
import { lastSeen, positionOf } from './seen-heads.ts'
import type { SharedBatch, SharedEvent, SharedSample } from '../bus/shared-event.ts'
import type { SubscriberOutput, SubscriberWorld } from './subscriber-output.ts'
import { type Subscription, groupOf, includes } from './subscription.ts'

/** Interval at which a subscriber above the limit is checked again, in ms. */
const POLL_INTERVAL_MS = 20
/** Maximal number of pending events; a subscriber with more is closed. They are shared, so this bounds references. */
const MAX_PENDING = 20_000

/** One subscriber to an account's topics: replay, live batches, coalescing and backpressure. */
export class AccountSubscriber implements AccountListener, GroupMember {
  readonly account: string
  readonly carrier: Transport
  readonly #hub: Hub
  readonly #world: SubscriberWorld
  readonly #following: Subscription
  readonly #outlet: SubscriberOutput
  /**
   * `unproven`: the store is still checking that its position belongs to this history; it gets no positions meanwhile.
   */
  #phase: 'idle' | 'unproven' | 'behind' | 'live' | 'closed' = 'idle'
  /** Position up to which events were sent or are in `#pending`; in a group, the group's position counts. */
  #at: Position
  /** Position before `#pending`. */
  #handed: Position
  /** Resume token of the subscriber with its hash, until the hash is compared with the ledger's. */
  #claim: Position | undefined
  readonly #pages: ReplayPages
  #company: BroadcastGroup | undefined
  /** Never mutated: it may be the hub's own list. */
  #pending: readonly SharedEvent[] = []
  readonly #samples = new Map<SampledTopic, SharedSample>()
  #flushTimer: Timer | undefined
  #positionTimer: Timer | undefined
  #lastFlushAt = Number.NEGATIVE_INFINITY
  readonly #pressure: Backpressure
  /** True if the last output may still be buffered. */
  #mayBeFull = true
  /** Name of its group: members get the same text of the same events. */
  readonly #group: string
  /** True if names are hidden from it: it then gets only positions of visible events. */
  readonly #isLimited: boolean
  /** Last visible event up to `#at`, and up to the last output; used only with hidden names. */
  #seen: Position
  #seenOfHanded: Position
  /** End of its first replay, used only with hidden names: after the last visible event `seen` only hidden ones lead to `head`. */
  #firstEnd: { readonly seen: Position; readonly head: Position } | undefined
  #leave: () => void = () => {}

  /** `head` is the current end of the account's ledger: a subscriber without `since` gets the events after it. */
  constructor(hub: Hub, world: SubscriberWorld, following: Subscription, outlet: SubscriberOutput, head: Position) {
    this.#hub = hub
    this.#world = world
    this.#following = following
    this.#outlet = outlet
    this.#pages = new ReplayPages(hub, world, following)
    this.account = following.account
    this.carrier = outlet.carrier
    this.#pressure = new Backpressure(outlet.carrier, world.clock)
    this.#group = groupOf(outlet.door, following)
    this.#at = this.#handed = head
    this.#isLimited = hub.seen.isLimited(following.account, following.audience)
    this.#seen = this.#seenOfHanded = head
  }

  /**
   * Starts after `since`, or after the head without one. `malformed`: sends a reset.
   * @param seen the head as the subscriber's audience may know it, from `SeenHeads`
   */
  start(since?: Position | 'malformed', seen: Position = this.#at): void {
    this.#leave = this.#hub.join(this)
    this.#armPosition()
    for (const sample of this.#hub.samples(this.account)) this.sampled(sample)
    this.#seen = this.#seenOfHanded = seen
    if (since === 'malformed') return this.#reset(this.#at, seen)
    // A position that it never received does not reveal whether events follow it.
    if (this.#isLimited && since !== undefined && !isWithin(since, seen)) return this.#reset(this.#at, seen)
    if (since !== undefined && seen.seq - since.seq > this.#hub.replayLimit) return this.#reset(this.#at, seen)
    // There is no visible event between the last visible one and the head.
    const isAtEnd = this.#isLimited && since?.seq === seen.seq
    if (since !== undefined && !isAtEnd) {
      if (this.#isLimited) this.#firstEnd = { seen, head: this.#at }
      // Its hash is not verified yet: `#claim` keeps it.
      this.#at = this.#handed = this.#seen = this.#seenOfHanded = { epoch: since.epoch, seq: since.seq }
    }
    if (since?.hash !== undefined) this.#claim = since
    void this.#catchUp()
  }

  close(): void {
    this.#phase = 'closed'
    this.#company?.leave(this)
    this.#leave()
    this.#flushTimer?.cancel()
    this.#positionTimer?.cancel()
    this.#pending = []
    this.#samples.clear()
  }

  durable(head: Head, batch: SharedBatch): void {
    if (this.#phase !== 'live') return
    if (head.epoch !== this.#at.epoch) return this.#onOtherEpoch(head)
    const { events } = batch
    const fresh = events[0]?.seq === this.#at.seq + 1 ? events : events.filter((event) => event.seq > this.#at.seq)
    const [first] = fresh
    const last = fresh.at(-1)
    if (first === undefined || last === undefined) return
    if (first.seq !== this.#at.seq + 1) return void this.#catchUp()
    this.#owe(fresh)
    this.#at = positionOf(last)
    if (this.#pending.length > MAX_PENDING) return this.#cutOff()
    if (this.#pending.length > 0) this.#schedule()
    this.#joinGroup()
  }

  /** One that is still reading is told to connect again: what it was given may be gone. */
  replaced(head: Head): void {
    if (this.#isReading()) return this.failed()
    if (this.#phase !== 'live') return
    this.leaveGroup()
    this.#startAnew(head)
  }

  render(batch: SharedBatch): readonly EncodedFrame[] {
    return this.#render(batch.events.filter((event) => this.#owes(event)))
  }

  leaveGroup(): void {
    if (this.#company === undefined) return
    this.#at = this.#company.end
    this.#mayBeFull = true
    this.#hub.leaveGroup(this, this.#company)
    this.#company = undefined
  }

  /**
   * Joins the broadcast group if no event is pending or buffered and the subscription has no interval, as for most
   * subscribers.
   */
  #joinGroup(): void {
    // A subscriber with hidden names has positions of its own, so no group fits it.
    const isIdle =
      !this.#isLimited && this.#phase === 'live' && this.#flushTimer === undefined && this.#pending.length === 0
    if (!isIdle || this.#mayBeFull || this.#following.intervalMs > 0) return
    this.#company = this.#hub.joinGroup(this, this.#group, this.#at)
  }

  sampled(sample: SharedSample): void {
    const { topics, audience } = this.#following
    if (this.#phase === 'closed' || !topics.has(sample.topic) || sample.text(audience) === undefined) return
    this.#samples.set(sample.topic, sample)
    this.#schedule()
  }

  failed(): void {
    this.close()
    this.#outlet.failed()
  }

  /** Reads the store page by page until the subscriber has every event, then goes live synchronously. */
  async #catchUp(): Promise<void> {
    if (this.#isReading() || this.#phase === 'closed') return
    this.leaveGroup()
    this.#phase = this.#claim === undefined ? 'behind' : 'unproven'
    try {
      let more = await this.#isSameHistory()
      if (this.#isClosed()) return
      if (more) this.#phase = 'behind'
      else this.#startAnew(this.#head() ?? this.#at)
      while (more) more = await this.#step()
    } catch {
      if (!this.#isClosed()) this.failed()
    }
  }

  /**
   * Returns false if the subscriber received another history up to its position, such as that of a restored data
   * folder.
   */
  async #isSameHistory(): Promise<boolean> {
    const claim = this.#claim
    this.#claim = undefined
    if (claim === undefined) return true
    return (await this.#pages.inTime(this.#hub.hasHistory(this.#following, claim))) === true
  }

  /** Sends one page. Returns false once the subscriber is live or closed. */
  async #step(): Promise<boolean> {
    if (!(await this.#hasRoom())) return false
    const head = this.#head()
    if (head === undefined) this.failed()
    else if (!isWithin(this.#at, head)) this.#startAnew(head)
    else if (this.#at.seq === head.seq) this.#goLive(head)
    else return this.#takePage(await this.#nextPage(head), head)
    return false
  }

  /** For a subscriber with hidden names only what it may know decides how long it waits. */
  async #nextPage(head: Head): Promise<readonly SharedEvent[] | undefined> {
    const end = this.#isLimited ? (this.#firstEnd?.seen.seq ?? 0) : head.seq
    await this.#pages.admitted(end - this.#at.seq, () => this.#isClosed())
    return this.#isClosed() ? undefined : this.#pages.after(this.#at, () => this.#isClosed())
  }

  #takePage(page: readonly SharedEvent[] | undefined, head: Head): boolean {
    if (this.#isClosed()) return false
    const last = page?.at(-1)
    if (page === undefined || last === undefined || page[0]?.seq !== this.#at.seq + 1) {
      this.#startAnew(this.#head() ?? head)
      return false
    }
    this.#owe(page)
    this.#at = this.#pastHidden(positionOf(last))
    if (!this.#isLimited) this.#handOver()
    // Batches of one length, however many hidden events lie between the visible ones.
    while (this.#pending.length >= REPLAY_PAGE) this.#handOver(REPLAY_PAGE)
    return true
  }

  #pastHidden(at: Position): Position {
    const end = this.#firstEnd
    return end !== undefined && at.seq >= end.seen.seq && at.seq < end.head.seq ? end.head : at
  }

  readonly #head = (): Head | undefined => this.#hub.desk.account(this.account)?.head()

  /** Waits until the socket's buffer has room. Returns false if the subscriber was closed, also for being too slow. */
  async #hasRoom(): Promise<boolean> {
    while (!this.#isClosed() && this.#pressure.isFull()) {
      if (this.#pressure.isStalled()) this.#cutOff()
      else await sleep({ timers: this.#world.timers, ms: POLL_INTERVAL_MS })
    }
    return !this.#isClosed()
  }

  #goLive(head: Head): void {
    this.#phase = 'live'
    this.#at = head
    this.#handOver()
    this.#outlet.position(this.#shown(this.#handedOver(this.#at)))
  }

  /** Sends a reset to `head`. The subscriber keeps its position until the store has found the position to send. */
  #startAnew(head: Position): void {
    const seen = this.#hub.seen.of(this.account, this.#following.audience, head)
    if (!(seen instanceof Promise)) return this.#reset(head, seen)
    this.#phase = 'unproven'
    seen.then(
      (found) => {
        if (this.#isClosed()) return
        this.#reset(head, found)
        void this.#catchUp()
      },
      () => void (this.#isClosed() || this.failed()),
    )
  }

  #reset(head: Position, seen: Position): void {
    this.#pending = []
    this.#at = head
    this.#seen = this.#seenOfHanded = seen
    this.#phase = 'live'
    this.#outlet.reset(this.#shown(seen))
  }

  #shown(at: Position): Position {
    return this.#hub.shown(this.account, this.#following.audience, at)
  }

  #onOtherEpoch(head: Head): void {
    const now = this.#head() ?? head
    if (now.epoch !== this.#at.epoch) this.#startAnew(now)
  }

  #owe(events: readonly SharedEvent[]): void {
    if (this.#isLimited) this.#seen = positionOf(lastSeen(events, this.#following.audience) ?? this.#seen)
    if (this.#pending.length === 0) this.#handed = this.#at
    const owed = events.every((event) => this.#owes(event)) ? events : events.filter((event) => this.#owes(event))
    this.#pending = this.#pending.length === 0 ? owed : [...this.#pending, ...owed]
  }

  #owes(event: SharedEvent): boolean {
    return includes(this.#following, event, this.#isLimited)
  }

  #schedule(): void {
    if (this.#flushTimer !== undefined) return
    const waitMs = this.#lastFlushAt + this.#following.intervalMs - this.#world.clock.now()
    if (waitMs > 0 || this.#isReading()) this.#flushIn(Math.max(waitMs, 0))
    else this.#flush()
  }

  #flushIn(ms: number): void {
    this.leaveGroup()
    this.#flushTimer = this.#world.timers.after(ms, () => {
      this.#flushTimer = undefined
      if (!this.#isClosed()) this.#flush()
    })
  }

  #flush(): void {
    if (!this.#pressure.isFull()) return this.#handOver()
    if (this.#pressure.isStalled()) return this.#cutOff()
    this.#flushIn(POLL_INTERVAL_MS)
  }

  #handOver(count = this.#pending.length): void {
    const { audience } = this.#following
    const isAll = count >= this.#pending.length
    const events = isAll ? this.#pending : this.#pending.slice(0, count)
    const pieces = this.#render(events)
    this.#pending = isAll ? [] : this.#pending.slice(count)
    const last = events.at(-1)
    if (last !== undefined) this.#handed = positionOf(last)
    this.#seenOfHanded = this.#pending.length === 0 ? this.#seen : this.#handed
    this.#lastFlushAt = this.#world.clock.now()
    for (const piece of pieces) this.#mayBeFull = !this.carrier.share(piece)
    for (const sample of this.#samples.values()) {
      const text = sample.text(audience)
      if (text !== undefined) this.#outlet.sample(text)
    }
    this.#samples.clear()
  }

  /** Encodes events once for all subscribers of a transport and an audience with the same position and events. */
  #render(events: readonly SharedEvent[]): readonly EncodedFrame[] {
    const [first] = events
    const last = events.at(-1)
    if (first === undefined || last === undefined) return []
    const { audience, intervalMs } = this.#following
    const isRun = last.seq - first.seq === events.length - 1
    const which = isRun ? last.seq : events.map(({ seq }) => seq).join()
    const pace = intervalMs > 0 ? 'newest' : 'every'
    return this.#hub.rendered.of(
      `${this.#outlet.door} ${audience} ${pace} ${this.account} ${first.epoch} ${first.seq} ${which}`,
      () => {
        const batch = intervalMs > 0 ? coalesce(events, audience) : withoutCoalescing(events, audience)
        return batch.length === 0 ? [] : this.#outlet.render(batch)
      },
    )
  }

  #armPosition(): void {
    this.#positionTimer = this.#world.timers.after(POSITION_EVERY_MS, () => {
      if (this.#pressure.isFull() && this.#pressure.isStalled()) return this.#cutOff()
      if (!this.#pressure.isFull()) this.#tellPosition()
      if (!this.#isClosed()) this.#armPosition()
    })
  }

  /** Sends the current position, or catches up if the ledger was replaced or a batch lost. */
  #tellPosition(): void {
    if (this.#phase === 'unproven') return
    const head = this.#head()
    const at = this.#company?.end ?? this.#at
    const isCurrent = head !== undefined && head.epoch === at.epoch && head.seq === at.seq
    if (this.#phase === 'live' && !isCurrent) void this.#catchUp()
    else this.#outlet.position(this.#shown(this.#handedOver(at)))
  }

  /** Position up to which everything was sent, if the ledger was read up to `at`. */
  #handedOver(at: Position): Position {
    const isAll = this.#pending.length === 0
    if (this.#isLimited) return isAll ? this.#seen : this.#seenOfHanded
    return isAll ? at : this.#handed
  }

  #isReading(): boolean {
    return this.#phase === 'behind' || this.#phase === 'unproven'
  }

  /** A method, because the compiler would assume an unchanged phase after an await. */
  #isClosed(): boolean {
    return this.#phase === 'closed'
  }

  #cutOff(): void {
    this.close()
    this.#outlet.tooSlow()
  }
}

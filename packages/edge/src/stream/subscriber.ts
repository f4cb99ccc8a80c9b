/** Subscriber of one account: every event after its position exactly once and in order, or an explicit reset. */

import { POSITION_EVERY_MS, type SampledTopic } from '@spotdeck/api'
import { type Machine, type Timer, runMachine, sleep, unreachable } from '@spotdeck/ports'
import type { Head } from '../desk.ts'
import type { Position } from '@spotdeck/reports'
import { Backpressure } from './backpressure.ts'
import { coalesce, withoutCoalescing } from './coalesce.ts'
import type { Transport, EncodedFrame } from '../answer/transport.ts'
import type { BroadcastGroup, GroupMember } from './broadcast-group.ts'
import type { AccountListener, Hub } from './hub.ts'
import { ReplayPages } from './replay-pages.ts'
import type { SharedBatch, SharedEvent, SharedSample } from '../bus/shared-event.ts'
import type { SubscriberOutput, SubscriberWorld } from './subscriber-output.ts'
import { type SubscriberEffect, type SubscriberInput, type SubscriberState } from './subscriber-step.ts'
import { isReading, subscriberStart, subscriberStep, toRead } from './subscriber-step.ts'
import { type Subscription, groupOf, includes } from './subscription.ts'

/** Interval at which a subscriber above the limit is checked again, in ms. */
const POLL_INTERVAL_MS = 20

/** One subscriber to an account's topics: replay, live batches, coalescing and backpressure; the rules stand in `subscriber-step.ts`. */
export class AccountSubscriber implements AccountListener, GroupMember {
  readonly account: string
  readonly carrier: Transport
  readonly #hub: Hub
  readonly #world: SubscriberWorld
  readonly #following: Subscription
  readonly #outlet: SubscriberOutput
  readonly #machine: Machine<SubscriberState, SubscriberInput>
  readonly #pages: ReplayPages
  readonly #pressure: Backpressure
  /** Name of its group: members get the same text of the same events. */
  readonly #group: string
  readonly #samples = new Map<SampledTopic, SharedSample>()
  #company: BroadcastGroup | undefined
  #flushTimer: Timer | undefined
  #positionTimer: Timer | undefined
  #lastFlushAt = Number.NEGATIVE_INFINITY
  /** True if the last output may still be buffered. */
  #mayBeFull = true
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
    const isLimited = hub.seen.isLimited(following.account, following.audience)
    this.#machine = runMachine({
      start: subscriberStart(following, head, isLimited),
      step: subscriberStep,
      run: (effect: SubscriberEffect) => this.#run(effect),
    })
  }

  /**
   * Starts after `since`, or after the head without one. `malformed`: sends a reset.
   * @param seen the head as the subscriber's audience may know it, from `SeenHeads`
   */
  start(since?: Position | 'malformed', seen: Position = this.#state.at): void {
    this.#leave = this.#hub.join(this)
    this.#armPosition()
    for (const sample of this.#hub.samples(this.account)) this.sampled(sample)
    this.#machine.send({ type: 'start', since, seen, replayLimit: this.#hub.replayLimit })
  }

  close(): void {
    this.#machine.send({ type: 'close' })
    this.#company?.leave(this)
    this.#leave()
    this.#flushTimer?.cancel()
    this.#positionTimer?.cancel()
    this.#samples.clear()
  }

  durable(head: Head, { events }: SharedBatch): void {
    if (this.#state.phase !== 'live') return
    if (head.epoch !== this.#state.at.epoch) return this.#onOtherEpoch(head)
    const canFlush = this.#flushTimer === undefined && this.#waitMs() <= 0 && !this.#pressure.isFull()
    this.#machine.send({ type: 'batch', events, canFlush })
  }

  /** One that is still reading is told to connect again: what it was given may be gone. */
  replaced(head: Head): void {
    if (isReading(this.#state)) return this.failed()
    if (this.#state.phase !== 'live') return
    this.leaveGroup()
    this.#startAnew(head)
  }

  render(batch: SharedBatch): readonly EncodedFrame[] {
    const isLimited = this.#state.visible !== undefined
    return this.#render(batch.events.filter((event) => includes(this.#following, event, isLimited)))
  }

  leaveGroup(): void {
    if (this.#company === undefined) return
    this.#machine.send({ type: 'left-group', end: this.#company.end })
    this.#mayBeFull = true
    this.#hub.leaveGroup(this, this.#company)
    this.#company = undefined
  }

  /**
   * Joins the broadcast group if no event is pending or buffered and the subscription has no interval, as for most
   * subscribers.
   */
  #joinGroup(): void {
    const { phase, pending, visible, at } = this.#state
    // A subscriber with hidden names has positions of its own, so no group fits it.
    const isIdle = visible === undefined && phase === 'live' && this.#flushTimer === undefined && pending.length === 0
    if (!isIdle || this.#mayBeFull || this.#following.intervalMs > 0) return
    this.#company = this.#hub.joinGroup(this, this.#group, at)
  }

  sampled(sample: SharedSample): void {
    const { topics, audience } = this.#following
    if (this.#isClosed() || !topics.has(sample.topic) || sample.text(audience) === undefined) return
    this.#samples.set(sample.topic, sample)
    this.#schedule()
  }

  failed(): void {
    this.close()
    this.#outlet.failed()
  }

  get #state(): SubscriberState {
    return this.#machine.state
  }

  #run(effect: SubscriberEffect): void {
    switch (effect.type) {
      case 'give':
        return this.#give(effect.events)
      case 'position':
      case 'reset':
        return this.#outlet[effect.type](this.#hub.shown(this.account, this.#following.audience, effect.at))
      case 'catch-up':
        return void this.#catchUp()
      case 'start-anew':
        return this.#startAnew(effect.head)
      case 'schedule':
        return this.#schedule()
      case 'join-group':
        return this.#joinGroup()
      case 'failed':
        return this.failed()
      case 'too-slow':
        return this.#cutOff()
      default:
        return unreachable(effect)
    }
  }

  /** Reads the store page by page until the subscriber has every event, then goes live synchronously. */
  async #catchUp(): Promise<void> {
    if (isReading(this.#state) || this.#isClosed()) return
    this.leaveGroup()
    const { claim } = this.#state
    this.#machine.send({ type: 'read' })
    try {
      const isSame = await this.#isSameHistory(claim)
      if (this.#isClosed()) return
      this.#machine.send({ type: 'proven', isSame, head: this.#head() })
      while (isSame && (await this.#readPage()));
    } catch {
      if (!this.#isClosed()) this.failed()
    }
  }

  /**
   * Returns false if the subscriber received another history up to its position, such as that of a restored data
   * folder.
   */
  async #isSameHistory(claim: Position | undefined): Promise<boolean> {
    if (claim === undefined) return true
    return (await this.#pages.inTime(this.#hub.hasHistory(this.#following, claim))) === true
  }

  /** Sends one page. Returns false once the subscriber is live or closed. */
  async #readPage(): Promise<boolean> {
    if (!(await this.#hasRoom())) return false
    const head = this.#head()
    this.#machine.send({ type: 'room', head })
    if (head === undefined || this.#state.phase !== 'behind') return false
    const isClosed = (): boolean => this.#isClosed()
    await this.#pages.admitted(toRead(this.#state, head), isClosed)
    const page = isClosed() ? undefined : await this.#pages.after(this.#state.at, isClosed)
    this.#machine.send({ type: 'page', page, head: this.#head() ?? head })
    return this.#state.phase === 'behind'
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

  /** Sends a reset to `head`. The subscriber keeps its position until the store has found the position to send. */
  #startAnew(head: Position): void {
    const seen = this.#hub.seen.of(this.account, this.#following.audience, head)
    if (!(seen instanceof Promise)) return this.#machine.send({ type: 'reset', head, seen })
    this.#machine.send({ type: 'unproven' })
    seen.then(
      (found) => {
        this.#machine.send({ type: 'reset', head, seen: found })
        void this.#catchUp()
      },
      () => void (this.#isClosed() || this.failed()),
    )
  }

  #onOtherEpoch(head: Head): void {
    const now = this.#head() ?? head
    if (now.epoch !== this.#state.at.epoch) this.#startAnew(now)
  }

  #waitMs(): number {
    return this.#lastFlushAt + this.#following.intervalMs - this.#world.clock.now()
  }

  #schedule(): void {
    if (this.#flushTimer !== undefined) return
    const waitMs = this.#waitMs()
    if (waitMs > 0 || isReading(this.#state)) this.#flushIn(Math.max(waitMs, 0))
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
    if (!this.#pressure.isFull()) return this.#machine.send({ type: 'flush' })
    if (this.#pressure.isStalled()) return this.#cutOff()
    this.#flushIn(POLL_INTERVAL_MS)
  }

  #give(events: readonly SharedEvent[]): void {
    const pieces = this.#render(events)
    this.#lastFlushAt = this.#world.clock.now()
    for (const piece of pieces) this.#mayBeFull = !this.carrier.share(piece)
    for (const sample of this.#samples.values()) {
      const text = sample.text(this.#following.audience)
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
      if (!this.#pressure.isFull()) {
        const at = this.#company?.end ?? this.#state.at
        this.#machine.send({ type: 'position', at, head: this.#head() })
      }
      if (!this.#isClosed()) this.#armPosition()
    })
  }

  #isClosed(): boolean {
    return this.#state.phase === 'closed'
  }

  #cutOff(): void {
    this.close()
    this.#outlet.tooSlow()
  }
}

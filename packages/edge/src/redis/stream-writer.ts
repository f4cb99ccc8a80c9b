/**
 * One account's events into one stream. Nothing is queued: the ledger is the queue, and the stream's own last id says where
 * to go on, so an answer that was lost, a flush, a restart or a second writer neither loses an event nor doubles one.
 */

import type { Audience, RedisStreamStats } from '@spotdeck/api'
import { codeOf, describeError, type Clock, type Log, type Timers, parseJson, withDeadline } from '@spotdeck/ports'
import type { FollowedAccount, Head } from '../desk.ts'
import type { SharedEvent, SharedEvents } from '../bus/shared-event.ts'
import { type Appended, type RedisLink, RedisRefusal, type StreamEntry } from './link.ts'
import { NO_ID, type StreamEffect, type StreamInput, type StreamState } from './stream-writer-step.ts'
import { streamStart, streamStats, streamStep } from './stream-writer-step.ts'
import { namesOf } from './target.ts'

/** Parts of a stream writer. */
export type StreamWriterOptions = {
  readonly id: string
  /** Returns the account as it is served now. */
  readonly account: () => FollowedAccount
  readonly prefix: string
  readonly isCluster?: boolean | undefined
  readonly audience: Audience
  readonly maxLength: number
  readonly hub: SharedEvents
  readonly clock: Clock
  readonly timers: Timers
  readonly log: Log
}

/** Events of one call: about a quarter of a megabyte. */
const PAGE = 500
/** Pages per step; other work is checked between two steps. */
const PAGES_A_STEP = 8
/** Calls under way at a time. */
const IN_FLIGHT = 2
/** Time for an answer of the ledger, in ms. */
const LEDGER_MS = 10_000

/** The ledger could not be read: Redis is as good as before. */
class LedgerUnread extends Error {
  override readonly name = 'LedgerUnread'
}

/** End of a stream, and the ledger's event that it corresponds to. */
type Place = { readonly seq: number; readonly id: string }
/** A call under way; none where a page holds nothing for this audience. */
type Sent = {
  readonly to: number
  readonly entries: readonly StreamEntry[]
  readonly answer: Promise<Appended> | undefined
}

/** Writes one account's events to its Redis stream, resuming from the stream's last id. */
export class StreamWriter {
  readonly #options: StreamWriterOptions
  #state: StreamState

  constructor(options: StreamWriterOptions) {
    this.#options = options
    this.#state = streamStart(options.account().head().epoch)
  }

  get stats(): RedisStreamStats {
    const account = this.#options.account()
    return streamStats(this.#state, account.id, account.head())
  }

  /** A new connection: whatever was under way on the last one may have been carried out, or not. */
  reconnected(): void {
    this.#take({ type: 'reconnected' })
  }

  #take(input: StreamInput): StreamEffect | undefined {
    const { state, effects } = streamStep(this.#state, input)
    this.#state = state
    return effects[0]
  }

  /**
   * Does the next thing there is to do. True when there may be more to do at once.
   * @throws when the link is of no more use; a refusal is kept to itself and tried again later
   */
  async step(link: RedisLink): Promise<boolean> {
    const account = this.#options.account()
    const head = account.head()
    const next = this.#take({ type: 'turn', now: this.#now(), head, isFollowedHere: account.isFollowedHere })
    if (next === undefined) return false
    try {
      return await (next.type === 'look' ? this.#look(link, head) : this.#advance(link, next.from, head))
    } catch (error) {
      if (error instanceof LedgerUnread) this.#unread(error)
      else if (error instanceof RedisRefusal) this.#take({ type: 'refused', now: this.#now(), code: error.code })
      else throw error
      return false
    }
  }

  /** Asks where the stream ends, without adding. */
  async #look(link: RedisLink, head: Head): Promise<boolean> {
    const { pointer, at, lastId } = this.#state
    const answer = await this.#append(link, [], lastId)
    if (!(await this.#isOurs(answer))) return this.#leaveEpoch()
    if (at !== undefined && answer.added) return false
    const { account, maxLength } = this.#options
    const oldest = Math.max(account().archivedSeq, head.seq - maxLength)
    this.#take({ type: 'looked', answer, head, oldest, isFirst: pointer === undefined })
    return (this.#state.at ?? 0) < head.seq
  }

  /**
   * Page after page, the next one made while Redis is at the last: each call names the id that the one before it leaves, so a
   * call that adds nothing lets none after it add in its place.
   */
  async #advance(link: RedisLink, at: number, head: Head): Promise<boolean> {
    const sent: Sent[] = []
    try {
      return await this.#sendPages(link, { seq: at, id: this.#state.lastId }, head, sent)
    } finally {
      // None is left under way, whatever came of the others.
      await Promise.allSettled(sent.flatMap(({ answer }) => answer ?? []))
    }
  }

  async #sendPages(link: RedisLink, from: Place, head: Head, sent: Sent[]): Promise<boolean> {
    let at = from
    let isAsExpected = true
    for (let n = 0; n < PAGES_A_STEP && isAsExpected && at.seq < head.seq; n++) {
      const page = await this.#page(at.seq, head)
      const last = page?.at(-1)
      if (page === undefined || last === undefined || page[0]?.seq !== at.seq + 1) {
        if (n === 0) return this.#startAnew(link, head)
        break
      }
      const entries = page.flatMap((event) => this.#entryOf(event))
      sent.push(this.#send(link, entries, at.id, last.seq))
      const end = entries.at(-1)
      at = { seq: last.seq, id: end === undefined ? at.id : `${end.seq}-0` }
      const [oldest] = sent
      if (sent.length < IN_FLIGHT || oldest === undefined) continue
      sent.shift()
      isAsExpected = await this.#settle(oldest, isAsExpected)
    }
    for (const call of sent) isAsExpected = (await this.#settle(call, isAsExpected)) && isAsExpected
    return !isAsExpected || at.seq < head.seq
  }

  #send(link: RedisLink, entries: readonly StreamEntry[], expected: string, to: number): Sent {
    if (entries.length === 0) return { to, entries, answer: undefined }
    const answer = this.#append(link, entries, expected)
    // Looked at when its turn comes; should one before it fail, nobody does.
    answer.catch(() => undefined)
    return { to, entries, answer }
  }

  /** Applies the result of a call. Returns false if the stream did not end at the expected id. */
  async #settle({ to, entries, answer: answering }: Sent, isAsExpected: boolean): Promise<boolean> {
    const answer = await answering
    this.#take({ type: 'settled', to, count: entries.length, answer, isAsExpected })
    return answer?.added ?? isAsExpected
  }

  /** False where the stream ends beyond the ledger, or in another history: its readers have events that the ledger lacks. */
  async #isOurs({ lastId, lastText }: Appended): Promise<boolean> {
    const { id, account, hub, audience } = this.#options
    if (lastId === NO_ID) return true
    const seq = Number(lastId.split('-')[0])
    const { epoch, seq: end } = account().head()
    if (epoch !== this.#state.epoch) return true
    if (seq > end) return false
    const hash = lastText === undefined ? undefined : historyMarkIn(lastText)
    if (hash === undefined) return true
    const given = { epoch, seq, hash }
    return (await this.#fromLedger(hub.hasHistory({ account: id, audience }, given))) !== false
  }

  /** The next step begins the stream of the new epoch. */
  async #leaveEpoch(): Promise<boolean> {
    await this.#fromLedger(this.#options.account().leaveEpoch(this.#state.epoch))
    return true
  }

  /** The ledger no longer keeps what comes next: the stream is emptied, by which readers see that they must start anew. */
  async #startAnew(link: RedisLink, head: Head): Promise<boolean> {
    const answer = await this.#append(link, [], this.#state.lastId, 0)
    this.#take({ type: 'emptied', answer, head })
    return true
  }

  async #append(
    link: RedisLink,
    entries: readonly StreamEntry[],
    expected: string,
    maxLength = this.#options.maxLength,
  ): Promise<Appended> {
    const { epoch, publishedTo, claimed } = this.#state
    const { stream, epoch: epochKey, channel } = namesOf(this.#options, this.#options.id, epoch)
    const append = { stream, epochKey, channel, epoch, expected, entries, publishedTo, maxLength, claim: !claimed }
    this.#take({ type: 'calling' })
    const answer = await link.append(append)
    this.#take({ type: 'answered', now: this.#now(), answer, last: entries.at(-1)?.seq })
    return answer
  }

  async #page(at: number, { epoch }: Head): Promise<readonly SharedEvent[] | undefined> {
    const { hub, id, account } = this.#options
    const after = { epoch, seq: at }
    const recent = hub.recent(id, after, PAGE)
    if (recent !== undefined) return recent
    const answer = await this.#fromLedger(account().eventsAfter(after, PAGE))
    return answer.kind === 'gone' ? undefined : hub.share(id, answer.events)
  }

  #entryOf(event: SharedEvent): StreamEntry[] {
    const text = event.text(this.#options.audience)
    return text === undefined ? [] : [{ seq: event.seq, topic: event.topic, text }]
  }

  /** @throws {LedgerUnread} where the ledger does not answer, or not in time */
  async #fromLedger<T>(reading: Promise<T>): Promise<T> {
    const late = (): Error => Object.assign(new Error('The ledger has not answered in time.'), { code: 'TIMEOUT' })
    try {
      const read = await withDeadline(reading, { timers: this.#options.timers, ms: LEDGER_MS, late })
      this.#take({ type: 'ledger-read' })
      return read
    } catch (cause) {
      throw new LedgerUnread('The ledger was not read.', { cause })
    }
  }

  /** Told once: the ledger is asked every second. */
  #unread({ cause }: LedgerUnread): void {
    const { id, log } = this.#options
    if (this.#state.trouble.ledger === undefined)
      log.warn({ account: id, ...describeError(cause) }, 'ledger not read, its stream in redis follows later')
    this.#take({ type: 'ledger-unread', now: this.#now(), code: codeOf(cause) })
  }

  #now(): number {
    return this.#options.clock.now()
  }
}

/** Mark of the history in an entry; `undefined` in entries of gateways before 0.2. */
function historyMarkIn(text: string): string | undefined {
  const { hash } = Object(parseJson(text)) as { readonly hash?: unknown }
  return typeof hash === 'string' ? hash : undefined
}

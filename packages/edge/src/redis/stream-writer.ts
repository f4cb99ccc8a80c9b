/**
 * One account's events into one stream. Nothing is queued: the ledger is the queue, and the stream's own last id says where
 * to go on, so an answer that was lost, a flush, a restart or a second writer neither loses an event nor doubles one.
 */

import type { Audience, RedisStreamStats } from '@spotdeck/api'
import { codeOf, describeError, type Clock, type Log, type Timers, defined, withDeadline } from '@spotdeck/ports'
import type { FollowedAccount, Head } from '../desk.ts'
import type { SharedEvent, SharedEvents } from '../bus/shared-event.ts'
import { type Append, type Appended, type RedisLink, RedisRefusal, type StreamEntry } from './link.ts'
import { type StreamNames, namesOf } from './target.ts'

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
const NO_ID = '0-0'
/**
 * Interval at which an idle stream is checked, in ms: a flushed stream is refilled without waiting for the next event.
 */
const LOOK_EVERY_MS = 5_000
const AFTER_REFUSAL_MS = 5_000
/** Time for an answer of the ledger, and the wait after one that failed, in ms. */
const LEDGER_MS = 10_000
const AFTER_LEDGER_MS = 1_000

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
  #names: StreamNames
  /** Up to here everything owed stands in the stream; `undefined` until Redis was asked. */
  #at: number | undefined
  #epoch: string
  #lastId = NO_ID
  #publishedTo = -1
  #claimed = false
  #lookAt = Number.NEGATIVE_INFINITY
  #refusedUntil = Number.NEGATIVE_INFINITY
  #refusal: string | undefined
  #ledger: string | undefined
  #pointer: string | undefined
  readonly #counts = { added: 0, calls: 0, refills: 0, refusals: 0 }

  constructor(options: StreamWriterOptions) {
    this.#options = options
    const { epoch } = options.account().head()
    this.#epoch = epoch
    this.#names = namesOf(options, options.id, epoch)
  }

  get stats(): RedisStreamStats {
    const account = this.#options.account()
    const head = account.head()
    const seq = head.epoch === this.#epoch ? (this.#at ?? 0) : 0
    const lag = Math.max(0, head.seq - seq)
    return {
      account: account.id,
      state: this.#state(head, seq),
      epoch: head.epoch,
      seq,
      lag,
      ...this.#counts,
      ...defined({ refusal: this.#refusal, ledger: this.#ledger }),
      ...(this.#pointer === undefined || this.#pointer === this.#epoch ? {} : { supersededBy: this.#pointer }),
    }
  }

  /** A new connection: whatever was under way on the last one may have been carried out, or not. */
  reconnected(): void {
    this.#at = undefined
    this.#refusedUntil = Number.NEGATIVE_INFINITY
  }

  /**
   * Does the next thing there is to do. True when there may be more to do at once.
   * @throws when the link is of no more use; a refusal is kept to itself and tried again later
   */
  async step(link: RedisLink): Promise<boolean> {
    const now = this.#options.clock.now()
    if (now < this.#refusedUntil) return false
    const account = this.#options.account()
    // Its head may be behind the stream, which the process that follows the account writes.
    if (!account.isFollowedHere) return this.#rest()
    const head = account.head()
    if (head.epoch !== this.#epoch) this.#beginEpoch(head.epoch)
    try {
      if (this.#at === undefined) return await this.#look(link, head)
      if (this.#at < head.seq) return await this.#advance(link, this.#at, head)
      return now >= this.#lookAt && (await this.#look(link, head))
    } catch (error) {
      if (error instanceof LedgerUnread) this.#unread(error)
      else if (error instanceof RedisRefusal) this.#refuse(error.code)
      else throw error
      return false
    }
  }

  /** Another process writes the stream: where it ends is asked again when the account is followed here. */
  #rest(): false {
    this.#at = undefined
    return false
  }

  #beginEpoch(epoch: string): void {
    this.#epoch = epoch
    this.#names = namesOf(this.#options, this.#options.id, epoch)
    this.#at = undefined
    this.#lastId = NO_ID
    this.#publishedTo = -1
    this.#claimed = false
    this.#pointer = undefined
  }

  /** Asks where the stream ends, without adding. */
  async #look(link: RedisLink, head: Head): Promise<boolean> {
    const isFirst = this.#pointer === undefined
    const wasUnknown = this.#at === undefined
    const answer = await this.#append(link, [], this.#lastId)
    if (!(await this.#isOurs(answer))) return this.#leaveEpoch()
    if (!wasUnknown && answer.added) return false
    if (!isFirst && !answer.added) this.#counts.refills += 1
    this.#goOnAfter(answer.lastId, head)
    return (this.#at ?? 0) < head.seq
  }

  /**
   * Page after page, the next one made while Redis is at the last: each call names the id that the one before it leaves, so a
   * call that adds nothing lets none after it add in its place.
   */
  async #advance(link: RedisLink, at: number, head: Head): Promise<boolean> {
    const sent: Sent[] = []
    try {
      return await this.#sendPages(link, { seq: at, id: this.#lastId }, head, sent)
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
  async #settle({ to, entries, answer }: Sent, isAsExpected: boolean): Promise<boolean> {
    if (answer === undefined) {
      if (isAsExpected) this.#at = to
      return isAsExpected
    }
    const { added, lastId } = await answer
    if (added) {
      this.#at = to
      this.#counts.added += entries.length
      return true
    }
    this.#counts.refills += isAsExpected ? 1 : 0
    this.#lookAgain(lastId)
    return false
  }

  /** False where the stream ends beyond the ledger, or in another history: its readers have events that the ledger lacks. */
  async #isOurs({ lastId, lastText }: Appended): Promise<boolean> {
    const { id, account, hub, audience } = this.#options
    if (lastId === NO_ID) return true
    const seq = Number(lastId.split('-')[0])
    const { epoch, seq: end } = account().head()
    if (epoch !== this.#epoch) return true
    if (seq > end) return false
    const hash = lastText === undefined ? undefined : historyMarkIn(lastText)
    if (hash === undefined) return true
    const given = { epoch, seq, hash }
    return (await this.#fromLedger(hub.hasHistory({ account: id, audience }, given))) !== false
  }

  /** The next step begins the stream of the new epoch. */
  async #leaveEpoch(): Promise<boolean> {
    await this.#fromLedger(this.#options.account().leaveEpoch(this.#epoch))
    return true
  }

  /** The ledger no longer keeps what comes next: the stream is emptied, by which readers see that they must start anew. */
  async #startAnew(link: RedisLink, head: Head): Promise<boolean> {
    const answer = await this.#append(link, [], this.#lastId, 0)
    if (answer.added) this.#at = head.seq
    else this.#lookAgain(answer.lastId)
    return true
  }

  /** The stream ends at `lastId` instead: the next step asks whose events it holds. */
  #lookAgain(lastId: string): void {
    this.#lastId = lastId
    this.#at = undefined
  }

  /** An empty stream is filled again with as much as it would keep and as is not archived, oldest first. */
  #goOnAfter(lastId: string, head: Head): void {
    this.#lastId = lastId
    const ended = Number(lastId.split('-')[0])
    const { account, maxLength } = this.#options
    this.#at = lastId === NO_ID ? Math.max(account().archivedSeq, head.seq - maxLength) : ended
    // Each event in a stream was published in the step that added it.
    if (ended <= head.seq) this.#publishedTo = Math.max(this.#publishedTo, ended)
  }

  async #append(
    link: RedisLink,
    entries: readonly StreamEntry[],
    expected: string,
    maxLength = this.#options.maxLength,
  ): Promise<Appended> {
    const { stream, epoch: epochKey, channel } = this.#names
    const append: Append = {
      stream,
      epochKey,
      channel,
      epoch: this.#epoch,
      expected,
      entries,
      publishedTo: this.#publishedTo,
      maxLength,
      claim: !this.#claimed,
    }
    this.#counts.calls += 1
    const answer = await link.append(append)
    this.#claimed = true
    this.#pointer = answer.pointer
    this.#refusal = undefined
    this.#lookAt = this.#options.clock.now() + LOOK_EVERY_MS
    if (answer.added && entries.length > 0) {
      this.#lastId = answer.lastId
      this.#publishedTo = Math.max(this.#publishedTo, entries.at(-1)?.seq ?? 0)
    }
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
      this.#ledger = undefined
      return read
    } catch (cause) {
      throw new LedgerUnread('The ledger was not read.', { cause })
    }
  }

  /** Told once: the ledger is asked every second. Where the stream ends is asked again, too. */
  #unread({ cause }: LedgerUnread): void {
    const { id, log, clock } = this.#options
    if (this.#ledger === undefined)
      log.warn({ account: id, ...describeError(cause) }, 'ledger not read, its stream in redis follows later')
    this.#ledger = codeOf(cause)
    this.#at = undefined
    this.#refusedUntil = clock.now() + AFTER_LEDGER_MS
  }

  #refuse(code: string): void {
    this.#counts.refusals += 1
    this.#refusal = code
    this.#at = undefined
    this.#refusedUntil = this.#options.clock.now() + AFTER_REFUSAL_MS
  }

  #state(head: Head, seq: number): RedisStreamStats['state'] {
    if (this.#refusal !== undefined) return 'refused'
    if (this.#at === undefined || head.epoch !== this.#epoch) return 'unknown'
    return seq === head.seq ? 'following' : 'behind'
  }
}

/** Mark of the history in an entry; `undefined` in entries of gateways before 0.2. */
function historyMarkIn(text: string): string | undefined {
  try {
    const { hash } = JSON.parse(text) as { readonly hash?: unknown }
    return typeof hash === 'string' ? hash : undefined
  } catch {
    return undefined
  }
}

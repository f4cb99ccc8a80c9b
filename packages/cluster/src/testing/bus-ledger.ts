/** A ledger of a test that one bus publishes, and readers of it that ask its store where the bus does not help. */

import { FIRST_HASH, hashOf } from '@spotdeck/store'
import { BusFeed } from '../bus/bus-feed.ts'
import type { BusEntry, SharedBus } from '../bus/shared-bus.ts'

/** A ledger whose events hold their numbers alone. */
export class BusLedger {
  readonly epoch: string
  readonly account: string
  readonly entries: BusEntry[]
  readonly #salt: string

  constructor(
    account = 'main',
    { epoch = 'e', salt = '', entries = [] }: Partial<Pick<BusLedger, 'epoch' | 'entries'>> & { salt?: string } = {},
  ) {
    this.account = account
    this.epoch = epoch
    this.entries = [...entries]
    this.#salt = salt
  }

  /** Commits so many events, and gives them to the bus after that. */
  commit(count: number, bus: SharedBus | undefined): readonly BusEntry[] {
    const made: BusEntry[] = []
    for (let at = 0; at < count; at++) {
      const n = this.entries.length + 1
      const body = JSON.stringify({ n, salt: this.#salt, sentAt: performance.now() })
      const entry = { n, hash: hashOf(this.entries.at(-1)?.hash ?? FIRST_HASH, body), body }
      this.entries.push(entry)
      made.push(entry)
    }
    bus?.publish(this.account, this.epoch, made)
    return made
  }
}

/** A reader that gives on each number once, from the bus or from the store. */
export class LedgerReader {
  readonly given: number[] = []
  /** Events that the store gave. */
  fromStore = 0
  /** Entries that the bus handed on. */
  fromBus = 0
  readonly feed: BusFeed
  readonly #ledger: BusLedger

  constructor(ledger: BusLedger, bus: SharedBus, now: () => number = Date.now) {
    this.#ledger = ledger
    this.feed = new BusFeed({
      account: ledger.account,
      epoch: ledger.epoch,
      n: 0,
      bus,
      clock: { now },
      now,
      apply: (events) => {
        this.fromBus += events.length
        this.given.push(...events.map(({ event }) => event.n))
      },
      read: () => setImmediate(() => this.read()),
    })
    this.read()
    this.feed.start()
  }

  /** Reads the store. */
  read(): void {
    this.feed.reading()
    const before = this.given.length
    for (const { n } of this.#ledger.entries.slice(before)) this.given.push(n)
    this.fromStore += this.given.length - before
    this.feed.read({ n: this.given.length, hash: this.#ledger.entries.at(-1)?.hash ?? FIRST_HASH, ok: true })
  }

  /** True if each event was given once and in order. */
  get isWhole(): boolean {
    return this.given.length === this.#ledger.entries.length && this.given.every((n, at) => n === at + 1)
  }
}

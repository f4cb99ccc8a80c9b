/** Public side of a ledger that this process writes: its state, its head, its events as envelopes, and their epoch. */

import { type ChainedEvent, FIRST_HASH, type LedgerStore } from '@spotdeck/store'
import type { AccountFollower, Writer } from '@spotdeck/follow'
import { type LedgerEvent, type LedgerState, type Status, isPublic } from '@spotdeck/ledger'
import type { Log, Random } from '@spotdeck/ports'
import type { Bus, Head } from '@spotdeck/edge'
import { markOf, toEnvelope } from '@spotdeck/reports'
import type { LedgerSource } from './ledger-source.ts'

/** Parts of a public log. */
export type PublicLogOptions = {
  readonly id: string
  readonly store: LedgerStore
  readonly writer: Writer
  readonly follower: Pick<AccountFollower, 'health' | 'status'>
  readonly bus: Bus
  readonly random: Random
  readonly log: Log
  /** Chain hash of the last stored public event; `lastHashOf` reads it. */
  readonly lastHash: string
}

const EPOCH_BYTES = 8

/** Chain hash of the last public event of a ledger; `FIRST_HASH` where there is none. */
export async function lastHashOf(store: LedgerStore, { seq }: LedgerState): Promise<string> {
  const [last] = seq === 0 ? [] : await store.publicAfter(seq - 1, 1)
  return last?.hash ?? FIRST_HASH
}

/** Random name of a new epoch, hex. */
export const newEpoch = (random: Random): string => Buffer.from(random.bytes(EPOCH_BYTES)).toString('hex')

/** Publishes the commits of one ledger, and gives it to those who serve it. */
export class PublicLog implements LedgerSource {
  readonly #options: PublicLogOptions
  #lastHash: string

  constructor(options: PublicLogOptions) {
    this.#options = options
    this.#lastHash = options.lastHash
  }

  get state(): LedgerState {
    return this.#options.writer.known
  }

  get status(): Status {
    return this.#options.follower.status
  }

  get health(): AccountFollower['health'] {
    return this.#options.follower.health
  }

  /** The last position; it matches the writer's state. */
  head(): Head {
    const { store, writer } = this.#options
    return { epoch: store.epoch, seq: writer.state.seq, hash: markOf(this.#lastHash) }
  }

  /** Publishes a commit after it is durable. `hashes`: the chain hash of each event. */
  committed(events: readonly LedgerEvent[], hashes: readonly string[]): void {
    const made = events.flatMap((event, n): ChainedEvent[] =>
      isPublic(event) ? [{ event, hash: hashes[n] ?? FIRST_HASH }] : [],
    )
    const last = made.at(-1)
    if (last === undefined) return
    this.#lastHash = last.hash
    const { id: account, bus } = this.#options
    const head = this.head()
    bus.publish({ kind: 'durable', account, head, events: made.map((one) => toEnvelope(one, { ...head, account })) })
  }

  /** Begins a new epoch where `epoch` is still the current one, and tells subscribers by a batch without events. */
  async leaveEpoch(epoch: string): Promise<void> {
    const { id: account, store, writer, bus, random, log } = this.#options
    await writer.serial(async () => {
      if (store.epoch !== epoch) return
      await store.beginEpoch(newEpoch(random))
      log.warn(
        { account, left: epoch, epoch: store.epoch },
        'readers have events that this ledger lacks, new epoch begun',
      )
      bus.publish({ kind: 'durable', account, head: this.head(), events: [] })
    })
  }
}

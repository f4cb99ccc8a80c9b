/** A bus in memory between gateways of a test, under virtual time: it can be away, lose, and be given what no gateway published. */

import type { Timer } from '@spotdeck/ports'
import type { VirtualTime } from '@spotdeck/ports/virtual'
import type { BusEntry, BusPosition, BusReader, SharedBus } from '../bus/shared-bus.ts'

const BEAT_MS = 1_000
const DELAY_MS = 3

/** The bus that all gateways of a test share. */
export class MemoryBus {
  /** True while nothing arrives. */
  isAway = false
  /** Entries that were handed to readers. */
  delivered = 0
  readonly #time: VirtualTime
  readonly #readers = new Set<BusReader>()

  constructor(time: VirtualTime) {
    this.#time = time
  }

  /** The bus as one gateway has it. */
  open(): SharedBus {
    const positions = new Map<string, BusPosition>()
    const followed = new Map<string, () => BusPosition>()
    const stops = new Set<() => void>()
    const beat = (): Timer =>
      this.#time.after(BEAT_MS, () => {
        for (const [account, endOf] of followed) {
          const [given, end] = [positions.get(account), endOf()]
          this.#tell(account, (reader) => reader.beat(given?.epoch === end.epoch ? given : end))
        }
        timer = beat()
      })
    let timer = beat()
    return {
      publish: (account, epoch, entries) => {
        const last = entries.at(-1)
        if (last !== undefined) positions.set(account, { epoch, n: last.n, hash: last.hash })
        this.give(account, epoch, entries)
      },
      follow(account, end) {
        followed.set(account, end)
        return () => void followed.delete(account)
      },
      read: (reader) => {
        this.#readers.add(reader)
        const stop = (): void => void this.#readers.delete(reader)
        stops.add(stop)
        return stop
      },
      close() {
        timer.cancel()
        for (const stop of stops) stop()
      },
    }
  }

  /** Hands entries to the readers of an account, as they come from anybody. */
  give(account: string, epoch: string, entries: readonly BusEntry[]): void {
    this.#tell(account, (reader) => {
      if (reader.position().epoch !== epoch) return
      this.delivered += entries.length
      reader.entries(entries)
    })
  }

  #tell(account: string, tell: (reader: BusReader) => void): void {
    if (this.isAway) return
    this.#time.after(DELAY_MS, () => {
      for (const reader of this.#readers) if (reader.account === account) tell(reader)
    })
  }
}

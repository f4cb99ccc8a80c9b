/**
 * A bus in memory between gateways of a test, under virtual time. It keeps what it was given, as Redis does: who joins later is handed it too.
 * It can be away, lose, and be given what no gateway published.
 */

import type { Timer } from '@spotdeck/ports'
import type { VirtualTime } from '@spotdeck/ports/virtual'
import type { BusEntry, BusPosition, BusReader, SharedBus } from '../bus/shared-bus.ts'

const BEAT_MS = 1_000
const DELAY_MS = 3
/** Time after which a reader that joins is handed what is kept. */
const JOIN_MS = 250

/** The bus that all gateways of a test share. */
export class MemoryBus {
  /** True while nothing arrives. */
  isAway = false
  /** Entries that were handed to readers. */
  delivered = 0
  readonly #time: VirtualTime
  /** Readers, with the last entry of their epoch that each was handed. */
  readonly #readers = new Map<BusReader, { epoch: string; n: number }>()
  readonly #streams = new Map<string, BusEntry[]>()

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
          const said = given?.epoch === end.epoch ? given : end
          this.#tell(account, (reader) => {
            const handed = this.#readers.get(reader)
            // The writer is behind what was handed: the numbers come again.
            if (handed?.epoch === said.epoch) handed.n = Math.min(handed.n, said.n)
            reader.beat(said)
            this.#hand(reader)
          })
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
        this.#readers.set(reader, { epoch: '', n: 0 })
        this.#time.after(JOIN_MS, () => this.#hand(reader))
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

  /** Adds entries behind the end of a stream, as anybody may; where its first number is of another event, it begins anew. */
  give(account: string, epoch: string, entries: readonly BusEntry[]): void {
    if (this.isAway) return
    const stream = `${account}:${epoch}`
    const [first] = entries
    const found = this.#streams.get(stream) ?? []
    const same = found.find(({ n }) => n === first?.n)
    const kept = same === undefined || same.hash === first?.hash ? found : []
    const end = kept.at(-1)?.n ?? 0
    this.#streams.set(stream, [...kept, ...entries.filter(({ n }) => n > end)])
    if (kept !== found) for (const handed of this.#readers.values()) if (handed.epoch === epoch) handed.n = 0
    this.#tell(account, (reader) => this.#hand(reader))
  }

  /** Forgets everything, as a flush does. */
  flush(): void {
    this.#streams.clear()
  }

  #hand(reader: BusReader): void {
    const handed = this.#readers.get(reader)
    if (this.isAway || handed === undefined) return
    const { epoch, n } = reader.position()
    const after = handed.epoch === epoch ? Math.max(n, handed.n) : n
    const entries = (this.#streams.get(`${reader.account}:${epoch}`) ?? []).filter((one) => one.n > after)
    const last = entries.at(-1)
    if (last === undefined) return
    this.#readers.set(reader, { epoch, n: last.n })
    this.delivered += entries.length
    reader.entries(entries)
  }

  #tell(account: string, tell: (reader: BusReader) => void): void {
    if (this.isAway) return
    this.#time.after(DELAY_MS, () => {
      for (const reader of this.#readers.keys()) if (reader.account === account) tell(reader)
    })
  }
}

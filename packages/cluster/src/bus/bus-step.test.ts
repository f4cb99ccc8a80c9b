import { FIRST_HASH, hashOf } from '@spotdeck/store'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { BusEntry } from './shared-bus.ts'
import { type BusInput, type BusReading, busReadingFrom, isHeard, silentSince, step } from './bus-step.ts'

/** A ledger whose events hold nothing but their numbers. */
function ledger(count: number, salt = ''): readonly BusEntry[] {
  let before = FIRST_HASH
  return Array.from({ length: count }, (_, at) => {
    const body = JSON.stringify({ n: at + 1, salt })
    before = hashOf(before, body)
    return { n: at + 1, hash: before, body }
  })
}

/** A reader, the store that it reads, and the numbers that it has given on. */
class Reading {
  readonly given: number[] = []
  readonly #stored: readonly BusEntry[]
  #state: BusReading = busReadingFrom({ epoch: 'e', n: 0 }, 0)
  #isAsked = false

  constructor(stored: readonly BusEntry[]) {
    this.#stored = stored
  }

  get state(): BusReading {
    return this.#state
  }

  get isAsked(): boolean {
    return this.#isAsked
  }

  take(input: BusInput): void {
    const { state, effects } = step(this.#state, input)
    this.#state = state
    for (const effect of effects) {
      if (effect.type === 'apply') this.given.push(...effect.events.map(({ event }) => event.n))
      else this.#isAsked = true
    }
  }

  /** Begins to read the store, as it does at its interval or when it was asked to. */
  begin(): void {
    this.#isAsked = false
    this.take({ type: 'reading' })
  }

  /** Ends the read: the store had this many events when it looked. */
  end(count: number, ok = true): void {
    const { n } = this.#state
    const to = ok ? Math.max(n, count) : n
    for (let at = n + 1; at <= to; at++) this.given.push(at)
    this.take({ type: 'read', n: to, hash: this.#stored[to - 1]?.hash ?? FIRST_HASH, ok })
  }

  read(count: number): void {
    this.begin()
    this.end(count)
  }
}

const upTo = (count: number): readonly number[] => Array.from({ length: count }, (_, at) => at + 1)

describe('a reader of the bus', () => {
  const stored = ledger(10)
  const some = (...numbers: readonly number[]) => numbers.flatMap((n) => stored[n - 1] ?? [])

  function begun(count = 3): Reading {
    const reading = new Reading(stored)
    reading.read(count)
    return reading
  }

  it('gives on what continues its chain without reading the store', () => {
    const reading = begun()
    reading.take({ type: 'entries', entries: some(4, 5) })
    reading.take({ type: 'entries', entries: some(5, 6) })
    expect([reading.given, reading.isAsked]).toEqual([upTo(6), false])
  })

  it('reads the store where an entry is missing, and gives each event once', () => {
    const reading = begun()
    reading.take({ type: 'entries', entries: some(4, 6, 7) })
    expect([reading.given, reading.isAsked]).toEqual([upTo(4), true])
    reading.read(7)
    reading.take({ type: 'entries', entries: some(6, 7, 8) })
    expect([reading.given, reading.isAsked]).toEqual([upTo(8), false])
  })

  it('believes no entry of another history, and reads the store', () => {
    const other = ledger(10, 'other')
    const reading = begun()
    reading.take({ type: 'entries', entries: other.slice(3) })
    expect([reading.given, reading.isAsked]).toEqual([upTo(3), true])
    reading.read(3)
    // The same number with another hash.
    reading.take({ type: 'entries', entries: other.slice(2, 3) })
    expect([reading.given, reading.isAsked]).toEqual([upTo(3), true])
  })

  it('believes no entry whose text is cut, whose number is another, or that is no JSON', () => {
    for (const body of ['{"n":4,"sal', JSON.stringify({ n: 5, salt: '' }), '']) {
      const hash = hashOf(stored[2]?.hash ?? '', body)
      const reading = begun()
      reading.take({ type: 'entries', entries: [{ n: 4, hash, body }] })
      expect([reading.given, reading.isAsked]).toEqual([upTo(3), true])
    }
  })

  it('holds what arrives while the store is read, which may give it too', () => {
    const reading = begun()
    reading.begin()
    reading.take({ type: 'entries', entries: some(4, 5, 6) })
    expect(reading.given).toEqual(upTo(3))
    reading.end(5)
    expect([reading.given, reading.isAsked]).toEqual([upTo(6), false])
  })

  it('reads the store when a beat tells of events that did not arrive, or of another history or epoch', () => {
    const beats = [
      { epoch: 'e', n: 4 },
      { epoch: 'e', n: 3, hash: 'other' },
      { epoch: 'f', n: 1 },
    ]
    for (const beat of beats) {
      const reading = begun()
      reading.take({ type: 'beat', at: 5, beat })
      expect(reading.isAsked).toBe(true)
    }
  })

  it('is heard while beats of its own epoch arrive, whatever an old writer says, and not after the connection is lost', () => {
    const reading = begun()
    expect([isHeard(reading.state, 0), silentSince(reading.state, 2_500)]).toEqual([false, undefined])
    reading.take({ type: 'beat', at: 100, beat: { epoch: 'e', n: 1 } })
    expect([isHeard(reading.state, 2_600), reading.isAsked]).toEqual([true, false])
    expect([isHeard(reading.state, 2_601), silentSince(reading.state, 2_601)]).toEqual([false, 100])
    reading.take({ type: 'lost' })
    expect(isHeard(reading.state, 200)).toBe(false)
    reading.take({ type: 'beat', at: 3_000, beat: { epoch: 'f', n: 1 } })
    expect(isHeard(reading.state, 3_000)).toBe(false)
  })

  it('asks a store that is away no more than at its own interval', () => {
    const reading = begun()
    reading.take({ type: 'entries', entries: some(5) })
    reading.begin()
    reading.end(0, false)
    reading.take({ type: 'entries', entries: some(6) })
    expect(reading.isAsked).toBe(false)
    // What continues the chain is still believed.
    reading.take({ type: 'entries', entries: some(4, 5) })
    expect(reading.given).toEqual(upTo(5))
  })

  it('reads again what it could not hold', () => {
    const many = ledger(10_020)
    const reading = new Reading(many)
    reading.read(3)
    reading.begin()
    reading.take({ type: 'entries', entries: many.slice(3, 10) })
    reading.take({ type: 'entries', entries: many.slice(10) })
    reading.end(5)
    expect([reading.given, reading.isAsked]).toEqual([upTo(5), true])
    reading.read(10_020)
    expect(reading.given).toEqual(upTo(10_020))
  })
})

/** One happening on the way, with numbers that choose the entries. */
const happening = fc.record({
  what: fc.constantFrom(
    'deliver',
    'lose',
    'repeat',
    'reorder',
    'forge',
    'flush',
    'begin',
    'end',
    'fail',
    'beat',
    'lost',
  ),
  a: fc.nat(40),
  b: fc.nat(40),
})

it('gives each event once and in order, whatever is lost, repeated, reordered, forged or flushed', () => {
  const stored = ledger(40)
  const other = ledger(40, 'other')
  fc.assert(
    fc.property(fc.array(happening, { maxLength: 80 }), (happenings) => {
      const reading = new Reading(stored)
      let [committed, sent, isOpen] = [0, 0, false]
      for (const { what, a, b } of happenings) {
        committed = Math.min(stored.length, committed + (a % 4))
        const [from, to] = [Math.min(a, b, committed), Math.min(Math.max(a, b), committed)]
        switch (what) {
          case 'deliver':
            reading.take({ type: 'entries', entries: stored.slice(sent, committed) })
            sent = committed
            break
          case 'lose':
            sent = Math.max(sent, to)
            break
          case 'repeat':
            reading.take({ type: 'entries', entries: stored.slice(from, to) })
            break
          case 'reorder':
            reading.take({ type: 'entries', entries: stored.slice(from, to).toReversed() })
            break
          case 'forge':
            reading.take({ type: 'entries', entries: other.slice(from, to) })
            break
          case 'flush':
            // Filled again from an older place.
            sent = from
            break
          case 'beat':
            reading.take({
              type: 'beat',
              at: 0,
              beat: { epoch: b === 0 ? 'f' : 'e', n: to, hash: stored[to - 1]?.hash },
            })
            break
          case 'lost':
            reading.take({ type: 'lost' })
            break
          case 'begin':
            if (!isOpen) reading.begin()
            isOpen = true
            break
          default:
            if (isOpen) reading.end(committed, what === 'end')
            isOpen = false
        }
        expect(reading.given).toEqual(upTo(reading.given.length))
        expect(reading.given.length).toBeLessThanOrEqual(committed)
      }
      if (isOpen) reading.end(committed)
      reading.read(committed)
      expect(reading.given).toEqual(upTo(committed))
    }),
  )
})

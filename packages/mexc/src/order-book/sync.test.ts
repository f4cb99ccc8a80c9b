import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { NaiveBook } from '../testing/naive-book.ts'
import type { DepthSnapshot, DepthUpdate, PriceLevel } from './depth.ts'
import { type BookSync, notSynced, onSnapshot, onUpdate } from './sync.ts'

const update = (
  fromVersion: number,
  toVersion: number,
  bids: PriceLevel[] = [],
  asks: PriceLevel[] = [],
): DepthUpdate => ({
  fromVersion,
  toVersion,
  bids: bids.map(levelOf),
  asks: asks.map(levelOf),
})
const levelOf = ([price, quantity]: PriceLevel) => ({ price, quantity })
const snapshot = (version: number, bids: PriceLevel[] = [], asks: PriceLevel[] = []): DepthSnapshot => ({
  version,
  bids,
  asks,
})

function afterUpdates(updates: readonly DepthUpdate[], from: BookSync = notSynced): BookSync {
  return updates.reduce(onUpdate, from)
}

/** A phase in one word, with the version where there is one. */
function said(sync: BookSync): string {
  return sync.phase === 'live'
    ? `live ${sync.book.version}`
    : sync.phase === 'gap'
      ? `gap ${sync.expected}`
      : sync.phase
}

describe('snapshot and updates', () => {
  it('meet inside an update, and that update is applied whole', () => {
    const buffered = afterUpdates([update(101, 104, [['9', '1']]), update(105, 110, [['8', '2']])])
    const live = onSnapshot(buffered, snapshot(107, [['7', '3']]))
    expect(said(live)).toBe('live 110')
    if (live.phase === 'live') expect(live.book.top('bids', 9).map(({ price }) => price)).toEqual(['8', '7'])
  })

  it('meet edge to edge: the version after the snapshot is no gap', () => {
    expect(said(onSnapshot(afterUpdates([update(108, 109)]), snapshot(107)))).toBe('live 109')
    expect(said(onSnapshot(afterUpdates([update(100, 107)]), snapshot(107)))).toBe('live 107')
    expect(said(onSnapshot(notSynced, snapshot(107)))).toBe('live 107')
  })

  it('do not meet when the snapshot is too old: another is needed, and what waits is kept', () => {
    const buffered = afterUpdates([update(109, 110), update(111, 112)])
    const gap = onSnapshot(buffered, snapshot(107))
    expect(said(gap)).toBe('gap 108')
    expect(said(onSnapshot(gap, snapshot(110)))).toBe('live 112')
  })

  it('have a gap when a version is missing later, closed by the next snapshot', () => {
    const live = onSnapshot(notSynced, snapshot(10))
    const gap = afterUpdates([update(11, 12), update(15, 16), update(17, 18)], live)
    expect(said(gap)).toBe('gap 13')
    expect(said(onSnapshot(gap, snapshot(16)))).toBe('live 18')
    expect(said(onSnapshot(gap, snapshot(13)))).toBe('gap 14')
  })

  it('drop what is old or repeated', () => {
    const live = onSnapshot(notSynced, snapshot(10, [['5', '1']]))
    const same = afterUpdates([update(3, 9, [['5', '0']]), update(9, 10, [['5', '0']])], live)
    expect(said(same)).toBe('live 10')
    if (same.phase === 'live') expect(same.book.bids.size).toBe(1)
    expect(said(afterUpdates([update(11, 12), update(11, 12)], live))).toBe('live 12')
  })

  it('report a gap when the exchange’s version decreases on one socket', () => {
    const live = onSnapshot(notSynced, snapshot(10, [['5', '1']]))
    const back = afterUpdates([update(11, 12), update(3, 4), update(5, 6)], live)
    expect(back).toMatchObject({ phase: 'gap', why: 'went back', updates: [{ toVersion: 4 }, { toVersion: 6 }] })
    expect(said(onSnapshot(back, snapshot(5)))).toBe('live 6')
  })

  it('report a gap for an update with invalid levels, at any time', () => {
    const broken = update(11, 12, [['5', 'many']])
    const gap = onUpdate(onSnapshot(notSynced, snapshot(10)), broken)
    expect(gap).toMatchObject({ phase: 'gap', why: 'unreadable' })
    const early = onSnapshot(afterUpdates([broken, update(13, 13)]), snapshot(10))
    expect(early).toMatchObject({ phase: 'gap', why: 'unreadable' })
    expect(said(onSnapshot(early, snapshot(12)))).toBe('live 13')
  })

  it('report a gap for a crossed book', () => {
    const live = onSnapshot(notSynced, snapshot(10, [['5', '1']], [['6', '1']]))
    const crossed = onUpdate(live, update(11, 11, [['6', '1']]))
    expect(crossed).toMatchObject({ phase: 'gap', why: 'crossed' })
    expect(onSnapshot(notSynced, snapshot(10, [['6', '1']], [['6', '1']]))).toMatchObject({
      phase: 'gap',
      why: 'crossed',
    })
    expect(said(onSnapshot(crossed, snapshot(11, [['5.5', '1']], [['6', '1']])))).toBe('live 11')
  })

  it('keep a bounded number of updates, and say so by a gap when too much was dropped', () => {
    const many = Array.from({ length: 2_500 }, (_, i) => update(i + 1, i + 1))
    const buffered = afterUpdates(many)
    expect(buffered.phase === 'buffering' && buffered.updates.length).toBe(2_000)
    expect(said(onSnapshot(buffered, snapshot(100)))).toBe('gap 101')
    expect(said(onSnapshot(buffered, snapshot(500)))).toBe('live 2500')
  })
})

it('whatever is lost, repeated or late, a live book is the exchange’s book at that version', () => {
  const changes = fc.array(
    fc.tuple(fc.constantFrom('bids' as const, 'asks' as const), fc.integer({ min: 1, max: 30 }), fc.nat(3)),
    { minLength: 1, maxLength: 60 },
  )
  const faults = fc.array(fc.constantFrom('ok', 'ok', 'ok', 'lost', 'twice', 'snapshot'), {
    minLength: 60,
    maxLength: 60,
  })
  fc.assert(
    fc.property(changes, faults, (list, plan) => {
      const exchange = new NaiveBook()
      const history: { version: number; bids: readonly PriceLevel[]; asks: readonly PriceLevel[] }[] = []
      const now = (): DepthSnapshot => ({
        version: history.length,
        bids: exchange.pairs('bids'),
        asks: exchange.pairs('asks'),
      })
      let sync: BookSync = notSynced
      for (const [index, [side, tick, quantity]] of list.entries()) {
        // Bids below 1000, asks above, so that the exchange's own book is never crossed.
        const level: PriceLevel = [String(side === 'bids' ? 1_000 - tick : 1_000 + tick), String(quantity)]
        exchange.put(side, level)
        history.push(now())
        const version = history.length
        const push = update(version, version, side === 'bids' ? [level] : [], side === 'asks' ? [level] : [])
        const fault = plan[index % plan.length]
        if (fault === 'snapshot') sync = onSnapshot(sync, { ...now(), version })
        if (fault !== 'lost') sync = onUpdate(sync, push)
        if (fault === 'twice') sync = onUpdate(sync, push)
        if (sync.phase !== 'live') continue
        const truth = history[sync.book.version - 1]
        for (const name of ['bids', 'asks'] as const) {
          const shown = sync.book.top(name, 100).map((own): PriceLevel => [own.price, own.quantity])
          expect(shown).toEqual(truth?.[name])
        }
      }
    }),
  )
})

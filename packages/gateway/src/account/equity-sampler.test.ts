import { decimal } from '@spotdeck/exact'
import { MemoryDisk, openMemoryStore } from '@spotdeck/store/testing'
import {
  type EventDraft,
  type LedgerState,
  type UnitPrice,
  EMPTY_STATE,
  record,
  valuationChanges,
} from '@spotdeck/ledger'
import { describe, expect, it } from 'vitest'
import { EquitySampler } from './equity-sampler.ts'

const START = Date.UTC(2026, 0, 1)
const balance = (asset: string, free: string): EventDraft => ({
  type: 'asset.changed',
  time: START,
  source: 'rest',
  change: {
    asset,
    free: decimal(free),
    locked: decimal('0'),
    freeChange: decimal(free),
    lockedChange: decimal('0'),
    reason: 'RECONCILED',
    time: START,
  },
})

/** Records the valuation changes that are due with these prices; a price that is gone was 2. */
function valued(state: LedgerState, priceOf: (asset: string) => UnitPrice | undefined, time: number): LedgerState {
  const due = valuationChanges(state, { priceOf, lastPriceOf: () => decimal('2'), time })
  const drafts = due.map((change): EventDraft => ({
    type: 'valuation.changed',
    change,
    time,
    source: 'inferred',
  }))
  return record(state, drafts, time).state
}

it('takes no sample between a price that comes or goes and its record: equity would lose what is held', () => {
  const prices = new Map<string, UnitPrice>([['USDT', decimal('1')]])
  const priceOf = (asset: string): UnitPrice | undefined => prices.get(asset)
  const held = record(EMPTY_STATE, [balance('USDT', '100'), balance('NEW', '10')], START).state
  prices.set('NEW', decimal('2'))
  let state: LedgerState = { ...held, birth: START }
  const sampler = new EquitySampler({
    store: openMemoryStore(new MemoryDisk({ account: 'main', host: 'test', user: '1' }, 'abcdef0123456789')),
    prices: { priceOf, hourClose: () => undefined, ready: true, stale: false, staleSince: () => undefined },
    profits: { stale: true, realized: decimal('0'), opening: decimal('0'), unrealized: () => decimal('0') },
    state: () => state,
    coming: () => undefined,
    now: () => START,
  })
  expect(sampler.sample()).toMatchObject({ total: '120', unpriced: [] })
  prices.delete('NEW')
  expect(sampler.sample()).toBeUndefined()
  state = valued(state, priceOf, START + 1)
  expect(sampler.sample()).toMatchObject({ total: '100', netRevalued: '-20', unpriced: ['NEW'] })
  prices.set('NEW', decimal('3'))
  expect(sampler.sample()).toBeUndefined()
  state = valued(state, priceOf, START + 2)
  expect(sampler.sample()).toMatchObject({ total: '130', netRevalued: '10', unpriced: [] })
})

describe('a sample of the moment in which a deposit is learned', () => {
  /** An account with 100 USDT whose deposit is learned a second after its first sample. */
  function depositLearned() {
    const store = openMemoryStore(new MemoryDisk({ account: 'main', host: 'test', user: '1' }, 'abcdef0123456789'))
    const live = { state: 'live', code: 'LIVE', params: {}, since: START } as const
    const held = { ...record(EMPTY_STATE, [balance('USDT', '100')], START).state, birth: START, status: live }
    const told: EventDraft = {
      type: 'flow.told',
      flow: { id: 'import 1', asset: 'USDT', change: decimal('100'), reason: 'DEPOSIT', time: START - 1_000 },
      unitPrice: decimal('1'),
      time: START - 1_000,
      source: 'import',
    }
    const learned = record(held, [told], START + 1_000)
    const now: { time: number; state: LedgerState; coming?: LedgerState } = { time: START, state: held }
    const sampler = new EquitySampler({
      store,
      prices: {
        priceOf: () => decimal('1'),
        hourClose: () => undefined,
        ready: true,
        stale: false,
        staleSince: () => undefined,
      },
      profits: { stale: true, realized: decimal('0'), opening: decimal('0'), unrealized: () => decimal('0') },
      state: () => now.state,
      coming: () => now.coming,
      now: () => now.time,
    })
    sampler.sample()
    const storedAt = async (time: number): Promise<readonly [number, string | null][]> => {
      Object.assign(now, { time, state: learned.state, coming: undefined })
      sampler.committed(learned.events, learned.state)
      sampler.sample()
      await sampler.flush()
      const rows = await store.equity('second', 0, START + 60_000)
      return rows.map((row) => [row.time - START, row.netDeposits])
    }
    return { sampler, now, learned, storedAt }
  }

  it('is shown and not kept while the deposit is being stored: it would count it twice', async () => {
    const { sampler, now, learned, storedAt } = depositLearned()
    Object.assign(now, { time: START + 1_500, coming: learned.state })
    expect(sampler.sample()).toMatchObject({ netDeposits: '0' })
    expect(await storedAt(START + 2_000)).toEqual([
      [0, '0'],
      [2_000, '100'],
    ])
  })

  it('is not kept where the deposit was learned in the same millisecond', async () => {
    const { sampler, now, storedAt } = depositLearned()
    now.time = START + 1_000
    sampler.sample()
    expect(await storedAt(START + 2_000)).toEqual([
      [0, '0'],
      [2_000, '100'],
    ])
  })
})

it('makes stretches of the minutes that are over, and goes on after a restart and where some were kept before', async () => {
  const disk = new MemoryDisk({ account: 'main', host: 'test', user: '1' }, 'abcdef0123456789')
  const minute = 60_000
  const live = { state: 'live', code: 'LIVE', params: {}, since: START } as const
  const state = { ...record(EMPTY_STATE, [balance('USDT', '100')], START).state, birth: START, status: live }
  const sampled = async (from: number, to: number) => {
    const store = openMemoryStore(disk)
    let now = from
    const prices = { priceOf: () => decimal<'USDT per unit'>('1'), hourClose: () => undefined }
    const sampler = new EquitySampler({
      store,
      prices: { ...prices, ready: true, stale: false, staleSince: () => undefined },
      profits: { stale: true, realized: decimal('0'), opening: decimal('0'), unrealized: () => decimal('0') },
      state: () => state,
      coming: () => undefined,
      now: () => now,
    })
    for (; now < to; now += minute) sampler.sample()
    await sampler.flush()
    return (await store.stretches('minute', 0, Infinity)).map(({ begin }) => (begin - START) / minute)
  }
  // Nothing is before the first sample, so that the first quarter hour is none; the fourth is not over.
  expect(await sampled(START + 1, START + 50 * minute)).toEqual([15, 30])
  expect(await sampled(START + 50 * minute + 1, START + 80 * minute)).toEqual([15, 30, 45, 60])
  await openMemoryStore(disk).pruneEquity('minute', START + 30 * minute)
  expect(await sampled(START + 80 * minute + 1, START + 95 * minute)).toEqual([30, 45, 60, 75])
})

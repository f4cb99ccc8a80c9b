import { decimal } from '@spotdeck/exact'
import { MemoryDisk, openMemoryStore } from '@spotdeck/follow'
import {
  type EventDraft,
  type LedgerState,
  type UnitPrice,
  EMPTY_STATE,
  record,
  valuationChanges,
} from '@spotdeck/ledger'
import { expect, it } from 'vitest'
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

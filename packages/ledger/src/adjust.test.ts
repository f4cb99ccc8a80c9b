import { type AssetAmount, decimal } from '@spotdeck/exact'
import { describe, expect, it } from 'vitest'
import { withAdjustments } from './adjust.ts'
import { type EventDraft, record, unadjusted } from './apply.ts'
import { EMPTY_STATE, type LedgerState } from './state.ts'

const amount = (text: string) => decimal<'asset'>(text)
const live: EventDraft = {
  type: 'status.changed',
  time: 1_000,
  source: 'rest',
  status: { state: 'live', code: 'LIVE', params: {}, since: 1_000 },
}
const held = (
  asset: string,
  [free, freeChange]: readonly [string, string],
  time: number,
  reason = 'RECONCILED',
): EventDraft => ({
  type: 'asset.changed',
  time,
  source: reason === 'RECONCILED' ? 'rest' : 'stream',
  change: {
    asset,
    free: amount(free),
    locked: amount('0'),
    freeChange: amount(freeChange),
    lockedChange: amount('0'),
    reason,
    time,
  },
})
const bought = (time: number, source: 'stream' | 'rest'): EventDraft => ({
  type: 'deal.added',
  namedBy: source,
  time,
  source,
  deal: {
    tradeId: `t${time}`,
    orderId: 'o',
    symbol: 'MXUSDT',
    baseAsset: 'MX',
    quoteAsset: 'USDT',
    side: 'BUY',
    price: decimal('2'),
    quantity: decimal('10'),
    quoteQuantity: decimal('20'),
    fee: decimal('0'),
    feeAsset: 'USDT',
    isMaker: false,
    isSelfTrade: false,
    time,
  },
})
const priceOf = () => decimal<'USDT per unit'>('3')
const write = (state: LedgerState, ...drafts: readonly EventDraft[]) =>
  withAdjustments(state, record(state, drafts, 9_000), { time: 9_000, priceOf }).state
const notes = (state: LedgerState): readonly (readonly [string, AssetAmount, number])[] =>
  [...state.notes.values()].map(({ asset, change, since }) => [asset, change, since])

const start = write(EMPTY_STATE, held('USDT', ['100', '100'], 500), held('MX', ['5', '5'], 500), live)
const read = write(start, held('USDT', ['80', '-20'], 5_000), held('MX', ['15', '10'], 5_000))

describe('what a read shows', () => {
  it('is an adjustment in the same commit, at the price of now', () => {
    expect(notes(start)).toEqual([])
    expect(notes(read)).toEqual([
      ['USDT', '-20', 5_000],
      ['MX', '10', 5_000],
    ])
    expect(read.notes.get('MX 5000')?.unitPrice).toBe('3')
    expect([...unadjusted(read)]).toEqual([])
  })

  it('is reversed by the commit of the deal that explains it, pushed or read', () => {
    for (const source of ['stream', 'rest'] as const) expect(notes(write(read, bought(4_700, source)))).toEqual([])
  })

  it('is none where the deal was known before its balances', () => {
    const dealt = write(start, bought(4_700, 'stream'))
    expect(notes(dealt)).toEqual([])
    expect(notes(write(dealt, held('USDT', ['80', '-20'], 5_000), held('MX', ['15', '10'], 5_000)))).toEqual([])
  })

  it('stays while later trades are pushed, whichever of their pushes comes first', () => {
    const gift = write(start, held('MX', ['25', '20'], 5_000))
    const sold = write(gift, held('MX', ['35', '10'], 7_000, 'ENTRUST'), held('USDT', ['80', '-20'], 7_000, 'ENTRUST'))
    expect(notes(sold)).toEqual([['MX', '20', 5_000]])
    expect(notes(write(gift, bought(7_000, 'stream')))).toEqual([['MX', '20', 5_000]])
    expect(notes(write(sold, bought(7_000, 'stream')))).toEqual([['MX', '20', 5_000]])
  })

  it('keeps its own time where a later read takes it back', () => {
    const gone = write(start, held('MX', ['25', '20'], 5_000), held('MX', ['5', '-20'], 6_000))
    expect(notes(write(read, held('MX', ['5', '-10'], 8_000)))).toContainEqual(['MX', '-10', 8_000])
    expect(notes(gone)).toEqual([])
  })
})

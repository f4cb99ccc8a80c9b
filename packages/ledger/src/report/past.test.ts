import { decimal } from '@spotdeck/exact'
import { describe, expect, it } from 'vitest'
import type { CoverageWindow } from '../coverage/coverage.ts'
import { EMPTY_BOOK } from '../state.ts'
import type { CostEntry } from './cost-entry.ts'
import { coverageOfPast, holdingsAt, isPastWhole } from './past.ts'

const deposit = (time: number, change: string): CostEntry => ({
  kind: 'flow',
  flow: { id: `${time}`, asset: 'MX', change: decimal(change), time },
})

async function walk(entries: readonly CostEntry[], held: string, times: readonly number[]) {
  let turns = 0
  const turn = () => {
    turns += 1
    return Promise.resolve()
  }
  const found: string[] = []
  for await (const { time, totals, known } of holdingsAt(new Map([['MX', decimal(held)]]), { entries, times }, turn))
    found.push(`${time} ${totals.get('MX')} ${known ? 'known' : 'unknown'}`)
  return { found, turns }
}

it('returns the balances before each deposit, in any order of reports', async () => {
  const entries = [deposit(20, '5'), deposit(10, '1'), deposit(30, '7')]
  const { found } = await walk(entries, '13', [10, 30, 21, 11])
  expect(found).toEqual(['30 6 known', '21 6 known', '11 1 known', '10 0 known'])
})

it('is unknown before the time at which a balance would be negative', async () => {
  const { found } = await walk([deposit(10, '-3'), deposit(20, '5')], '4', [30, 20, 10])
  expect(found).toEqual(['30 4 known', '20 -1 unknown', '10 2 unknown'])
})

it('lets other work run in a long history, also where it lies within one hour', async () => {
  const { turns } = await walk(
    Array.from({ length: 1_000 }, (_, n) => deposit(n, '1')),
    '1000',
    [0],
  )
  expect(turns).toBe(5)
})

it('reverses deals and their fees, also of assets that are held no more', async () => {
  const deal: CostEntry = {
    kind: 'deal',
    deal: {
      tradeId: '1X1',
      orderId: '1',
      symbol: 'BTCUSDT',
      baseAsset: 'BTC',
      quoteAsset: 'USDT',
      side: 'BUY',
      price: decimal('10'),
      quantity: decimal('2'),
      quoteQuantity: decimal('20'),
      fee: decimal('0.5'),
      feeAsset: 'BTC',
      isMaker: false,
      isSelfTrade: false,
      time: 50,
    },
  }
  const now = new Map([['BTC', decimal<'asset'>('1.5')]])
  const found: unknown[] = []
  const turn = () => Promise.resolve()
  for await (const { totals, known } of holdingsAt(now, { entries: [deal], times: [51, 50] }, turn))
    found.push([Object.fromEntries(totals), known])
  expect(found).toEqual([
    [{ BTC: '1.5' }, true],
    [{ BTC: '0', USDT: '20' }, true],
  ])
})

describe('the time before the first start', () => {
  const BIRTH = 1_000
  const book = (opening: string) => ({ ...EMPTY_BOOK, opening: decimal<'asset'>(opening) })
  const window = (kind: CoverageWindow['kind'], from: number, to: number | undefined, state: CoverageWindow['state']) =>
    ({ kind, from, state, ...(to === undefined ? {} : { to }) }) satisfies CoverageWindow
  const state = (opening: string, coverage: readonly CoverageWindow[]) => ({
    birth: BIRTH,
    books: new Map([
      ['MX', book('0')],
      ['USDT', book(opening)],
    ]),
    coverage: [window('assets', 0, BIRTH, 'unknown'), window('assets', BIRTH, undefined, 'complete'), ...coverage],
  })

  it('is known where deals and flows explain every balance of it', () => {
    expect([isPastWhole(state('0', [])), isPastWhole(state('1', []))]).toEqual([true, false])
    const { birth: _, ...unborn } = state('0', [])
    expect(isPastWhole(unborn)).toBe(false)
  })

  it('covers its flows from the first entry on, and no later gap', () => {
    const coverage = [
      window('flows', 0, BIRTH, 'unknown'),
      window('flows', BIRTH, undefined, 'complete'),
      window('flows', BIRTH + 50, BIRTH + 90, 'unknown'),
      window('orders', 0, BIRTH, 'unknown'),
    ]
    expect(coverageOfPast(state('0', coverage), 300)).toEqual([window('flows', 300, BIRTH, 'repaired')])
    expect(coverageOfPast(state('0', coverage), BIRTH)).toEqual([])
    const open = [window('flows', 400, undefined, 'unknown')]
    expect(coverageOfPast(state('0', open), 300)).toEqual([window('flows', 400, BIRTH, 'repaired')])
  })

  it('is unknown again where something learned later contradicts it', () => {
    const coverage = [window('flows', 0, 300, 'unknown'), window('flows', 300, BIRTH + 500, 'repaired')]
    expect(coverageOfPast(state('1', coverage), 300)).toEqual([window('flows', 300, BIRTH, 'unknown')])
  })
})

import { decimal } from '@spotdeck/exact'
import type { CostEntry, Deal, Opening } from '@spotdeck/ledger'
import { describe, expect, it } from 'vitest'
import type { EquityRow } from '@spotdeck/store'
import type { Thinned } from './equity-curve.ts'
import { type PnlBook, pnlAlong, pnlAtTimes } from './pnl-curve.ts'

const usdt = (text: string) => decimal<'USDT'>(text)

function row(time: number, total: string, pnl?: readonly [realized: string, unrealized: string, opening: string]) {
  const kept: EquityRow = { time, total, free: total, locked: '0', netDeposits: '0' }
  if (pnl === undefined) return kept
  const [realized, unrealized, opening] = pnl
  return { ...kept, pnl: { realized, unrealized, opening } }
}
const curve = (...rows: readonly (EquityRow | number)[]): readonly Thinned[] =>
  rows.map((one) => (typeof one === 'number' ? { time: one } : { time: one.time, row: { ...one, everyMs: 1_000 } }))
/** A book that began with `opening`, and what it has realized from each time on. */
const bookOf = (opening: string, ...steps: readonly (readonly [time: number, realized: string])[]): PnlBook => ({
  opening: usdt(opening),
  realizedUntil: (time) => usdt(steps.findLast(([at]) => at <= time)?.[1] ?? '0'),
})

describe('PnL along the curve', () => {
  it('is the stored value of each sample, and null in a gap', () => {
    const places = curve(row(1, '100', ['0', '5', '95']), 2, row(9, '112', ['4', '13', '95']))
    expect(pnlAlong(places, bookOf('95', [3, '4']))).toEqual([
      { realized: '0', unrealized: '5' },
      undefined,
      { realized: '4', unrealized: '13' },
    ])
  })

  it('counts a late deal from its own time; realized plus unrealized stays the same', () => {
    const places = curve(
      row(1, '100', ['0', '5', '95']),
      row(5, '103', ['0', '8', '95']),
      row(9, '104', ['6', '3', '95']),
    )
    expect(pnlAlong(places, bookOf('95', [4, '6']))).toEqual([
      { realized: '0', unrealized: '5' },
      { realized: '6', unrealized: '2' },
      { realized: '6', unrealized: '3' },
    ])
  })

  it('rebases samples of a book that began later, without a jump where history was found', () => {
    const early = { ...row(1, '100', ['0', '0', '100']), netDeposits: '0' }
    const paid = { ...row(5, '2103', ['0', '3', '100']), netDeposits: '2000' }
    const now = { ...row(9, '2104', ['50', '-6', '60']), netDeposits: '2000' }
    expect(pnlAlong(curve(early, paid, now), bookOf('60', [0, '50']))).toEqual([
      { realized: '50', unrealized: '-10' },
      { realized: '50', unrealized: '-7' },
      { realized: '50', unrealized: '-6' },
    ])
    // The newest sample says it where none of the span does.
    expect(pnlAlong(curve(early, paid), bookOf('60', [0, '50']), now)).toEqual([
      { realized: '50', unrealized: '-10' },
      { realized: '50', unrealized: '-7' },
    ])
  })

  it('changes as equity without flows does, also where the book cannot value a position of unknown cost', () => {
    const places = curve(row(1, '100', ['0', '5', '80']), row(5, '140', ['1', '6', '80']), {
      ...row(9, '1130', ['1', '4', '80']),
      netDeposits: '1000',
    })
    expect(pnlAlong(places, bookOf('80', [3, '1']))).toEqual([
      { realized: '0', unrealized: '-25' },
      { realized: '1', unrealized: '14' },
      { realized: '1', unrealized: '4' },
    ])
  })

  it('is followed from a sample of its own before something of unknown value', () => {
    const [early, late] = [row(1, '100', ['0', '5', '80']), row(9, '900', ['0', '7', '80'])]
    const places = curve(early, { ...row(5, '901'), breaks: true } as EquityRow, late)
    expect(pnlAlong(places, bookOf('80'))).toEqual([
      { realized: '0', unrealized: '5' },
      { realized: '0', unrealized: '8' },
      { realized: '0', unrealized: '7' },
    ])
  })

  it('is unknown before the first start unless it was computed: a deposit would look like profit', () => {
    const past: EquityRow = { ...row(1, '100'), netDeposits: '0', backfilled: true }
    const now = row(9, '104', ['6', '3', '95'])
    expect(pnlAlong(curve(past, now), bookOf('95', [4, '6']))[0]).toBeUndefined()
  })

  it('is the stored value while the book is being computed', () => {
    const places = curve(row(1, '100', ['0', '5', '95']), row(9, '104', ['6', '3', '80']), row(10, '105'))
    expect(pnlAlong(places, undefined)).toEqual([
      { realized: '0', unrealized: '5' },
      { realized: '6', unrealized: '3' },
      undefined,
    ])
  })
})

const deal = (time: number, side: 'BUY' | 'SELL', price: string, quantity: string, quoteQuantity: string): Deal => ({
  tradeId: `t${time}`,
  orderId: `o${time}`,
  symbol: 'MXUSDT',
  baseAsset: 'MX',
  quoteAsset: 'USDT',
  side,
  price: decimal(price),
  quantity: decimal(quantity),
  quoteQuantity: decimal(quoteQuantity),
  fee: decimal('0'),
  feeAsset: 'USDT',
  isMaker: false,
  isSelfTrade: false,
  time,
})

describe('profit before the first start', () => {
  const openings: readonly Opening[] = [
    { asset: 'USDT', quantity: decimal('1000') },
    { asset: 'MX', quantity: decimal('10'), unitPrice: decimal('2') },
  ]
  const flow: CostEntry = {
    kind: 'flow',
    flow: { id: 'f', time: 25, asset: 'MX', change: decimal('10'), unitPrice: decimal('6') },
  }

  it('is computed from the start of the book, at the prices of each time', async () => {
    const price = new Map([
      [10, '2'],
      [20, '3'],
      [30, '5'],
      [40, '6'],
    ])
    const past = {
      openings,
      flows: [flow],
      deals: [deal(15, 'SELL', '4', '5', '20'), deal(35, 'SELL', '6', '5', '30')],
    }
    const found = await pnlAtTimes(
      [10, 20, 30, 40],
      past,
      (time) => (asset) => (asset === 'MX' ? decimal(price.get(time) ?? '0') : undefined),
    )
    expect([...found].map(([time, { realized, unrealized }]) => [time, Number(realized), Number(unrealized)])).toEqual([
      [10, 0, 0],
      // Five of ten that cost 2 were sold for 4.
      [20, 10, 5],
      // Ten more came at 6, which is no profit: fifteen that cost 70 are worth 75.
      [30, 10, 5],
      [40, expect.closeTo(10 + 30 - 70 / 3, 6), expect.closeTo(60 - (70 * 2) / 3, 6)],
    ])
    expect([...found.values()].every(({ opening }) => opening === '1020')).toBe(true)
  })

  it('is unknown for assets without a price at that time', async () => {
    const found = await pnlAtTimes([10], { openings, flows: [], deals: [] }, () => () => undefined)
    expect(found.get(10)).toEqual({ realized: '0', unrealized: '0', opening: '1020' })
  })
})

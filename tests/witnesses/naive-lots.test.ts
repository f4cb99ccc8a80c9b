/** The lot book beside a naive reckoning that shares no code with it: rows, gains and totals of random accounts, by every method. */

import { add, decimal, sum, zero } from '@spotdeck/exact'
import {
  type CostEntry,
  type LotRow,
  bookLots,
  closeLots,
  compareKeys,
  costBookOf,
  costKey,
  openLotBook,
} from '@spotdeck/ledger'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { dealOf, unitPriceOf } from './naive-deal.ts'
import { type NaiveEntry, type NaiveRow, agrees, fraction, naiveLots, total } from './naive-lots.ts'

const amount = (most: number) =>
  fc.integer({ min: 1, max: most }).map((n) => (n % 7 === 0 ? String(n) : String(n / 1_000)))
const maybe = <T>(one: fc.Arbitrary<T>) => fc.option(one, { nil: undefined, freq: 4 })
const price = amount(9_000)

/** Seconds are few, so that sales come before purchases of the same second. */
const deal = fc.record({
  what: fc.constant('deal' as const),
  second: fc.nat(12),
  market: fc.constantFrom(['MX', 'USDT'], ['BTC', 'USDT'], ['MX', 'USDC'], ['USDC', 'USDT']),
  buys: fc.boolean(),
  quantity: amount(5_000),
  quoteQuantity: amount(20_000),
  quoteWorth: maybe(price),
  fee: fc.oneof(
    fc.constant('0'),
    amount(30),
    amount(30).map((text) => `-${text}`),
  ),
  feeAsset: fc.constantFrom('USDT', 'MX', 'base' as const),
  feeWorth: maybe(price),
})
const flow = fc.record({
  what: fc.constant('flow' as const),
  second: fc.nat(12),
  asset: fc.constantFrom('MX', 'BTC', 'USDC', 'USDT'),
  change: fc.oneof(
    amount(5_000),
    amount(3_000).map((text) => `-${text}`),
  ),
  worth: maybe(price),
})
const openings = fc.array(
  fc.record({ asset: fc.constantFrom('MX', 'BTC'), quantity: amount(5_000), worth: maybe(price) }),
  {
    maxLength: 1,
  },
)
const account = fc.record({
  openings,
  steps: fc.array(fc.oneof({ weight: 4, arbitrary: deal }, flow), { maxLength: 45 }),
})

type Step = (typeof account extends fc.Arbitrary<infer A> ? A : never)['steps'][number]

const START = Date.UTC(2026, 0, 1)
function naiveOf(step: Step, n: number): NaiveEntry {
  const [at, id] = [START + step.second * 1_000, `e${String(n).padStart(3, '0')}`]
  if (step.what === 'flow') return { ...step, at, id }
  const [base = '', quote = ''] = step.market
  return { ...step, at, id, base, quote, feeAsset: step.feeAsset === 'base' ? base : step.feeAsset }
}

function entryOf(one: NaiveEntry): CostEntry {
  if (one.what === 'flow') {
    const unitPrice = unitPriceOf(one.worth)
    const known = unitPrice === undefined ? {} : { unitPrice }
    return { kind: 'flow', flow: { id: one.id, time: one.at, asset: one.asset, change: decimal(one.change), ...known } }
  }
  return { kind: 'deal', deal: dealOf(one) }
}

const idOf = (entry: CostEntry): string => (entry.kind === 'deal' ? entry.deal.tradeId : entry.flow.id)
const fromOf = ({ acquisition, acquired }: LotRow): string => acquired?.id ?? acquisition

function compared(row: LotRow, witness: NaiveRow): void {
  expect([idOf(row.entry), row.kind, row.asset, fromOf(row)]).toEqual([
    witness.id,
    witness.kind,
    witness.asset,
    witness.from,
  ])
  for (const [told, own] of [
    [row.quantity, witness.quantity],
    [row.cost, witness.cost],
    [row.proceeds, witness.proceeds],
    [row.fee?.value, witness.fee],
    [row.gain, witness.gain],
  ] as const) {
    expect(told === undefined).toBe(own === undefined)
    if (told !== undefined && own !== undefined && !agrees(fraction(told), own))
      expect.fail(`${JSON.stringify(row)} is ${String(Number(own.above) / Number(own.over))} for the witness`)
  }
}

test.each(['fifo', 'average', 'hifo'] as const)('1,000 random accounts by %s', (method) => {
  fc.assert(
    fc.property(account, ({ openings: begun, steps }) => {
      const naive = steps.map(naiveOf).sort((a, b) => compareKeys(costKey(entryOf(a)), costKey(entryOf(b))))
      const opened = begun.map(({ asset, quantity, worth }) => ({
        asset,
        quantity: decimal<'asset'>(quantity),
        unitPrice: unitPriceOf(worth),
      }))
      let lots = openLotBook(opened, method)
      const rows: LotRow[] = []
      for (const one of naive) {
        const booked = bookLots(lots, [entryOf(one)])
        lots = booked.lots
        rows.push(...booked.rows)
      }
      rows.push(...closeLots(lots))
      const witness = naiveLots(begun, naive, method)
      expect(rows.length).toBe(witness.length)
      rows.forEach((row, index) => compared(row, witness[index] ?? expect.fail('a row without a witness')))
      const gains = sum(rows.map(({ gain }) => gain ?? zero<'USDT'>()))
      expect(agrees(fraction(gains), total(witness.map(({ gain }) => gain)))).toBe(true)
      // To the digit: what every other report of the ledger says was realized.
      expect(gains).toBe(costBookOf(opened, naive.map(entryOf), method).realized)
      expect(add(gains, zero())).toBe(lots.book.realized)
    }),
    { numRuns: 300 },
  )
})

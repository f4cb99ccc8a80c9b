/** Contract of a store's profit: a mark that is stored holds, whatever is committed and wherever the process is killed. */

import { decimal } from '@spotdeck/exact'
import {
  type CostEntry,
  EMPTY_STATE,
  type LedgerState,
  QUARTER_MS,
  quarterOf,
  type QuarterSums,
  SUM_LENGTHS,
  beginPnl,
  bookPnl,
  combined,
  costKey,
  newLots,
  pnlMark,
} from '@spotdeck/ledger'
import { describe, expect, it } from 'vitest'
import type { LedgerStore, PnlStep } from './port.ts'
import { type Awaitable, added, commit, deal, deposited } from './store.contract.ts'

const BASIS = 'one beginning'
const entry = (n: number, time: number): CostEntry => ({ kind: 'deal', deal: deal(`${n}X1`, `o${n}`, time) })

/** A step over these entries, as a walk makes it from the beginning. */
function stepOver(entries: readonly CostEntry[], n: number, over: Partial<PnlStep> = {}): PnlStep {
  let walk = beginPnl([])
  const quarters: QuarterSums[] = []
  const totals = []
  for (const one of entries) {
    const booked = bookPnl(walk, [one])
    walk = booked.walk
    quarters.push(...booked.closed)
    totals.push({ time: costKey(one).time, realized: walk.books.average.realized })
  }
  const { last } = walk.books.average
  if (last === undefined) throw new RangeError('A step has entries.')
  const lots = newLots(walk, undefined)
  return { basis: BASIS, n, last, after: undefined, mark: pnlMark(walk), quarters, totals, lots, ...over }
}

const keys = (time: number): PnlStep['last'] => costKey(entry(1, time))

async function withDeals(store: LedgerStore, times: readonly number[]): Promise<LedgerState> {
  return commit(
    store,
    EMPTY_STATE,
    times.map((time, i) => added(deal(`${i}X1`, `o${i}`, time))),
  )
}

/** Everything that is stored of quarter hours. */
async function quarters(store: LedgerStore): Promise<readonly QuarterSums[]> {
  const span = { lengthMs: QUARTER_MS, from: 0, to: QUARTER_MS * 9 }
  const trades = new Map((await store.pnlTrades(span, 9)).map((one) => [one.time, one.trades]))
  return (await store.pnlSums({ ...span, grain: 'cell' }, 9)).map(({ time, sums }) => ({
    time,
    sums,
    trades: trades.get(time) ?? [],
  }))
}

/** The sums in the order of their names: a store may order them. */
const sorted = ({ sums, ...rest }: QuarterSums) => ({
  ...rest,
  sums: sums.map((one) => ({ name: `${one.symbol} ${one.side}`, ...one })).sort((a, b) => (a.name < b.name ? -1 : 1)),
})

/** `open` gives a fresh store; `reopen` the same one as another process would find it after a kill. */
export function pnlContract(
  name: string,
  open: () => Awaitable<LedgerStore>,
  reopen: (store: LedgerStore) => Awaitable<LedgerStore>,
): void {
  describe(`${name} as a store of profit`, () => {
    it('returns after a kill what was stored with the newest mark', async () => {
      const store = await open()
      const times = [5, QUARTER_MS + 5, QUARTER_MS + 6]
      const { n } = await withDeals(store, times)
      const step = stepOver(
        times.map((time, i) => entry(i, time)),
        n,
      )
      expect(await store.savePnl(step)).toBe(true)
      const again = await reopen(store)
      expect(await again.pnlMark(BASIS)).toEqual({ last: step.last, n, mark: step.mark })
      expect(await quarters(again)).toEqual(step.quarters)
      expect(await again.pnlLots('MX', 1, 3)).toEqual(step.lots.map(({ lot }) => lot))
      expect(await again.pnlTotals([4, 5, 9])).toEqual(['0', ...[0, 0].map(() => step.totals[0]?.realized)])
      expect(await again.verify()).toMatchObject({ ok: true })
    })

    it('adds the sums of quarter hours up to longer stretches once they are over, and anew with a late deal', async () => {
      const [, hour, fourHours, day] = SUM_LENGTHS
      const store = await open()
      const times = [5, hour - 5, hour + 5, day - 5, day + 5]
      const { n } = await withDeals(store, times)
      const entries = times.map((time, i) => entry(i, time))
      const first = stepOver(entries.slice(0, 4), n)
      await store.savePnl(first)
      const read = async (lengthMs: number, grain: 'cell' | 'role' | 'all') =>
        (await store.pnlSums({ lengthMs, grain, from: 0, to: 9 * day }, 99)).map(({ time, sums }) => [
          time / lengthMs,
          sums.map(({ symbol, side, count }) => [symbol, side, count]),
        ])
      expect(await read(hour, 'cell')).toEqual([
        [0, [['MXUSDT', 'BUY', 2]]],
        [1, [['MXUSDT', 'BUY', 1]]],
      ])
      expect(await read(hour, 'all')).toEqual([
        [0, [['*', '', 2]]],
        [1, [['*', '', 1]]],
      ])
      expect(await read(day, 'role')).toEqual([])
      const whole = stepOver(entries, n)
      expect(await read(fourHours, 'cell')).toEqual([[0, [['MXUSDT', 'BUY', 3]]]])
      const rest = whole.quarters.filter(({ time }) => time >= day - QUARTER_MS)
      await store.savePnl({ ...whole, after: first.last, quarters: rest, totals: [], lots: [] })
      expect(await read(day, 'role')).toEqual([[0, [['*', 'BUY', 4]]]])
      expect(await read(fourHours, 'all')).toEqual([
        [0, [['*', '', 3]]],
        [5, [['*', '', 1]]],
      ])
      const sums = whole.quarters.flatMap((quarter) => quarter.sums)
      expect((await store.pnlSums({ lengthMs: day, grain: 'cell', from: 0, to: 1 }, 9))[0]?.sums).toEqual(
        combined(sums, 'cell', 0),
      )
      await store.savePnl(stepOver(entries.slice(1, 3), n))
      expect((await read(hour, 'cell'))[0]).toEqual([0, [['MXUSDT', 'BUY', 1]]])
      expect(await read(day, 'role')).toEqual([])
    })

    it('adds days up to 32 days, whichever steps they came with', async () => {
      const [, , , day, month] = SUM_LENGTHS
      const store = await open()
      const times = [day + 5, 2 * day + 5, month - 5, month + 5]
      const { n } = await withDeals(store, times)
      const entries = times.map((time, i) => entry(i, time))
      const parts = [2, 3, 4].map((count) => stepOver(entries.slice(0, count), n))
      for (const [i, step] of parts.entries()) {
        const after = parts[i - 1]?.last
        const quarters = step.quarters.filter(({ time }) => time >= quarterOf(after?.time ?? 0))
        await store.savePnl({ ...step, after, quarters, totals: [], lots: [] })
      }
      const [whole] = await store.pnlSums({ lengthMs: month, grain: 'all', from: 0, to: month }, 9)
      expect(whole?.sums.map(({ count }) => count)).toEqual([3])
    })

    it('stores nothing of a walk that does not know of the newest event', async () => {
      const store = await open()
      const { n } = await withDeals(store, [5, 6])
      const step = stepOver([entry(0, 5)], n - 1)
      expect(await store.savePnl(step)).toBe(false)
      expect(await store.pnlMark(BASIS)).toBeUndefined()
    })

    it('removes with a commit the marks from which a deal, a flow or a price is late, and no other', async () => {
      const store = await open()
      let state = await withDeals(store, [5, 10, 20])
      const save = async (time: number): Promise<unknown> => store.savePnl(stepOver([entry(1, time)], state.n))
      const newest = async (): Promise<number | undefined> => (await (await reopen(store)).pnlMark(BASIS))?.last.time
      for (const time of [10, 20, 30]) await save(time)
      state = await commit(store, state, [added(deal('7X1', 'o7', 31))])
      expect(await newest()).toBe(30)
      state = await commit(store, state, [added(deal('8X1', 'o8', 25))])
      expect(await newest()).toBe(20)
      const prices = { feeUnitPrice: decimal<'USDT per unit'>('3') }
      const named = { orderId: 'o1', tradeId: '1X1', side: 'BUY', source: 'inferred' } as const
      state = await commit(store, state, [{ type: 'deal.priced', ...named, prices, time: 15 }])
      expect(await newest()).toBe(10)
      await save(20)
      state = await commit(store, state, [deposited('10', '10')])
      expect(await newest()).toBeUndefined()
      for (const time of [10, 20, 30]) await save(time)
      const dropped = deal('2X1', 'o2', 20)
      state = await commit(store, state, [{ type: 'deal.dropped', deal: dropped, time: 20, source: 'rest' }])
      expect(await newest()).toBe(10)
      for (const time of [20, 30]) await save(time)
      await commit(store, state, [added(deal('5X1', 'o5', 25)), added(deal('6X1', 'o6', 12))])
      expect(await newest()).toBe(10)
    })

    it('gives back trades, totals and what is long as they were', async () => {
      const bought = Array.from({ length: 60 }, (_, i): CostEntry => {
        const [baseAsset, quantity] = [`COIN${i}`, decimal<'base'>('1')]
        return {
          kind: 'deal',
          deal: deal(`${i}X1`, `o${i}`, 1_000 * i, { symbol: `${baseAsset}USDT`, baseAsset, quantity }),
        }
      })
      const [first] = bought
      if (first?.kind !== 'deal') throw new RangeError('Deals are bought.')
      const proceeds = {
        side: 'SELL',
        price: decimal<'quote per base'>('3'),
        quoteQuantity: decimal<'quote'>('3'),
      } as const
      const sold = { ...first.deal, ...proceeds, tradeId: '99X1', time: 100_000 }
      const entries: readonly CostEntry[] = [...bought, { kind: 'deal', deal: sold }, entry(100, QUARTER_MS + 5)]
      const store = await open()
      const { n } = await withDeals(store, [5])
      const step = stepOver(entries, n)
      expect(step.quarters[0]?.trades).toHaveLength(1)
      expect(await store.savePnl(step)).toBe(true)
      const again = await reopen(store)
      expect(await again.pnlMark(BASIS)).toEqual({ last: step.last, n, mark: step.mark })
      expect((await quarters(again)).map(sorted)).toEqual(step.quarters.map(sorted))
      expect(await again.pnlTotals([99_999, 100_000, QUARTER_MS * 9])).toEqual(['0', '1', '1'])
    })

    it('says whether a mark still holds, and finds the one before a time', async () => {
      const store = await open()
      let state = await withDeals(store, [5, 10])
      for (const time of [5, 10]) await store.savePnl(stepOver([entry(1, time)], state.n))
      const [early, late] = [
        { last: keys(5), n: state.n },
        { last: keys(10), n: state.n },
      ]
      expect(await store.pnlMark(BASIS, 10)).toMatchObject(early)
      expect(await store.holdsPnl(late)).toBe(true)
      state = await commit(store, state, [added(deal('9X1', 'o9', 7))])
      await store.savePnl(stepOver([entry(1, 10)], state.n))
      expect(await store.holdsPnl(late)).toBe(false)
      expect(await store.holdsPnl(early)).toBe(true)
    })

    it('keeps no mark of another beginning, and no rows of what was computed again', async () => {
      const store = await open()
      const state = await withDeals(store, [5, QUARTER_MS + 5, 2 * QUARTER_MS + 5])
      const whole = [5, QUARTER_MS + 5, 2 * QUARTER_MS + 5].map((time, i) => entry(i, time))
      for (const count of [2, 3]) await store.savePnl(stepOver(whole.slice(0, count), state.n))
      const anew = stepOver([entry(0, 6), entry(2, 2 * QUARTER_MS + 5)], state.n, { basis: 'another' })
      await store.savePnl(anew)
      expect(await store.pnlMark(BASIS)).toBeUndefined()
      expect(await store.pnlMark('another')).toBeDefined()
      expect(await store.pnlMark('another', QUARTER_MS + 6)).toBeUndefined()
      expect(await quarters(store)).toEqual(anew.quarters)
    })
  })
}

/** Random histories of an account, stored as a ledger that reports read. */

import { decimal, fromInteger } from '@spotdeck/exact'
import { type CostEntry, type Deal, type EventDraft, EMPTY_STATE, record, touchedRows } from '@spotdeck/ledger'
import { MemoryDisk, openMemoryStore } from '@spotdeck/store/testing'
import type { Timers } from '@spotdeck/ports'
import fc from 'fast-check'
import type { BreakdownQuery, ZonedSpan } from '../base/port.ts'
import { walkedBreakdown } from '../answers/breakdown.ts'
import { ledgerReports } from '../table/ledger-reports.ts'
import { RealizedPnlBook } from '../profit/realized-pnl-book.ts'
import { ReportLedger } from '../scan/report-ledger.ts'
import { WalkMarks } from '../profit/walk-marks.ts'

const HOUR = 3_600_000
/** A day on which clocks change in Lord Howe, by half an hour, and the night before in Berlin is near. */
const BIRTH = Date.UTC(2026, 3, 3, 20)
/** Zones with whole, half and quarter hours. */
export const ZONES = ['UTC', 'Asia/Taipei', 'Asia/Kolkata', 'Asia/Kathmandu', 'Australia/Lord_Howe', 'America/New_York']
const timers: Timers = {
  after: (_ms, run) => {
    const timer = setImmediate(run)
    return { cancel: () => clearImmediate(timer) }
  },
}

type Step = { readonly after: number; readonly dice: number; readonly quantity: number; readonly price: number }
/** Steps of a history. */
export const STEPS = fc.array(
  fc.record({
    after: fc.constantFrom(0, 1, 1_000, 60_000, HOUR / 4, HOUR, 5 * HOUR, 26 * HOUR),
    dice: fc.nat(1_000),
    quantity: fc.integer({ min: 1, max: 9 }),
    price: fc.integer({ min: 1, max: 9 }),
  }),
  { minLength: 1, maxLength: 120 },
)

/** Deals in three markets with fees in three assets, with and without prices, and flows. */
export function entriesOf(steps: readonly Step[]): readonly CostEntry[] {
  let time = BIRTH + HOUR
  return steps.map(({ after, dice, quantity, price }, i): CostEntry => {
    time += after
    // The exchange's lists have whole seconds: a sale may come before the purchase that covers it.
    if (dice % 7 === 0) time = Math.ceil(time / 1_000) * 1_000
    const unit = dice % 5 === 0 ? {} : { unitPrice: fromInteger<'USDT per unit'>(price) }
    if (dice % 11 === 0) {
      const change = decimal<'asset'>(dice % 2 === 0 ? String(quantity) : `-${quantity}`)
      return { kind: 'flow', flow: { id: `f${i}`, asset: dice % 3 === 0 ? 'USDT' : 'MX', change, time, ...unit } }
    }
    const [symbol, baseAsset, quoteAsset] = MARKETS[dice % 3] ?? MARKETS[0]
    const feeAsset = ['MX', quoteAsset, 'USDT'][Math.floor(dice / 3) % 3] ?? 'USDT'
    const deal: Deal = {
      tradeId: `t${i}`,
      orderId: `o${i}`,
      symbol,
      baseAsset,
      quoteAsset,
      side: dice % 13 < 6 ? 'BUY' : 'SELL',
      price: fromInteger(price),
      quantity: fromInteger(quantity),
      quoteQuantity: fromInteger(price * quantity),
      fee: decimal(dice % 4 === 0 ? '0' : `0.0${1 + (dice % 9)}`),
      feeAsset,
      isMaker: dice % 17 < 8,
      isSelfTrade: false,
      time,
    }
    const quoted =
      quoteAsset === 'USDT' || dice % 5 === 0 ? {} : { quoteUnitPrice: fromInteger<'USDT per unit'>(price) }
    const paid = feeAsset === 'USDT' || dice % 6 === 0 ? {} : { feeUnitPrice: decimal<'USDT per unit'>('2.5') }
    return { kind: 'deal', deal: { ...deal, ...quoted, ...paid } }
  })
}
const MARKETS = [
  ['MXUSDT', 'MX', 'USDT'],
  ['BTCUSDT', 'BTC', 'USDT'],
  ['MXBTC', 'MX', 'BTC'],
] as const

/** A stored ledger whose marks are so many entries apart; the last are learned late, after marks were stored. */
export async function ledgerOf(
  entries: readonly CostEntry[],
  { markEvery, late }: { markEvery: number; late: number },
) {
  const store = openMemoryStore(new MemoryDisk({ account: 'main', host: 'h', user: 'u' }, 'abcdef01'))
  let state = EMPTY_STATE
  const write = async (drafts: readonly EventDraft[]): Promise<void> => {
    const next = record(state, drafts, BIRTH * 2)
    await store.commit({ events: next.events, rows: touchedRows(state, next.state, next.events) })
    state = next.state
  }
  const settle = async (): Promise<void> => {
    const book = new RealizedPnlBook(store, timers, { save: (step) => store.savePnl(step), markEvery })
    await book.settle(() => state)
  }
  const live = { state: 'live', code: 'LIVE', params: {}, since: BIRTH } as const
  await write([{ type: 'status.changed', time: BIRTH, source: 'rest', status: live }])
  const isLate = (i: number): boolean => late > 0 && i % late === 0
  await write(entries.filter((_, i) => !isLate(i)).map(draftOf))
  await settle()
  const learnRest = async (): Promise<void> => {
    await write(entries.filter((_, i) => isLate(i)).map(draftOf))
    await settle()
  }
  const ledger = new ReportLedger({ store, timers, markEvery })
  const reports = ledgerReports(ledger)
  const naive = (query: BreakdownQuery, span: ZonedSpan) =>
    walkedBreakdown({ store, state, marks: new WalkMarks(), turn: () => Promise.resolve() }, query, span)
  return { reports, naive, learnRest, marks: ledger.walkMarks }
}

function draftOf(entry: CostEntry): EventDraft {
  if (entry.kind === 'deal')
    return { type: 'deal.added', deal: entry.deal, namedBy: 'stream', time: entry.deal.time, source: 'stream' }
  const { unitPrice, ...flow } = entry.flow
  const reason = flow.change.startsWith('-') ? 'WITHDRAW' : 'DEPOSIT'
  const priced = unitPrice === undefined ? {} : { unitPrice }
  return { type: 'flow.told', flow: { ...flow, reason }, ...priced, time: flow.time, source: 'rest' }
}

/** A span of any kind: times of entries, hours, and any other time. */
export function spanOf(times: readonly number[], a: number, b: number): { readonly from: number; readonly to: number } {
  const first = times[0] ?? BIRTH
  const length = (times.at(-1) ?? first) - first + 2 * HOUR
  const end = (one: number): number => {
    const time = first - HOUR + Math.floor((one / 10_000) * length)
    if (one % 3 === 0) return times[one % times.length] ?? time
    return one % 3 === 1 ? Math.floor(time / HOUR) * HOUR : time
  }
  const [x, y] = [end(a), end(b)]
  return { from: Math.min(x, y), to: Math.max(x, y) + 1 }
}

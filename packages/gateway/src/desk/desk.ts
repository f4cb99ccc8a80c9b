/** The desk over real ledgers: each question goes to its account; an account that is not served here answers with nothing. */

import type { DurableEnvelope, Message } from '@spotdeck/api'
import type { Bus } from '../bus/bus.ts'
import type { Desk, Head, OrderOutcome, Reports } from '../desk.ts'
import { toEnvelope } from '../envelope.ts'
import type { Prices } from '../ingest/prices.ts'
import type { Symbols } from '../ingest/symbols.ts'
import type { MarketDataService } from '../market/market-data.ts'
import type { ReportsOfOne } from '../reports/account-reports.ts'
import type { NoticeBoard } from '../notices/notice-board.ts'
import type { LedgerStore } from '../store/port.ts'
import type { Account } from './account.ts'
import { toMarket } from './markets.ts'
import type { Trader } from '../trading/trader.ts'

/** An account as the desk serves it. `trader` only where trading is on. */
export type Served = {
  readonly account: Account
  readonly store: LedgerStore
  readonly key: readonly Message[]
  readonly trader?: Trader
}

/** Parts of a desk. */
export type DeskOptions = {
  readonly served: readonly Served[]
  readonly bus: Bus
  readonly symbols: () => Symbols
  readonly prices: Prices
  readonly market: MarketDataService
  readonly board: NoticeBoard
  /** Calls to the exchange that wait for room. */
  readonly callsWaiting: () => number
  /** Exchange time. */
  readonly now: () => number
}

/** Creates the desk over the served accounts and the market. */
export function createDesk({ served, bus, symbols, prices, market, board, callsWaiting, now }: DeskOptions): Desk {
  const byId = new Map(served.map((entry) => [entry.account.id, entry]))
  const need = (id: string): Served => {
    const entry = byId.get(id)
    if (entry === undefined) throw new Error(`No account ${id} is served here.`)
    return entry
  }
  const traded = (id: string, run: (trader: Trader) => Promise<OrderOutcome>): Promise<OrderOutcome> | undefined => {
    const trader = byId.get(id)?.trader
    return trader === undefined ? undefined : run(trader)
  }
  return {
    now,
    accounts: () => served.map(({ account }) => account.info()),
    vitals: () => ({ accounts: served.map(({ account }) => account.vitals()), callsWaiting: callsWaiting() }),
    head: (id) => byId.get(id)?.account.head(),
    snapshot: async (id) => byId.get(id)?.account.snapshot(),
    eventsAfter: (id, after, limit) => eventsAfter(need(id), after, limit),
    subscribe: (listener) => bus.subscribe(listener),
    orders: (id, query) => need(id).account.orders(query),
    order: (id, orderId) => need(id).account.order(orderId),
    deals: (id, query) => need(id).account.deals(query),
    dealsSummary: (id, from, to) => need(id).account.dealsSummary(from, to),
    equity: (id, from, to, points) => need(id).account.equity({ from, to, points }),
    equityIndex: (id, from, to, points) => need(id).account.equityIndex({ from, to, points }),
    ...reportsOf((id) => need(id).account.reports),
    markets: () => symbols().all.map((row) => toMarket(row, board.isTradable(row), prices.ticker(row.symbol))),
    watch: (wishes) => market.watch(wishes),
    klines: (symbol, interval, span) => market.klines(symbol, interval, span),
    book: (symbol) => market.book(symbol),
    trades: (symbol, limit) => market.trades(symbol, limit),
    notices: () => board.notices(),
    accountNotices: async (id, hides) => board.touching(need(id).account.touchable(hides)),
    keyWarnings: (id) => need(id).key,
    previewImport: (id, upload) => need(id).account.importer.preview(upload),
    startImport: (id, upload) => need(id).account.importer.start(upload),
    importProgress: (id, importId) => need(id).account.importer.progress(importId),
    cancelImport: (id, importId) => need(id).account.importer.cancel(importId),
    startApplyImport: (id, importId) => need(id).account.importer.startApply(importId),
    applyImport: (id, importId) => need(id).account.importer.apply(importId),
    place: (id, order) => traded(id, (trader) => trader.place(order)),
    cancel: (id, symbol, orderId) => traded(id, (trader) => trader.cancel(symbol, orderId)),
  }
}

function reportsOf(of: (id: string) => ReportsOfOne): Reports {
  return {
    movements: (id, query) => of(id).movements(query),
    assetHistory: (id, asset, span, points) => of(id).assetHistory(asset, span, points),
    flows: (id, query) => of(id).flows(query),
    flowsSummary: (id, span) => of(id).flowsSummary(span),
    fees: (id, by, span) => of(id).fees(by, span),
    volume: (id, query, span) => of(id).volume(query, span),
    allocation: (id) => of(id).allocation(),
    pnl: (id, how, span) => of(id).pnl(how, span),
    performance: (id, span) => of(id).performance(span),
    coverage: (id) => of(id).coverage(),
    statusHistory: (id, query) => of(id).statusHistory(query),
    audits: (id, query) => of(id).audits(query),
  }
}

async function eventsAfter(
  { account, store }: Served,
  after: Head,
  limit: number,
): Promise<
  | { readonly kind: 'events'; readonly events: readonly DurableEnvelope[] }
  | { readonly kind: 'gone'; readonly head: Head }
> {
  const head = account.head()
  if (after.epoch !== head.epoch || after.seq > head.seq) return { kind: 'gone', head }
  const events = await store.publicAfter(after.seq, limit)
  return { kind: 'events', events: events.map((event) => toEnvelope(event, account.id, head.epoch)) }
}

/** Reports that are read where the account is served: pages of its history, its coverage and its composition. */

import {
  type Allocation,
  type AuditsPage,
  type CoverageReport,
  type FlowItem,
  type Page,
  type StatusChange,
  coverageKinds,
} from '@spotdeck/api'
import { compare, divide, isPositive } from '@spotdeck/exact'
import { type Equity, equityOf, trustedFrom, valuedBy } from '@spotdeck/ledger'
import { toCoverage } from '../base/envelope.ts'
import { type FlowFacts, reasonsOfFlows, toFinding, toFlow, toStatusChange } from '../history/history.ts'
import { historyPage } from '../history/list-pages.ts'
import type { FlowsQuery, HistoryQuery } from '../base/port.ts'
import type { ReportedAccount } from '../scan/present.ts'
import { shown } from '../base/valuation.ts'
import { withdrawalsAmong } from '../history/withdrawals.ts'

const SHARE_DIGITS = 4

/** External cash flows, newest first. */
export async function readFlows({ store }: ReportedAccount, query: FlowsQuery): Promise<Page<FlowItem>> {
  const { kind, ...rest } = query
  const reasons = kind === undefined ? undefined : reasonsOfFlows(kind)
  const { events, nextCursor } = await historyPage(store, 'flows', { ...rest, reasons })
  const prices = await store.flowPrices(events.map(({ n }) => n))
  const withdrawals = await withdrawalsAmong(events, store)
  const facts = (n: number): FlowFacts => ({ unitPrice: prices.get(n), withdrawal: withdrawals.get(n) })
  return { items: events.flatMap((event) => toFlow(event, facts(event.n))), nextCursor }
}

/** Changes of the status, newest first. */
export async function readStatuses({ store }: ReportedAccount, query: HistoryQuery): Promise<Page<StatusChange>> {
  const { events, nextCursor } = await historyPage(store, 'statuses', query)
  return { items: events.flatMap(toStatusChange), nextCursor }
}

/** Findings of audits, newest first. */
export async function readAudits({ store, state }: ReportedAccount, query: HistoryQuery): Promise<AuditsPage> {
  const { events, nextCursor } = await historyPage(store, 'audits', query)
  return { items: events.flatMap(toFinding), nextCursor, checkedAt: state().checkedAt ?? null }
}

/** The composition of the account now; `undefined` while nothing can be valued. */
export async function readAllocation({ state, prices, now }: ReportedAccount): Promise<Allocation | undefined> {
  const known = state()
  const { birth, assets } = known
  if (birth === undefined && assets.size === 0) return undefined
  // Prices that are missing are told as missing: what is held is known all the same.
  return allocationOf(equityOf(assets, valuedBy(known, prices.priceOf)), now())
}

/** Windows in which each kind of record can be trusted. */
export async function readCoverage({ state, store }: ReportedAccount): Promise<CoverageReport> {
  const { coverage } = state()
  const { seq } = store.archived
  return {
    items: toCoverage(coverage),
    completeSince: coverageKinds.map((kind) => ({ kind, since: trustedFrom(coverage, kind) ?? null })),
    ...(seq > 0 ? { archivedSeq: seq } : {}),
  }
}

/** Shares of what can be valued, the largest first. */
function allocationOf({ total, byAsset, unpriced }: Equity, time: number): Allocation {
  const whole = shown(total)
  const items = byAsset
    .flatMap(({ asset, total: quantity, value }) =>
      value === undefined ? [] : [{ asset, quantity, value: shown(value) }],
    )
    .sort((a, b) => compare(b.value, a.value) || (a.asset < b.asset ? -1 : 1))
    .map((item) => ({ ...item, share: isPositive(whole) ? divide<'fraction'>(item.value, whole, SHARE_DIGITS) : '0' }))
  return { time, unit: 'USDT', total: whole, items, unpriced: [...unpriced] }
}

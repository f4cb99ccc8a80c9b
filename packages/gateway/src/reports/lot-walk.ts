/**
 * Walks the lot book through a stored ledger in steps of bounded size, and writes its rows as the export has them. A walk is a
 * plain value: it can be kept between the steps and taken up again.
 */

import { type LotLine, lotColumns } from '@spotdeck/api'
import {
  type CostEntry,
  type CostKey,
  type DayOf,
  type LedgerState,
  type LotBook,
  type LotRow,
  VALUE_ASSET,
  bookLots,
  closeLots,
  compareKeys,
  costKey,
  openLotBook,
  openingsOf,
} from '@spotdeck/ledger'
import type { LedgerStore } from '@spotdeck/follow'
import type { LotsQuery } from '../desk.ts'
import { csvLine } from './csv.ts'
import { daysOf, yearIn } from './days.ts'
import { flowKindOf } from './history.ts'

/** Reads that a walk makes. */
export type LotStore = Pick<LedgerStore, 'dealsAscending' | 'flows'>

/** State of a walk between two of its steps. */
export type LotWalk = {
  readonly lots: LotBook
  readonly from: number
  readonly to: number
  readonly zone: string
  /** The last deal that is booked. */
  readonly deal: CostKey | undefined
  /** Flows of the span and before it that are still to be booked, ascending. */
  readonly flows: readonly CostEntry[]
}

/** Deals that one step books, and at most as many flows: some tens of milliseconds. */
const STEP = 500

/** Begins a walk. */
export async function beginLotWalk(
  store: LotStore,
  state: LedgerState,
  { year, zone, method }: LotsQuery,
): Promise<LotWalk> {
  const { from, to } = yearIn(year, zone)
  const flows = (await store.flows())
    .filter(({ time }) => time < to)
    .map((flow): CostEntry => ({ kind: 'flow', flow }))
    .sort((a, b) => compareKeys(costKey(a), costKey(b)))
  return { lots: openLotBook(openingsOf(state), method), from, to, zone, deal: undefined, flows }
}

/** Books the next entries of a walk. `next` is `undefined` when all are booked. */
export async function stepLotWalk(
  store: LotStore,
  walk: LotWalk,
): Promise<{ readonly lines: readonly LotLine[]; readonly next: LotWalk | undefined }> {
  const deals = (await store.dealsAscending({ from: 0, to: walk.to }, STEP, walk.deal)).map((deal): CostEntry => ({
    kind: 'deal',
    deal,
  }))
  const last = deals.length < STEP ? undefined : deals.at(-1)
  const due = walk.flows.slice(0, STEP).filter((flow) => last === undefined || isBefore(flow, last))
  // More flows are due than one step books: deals that come after the last of them wait.
  const bound = due.length === STEP ? due.at(-1) : undefined
  const entries = [...deals.filter((deal) => bound === undefined || isBefore(deal, bound)), ...due].sort((a, b) =>
    compareKeys(costKey(a), costKey(b)),
  )
  const rows: LotRow[] = []
  let { lots, deal } = walk
  for (const entry of entries) {
    const booked = bookLots(lots, entry)
    lots = booked.lots
    rows.push(...booked.rows)
    if (entry.kind === 'deal') deal = costKey(entry)
  }
  const isOver = last === undefined && bound === undefined
  if (isOver) rows.push(...closeLots(lots))
  const dayOf = daysOf(walk.zone)
  const lines = rows.filter(({ time }) => time >= walk.from).map((row) => lineOf(row, dayOf))
  return { lines, next: isOver ? undefined : { ...walk, lots, deal, flows: walk.flows.slice(due.length) } }
}

const isBefore = (a: CostEntry, b: CostEntry): boolean => compareKeys(costKey(a), costKey(b)) < 0

/** All rows of a year as CSV, a step at a time; bounded memory however many rows there are. */
export async function* exportLots(
  ledger: LotStore & Pick<LedgerStore, 'load'>,
  query: LotsQuery,
): AsyncGenerator<string> {
  yield csvLine(lotColumns)
  let walk: LotWalk | undefined = await beginLotWalk(ledger, await ledger.load(), query)
  while (walk !== undefined) {
    const { lines, next }: Awaited<ReturnType<typeof stepLotWalk>> = await stepLotWalk(ledger, walk)
    yield lines.map(lotCsvLine).join('')
    walk = next
  }
}

/** One row with its line end. */
export const lotCsvLine = (line: LotLine): string => csvLine(lotColumns.map((column) => line[column]))

function lineOf({ kind, entry, time, acquisition, acquired, fee, reasons, ...row }: LotRow, dayOf: DayOf): LotLine {
  const source =
    entry.kind === 'deal'
      ? { kind, id: entry.deal.tradeId, orderId: entry.deal.orderId, symbol: entry.deal.symbol }
      : { kind: flowKindOf(entry.flow.reason ?? ''), id: entry.flow.id }
  return {
    ...source,
    asset: row.asset,
    quantity: row.quantity,
    acquisition: acquisition === 'flow' ? flowKindOf(acquired?.reason ?? '') : acquisition,
    acquisitionId: acquired?.id,
    acquiredAt: acquired?.time,
    acquiredDay: acquired?.time === undefined ? undefined : dayOf(acquired.time).day,
    paid: row.paid,
    paidAsset: row.paid === undefined ? undefined : acquired?.paidAsset,
    cost: row.cost,
    disposedAt: time,
    disposedDay: dayOf(time).day,
    received: row.received,
    receivedAsset: row.receivedAsset,
    unitPrice: row.unitPrice,
    proceeds: row.proceeds,
    fee: fee?.amount,
    feeAsset: fee?.asset,
    feeUnitPrice: fee?.unitPrice,
    feeValue: fee?.value,
    gain: row.gain,
    unit: VALUE_ASSET,
    reasons: reasons.join(' '),
  }
}

/**
 * Walks the lot book through a stored ledger in steps of bounded size, and writes its rows as the export has them. A
 * walk is a plain value: it can be kept between the steps and taken up again.
 */

import { type LotLine, lotColumns, uncoveredIn } from '@spotdeck/api'
import {
  type DayOf,
  type LedgerState,
  type LotBook,
  type LotRow,
  VALUE_ASSET,
  bookLots,
  closeLots,
  costKey,
  openLotBook,
  openingsOf,
} from '@spotdeck/ledger'
import type { LedgerStore } from '@spotdeck/store'
import type { LotsQuery } from '../base/port.ts'
import { toCoverage } from '../base/envelope.ts'
import { csvLine } from '../base/csv.ts'
import { daysOf, yearIn } from '../base/days.ts'
import { flowKindOf } from '../history/history.ts'
import { type EntrySource, entriesAfter } from './pnl-entries.ts'
import { returnedAmong } from '../history/withdrawals.ts'

/** State of a walk between two of its steps. */
export type LotWalk = {
  readonly lots: LotBook
  readonly from: number
  readonly to: number
  /** Days of the zone, which it keeps. */
  readonly dayOf: DayOf
  /** Rows that lead the file: the parts of the year without complete records. */
  readonly head: readonly LotLine[]
}

/** Deals that one step books, and at most as many flows: some tens of milliseconds. */
const STEP = 500

/** Begins a walk. */
export function beginLotWalk(state: LedgerState, { year, zone, method }: LotsQuery): LotWalk {
  const [span, dayOf] = [yearIn(year, zone), daysOf(zone)]
  const gaps = state.coverage.length === 0 ? [] : uncoveredIn(toCoverage(state.coverage), span)
  const head = gaps.map(({ from, to }) => ({
    kind: 'not-covered',
    acquiredAt: from,
    acquiredDay: dayOf(from).day,
    disposedAt: to,
    disposedDay: dayOf(to - 1).day,
    reasons: 'NOT_COVERED',
  }))
  return { lots: openLotBook(openingsOf(state), method), ...span, dayOf, head }
}

/** Rows of a step, and the walk after it. */
export type LotStep = { readonly lines: readonly LotLine[]; readonly next: LotWalk | undefined }

/** Books the next entries of a walk. `next` is `undefined` when all are booked. */
export async function stepLotWalk(store: EntrySource & Pick<LedgerStore, 'flows'>, walk: LotWalk): Promise<LotStep> {
  const { entries, isLast } = await entriesAfter(store, walk.lots.book.last, STEP)
  const returned = await returnedAmong(entries, store)
  const due = entries.filter((entry) => costKey(entry).time < walk.to)
  // What was given back never left: it keeps its purchase.
  const left = due.filter((entry) => entry.kind === 'deal' || !returned.has(entry.flow.id))
  const booked = bookLots(walk.lots, left)
  const { lots } = booked
  const isOver = isLast || due.length < entries.length
  const rows = isOver ? [...booked.rows, ...closeLots(lots)] : booked.rows
  const lines = rows.filter(({ time }) => time >= walk.from).map((row) => lineOf(row, walk.dayOf))
  return { lines: [...walk.head, ...lines], next: isOver ? undefined : { ...walk, lots, head: [] } }
}

/** All rows of a year as CSV, a step at a time; bounded memory however many rows there are. */
export async function* exportLots(
  ledger: EntrySource & Pick<LedgerStore, 'flows' | 'load'>,
  query: LotsQuery,
): AsyncGenerator<string> {
  yield csvLine(lotColumns)
  let walk: LotWalk | undefined = beginLotWalk(await ledger.load(), query)
  while (walk !== undefined) {
    const { lines, next }: LotStep = await stepLotWalk(ledger, walk)
    yield lines.map(lotCsvLine).join('')
    walk = next
  }
}

/** One row with its line end. */
export const lotCsvLine = (line: LotLine): string => csvLine(lotColumns.map((column) => line[column]))

/** A literal without spreads: an object of so many fields that begins with one costs ten times as much. */
function lineOf({ kind, entry, time, acquisition, acquired, fee, reasons, ...row }: LotRow, dayOf: DayOf): LotLine {
  const deal = entry.kind === 'deal' ? entry.deal : undefined
  return {
    kind: entry.kind === 'deal' ? kind : flowKindOf(entry.flow.reason ?? ''),
    id: entry.kind === 'deal' ? entry.deal.tradeId : entry.flow.id,
    orderId: deal?.orderId,
    symbol: deal?.symbol,
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

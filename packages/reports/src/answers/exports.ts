/** Pages of files and of whole lists, read away from the event loop where that is possible. */

import type { Page } from '@spotdeck/api'
import { movementCsvLine } from '../base/csv.ts'
import { dealsPage, movementsPage, ordersPage } from '../history/list-pages.ts'
import { beginLotWalk, lotCsvLine, stepLotWalk } from '../profit/lot-walk.ts'
import type { LinesPage, ListName, LotsQuery, RowsQuery } from '../base/port.ts'
import { ReportError } from '../base/report-error.ts'
import type { Scan } from '../scan/scan.ts'

/** The next lines of a year's realized lots, oldest first, from the cursor of those before; a page may have none. */
export async function computeLotLines(
  { ledger }: Scan,
  { cursor, ...query }: LotsQuery & { readonly cursor?: string | undefined },
): Promise<LinesPage> {
  const walk = cursor === undefined ? beginLotWalk(await ledger.known(), query) : ledger.takeWalk(cursor)
  if (walk === undefined)
    throw new ReportError('REPORTS_BUSY', 'Too many exports are being read: begin this one again.')
  const { lines, next } = await stepLotWalk(ledger.store, walk)
  return { text: lines.map(lotCsvLine).join(''), nextCursor: next === undefined ? null : ledger.keepWalk(next) }
}

/** Lines of balance changes as the owner's file has them, newest first. */
export async function computeMovementLines(scan: Scan, query: RowsQuery): Promise<LinesPage> {
  const { items, nextCursor } = await movementsPage(scan, query)
  return { text: items.map(movementCsvLine).join(''), nextCursor }
}

/** Rows of a list, newest first. */
export async function computeRows(
  scan: Scan,
  { list, ...query }: RowsQuery & { readonly list: ListName },
): Promise<Page<object>> {
  switch (list) {
    case 'orders':
      return ordersPage(scan.store, query)
    case 'deals':
      return dealsPage(scan.store, query)
    case 'movements':
      return movementsPage(scan, query)
  }
}

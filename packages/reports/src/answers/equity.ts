/** Reports of equity: its curve, its index, and the performance of a span. */

import type { EquityIndex, EquitySeries, Performance } from '@spotdeck/api'
import { assetsWithoutPrice, unvaluedAt } from '@spotdeck/ledger'
import { defined, withDeadline } from '@spotdeck/ports'
import type { EquityStretch } from '@spotdeck/store'
import { daysOf } from '../base/days.ts'
import { indexOf, samplesOf, seriesOf } from '../equity/equity-readings.ts'
import { CLOSINGS, performanceReport } from '../equity/performance.ts'
import { realizedAt } from '../profit/pnl-sums.ts'
import type { Estimating, Range, ZonedSpan } from '../base/port.ts'
import type { Present } from '../scan/present.ts'
import { ReportError } from '../base/report-error.ts'
import type { Scan } from '../scan/scan.ts'

/** Records without a price that are read. */
const MAX_UNPRICED = 1_000
/** Time that a curve waits for its PnL, in ms; after it the stored figures are returned. */
const PROFIT_WAIT_MS = 1_000

/** Computes growth, drawdown and days of a span. */
export async function computePerformance(
  scan: Scan,
  { zone, estimate, ...span }: ZonedSpan & Estimating,
  { now }: Present,
): Promise<Performance> {
  const dayOf = daysOf(zone)
  const isOneDay = ({ first, last }: EquityStretch): boolean => dayOf(first).day === dayOf(last.time).day
  const samples = await samplesOf(await scan.samples(estimate), span, isOneDay)
  const reader = scan.ledger.performanceIn(zone)
  const awaitingPrice = await assetsToPrice(scan)
  return scan.sums(CLOSINGS, span, (closings) => ({
    ...performanceReport(samples, closings, { ...span, now }, reader),
    ...defined({ awaitingPrice: awaitingPrice.length === 0 ? undefined : awaitingPrice }),
  }))
}

/** Assets whose price is still to be recorded; what came while equity excluded its asset gets none. */
async function assetsToPrice(scan: Scan): Promise<string[]> {
  const { valuations } = await scan.known()
  const isUnvalued = unvaluedAt(valuations.values())
  const assets = (await scan.store.unpriced(MAX_UNPRICED)).flatMap((one) => {
    if (one.kind === 'deal') return assetsWithoutPrice(one.deal)
    return isUnvalued(one.flow.asset, one.flow.held?.since ?? one.flow.time) ? [] : [one.flow.asset]
  })
  return [...new Set(assets)].sort()
}

/** Computes the curve of equity. */
export function computeEquity(scan: Scan, range: Range & Estimating, { last }: Present): Promise<EquitySeries> {
  return scan.marked(range, async () => {
    const { ledger, store } = scan
    const samples = await scan.samples(range.estimate)
    const late = (): Error => new ReportError('REPORT_TOO_LONG', 'The profit book is still being computed.')
    const settled = ledger.settledBook()
    const book = await withDeadline(settled, { timers: ledger.timers, ms: PROFIT_WAIT_MS, late }).catch(
      (error: unknown) => {
        if (!(error instanceof ReportError)) throw error
        return undefined
      },
    )
    if (book === undefined || book.stale) return seriesOf(samples, range, { last })
    const { opening, tail } = book
    const totalsAt = (times: readonly number[]) => realizedAt(store, tail, times)
    return seriesOf(samples, range, { last, book: { opening, totalsAt } })
  })
}

/** Computes the same from 100 and without amounts: at its end the return of the span. */
export const computeEquityIndex = (scan: Scan, range: Range): Promise<EquityIndex> =>
  scan.marked(range, async () => indexOf(await scan.samples(), range))

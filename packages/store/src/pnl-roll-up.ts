/** Sums of longer stretches and coarser grains, which are stored with a step of profit beside those of its quarter hours. */

import { SUM_LENGTHS, combined, quarterOf, sumGrains } from '@spotdeck/ledger'
import type { PnlStep, StoredSums, StoredTrades, SumQuery, SumSpan } from './port.ts'

/** Storage of the sums of stretches. */
export type SumTable = {
  /** Removes all sums and trades of this length that begin in the span. */
  remove(span: SumSpan): void
  put(of: Pick<SumQuery, 'grain' | 'lengthMs'>, stretch: StoredSums): void
  putTrades(lengthMs: number, stretch: StoredTrades): void
  /** Stretches that begin in the span, ascending; `limit`: all without it. */
  sums(query: SumQuery, limit?: number): readonly StoredSums[]
  trades(span: SumSpan, limit?: number): readonly StoredTrades[]
}

const [QUARTER_MS, , , DAY_MS] = SUM_LENGTHS
/** Lengths for which the order of trades is stored: a span is read in days, and at its ends in quarter hours. */
export const TRADE_LENGTHS = [QUARTER_MS, DAY_MS] as const

/** Replaces everything since the mark before by the sums of the step, and of each longer stretch that it completes. */
export function rollUp(table: SumTable, { after, last, quarters }: Pick<PnlStep, 'after' | 'last' | 'quarters'>): void {
  const [from, until] = [quarterOf(after?.time ?? 0), quarterOf(last.time)]
  for (const lengthMs of SUM_LENGTHS) table.remove({ lengthMs, from: startOf(from, lengthMs), to: until })
  let parts: readonly StoredSums[] = quarters
  for (const { time, sums } of quarters) putSums(table, QUARTER_MS, { time, sums })
  for (const [i, lengthMs] of SUM_LENGTHS.entries()) {
    const shorterMs = SUM_LENGTHS[i - 1]
    // A stretch is complete where the newest entry is after it.
    const span = { lengthMs, from: startOf(from, lengthMs), to: startOf(until, lengthMs) }
    if (shorterMs !== undefined) parts = lengthen(table, parts, { ...span, shorterMs })
  }
  for (const { time, trades } of quarters) if (trades.length > 0) table.putTrades(QUARTER_MS, { time, trades })
  const days = { lengthMs: QUARTER_MS, from: startOf(from, DAY_MS), to: startOf(until, DAY_MS) }
  for (const [time, some] of byStretch(table.trades(days), DAY_MS))
    table.putTrades(DAY_MS, { time, trades: some.flatMap(({ trades }) => trades) })
}

const startOf = (time: number, lengthMs: number): number => Math.floor(time / lengthMs) * lengthMs

/** @param stretch sums by cell */
function putSums(table: SumTable, lengthMs: number, { time, sums }: StoredSums): void {
  let finer = sums
  for (const grain of sumGrains) {
    if (grain !== 'cell') finer = combined(finer, grain, time)
    table.put({ grain, lengthMs }, { time, sums: finer })
  }
}

/** Adds up the shorter stretches of a span, of which `newest` are the last, and puts the longer ones. */
function lengthen(
  table: SumTable,
  newest: readonly StoredSums[],
  { shorterMs, lengthMs, from, to }: SumSpan & { readonly shorterMs: number },
): readonly StoredSums[] {
  const since = Math.min(newest[0]?.time ?? to, to)
  const before = from < since ? table.sums({ lengthMs: shorterMs, grain: 'cell', from, to: since }) : []
  const parts = [...before, ...newest.filter(({ time }) => time < to)]
  return Array.from(byStretch(parts, lengthMs), ([time, some]): StoredSums => {
    const cells = some.flatMap(({ sums }) => sums)
    const longer = { time, sums: combined(cells, 'cell', time) }
    putSums(table, lengthMs, longer)
    return longer
  })
}

function byStretch<Part extends { readonly time: number }>(
  parts: readonly Part[],
  lengthMs: number,
): Map<number, Part[]> {
  const found = new Map<number, Part[]>()
  for (const part of parts) {
    const time = startOf(part.time, lengthMs)
    const known = found.get(time)
    if (known === undefined) found.set(time, [part])
    else known.push(part)
  }
  return found
}

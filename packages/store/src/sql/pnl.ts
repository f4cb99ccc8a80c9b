/** Profit of a ledger, the same in SQLite and PostgreSQL; `PnlRows` has what differs. */

import { zero } from '@spotdeck/exact'
import { type Lot, SUM_LENGTHS, quarterOf } from '@spotdeck/ledger'
import { type SumTexts, memorySums } from '../memory-sums.ts'
import { packMark, packedTotals, storedTotalAt, unpackMark, unpackSums, unpackTrades } from '../packed-sums.ts'
import { rollUp } from '../pnl-roll-up.ts'
import type { PnlMarks, PnlStep, StoredMark, SumSpan } from '../port.ts'

/** Numbers of the kinds of rows in the table of sums: sums by grain, and trades. */
export const SUM_KINDS = { cell: 0, role: 1, all: 2, trades: 3 } as const
const [QUARTER_MS, , , DAY_MS] = SUM_LENGTHS

/** A stored mark before it is unpacked. */
export type MarkRow = Pick<StoredMark, 'last' | 'n'> & { readonly text: string }
/** The sums or trades of one stretch before they are unpacked. */
export type SumText = { readonly time: number; readonly text: string }
/** Totals of some of a step, by `packedTotals`: `time` of the first. */
export type TotalsRow = { readonly time: number; readonly realized: string }

/**
 * Rows that a step writes. Sums of the removed spans, totals from `from` to `time`, and marks from (`time`, `id`) on
 * are deleted before.
 */
export type PnlRowsOfStep = {
  readonly basis: string
  readonly n: number
  readonly time: number
  readonly id: string
  readonly from: number
  readonly mark: string
  readonly removed: readonly { readonly length: number; readonly from: number; readonly to: number }[]
  readonly sums: readonly {
    readonly length: number
    readonly kind: number
    readonly time: number
    readonly body: string
  }[]
  readonly totals: readonly TotalsRow[]
  readonly lots: readonly { readonly asset: string; readonly place: number; readonly body: string }[]
}

/** Port: reads and writes the rows of one ledger's profit. */
export interface PnlRows {
  /** The newest mark of a basis, of those before a time. */
  mark(basis: string, before: number): Promise<MarkRow | undefined>
  hasMark(mark: Pick<StoredMark, 'last' | 'n'>): Promise<boolean>
  /** Rows of one kind of the stretches that begin in the span, ascending; `limit`: all without it. */
  sums(span: SumSpan, kind: number, limit?: number): Promise<readonly SumText[]>
  lots(asset: string, from: number, to: number): Promise<readonly Lot[]>
  /** For each of the times the newest row up to it, each row once, ascending. */
  totals(times: readonly number[]): Promise<readonly TotalsRow[]>
  /** Writes a step in one transaction; false where the ledger has events after its `n`: then nothing is written. */
  save(step: PnlRowsOfStep): Promise<boolean>
}

/** The profit of a ledger whose rows are read and written by `rows`. */
export function storedPnl(rows: PnlRows): PnlMarks {
  return {
    async pnlMark(basis, before = Number.MAX_SAFE_INTEGER) {
      const row = await rows.mark(basis, before)
      return row && { last: row.last, n: row.n, mark: unpackMark(row.text) }
    },
    holdsPnl: (mark) => rows.hasMark(mark),
    savePnl: async (step) => rows.save(await rowsOf(rows, step)),
    async pnlSums({ grain, only, ...span }, limit) {
      const texts = await rows.sums(span, SUM_KINDS[grain], limit)
      return texts.map(({ time, text }) => ({ time, sums: unpackSums(text, time, only) }))
    },
    async pnlTrades(span, limit) {
      const texts = await rows.sums(span, SUM_KINDS.trades, limit)
      return texts.map(({ time, text }) => ({ time, trades: unpackTrades(text) }))
    },
    pnlLots: (asset, from, to) => rows.lots(asset, from, to),
    async pnlTotals(times) {
      const known = await rows.totals(times)
      return times.map((time) => {
        const row = known.findLast((one) => one.time <= time)
        return (row && storedTotalAt(row.realized, row.time, time)) ?? zero<'USDT'>()
      })
    },
  }
}

/** The rows of a step. The sums that longer stretches are added up from are read first. */
async function rowsOf(rows: PnlRows, step: PnlStep): Promise<PnlRowsOfStep> {
  const { basis, n, last, after, mark, quarters, totals, lots } = step
  const [known, made]: readonly [SumTexts, SumTexts] = [new Map(), new Map()]
  const read = async (kind: keyof typeof SUM_KINDS, lengthMs: number, longerMs: number | undefined): Promise<void> => {
    const span = longerMs === undefined ? undefined : partBefore(step, longerMs)
    if (span === undefined) return
    const texts = await rows.sums({ lengthMs, ...span }, SUM_KINDS[kind])
    for (const of of [known, made]) of.set(`${kind} ${lengthMs}`, new Map(texts.map(({ time, text }) => [time, text])))
  }
  await Promise.all([
    read('trades', QUARTER_MS, DAY_MS),
    ...SUM_LENGTHS.map((lengthMs, i) => read('cell', lengthMs, SUM_LENGTHS[i + 1])),
  ])
  const removed: PnlRowsOfStep['removed'][number][] = []
  const table = memorySums(made)
  const remove = (span: SumSpan): void => {
    removed.push({ length: span.lengthMs, from: span.from, to: span.to })
    for (const of of [memorySums(known), table]) of.remove(span)
  }
  rollUp({ ...table, remove }, { after, last, quarters })
  return {
    ...{ basis, n, ...last, from: after?.time ?? 0, mark: packMark(mark), removed },
    sums: SUM_LENGTHS.flatMap((length) =>
      Object.entries(SUM_KINDS).flatMap(([name, kind]) => {
        const key = `${name} ${length}`
        const changed = [...(made.get(key) ?? [])].filter(([time, text]) => known.get(key)?.get(time) !== text)
        return changed.map(([time, body]) => ({ length, kind, time, body }))
      }),
    ),
    totals: packedTotals(totals),
    lots: lots.map(({ asset, place, lot }) => ({ asset, place, body: JSON.stringify(lot) })),
  }
}

/** The part of a longer stretch before the quarter hours of a step that completes it; `undefined` where none does. */
function partBefore(
  { after, last }: PnlStep,
  longerMs: number,
): { readonly from: number; readonly to: number } | undefined {
  const to = quarterOf(after?.time ?? 0)
  const from = Math.floor(to / longerMs) * longerMs
  return quarterOf(last.time) >= from + longerMs && from < to ? { from, to } : undefined
}

/**
 * The outcomes of the trades of a quarter hour, in their order: sums do not tell how many were won one after the other. Two characters
 * of a string at most for a trade, so that the trades of a year are read at once.
 */

import type { PnlMethodName } from './pnl-sum.ts'
import type { Outcome } from './trade-sum.ts'

/** Market, its quote asset, role, and holding time by first in first out of a trade, which is always a sale. */
export type TradeCell = readonly [symbol: string, quoteAsset: string, role: 'maker' | 'taker', holding: string]

/** Trades of one quarter hour in the order of (time, id), or a part of them. */
export type TradeRun = {
  /** Start of the quarter hour, ms since the epoch. */
  readonly time: number
  readonly cells: readonly TradeCell[]
  /** A character for each trade: the place of its cell, and its outcomes by both methods. */
  readonly codes: string
}

/** First character: those before need escapes in JSON. */
const BASE = 0x23
const OUTCOMES = 4
const PER_CELL = OUTCOMES * OUTCOMES
/** Cells of a run: beyond them, characters would be halves of pairs. */
const MAX_CELLS = Math.floor((0xd7_00 - BASE) / PER_CELL)
const codeOf = (cell: number, average: Outcome, fifo: Outcome): string =>
  String.fromCharCode(BASE + cell * PER_CELL + average * OUTCOMES + fifo)

/** The runs with one more trade at their end. */
export function withTrade(
  runs: readonly TradeRun[],
  time: number,
  { cell, outcomes }: { readonly cell: TradeCell; readonly outcomes: Readonly<Record<PnlMethodName, Outcome>> },
): readonly TradeRun[] {
  if (outcomes.average === 0 && outcomes.fifo === 0) return runs
  const last = runs.at(-1) ?? { time, cells: [], codes: '' }
  const known = last.cells.findIndex((one) => one.every((field, i) => field === cell[i]))
  const place = known >= 0 ? known : last.cells.length
  if (place >= MAX_CELLS) return [...runs, { time, cells: [cell], codes: codeOf(0, outcomes.average, outcomes.fifo) }]
  const cells = known >= 0 ? last.cells : [...last.cells, cell]
  const codes = last.codes + codeOf(place, outcomes.average, outcomes.fifo)
  return [...runs.slice(0, -1), { ...last, cells, codes }]
}

/** Calls `each` with the cell's place and the outcome of every trade of a run, in order. */
export function readRun(
  { codes }: TradeRun,
  method: PnlMethodName,
  each: (place: number, outcome: Outcome) => void,
): void {
  const isAverage = method === 'average'
  for (let i = 0; i < codes.length; i++) {
    const code = codes.charCodeAt(i) - BASE
    const pair = code % PER_CELL
    const outcome = isAverage ? (pair / OUTCOMES) | 0 : pair % OUTCOMES
    each((code - pair) / PER_CELL, outcome as Outcome)
  }
}

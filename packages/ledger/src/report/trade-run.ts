/**
 * The outcomes of the trades of a quarter hour, in their order: sums do not tell how many were won one after the other. Two characters
 * of a string at most for a trade, so that the trades of a year are read at once.
 */

import { type Booked, type PnlMethodName, roleOf } from './pnl-sum.ts'
import { type Outcome, holdingOf, outcomeOf } from './trade-sum.ts'

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

/** A trade by its cell and its outcomes. */
export type DoneTrade = { readonly cell: TradeCell; readonly outcomes: Readonly<Record<PnlMethodName, Outcome>> }

/** The trade of an entry; `undefined` where it is none by either method. */
export function tradeOf({ entry, results: { average, fifo } }: Booked): DoneTrade | undefined {
  const outcomes = { average: outcomeOf(average.trade), fifo: outcomeOf(fifo.trade) }
  if (entry.kind === 'flow' || (outcomes.average === 0 && outcomes.fifo === 0)) return undefined
  const { deal } = entry
  return { cell: [deal.symbol, deal.quoteAsset, roleOf(deal), holdingOf(fifo.trade)], outcomes }
}

/** The runs of a quarter hour with more trades at their end. @param time its start, ms since the epoch */
export function withTrades(runs: readonly TradeRun[], time: number, trades: readonly DoneTrade[]): readonly TradeRun[] {
  if (trades.length === 0) return runs
  const done = runs.slice(0, -1)
  let cells = [...(runs.at(-1)?.cells ?? [])]
  let codes = runs.at(-1)?.codes ?? ''
  const places = new Map(cells.map((cell, place) => [cell.join('\n'), place]))
  for (const { cell, outcomes } of trades) {
    const key = cell.join('\n')
    let place = places.get(key) ?? cells.length
    if (place >= MAX_CELLS) {
      done.push({ time, cells, codes })
      places.clear()
      place = 0
      cells = []
      codes = ''
    }
    if (place === cells.length) {
      cells.push(cell)
      places.set(key, place)
    }
    codes += codeOf(place, outcomes.average, outcomes.fifo)
  }
  return [...done, { time, cells, codes }]
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

/** Sums and trades of a stretch as text, without the names of their fields: there are many of them. */

import { NO_TRADES, type PnlSum, type TradeCell, type TradeRun, type TradeSum } from '@spotdeck/ledger'
import type { SumFilter } from './port.ts'

type Packed = readonly unknown[]

/** The stored text of sums. */
export const packSums = (sums: readonly PnlSum[]): string => JSON.stringify(sums.map(packed))

/** The sums in a stored text that the filter includes. @param time start of their stretch */
export function unpackSums(text: string, time: number, only: SumFilter = {}): readonly PnlSum[] {
  const all = JSON.parse(text) as readonly Packed[]
  return all.filter(([names]) => includes(only, names as readonly string[])).map((places) => unpacked(places, time))
}

const includes = ({ symbols, side, role }: SumFilter, [symbol = '', its, playing]: readonly string[]): boolean =>
  (symbols === undefined || symbols.includes(symbol)) &&
  (side === undefined || side === its) &&
  (role === undefined || role === playing)

/** Places are never changed; new fields go to the end. */
function packed(sum: PnlSum): Packed {
  const { realized, gained, trades } = sum
  return [
    [sum.symbol, sum.side, sum.role, sum.quoteAsset, sum.feeAsset, sum.holding],
    [sum.count, sum.wins, sum.losses, sum.paidCount, sum.unpricedFees, sum.unpriced],
    [sum.paid, sum.fees, sum.bought, sum.sold, sum.made, sum.saved].join(' '),
    [realized.average, realized.fifo, gained.average, gained.fifo].join(' '),
    ...[trades.average, trades.fifo].map((one) => (one.count === 0 ? 0 : packedTrades(one))),
  ]
}

const packedTrades = ({ count, wins, losses, won, lost, timed, heldMs }: TradeSum): Packed => [
  count,
  wins,
  losses,
  timed,
  `${won} ${lost} ${heldMs}`,
]

function unpacked(places: Packed, time: number): PnlSum {
  const [names, counts, amounts, results, average, fifo] = places as readonly [
    readonly string[],
    readonly number[],
    string,
    string,
    Packed | 0,
    Packed | 0,
  ]
  const [symbol, side, role, quoteAsset, feeAsset, holding] = names
  const [count, wins, losses, paidCount, unpricedFees, unpriced] = counts
  const [paid, fees, bought, sold, made, saved] = amounts.split(' ')
  const [realizedAverage, realizedFifo, gainedAverage, gainedFifo] = results.split(' ')
  return {
    time,
    symbol,
    side,
    role,
    quoteAsset,
    feeAsset,
    holding,
    count,
    wins,
    losses,
    paidCount,
    unpricedFees,
    unpriced,
    paid,
    fees,
    bought,
    sold,
    made,
    saved,
    realized: { average: realizedAverage, fifo: realizedFifo },
    gained: { average: gainedAverage, fifo: gainedFifo },
    trades: { average: unpackedTrades(average), fifo: unpackedTrades(fifo) },
  } as PnlSum
}

function unpackedTrades(places: Packed | 0): TradeSum {
  if (places === 0) return NO_TRADES
  const [count, wins, losses, timed, amounts] = places as readonly [number, number, number, number, string]
  const [won, lost, heldMs] = amounts.split(' ')
  return { count, wins, losses, timed, won, lost, heldMs } as TradeSum
}

type PackedRun = readonly [time: number, cells: readonly number[], codes: string]

/** The stored text of runs of trades: each cell once, and its places. */
export function packTrades(runs: readonly TradeRun[]): string {
  const places = new Map<string, number>()
  const cells: TradeCell[] = []
  const placeOf = (cell: TradeCell): number => {
    const key = cell.join('\n')
    const known = places.get(key)
    if (known !== undefined) return known
    places.set(key, cells.length)
    return cells.push(cell) - 1
  }
  const packedRuns = runs.map((run): PackedRun => [run.time, run.cells.map(placeOf), run.codes])
  return JSON.stringify([cells, packedRuns])
}

/** The runs of trades in a stored text. */
export function unpackTrades(text: string): readonly TradeRun[] {
  const [cells, runs] = JSON.parse(text) as readonly [readonly TradeCell[], readonly PackedRun[]]
  const cellAt = (place: number): TradeCell => cells[place] ?? ['', '', 'taker', '']
  return runs.map(([time, places, codes]) => ({ time, cells: places.map(cellAt), codes }))
}

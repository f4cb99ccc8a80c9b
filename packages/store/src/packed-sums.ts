/** Sums, trades, marks and totals as text, without the names of their fields: there are many of them. */

import {
  NO_TRADES,
  type PnlMark,
  type PnlSum,
  type TradeCell,
  type TradeRun,
  type TradeSum,
  type Value,
} from '@spotdeck/ledger'
import type { PnlTotal, SumFilter } from './port.ts'

type Packed = readonly unknown[]

/** The stored text of sums: JSON with a line for each market, so that the other markets' need not be read. */
export function packSums(sums: readonly PnlSum[]): string {
  const markets = new Map<string, Packed[]>()
  for (const sum of sums) {
    const known = markets.get(sum.symbol)
    if (known === undefined) markets.set(sum.symbol, [packed(sum)])
    else known.push(packed(sum))
  }
  return `[${Array.from(markets, ([symbol, some]) => JSON.stringify([symbol, ...some])).join(SEPARATOR)}]`
}

/** JSON escapes line ends: those of the text are between two markets. */
const SEPARATOR = ',\n'

/** The sums in a stored text that the filter includes. @param time start of their stretch */
export function unpackSums(text: string, time: number, only: SumFilter = {}): readonly PnlSum[] {
  const all = JSON.parse(linesOf(text, only)) as readonly (readonly unknown[])[]
  const sums: PnlSum[] = []
  for (const line of all) {
    const symbol = line[0] as string
    for (let i = 1; i < line.length; i++) {
      const places = line[i] as Packed
      if (includes(only, symbol, places[0] as readonly string[])) sums.push(unpacked(places, symbol, time))
    }
  }
  return sums
}

/** The lines of the markets that a filter may include. */
function linesOf(text: string, { symbols, asset }: SumFilter): string {
  // Without a quote after it, the name is the beginning of a symbol.
  const ofAsset = asset === undefined ? undefined : [JSON.stringify(asset).slice(0, -1), '""']
  const asked = symbols?.map((symbol) => JSON.stringify(symbol)) ?? ofAsset
  if (asked === undefined) return text
  const lines = asked.flatMap((name) => linesWith(text, `[${name}`))
  return `[${[...new Set(lines)].join(SEPARATOR)}]`
}

/** The lines that begin with `begin`. */
function linesWith(text: string, begin: string): readonly string[] {
  const lines: string[] = []
  const cut = (from: number): number => {
    const end = text.indexOf(SEPARATOR, from)
    lines.push(text.slice(from, end < 0 ? -1 : end))
    return end
  }
  let at = text.startsWith(begin, 1) ? cut(1) : 0
  while (at >= 0) {
    at = text.indexOf(`\n${begin}`, at)
    if (at >= 0) at = cut(at + 1)
  }
  return lines
}

const includes = ({ symbols, side, role }: SumFilter, symbol: string, [its, playing]: readonly string[]): boolean =>
  (symbols === undefined || symbols.includes(symbol)) &&
  (side === undefined || side === its) &&
  (role === undefined || role === playing)

/** Results that are those before. */
const SAME = 0

/** Places are never changed; new fields go to the end. */
function packed(sum: PnlSum): Packed {
  const { realized, gained, trades } = sum
  const isSame = gained.average === realized.average && gained.fifo === realized.fifo
  return [
    [sum.side, sum.role, sum.quoteAsset, sum.feeAsset, sum.holding],
    [sum.count, sum.wins, sum.losses, sum.paidCount, sum.unpricedFees, sum.unpriced],
    `${sum.paid} ${sum.fees} ${sum.bought} ${sum.sold} ${sum.made} ${sum.saved}`,
    `${realized.average} ${realized.fifo}`,
    isSame ? SAME : `${gained.average} ${gained.fifo}`,
    trades.average.count === 0 ? 0 : packedTrades(trades.average),
    trades.fifo.count === 0 ? 0 : packedTrades(trades.fifo),
  ]
}

const packedTrades = ({ count, wins, losses, won, lost, timed, heldMs }: TradeSum): Packed => [
  count,
  wins,
  losses,
  timed,
  `${won} ${lost} ${heldMs}`,
]

function unpacked(places: Packed, symbol: string, time: number): PnlSum {
  const [names, counts, amounts, realized, gained, average, fifo] = places as readonly [
    readonly string[],
    readonly number[],
    string,
    string,
    string | typeof SAME,
    Packed | 0,
    Packed | 0,
  ]
  const [side, role, quoteAsset, feeAsset, holding] = names
  const [count, wins, losses, paidCount, unpricedFees, unpriced] = counts
  const [paid, fees, bought, sold, made, saved] = amounts.split(' ')
  const result = byMethod(realized)
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
    realized: result,
    gained: gained === SAME ? result : byMethod(gained),
    trades: { average: unpackedTrades(average), fifo: unpackedTrades(fifo) },
  } as PnlSum
}

function byMethod(text: string): PnlSum['realized'] {
  const [average, fifo] = text.split(' ')
  return { average, fifo } as PnlSum['realized']
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
  // Most reports count the trades of a run together, and never look at its cells.
  return runs.map(([time, places, codes]) => ({
    time,
    codes,
    get cells() {
      return places.map(cellAt)
    },
  }))
}

/** The stored text of a mark: its newest quarter hour is most of it, and is packed. */
export function packMark({ quarter, ...mark }: PnlMark): string {
  if (quarter === undefined) return JSON.stringify(mark)
  const { time, sums, trades } = quarter
  return JSON.stringify({ ...mark, quarter: [time, packSums(sums), packTrades(trades)] })
}

/** The mark in a stored text. */
export function unpackMark(text: string): PnlMark {
  const { quarter, ...mark } = JSON.parse(text) as Omit<PnlMark, 'quarter'> & {
    readonly quarter?: readonly [time: number, sums: string, trades: string]
  }
  if (quarter === undefined) return mark
  const [time, sums, trades] = quarter
  return { ...mark, quarter: { time, sums: unpackSums(sums, time), trades: unpackTrades(trades) } }
}

/** Totals of one text: a curve reads one text for each of its points. */
const TOTALS_AT_ONCE = 64

/** Rows of totals, ascending by time: the time of the first one, and the text. Of one time, the last total counts. */
export function packedTotals(
  totals: readonly PnlTotal[],
): readonly { readonly time: number; readonly realized: string }[] {
  const last = totals.filter(({ time }, at) => totals[at + 1]?.time !== time)
  const rows = []
  for (let at = 0; at < last.length; at += TOTALS_AT_ONCE) {
    const part = last.slice(at, at + TOTALS_AT_ONCE)
    rows.push({ time: part[0]?.time ?? 0, realized: packTotals(part) })
  }
  return rows
}

/** The stored text of totals, ascending by time: their times since the first one, and their values. */
export function packTotals(totals: readonly PnlTotal[]): string {
  const first = totals[0]?.time ?? 0
  return `${totals.map(({ time }) => time - first).join(',')};${totals.map(({ realized }) => realized).join(',')}`
}

/**
 * The total at `time` in a stored text; `undefined` before the first one. Only what is before it is looked at.
 * @param first time of the first one
 */
export function storedTotalAt(text: string, first: number, time: number): Value | undefined {
  const end = text.indexOf(';')
  let place = -1
  for (let begin = 0; begin < end; place++) {
    const comma = text.indexOf(',', begin)
    const next = comma < 0 || comma > end ? end : comma
    if (first + Number(text.slice(begin, next)) > time) break
    begin = next + 1
  }
  if (place < 0) return undefined
  let begin = end + 1
  for (let at = 0; at < place; at++) begin = text.indexOf(',', begin) + 1
  const comma = text.indexOf(',', begin)
  return text.slice(begin, comma < 0 ? undefined : comma) as Value
}

/** The total at `time` by `totals`, ascending; `undefined` before the first of them. */
export function totalAt(totals: readonly PnlTotal[], time: number): Value | undefined {
  let low = 0
  let high = totals.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((totals[middle]?.time ?? Infinity) <= time) low = middle + 1
    else high = middle
  }
  return totals[low - 1]?.realized
}

/**
 * Results by group worked out a second time, as naively as can be: fractions of BigInts over the rows of the naive lots, clocks by a
 * table of the zones' changes, no code of the packages.
 */

import { type Fraction, type NaiveEntry, type NaiveRow, agrees, fraction, total } from './naive-lots.ts'

/** A deal beside what the naive lots need of it. */
export type NaiveDeal = Extract<NaiveEntry, { what: 'deal' }> & { readonly maker: boolean }
/** A deal or a flow. */
export type NaiveResultEntry = NaiveDeal | Extract<NaiveEntry, { what: 'flow' }>

/** The question. */
export type NaiveQuestion = {
  readonly group: string
  readonly zone: NaiveZone
  readonly from: number
  readonly to: number
  readonly symbols?: readonly string[] | undefined
  readonly asset?: string | undefined
  readonly side?: string | undefined
  readonly role?: string | undefined
}

/** Figures of the witness; `undefined`: not defined. Counts and times are fractions, too. */
export type NaiveFigures = Readonly<Record<string, Fraction | undefined>>

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** Offsets from UTC in minutes, each from a time on: the changes of 2026, as the zones' governments announced them. */
const CLOCKS = {
  UTC: [[0, 0]],
  'Asia/Taipei': [[0, 480]],
  'Europe/Berlin': [
    [0, 60],
    [Date.parse('2026-03-29T01:00:00Z'), 120],
    [Date.parse('2026-10-25T01:00:00Z'), 60],
  ],
  'America/New_York': [
    [0, -300],
    [Date.parse('2026-03-08T07:00:00Z'), -240],
    [Date.parse('2026-11-01T06:00:00Z'), -300],
  ],
  // Half an hour, in the southern summer.
  'Australia/Lord_Howe': [
    [0, 660],
    [Date.parse('2026-04-04T15:00:00Z'), 630],
    [Date.parse('2026-10-03T15:30:00Z'), 660],
  ],
} as const satisfies Readonly<Record<string, readonly (readonly [number, number])[]>>

/** A zone that the witness knows, in 2026. */
export type NaiveZone = keyof typeof CLOCKS
/** All of them. */
export const ZONES = Object.keys(CLOCKS) as NaiveZone[]
/** Times at which a clock changes. */
export const CHANGES = Object.values(CLOCKS).flatMap((clock) => clock.map(([at]): number => at).filter((at) => at > 0))

/** Keys of a time on the clock of a zone. */
function clockKeys(time: number, zone: NaiveZone): Readonly<Record<string, string>> {
  const clock: readonly (readonly [number, number])[] = CLOCKS[zone]
  const offset = clock.filter(([at]) => at <= time).at(-1)?.[1] ?? 0
  const local = time + offset * MINUTE
  const text = (at: number) => new Date(at).toISOString()
  // 2024-01-01 was a Monday.
  const weekday = (Math.floor((local - Date.UTC(2024, 0, 1)) / DAY) % 7) + 1
  return {
    hour: text(local).slice(11, 13),
    weekday: String(weekday),
    day: text(local).slice(0, 10),
    week: text(local - (weekday - 1) * DAY).slice(0, 10),
    month: text(local).slice(0, 7),
  }
}

const BUCKETS: readonly (readonly [number, string])[] = [
  [MINUTE, 'under1m'],
  [15 * MINUTE, '1m-15m'],
  [HOUR, '15m-1h'],
  [4 * HOUR, '1h-4h'],
  [DAY, '4h-1d'],
  [7 * DAY, '1d-7d'],
  [30 * DAY, '7d-30d'],
]

const NONE = fraction('0')
const whole = (n: number): Fraction => ({ above: BigInt(n), over: 1n })
const minus = ({ above, over }: Fraction): Fraction => ({ above: -above, over })
const times = (a: Fraction, b: Fraction): Fraction => ({ above: a.above * b.above, over: a.over * b.over })
const signOf = ({ above }: Fraction): number => (above > 0n ? 1 : above < 0n ? -1 : 0)
function over(a: Fraction, b: Fraction): Fraction | undefined {
  if (b.above === 0n) return undefined
  const sign = b.above < 0n ? -1n : 1n
  return { above: sign * a.above * b.over, over: sign * a.over * b.above }
}

/** The nearest whole number; of two, the even one. */
function nearest({ above, over: below }: Fraction): bigint {
  const low = above / below - (above % below < 0n ? 1n : 0n)
  const twice = 2n * (above - low * below)
  return twice > below || (twice === below && low % 2n !== 0n) ? low + 1n : low
}

/** One entry with what came of it. */
type Result = {
  readonly entry: NaiveResultEntry
  readonly realized: Fraction
  readonly isTrade: boolean
  readonly heldMs: bigint | undefined
  readonly saved: Fraction | undefined
}

/** The breakdown of entries that are in order, from their naive rows: figures by key, of everything, and of flows. */
export function naiveBreakdown(
  entries: readonly NaiveResultEntry[],
  rows: readonly NaiveRow[],
  question: NaiveQuestion,
): { readonly byKey: ReadonlyMap<string, NaiveFigures>; readonly all: NaiveFigures; readonly byFlows: Fraction } {
  const results = entries.map((entry, n) => resultOf(entry, entries.slice(0, n), { rows, entries }))
  const counted = results.filter(({ entry }) => counts(entry, question))
  const ofDeals = counted.filter(({ entry }) => entry.what === 'deal')
  const keys = [...new Set(ofDeals.map((result) => keyOf(result, question)))]
  return {
    byKey: new Map(
      keys.map((key) => [key, figuresOf(ofDeals.filter((result) => keyOf(result, question) === key))] as const),
    ),
    all: figuresOf(counted),
    byFlows: total(counted.filter(({ entry }) => entry.what === 'flow').map(({ realized }) => realized)),
  }
}

function counts(entry: NaiveResultEntry, { from, to, symbols, asset, side, role }: NaiveQuestion): boolean {
  if (entry.at < from || entry.at >= to) return false
  if (entry.what === 'flow')
    return symbols === undefined && side === undefined && role === undefined && (asset ?? entry.asset) === entry.asset
  const { base, quote, buys, maker } = entry
  const wanted: readonly (readonly [string | undefined, string])[] = [
    [asset, base],
    [side, buys ? 'BUY' : 'SELL'],
    [role, maker ? 'maker' : 'taker'],
  ]
  return (symbols ?? [base + quote]).includes(base + quote) && wanted.every(([want, own]) => (want ?? own) === own)
}

function keyOf({ entry, isTrade, heldMs }: Result, { group, zone }: NaiveQuestion): string {
  if (entry.what === 'flow') return ''
  const { base, quote, buys, maker, at } = entry
  const bucket = BUCKETS.find(([end]) => heldMs !== undefined && heldMs < BigInt(end))?.[1] ?? 'over30d'
  const keys: Readonly<Record<string, string>> = {
    symbol: base + quote,
    asset: base,
    side: buys ? 'BUY' : 'SELL',
    role: maker ? 'maker' : 'taker',
    holdingTime: !isTrade ? 'noTrade' : heldMs === undefined ? 'unknown' : bucket,
    ...clockKeys(at, zone),
  }
  return keys[group] ?? ''
}

function resultOf(
  entry: NaiveResultEntry,
  before: readonly NaiveResultEntry[],
  { rows, entries }: { readonly rows: readonly NaiveRow[]; readonly entries: readonly NaiveResultEntry[] },
): Result {
  const own = rows.filter(({ id }) => id === entry.id)
  const realized = total(own.map(({ gain }) => gain))
  if (entry.what === 'flow') return { entry, realized, isTrade: false, heldMs: undefined, saved: undefined }
  const sold = own.filter((row) => row.kind === 'sale' && row.gain !== undefined)
  const isTrade = !entry.buys && sold.length > 0
  const born = sold.map(({ from }) => entries.find(({ id }) => id === from)?.at)
  const weighted = sold.map((row, n) => times(row.quantity ?? NONE, whole(entry.at - (born[n] ?? 0))))
  const mean = over(total(weighted), total(sold.map(({ quantity }) => quantity)))
  const isTimed = isTrade && mean !== undefined && born.every((at) => at !== undefined)
  return { entry, realized, isTrade, heldMs: isTimed ? nearest(mean) : undefined, saved: savedBy(entry, before) }
}

function valueOf(asset: string, amount: string, worth: string | undefined): Fraction | undefined {
  if (asset === 'USDT') return fraction(amount)
  return worth === undefined ? undefined : times(fraction(amount), fraction(worth))
}
const turnoverOf = ({ quote, quoteQuantity, quoteWorth }: NaiveDeal) => valueOf(quote, quoteQuantity, quoteWorth)

function savedBy(entry: NaiveDeal, before: readonly NaiveResultEntry[]): Fraction | undefined {
  if (entry.feeAsset !== 'MX' || entry.quote === 'MX' || signOf(fraction(entry.fee)) <= 0) return undefined
  const paid = valueOf('MX', entry.fee, entry.feeWorth)
  if (paid === undefined) return undefined
  const usual = before.filter(
    (one): one is NaiveDeal =>
      one.what === 'deal' &&
      one.base + one.quote === entry.base + entry.quote &&
      one.maker === entry.maker &&
      one.feeAsset === one.quote &&
      entry.at - one.at <= 30 * DAY &&
      signOf(fraction(one.fee)) > 0,
  )
  const last = usual.at(-1)
  const turnover = turnoverOf(entry)
  const rate = last && over(fraction(last.fee), fraction(last.quoteQuantity))
  // Four fifths were paid: a fifth of the whole was saved.
  if (rate === undefined || turnover === undefined) return times(paid, { above: 1n, over: 4n })
  return total([times(turnover, rate), minus(paid)])
}

function figuresOf(results: readonly Result[]): NaiveFigures {
  const deals = results.flatMap(({ entry }) => (entry.what === 'deal' ? [entry] : []))
  const turnover = (some: readonly NaiveDeal[]) => total(some.map(turnoverOf))
  const trades = results.filter(({ isTrade }) => isTrade)
  const gains = trades.map(({ realized }) => (agrees(realized, NONE) ? NONE : realized))
  const [won, lost] = [1, -1].map((sign) => gains.filter((gain) => signOf(gain) === sign))
  const [wins = [], losses = []] = [won, lost]
  const signs = gains.map((gain) => (signOf(gain) > 0 ? '+' : signOf(gain) < 0 ? '-' : '0')).join('')
  const longest = (runs: RegExp) => whole(Math.max(0, ...(signs.match(runs) ?? []).map((run) => run.length)))
  const held = trades.flatMap(({ heldMs }) => (heldMs === undefined ? [] : [{ above: heldMs, over: 1n }]))
  const meanHeld = over(total(held), whole(held.length))
  const volume = turnover(deals)
  return {
    realized: total(results.map(({ realized }) => realized)),
    fees: total(deals.map(({ feeAsset, fee, feeWorth }) => valueOf(feeAsset, fee, feeWorth))),
    feesSavedByMx: total(results.map(({ saved }) => saved)),
    volume,
    bought: turnover(deals.filter(({ buys }) => buys)),
    sold: turnover(deals.filter(({ buys }) => !buys)),
    deals: whole(deals.length),
    makerShare: over(turnover(deals.filter(({ maker }) => maker)), volume),
    trades: whole(trades.length),
    wins: whole(wins.length),
    losses: whole(losses.length),
    winRate: over(whole(wins.length), whole(wins.length + losses.length)),
    expectancy: over(total(trades.map(({ realized }) => realized)), whole(trades.length)),
    profitFactor: over(total(wins), minus(total(losses))),
    averageWin: over(total(wins), whole(wins.length)),
    averageLoss: over(total(losses), whole(losses.length)),
    longestLosingStreak: longest(/-+/g),
    longestWinningStreak: longest(/\++/g),
    averageHoldingMs: meanHeld && { above: nearest(meanHeld), over: 1n },
  }
}

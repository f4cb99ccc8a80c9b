/**
 * The market's memory: lived minutes as they build up, everything before them from history, and the readings that the
 * public fronts ask for.
 */

import { type Price, fromUnits, powerOfTen, toUnits } from '@spotdeck/exact'
import { type Clock, DAY_MS, type Log, MINUTE_MS } from '@spotdeck/ports'
import { type KlineWindow, klineWindow } from '@spotdeck/wire'
import type { SymbolRules } from '../../venue/contract/exchange.ts'
import { area } from '../../venue/contract/units.ts'
import { type Bar, amountDigits, amountUnits, flatBar, joinBars, toAmount, toKline } from '../data/bar.ts'
import { minuteStart, zoneDayStart } from '../data/calendar.ts'
import { type BarHistory, createHistory } from './history.ts'
import type { PublicTrade } from './lived-trades.ts'
import type { MarketSource } from '../data/source.ts'
import type { Kline, MarketData, WindowStats } from '../data/public-data.ts'
import type { MarketStore, StoredBar } from '../data/store.ts'
import { type Tape, type TapeSource, createTape, tradesUntil } from './tape.ts'

/** Longest pause whose minutes count as recorded; the model fills longer ones. */
export const MAX_RECORDED_PAUSE_MS = 10_000
/** Charts begin this long before the market's first start. */
const HISTORY_DAYS = 210

/** The last trades are looked for so far back. */
const TRADES_REACH_MS = 7 * DAY_MS

type Lane = {
  readonly rules: SymbolRules
  readonly tape: Tape
  start: number
  /** Bar of the open minute; `amount` does not include `exact`. */
  bar: OpenBar
  /** price × quantity of the open minute's trades, exact. */
  exact: bigint
}

/** The bar of a minute to which trades are added. */
type OpenBar = { -readonly [Field in keyof Bar]: Bar[Field] }

type MemoryOptions = {
  readonly rules: ReadonlyMap<string, SymbolRules>
  readonly model: MarketSource
  readonly store: MarketStore
  readonly clock: Clock
  readonly log: Log
  /** Beginning of the charts at the first start, ms since the epoch; absent: 210 days and more before. */
  readonly chartsFrom?: number | undefined
  /** Receives a price that no trade here made: of the start, and after a pause that the model filled. */
  readonly onPrice: (symbol: string, ticks: number) => void
}

/** Creates the trades and bars of one market, updated by the venue's events. */
export function createMemory(options: MemoryOptions) {
  const { model, store, clock } = options
  const startedAt = clock.now()
  const bornAt = firstStart(store, startedAt, options.chartsFrom)
  store.forgetBefore(bornAt)
  const history = createHistory(model, store, options.log)
  const lanes = new Map<string, Lane>()
  const world = { model, store, history }
  for (const rules of options.rules.values()) lanes.set(rules.symbol, openLane(world, rules, startedAt))
  const showPrice = ({ rules, bar }: Lane): void => options.onPrice(rules.symbol, bar.close)
  for (const lane of lanes.values()) showPrice(lane)
  let rolledTo = startedAt

  const roll = (now: number): void => {
    if (now <= rolledTo) return
    const jumped = now - rolledTo > MAX_RECORDED_PAUSE_MS
    const turned = minuteStart(rolledTo) < minuteStart(now)
    if (turned) closeMinutes(world, lanes, { now, isModeled: jumped })
    if (turned && jumped) for (const lane of lanes.values()) showPrice(lane)
    rolledTo = now
  }
  /** The lane as of now. */
  const current = (symbol: string): Lane => {
    roll(clock.now())
    return laneIn(lanes, symbol)
  }
  const over = (lane: Lane, from: number, to: number): Bar =>
    readBars(lane, history, { from: Math.max(from, bornAt), to: Math.min(to, rolledTo + 1) })
  const klineAt = (lane: Lane, window: KlineWindow): Kline =>
    toKline(lane.rules, over(lane, window.openTime, window.closeTime), window)

  const statsSince = (symbol: string, begin: (now: number) => number): WindowStats => {
    const lane = current(symbol)
    return statsOf(lane, over(lane, begin(rolledTo), rolledTo + 1))
  }
  const data: MarketData = {
    klines(symbol, interval, { from, to, limit }) {
      const lane = current(symbol)
      const end = Math.min(to ?? Number.POSITIVE_INFINITY, rolledTo + 1)
      const begin = Math.max(from ?? Number.NEGATIVE_INFINITY, klineWindow(interval, bornAt).openTime)
      const found: Kline[] = []
      let window = klineWindow(interval, end - 1)
      while (window.openTime >= begin && found.length < limit) {
        found.push(klineAt(lane, window))
        window = klineWindow(interval, window.openTime - 1)
      }
      return found.reverse()
    },
    currentKline: (symbol, interval) => klineAt(current(symbol), klineWindow(interval, clock.now())),
    trades: (symbol, limit, { from = clock.now() - TRADES_REACH_MS, to = clock.now() } = {}) =>
      laneIn(lanes, symbol).tape.between(from, to, limit),
    stats24h: (symbol) => statsSince(symbol, (now) => minuteStart(now - DAY_MS) + MINUTE_MS),
    statsOfDay: (symbol, zoneOffsetMinutes) => statsSince(symbol, (now) => zoneDayStart(now, zoneOffsetMinutes)),
  }
  return {
    /** Lets time pass up to `now`: closes minutes that are over. Earlier times are ignored. */
    roll,
    /** Adds one public trade. */
    print(trade: PublicTrade): void {
      roll(trade.time)
      const lane = laneIn(lanes, trade.symbol)
      if (trade.time < lane.start) amendMinute(lane, history, trade)
      else fold(lane, trade)
      lane.tape.add(trade)
    },
    /** Stores the open minutes as they are, for a clean stop. */
    flush: (): void => history.record([...lanes.values()].map(stored)),
    ...data,
  }
}

/** @throws {RangeError} for an unknown symbol */
function laneIn(lanes: ReadonlyMap<string, Lane>, symbol: string): Lane {
  const lane = lanes.get(symbol)
  if (lane === undefined) throw new RangeError(`No market for ${symbol}: ask for one of the exchange's symbols.`)
  return lane
}

function statsOf(lane: Lane, bar: Bar): WindowStats {
  const { rules } = lane
  const price = (ticks: number): Price => fromUnits(ticks, rules.priceDigits)
  return {
    open: price(bar.open),
    high: price(bar.high),
    low: price(bar.low),
    last: price(lane.bar.close),
    volume: fromUnits(bar.lots, rules.quantityDigits),
    quoteVolume: toAmount(rules, bar.amount),
  }
}

/** The market's first day is chosen at its first start and stays, so that a restart does not move old charts. */
function firstStart(store: MarketStore, now: number, from: number | undefined): number {
  const known = Number(store.fact('bornAt'))
  if (Number.isSafeInteger(known) && known > 0) return known
  const born = from ?? klineWindow('1M', now - HISTORY_DAYS * DAY_MS).openTime
  store.setFact('bornAt', String(born))
  return born
}

type World = Pick<MemoryOptions, 'model' | 'store'> & { readonly history: BarHistory }

function openLane({ model, store, history }: World, rules: SymbolRules, now: number): Lane {
  const start = minuteStart(now)
  const left = store.bars(rules.symbol, start, start + MINUTE_MS)[0]
  const begun = left === undefined ? begunMinute({ model, rules }, start, now) : { bar: { ...left.bar }, exact: 0n }
  const barOf = (minute: number): Bar =>
    history.over(rules.symbol, minute, minute + MINUTE_MS) ?? model.minute(rules.symbol, minute)
  return { rules, tape: createTape({ model, rules }, now, barOf), start, ...begun }
}

/** Returns the bar of a minute that has begun: the sum of the trades that the tape makes for it, to the digit. */
function begunMinute(of: TapeSource, start: number, now: number): Pick<Lane, 'bar' | 'exact'> {
  const { model, rules } = of
  const begun = { bar: flatBar(model.minute(rules.symbol, start).open), exact: 0n }
  for (const { price, quantity } of tradesUntil(of, start, now)) {
    const ticks = Number(toUnits(price, rules.priceDigits))
    fold(begun, { ticks, lots: Number(toUnits(quantity, rules.quantityDigits)) })
  }
  return begun
}

/** Closes each lane's open minute and opens that of `now`; the minutes between are flat, or the model's. */
function closeMinutes(
  { model, history }: World,
  lanes: ReadonlyMap<string, Lane>,
  { now, isModeled }: { readonly now: number; readonly isModeled: boolean },
): void {
  const minute = minuteStart(now)
  const closed: StoredBar[] = []
  for (const lane of lanes.values()) {
    if (lane.start >= minute) continue
    closed.push(stored(lane))
    const { rules } = lane
    const next = flatBar(lane.bar.close)
    for (let start = lane.start + MINUTE_MS; start < minute && !isModeled; start += MINUTE_MS)
      closed.push({ symbol: rules.symbol, start, bar: next })
    if (isModeled) lane.tape.leap(lane.start + MINUTE_MS, now)
    const begun = isModeled ? begunMinute({ model, rules }, minute, now) : { bar: next, exact: 0n }
    lane.bar = { ...begun.bar }
    lane.exact = begun.exact
    lane.start = minute
  }
  history.record(closed)
}

function fold(lane: Pick<Lane, 'bar' | 'exact'>, trade: Pick<PublicTrade, 'ticks' | 'lots'>): void {
  const { ticks, lots } = trade
  lane.exact += area(ticks, lots)
  // A minute without a trade is flat at the last price; its first trade sets its open.
  const { bar } = lane
  if (bar.lots === 0) bar.open = bar.high = bar.low = ticks
  else if (ticks > bar.high) bar.high = ticks
  else if (ticks < bar.low) bar.low = ticks
  bar.close = ticks
  bar.lots += lots
}

/** Adds a print to the closed minute that it is of: it arrived late. */
function amendMinute(lane: Lane, history: BarHistory, trade: PublicTrade): void {
  const { ticks, lots, symbol } = trade
  const start = minuteStart(trade.time)
  const bar = history.over(symbol, start, start + MINUTE_MS) ?? flatBar(ticks)
  const amended = { bar: { ...bar }, exact: 0n }
  fold(amended, trade)
  const amount = bar.amount + amountUnits(lane.rules, ticks, lots)
  history.record([{ symbol, start, bar: { ...amended.bar, amount } }])
  if (lane.bar.lots === 0) lane.bar = flatBar(ticks)
}

function openBar(lane: Lane): Bar {
  if (lane.exact === 0n) return { ...lane.bar }
  const surplus = lane.rules.priceDigits + lane.rules.quantityDigits - amountDigits(lane.rules)
  const units = surplus >= 0 ? lane.exact / powerOfTen(surplus) : lane.exact * powerOfTen(-surplus)
  return { ...lane.bar, amount: lane.bar.amount + Number(units) }
}

function stored(lane: Lane): StoredBar {
  return { symbol: lane.rules.symbol, start: lane.start, bar: openBar(lane) }
}

function readBars(lane: Lane, history: BarHistory, { from, to }: { readonly from: number; readonly to: number }): Bar {
  const past = from < lane.start ? history.over(lane.rules.symbol, from, Math.min(to, lane.start)) : undefined
  if (to <= lane.start) return past ?? flatBar(lane.bar.open)
  const open = openBar(lane)
  return past === undefined ? open : joinBars(past, open)
}

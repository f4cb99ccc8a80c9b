/**
 * The seeded model of prices and volumes: a pure function of (seed, symbol, time). History needs no storage, a restart
 * bridges its own hole, and related pairs agree because every price is a ratio of two assets' values.
 */

import { DAY_MS as DAY, HOUR_MS as HOUR, MINUTE_MS as MINUTE } from '@spotdeck/ports'
import { toApproximate } from '@spotdeck/exact'
import type { SymbolRules } from '../../venue/contract/exchange.ts'
import { type AssetProfile, isDollar, profileOf } from '../data/assets.ts'
import { type Bar, amountUnits } from '../data/bar.ts'
import { chance, mix, wordOf } from '../data/hash.ts'
import type { MarketSource, SourceOptions } from '../data/source.ts'
import { exponential, layeredWalk, smoothNoise } from './noise.ts'
import { withDirectPrices } from './symbol-prices.ts'

const BURST_CELL_MS = 4 * HOUR
/** Amplitude of one day of the movement that all assets share. */
const MARKET_DAILY = 0.014
/** Layers with cells below two hours swell and calm with the market's mood; slower ones do not. */
const LAYERS = { shortestMs: 4_000, longestMs: 80 * DAY, factor: 3, moodyBelowMs: 2 * HOUR }
/** Share of a day's volume by hour of UTC, as a multiple of the mean: Asia's morning, Europe, the American peak, the quiet. */
const HOURS: readonly number[] = [
  1.05, 1.1, 1.0, 0.9, 0.82, 0.75, 0.78, 0.9, 1.0, 1.02, 0.98, 0.95, 1.05, 1.35, 1.65, 1.6, 1.42, 1.25, 1.1, 0.98, 0.88,
  0.75, 0.62, 0.7,
]

/** The seeded source, which can also say how lively it is. */
interface MarketModel extends MarketSource {
  /** 1 on a usual minute, about 0.3 in quiet hours, 5 and more in bursts. */
  activity(symbol: string, time: number): number
}

type Asset = {
  readonly profile: AssetProfile
  readonly value: number
  /** Logarithm of its own movement. */
  readonly own: (time: number) => number
  readonly mood: (time: number) => number
}

type Pair = {
  readonly rules: SymbolRules
  readonly base: Asset
  readonly quote: Asset
  readonly tickScale: number
  readonly lotScale: number
  /** Price of a still market over the ratio of its assets' values; 1 unless the pair has a price of its own. */
  readonly factor: number
  /** Turnover of a usual minute, in quote. */
  readonly perMinute: number
  /** Prints of a usual minute. */
  readonly prints: number
  readonly word: number
}

/** A pair with its price in quote per base at a time; the last one is kept. */
type PricedPair = Pair & { readonly price: (time: number) => number }

/**
 * The model of all symbols under one seed.
 * @throws {RangeError} from its calls, for a symbol without rules
 */
export function createModel(options: SourceOptions): MarketModel {
  const seed = wordOf(`seed ${options.seed}`)
  const market = layeredWalk(mix(seed, 1), { ...LAYERS, daily: MARKET_DAILY })
  const marketMood = lastKept(moodOf(mix(seed, 2)))
  const marketWalk = lastKept((time) => market(time, marketMood(time)))
  const assets = new Map<string, Asset>()
  const assetOf = (name: string): Asset => {
    const known = assets.get(name)
    if (known !== undefined) return known
    const made = makeAsset(name, seed, options)
    assets.set(name, made)
    return made
  }
  const pairs = new Map(
    [...options.rules.values()].map((rules) => {
      const pair = makePair(rules, options, assetOf)
      // A turn of a bot asks for the price of its time again and again.
      return [rules.symbol, { ...pair, price: lastKept((time) => priceAt(pair, time)) }]
    }),
  )
  const pairOf = (symbol: string): PricedPair => {
    const pair = pairs.get(symbol)
    if (pair === undefined) throw new RangeError(`No rules for ${symbol}: the model knows the exchange's symbols only.`)
    return pair
  }

  const logValue = (asset: Asset, time: number): number => {
    if (asset.profile.daily === 0) return 0
    return (asset.profile.beta === 0 ? 0 : asset.profile.beta * marketWalk(time)) + asset.own(time)
  }
  const priceAt = (pair: Pair, time: number): number =>
    (pair.base.value / pair.quote.value) *
    pair.factor *
    exponential(logValue(pair.base, time) - logValue(pair.quote, time))
  const ticksOf = (pair: PricedPair, time: number): number => Math.max(1, Math.round(pair.price(time) * pair.tickScale))
  const activityOf = (pair: Pair, time: number): number => {
    const mood = (pair.base.mood(time) + marketMood(time)) / 2
    return dayShape(time) * mood * mood
  }

  const model: MarketModel = {
    price: (symbol, time) => pairOf(symbol).price(time),
    ticks: (symbol, time) => ticksOf(pairOf(symbol), time),
    activity: (symbol, time) => activityOf(pairOf(symbol), time),
    minute: (symbol, start) => {
      const pair = pairOf(symbol)
      const activity = activityOf(pair, start)
      return minuteBar(pair, start, { activity, open: ticksOf(pair, start), close: ticksOf(pair, start + MINUTE) })
    },
    tradesOf: (symbol, start) => tradeCount(pairOf(symbol), start, activityOf(pairOf(symbol), start)),
    tradeLots: (symbol, time) => {
      const pair = pairOf(symbol)
      return tradeLots(pair, pair.price(time))
    },
    levelStep: (symbol) => {
      const pair = pairOf(symbol)
      const millions = (pair.perMinute * pair.quote.value * 1_440) / 1_000_000
      return Math.min(0.0012, 0.0006 / Math.sqrt(Math.max(0.05, millions)))
    },
  }
  return withDirectPrices(model, (symbol) => {
    const pair = pairOf(symbol)
    return {
      price: pair.price,
      ticks: (time) => ticksOf(pair, time),
      tradeLots: (time) => tradeLots(pair, pair.price(time)),
    }
  })
}

function makeAsset(name: string, seed: number, options: SourceOptions): Asset {
  const profile = profileIn(name, options)
  const value = referenceValue(name, options)
  const word = mix(seed, wordOf(`asset ${name}`))
  const walk = layeredWalk(mix(word, 1), { ...LAYERS, daily: profile.daily })
  const mood = lastKept(moodOf(mix(word, 2)))
  return { profile, value, own: lastKept((time) => walk(time, mood(time))), mood }
}

/** Keeps the last answer: minutes that follow each other, and pairs that share an asset, ask twice for the same time. */
function lastKept(read: (time: number) => number): (time: number) => number {
  const kept = new LastAnswer(read)
  return (time) => kept.at(time)
}

class LastAnswer {
  readonly #read: (time: number) => number
  #time = Number.NaN
  #answer = 0

  constructor(read: (time: number) => number) {
    this.#read = read
  }

  at(time: number): number {
    if (time !== this.#time) {
      this.#answer = this.#read(time)
      this.#time = time
    }
    return this.#answer
  }
}

function makePair(rules: SymbolRules, options: SourceOptions, assetOf: (name: string) => Asset): Pair {
  const shape = options.shapes?.get(rules.symbol)
  const price = shape === undefined ? undefined : options.references?.get(rules.symbol)
  const base = assetOf(rules.baseAsset)
  const quote = assetOf(rules.quoteAsset)
  const share = rules.quoteAsset === 'USDT' ? 1 : isDollar(rules.quoteAsset) ? 0.1 : 0.04
  const perMinute = shape?.turnover === undefined ? usualPerMinute(base, quote, share) : shape.turnover / 1_440
  return {
    rules,
    base,
    quote,
    factor: price === undefined ? 1 : (toApproximate(price) * quote.value) / base.value,
    tickScale: 10 ** rules.priceDigits,
    lotScale: 10 ** rules.quantityDigits,
    perMinute,
    prints: shape?.tradesPerMinute ?? usualTrades(perMinute * quote.value),
    word: mix(wordOf(`seed ${options.seed}`), wordOf(`pair ${rules.symbol}`)),
  }
}

function usualPerMinute(base: Asset, quote: Asset, share: number): number {
  return (base.profile.turnover * share) / 1_440 / quote.value
}

/** The profile of an asset; the first pair with a volatility of its own decides on its base asset's. */
function profileIn(asset: string, { rules, shapes }: SourceOptions): AssetProfile {
  const profile = profileOf(asset)
  for (const pair of rules.values()) {
    const daily = pair.baseAsset === asset ? shapes?.get(pair.symbol)?.volatility : undefined
    if (daily !== undefined) return { ...profile, daily, beta: daily === 0 ? 0 : profile.beta }
  }
  return profile
}

function referenceValue(asset: string, options: SourceOptions): number {
  for (const rules of options.rules.values()) {
    const price = options.references?.get(rules.symbol)
    if (rules.baseAsset === asset && rules.quoteAsset === 'USDT' && price !== undefined) return toApproximate(price)
  }
  return profileOf(asset).value
}

/** Activity over time: a slow wave between about 0.5 and 1.5, with occasional bursts that rise fast and decay. */
function moodOf(word: number): (time: number) => number {
  const slow = smoothNoise(mix(word, 1), 11 * HOUR)
  const quick = smoothNoise(mix(word, 2), 47 * MINUTE)
  let burst = burstOf(word, 0)
  return (time) => {
    const cell = Math.floor(time / BURST_CELL_MS)
    if (cell !== burst.cell) burst = burstOf(word, cell)
    return 0.95 + 0.3 * slow(time) + 0.2 * quick(time) + burstAt(burst, time)
  }
}

type Burst = { readonly cell: number; readonly from: number; readonly lastsMs: number; readonly strength: number }

function burstOf(word: number, cell: number): Burst {
  const starts = chance(word + 1, cell) * 0.5 * BURST_CELL_MS
  const happens = chance(word, cell) < 0.3
  return {
    cell,
    from: cell * BURST_CELL_MS + starts,
    lastsMs: happens ? (0.08 + 0.4 * chance(word + 2, cell)) * BURST_CELL_MS : 0,
    strength: 0.6 + 1.8 * chance(word + 3, cell),
  }
}

function burstAt(burst: Burst, time: number): number {
  const passed = time - burst.from
  if (passed < 0 || passed >= burst.lastsMs) return 0
  const fall = 1 - passed / burst.lastsMs
  return Math.min(1, passed / 90_000) * fall * fall * burst.strength
}

function dayShape(time: number): number {
  const hour = (((time % DAY) + DAY) % DAY) / HOUR
  const index = Math.floor(hour)
  const here = HOURS[index] ?? 1
  const next = HOURS[(index + 1) % 24] ?? 1
  const weekday = (Math.floor(time / DAY) + 4) % 7
  const weekend = weekday === 0 || weekday === 6 ? 0.7 : 1
  return (here + (next - here) * (hour - index)) * weekend
}

/** Prints of a minute in which so many dollars trade. */
function usualTrades(dollars: number): number {
  const millions = (dollars * 1_440) / 1_000_000
  return 6 + 24 * Math.sqrt(millions)
}

function tradeLots(pair: Pair, price: number): number {
  const quote = pair.perMinute / pair.prints
  return Math.max(1, Math.round((quote / price) * pair.lotScale))
}

function tradeCount(pair: Pair, start: number, activity: number): number {
  const count = Math.round(pair.prints * activity * (0.6 + 0.8 * chance(pair.word, start / MINUTE)))
  return Math.max(4, Math.min(1_200, count))
}

type Minute = Pick<Bar, 'open' | 'close'> & { readonly activity: number }

function minuteBar(pair: Pair, start: number, { activity, open, close }: Minute): Bar {
  const source = mix(pair.word, start / MINUTE)
  const wick = pair.base.profile.daily * 0.03 * Math.min(3, activity)
  const over = chance(source, 1)
  const under = chance(source, 2)
  const high = Math.max(open, close) + Math.floor(Math.max(open, close) * wick * over * over)
  const low = Math.max(1, Math.min(open, close) - Math.floor(Math.min(open, close) * wick * under * under))
  const luck = chance(source, 3)
  const turnover = pair.perMinute * activity * (0.35 + 1.1 * luck * luck + 0.6 * chance(source, 4))
  const middle = (open + close + high + low) / 4
  const lots = Math.max(1, Math.round((turnover / (middle / pair.tickScale)) * pair.lotScale))
  return { open, high, low, close, lots, amount: amountUnits(pair.rules, Math.round(middle), lots) }
}

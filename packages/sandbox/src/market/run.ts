/** The running market: the model's memory and, where wanted, bots that make the exchange follow it, in slices of 50 ms. */

import type { Price } from '@spotdeck/exact'
import type { Clock, Log, Timer, Timers } from '@spotdeck/ports'
import type { AccountId, AccountPast, Exchange, SymbolRules } from '../venue/contract/exchange.ts'
import type { MarketShape } from '../venue/listing/symbols.ts'
import { openPriceOverrides, overriddenModel } from './model/price-override.ts'
import { demoPast } from './demo/demo-past.ts'
import { openDemoTrader } from './demo/demo-trader.ts'
import { type BotName, openBotTrader } from './bots/bot-trader.ts'
import { mix } from './data/hash.ts'
import { DEEP_RUNGS, LADDER_RUNGS, openDeep, openInside, openLadder } from './bots/makers.ts'
import { MAX_RECORDED_PAUSE_MS, createMemory } from './memory/memory.ts'
import { createModel } from './model/model.ts'
import type { MarketSource, OpenSource } from './data/source.ts'
import type { Market } from './data/market.ts'
import type { MarketStore } from './data/store.ts'
import { type PlannedLane, SLICE_MS, SlicePlan } from './bots/slice-plan.ts'
import { FairPrice } from './model/fair-price.ts'
import { symbolPrices } from './model/symbol-prices.ts'
import { openTaker } from './bots/takers.ts'

/** Interval at which a market in which nobody trades by itself is brought up to the time; every command does so as well. */
const QUIET_MS = 1_000

type MarketOptions = {
  readonly exchange: Exchange
  readonly clock: Clock
  readonly timers: Timers
  readonly seed: number | string
  readonly store: MarketStore
  readonly log: Log
  /** False: only the users trade; charts still have their history. */
  readonly bots: boolean
  /** Starting prices by symbol. */
  readonly references?: ReadonlyMap<string, Price> | undefined
  /** Settings of single markets by symbol. */
  readonly shapes?: ReadonlyMap<string, MarketShape> | undefined
  /** Source of prices and volumes; absent: the seeded model. */
  readonly source?: OpenSource | undefined
  readonly demo?: DemoOptions | undefined
}

/** An account that trades by itself and, where it never had an order, gets a past made of what it has. */
type DemoOptions = {
  readonly account: AccountId
  /** True if it ever had an order: then no past is made. */
  readonly hasPast: boolean
  /** Stores the whole history durably before the exchange adopts it. */
  readonly keep: (past: AccountPast) => void
}

type Lane = PlannedLane & {
  readonly price: FairPrice
  /** Fills the book and prints a first trade, so that the symbol has a price. */
  readonly open: (time: number) => void
}

/** Starts the market: the books are filled and every symbol has traded when it answers. */
export function startMarket(options: MarketOptions): Market {
  const { exchange, clock, timers, store, log } = options
  const straight = (options.source ?? createModel)({ ...options, rules: exchange.rules })
  const bends = openPriceOverrides(straight, store)
  const model = overriddenModel(straight, bends, exchange.rules)
  const onPrice = (symbol: string, ticks: number): void => exchange.setLastPrice(symbol, ticks)
  const memory = createMemory({ rules: exchange.rules, model, store, clock, log, onPrice })
  const stopListening = exchange.subscribe((events) => {
    for (const event of events) if (event.type === 'trade') memory.print(event)
  }, false)
  const startedAt = clock.now()
  const demo = openDemo(options, model, startedAt)
  const lanes = options.bots ? openLanes(options, model) : []
  for (const lane of lanes) lane.open(startedAt)

  /** Turns are planned up to the end of this slice. */
  let slice = Math.ceil(startedAt / SLICE_MS)
  const plan = new SlicePlan(lanes, model, demo)
  let busy = false
  const step = (now: number): void => {
    if (busy) return
    busy = true
    try {
      const pausedMs = now - slice * SLICE_MS
      if (pausedMs > MAX_RECORDED_PAUSE_MS) {
        log.info({ pausedMs }, 'market resumed after a pause, the model fills the charts')
        slice = Math.ceil(now / SLICE_MS)
        plan.clear()
        memory.roll(now)
      }
      while (plan.run(now) && slice * SLICE_MS < now) {
        memory.roll(slice * SLICE_MS)
        plan.plan(++slice * SLICE_MS)
      }
    } finally {
      busy = false
    }
  }

  const everyMs = lanes.length > 0 || demo !== undefined ? SLICE_MS : QUIET_MS
  let stopped = false
  const loop = (): void => {
    step(clock.now())
    if (!stopped) timer = timers.after(everyMs - (clock.now() % everyMs), loop)
  }
  let timer: Timer = timers.after(everyMs - (startedAt % everyMs), loop)
  return {
    data: memory,
    model,
    step,
    move(move) {
      for (const lane of lanes) lane.price.forget()
      return bends.move(move, clock.now())
    },
    straighten() {
      for (const lane of lanes) lane.price.forget()
      bends.clear(exchange.rules.keys())
    },
    stop() {
      if (stopped) return
      stopped = true
      timer.cancel()
      stopListening()
      memory.flush()
    },
  }
}

/** Gives the demo account its past, before the bots fill the books that its open orders rest in. */
function openDemo(
  options: MarketOptions,
  model: MarketSource,
  now: number,
): ReturnType<typeof openDemoTrader> | undefined {
  const { exchange, seed, demo } = options
  if (demo === undefined) return undefined
  const { account } = demo
  if (!demo.hasPast) {
    const deposits = new Map([...exchange.balances(account)].map(([asset, balance]) => [asset, balance.free]))
    const past = demoPast({ account, rules: rulesFor(exchange, account), model, seed, now, deposits })
    demo.keep(past)
    exchange.adopt(account, past)
  }
  return openDemoTrader({ exchange, model, account, seed })
}

/** The rules with the account's own fees. */
function rulesFor(exchange: Exchange, account: AccountId): ReadonlyMap<string, SymbolRules> {
  return new Map(
    [...exchange.rules].map(([symbol, one]) => [symbol, { ...one, ...exchange.feeRates(account, symbol) }]),
  )
}

function openLanes(options: MarketOptions, model: MarketSource): Lane[] {
  const { exchange, seed } = options
  const traded = [...exchange.rules.values()].filter((rules) => rules.status === 'online')
  return traded.map((rules) => {
    const step = model.levelStep(rules.symbol)
    const price = new FairPrice(symbolPrices(model, rules.symbol), rules)
    const desk = (bot: BotName) => openBotTrader({ exchange, price, seed, bot, rules })
    const trader = desk('taker')
    const { depth = LADDER_RUNGS + DEEP_RUNGS, spread } = options.shapes?.get(rules.symbol) ?? {}
    const ladder = openLadder(desk('ladder'), step, { rungs: Math.min(LADDER_RUNGS, depth), spread })
    const deep = openDeep(desk('deep'), step, Math.max(0, depth - LADDER_RUNGS))
    const inside = openInside(desk('inside'), step, spread)
    const taker = openTaker(trader, step)
    const afterDeep = (maker: typeof deep) => (time: number) => {
      deep(time)
      maker(time)
    }
    return {
      symbol: rules.symbol,
      price,
      open(time) {
        for (const maker of [deep, ladder, inside]) maker(time)
        taker(time, true)
        ladder(time)
      },
      ladderTurn: afterDeep(ladder),
      insideTurn: afterDeep(inside),
      trade: (time) => taker(time, true),
      hunt: (time) => taker(time, false),
      word: mix(trader.word, 7),
      takerWord: trader.word,
    }
  })
}

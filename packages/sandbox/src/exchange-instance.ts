/** A running exchange: services, market and both fronts, opened and closed together. */

import { type Clock, HOUR_MS, type Timer, type Timers } from '@spotdeck/ports'
import type { SandboxConfig, SandboxWorld } from './config.ts'
import type { FaultBoard } from './faults/board.ts'
import type { Drift } from './faults/drift.ts'
import { clockOffset } from './faults/rest-faults.ts'
import { type ExchangeServices, openExchangeServices } from './exchange-services.ts'
import { DEMO_PAST_MS } from './market/demo/demo-past.ts'
import { fedVenue, symbolsOf } from './market/data/feed-symbols.ts'
import { type FedMarketOptions, FedMarket } from './market/outside/run.ts'
import type { Market } from './market/data/market.ts'
import { startMarket } from './market/run.ts'
import { DEFAULT_LIMITS } from './server/call/limiter.ts'
import type { RestAnswer, RestRequest } from './server/call/request.ts'
import { createRestFront } from './server/rest.ts'
import type { Stores } from './store/data-dir.ts'
import type { Switches } from './switches.ts'
import type { StoredVenue } from './store/store.ts'
import { type StreamFront, openStreamFront } from './streams/front.ts'
import type { SandboxTime } from './time/sandbox-time.ts'
import { AddressBans } from './venue/access/address-bans.ts'
import type { AccountPast, OrderRecord } from './venue/contract/exchange.ts'
import { DEMO_ACCOUNT } from './venue/access/keys.ts'
import { DepthView } from './venue/views/depth-view.ts'
import { openPastView } from './venue/views/past-view.ts'
import { reachAt } from './venue/contract/reach.ts'
import type { VenueDefinition } from './venue/listing/definition.ts'
import type { MarketShape, SandboxSymbol } from './venue/listing/symbols.ts'

/** A running exchange: its services, its market, and the stream and REST fronts. */
export type ExchangeInstance = {
  readonly house: ExchangeServices
  readonly market: Market
  readonly streams: StreamFront
  /** Answers one REST call; a reading call with the account as it was `lagMs` ago. */
  answer(request: RestRequest, lagMs?: number): RestAnswer
  /** Keeps the books of now for calls that are answered late. */
  keepBooks(): void
  /** Ends connections and timers and keeps what is open. The stores stay open. Idempotent. */
  close(): void
}

/** Parts and settings of a running exchange. */
export type CoreOptions = {
  readonly config: Pick<SandboxConfig, 'seed' | 'bots' | 'demo' | 'symbols' | 'limits' | 'source' | 'feed'>
  readonly switches: Switches
  /** The machine's. */
  readonly world: SandboxWorld
  /** The exchange's. */
  readonly time: SandboxTime
  readonly stores: Stores
  /** Content of the venue's store, if it was loaded already. */
  readonly stored?: StoredVenue
  readonly definition: VenueDefinition
  readonly faults: FaultBoard
  readonly drift: Drift
  /** Returns whether an accepted LIMIT order is held back from the book. */
  readonly holdsBack: (order: OrderRecord) => boolean
  /** Above the versions of books that an exchange in this one's place has shown. */
  readonly firstVersion?: number
}

/** @throws {SandboxStartError} `SANDBOX_DATA_BROKEN` when what was stored does not fit this sandbox's symbols */
export function openExchangeInstance(options: CoreOptions): ExchangeInstance {
  const { config, world, time, stores, faults, drift, switches } = options
  const { log, sign } = world
  const definition = fedVenue(options.definition, config.feed)
  const house = openExchangeServices({
    ...world,
    clock: time,
    timers: time,
    ...{ store: stores.venue, seed: config.seed, pastMs: config.feed === undefined ? DEMO_PAST_MS : 0 },
    ...options,
    definition,
    symbols: symbolsOf(config, definition),
  })
  const { exchange, recorder } = house
  const common = { exchange, clock: time satisfies Clock, timers: time, log }
  const market = openMarket(options, house, common)
  const bans = new AddressBans([time, world.clock], config.limits ?? DEFAULT_LIMITS)
  const streams = openStreamFront({
    ...common,
    bans,
    data: market.data,
    listenKeys: house.listenKeys,
    idle: world,
    drift,
    switches,
  })
  const past = openPastView(exchange, () => time.now())
  const depth = new DepthView(exchange, time)
  const depthBook: typeof exchange.book = (symbol, levels) =>
    past.isPast || switches.depthSnapshot === 'current'
      ? past.exchange.book(symbol, levels)
      : depth.book(symbol, levels)
  const stopForgetting = every(time, HOUR_MS, () => exchange.forgetPast(reachAt(time.now())))
  const rest = createRestFront({
    ...house,
    ...common,
    exchange: past.exchange,
    market: market.data,
    depthBook,
    sign,
    callerClock: world.clock,
    bans,
    beforeCall: (now) => market.step(now),
    isBroken: () => recorder.broken,
    drift,
    clockOffset: (request) => clockOffset(faults, request),
    limits: config.limits,
    switches,
  })
  return {
    house,
    market,
    streams,
    answer: (request, lagMs = 0) =>
      lagMs === 0 ? rest.handle(request) : past.asOf(time.now() - lagMs, () => rest.handle(request)),
    keepBooks: () => past.keepBooks(),
    close() {
      stopForgetting()
      streams.close()
      market.stop()
      house.listenKeys.close()
      house.symbolSwitches.close()
    },
  }
}

function shapesOf(symbols: readonly SandboxSymbol[]): ReadonlyMap<string, MarketShape> {
  return new Map(symbols.flatMap(({ rules, market }) => (market === undefined ? [] : [[rules.symbol, market]])))
}

/** The market of a feed, or the model's with its bots and the demo account. */
function openMarket(
  { config, stores }: CoreOptions,
  { exchange, recorder, seed, definition }: ExchangeServices,
  common: Pick<FedMarketOptions, 'clock' | 'timers' | 'log'>,
): Market {
  const { feed } = config
  if (feed !== undefined) return new FedMarket({ ...common, exchange, store: stores.market, feed })
  const { symbols } = definition
  const keep = (past: AccountPast): void => recorder.keepPast(DEMO_ACCOUNT, past)
  const demo = { account: DEMO_ACCOUNT, hasPast: stores.venue.hasOrders(DEMO_ACCOUNT), keep }
  return startMarket({
    ...common,
    exchange,
    seed,
    store: stores.market,
    bots: config.bots,
    references: new Map(symbols.map(({ rules, referencePrice }) => [rules.symbol, referencePrice])),
    shapes: shapesOf(symbols),
    source: config.source,
    demo: (config.demo ?? config.bots) ? demo : undefined,
  })
}

/** Runs something again and again until the answered function is called. */
function every(timers: Timers, ms: number, run: () => void): () => void {
  let timer: Timer = timers.after(ms, function again() {
    run()
    timer = timers.after(ms, again)
  })
  return () => timer.cancel()
}

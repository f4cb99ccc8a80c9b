/** A sandbox exchange, running: wiring of house, market and fronts, and nothing else. */

import type { Clock, Log, Random, Sign, Timers } from '@spotdeck/ports'
import { type Panel, createPanel } from './control/panel.ts'
import { type House, openHouse } from './house.ts'
import { DEMO_PAST_MS } from './market/demo-past.ts'
import { startMarket } from './market/run.ts'
import { listen } from './server/http.ts'
import type { LimitRules } from './server/limiter.ts'
import { createRestFront } from './server/rest.ts'
import type { Switches } from './server/switches.ts'
import { type Stores, openStores } from './store/data-dir.ts'
import { type SandboxTime, openSandboxTime } from './time/sandbox-time.ts'
import { attachStreams } from './streams/attach.ts'
import { openStreamFront } from './streams/front.ts'
import type { AccountPast, Exchange } from './venue/exchange.ts'
import { DEMO_ACCOUNT, DEMO_CREDENTIALS } from './venue/keys.ts'
import { referencePrices, symbolsNamed } from './venue/symbols.ts'

export type SandboxConfig = {
  /** 0: any free port. */
  readonly port: number
  readonly host: string
  readonly seed: number | string
  /** Where the exchange keeps its state; absent: nowhere, and a restart starts anew. */
  readonly dataDir?: string
  /** Makers and takers that keep the market alive. */
  readonly bots: boolean
  /** The demo account has a trading past and goes on trading by itself; absent: as `bots`. */
  readonly demo?: boolean
  /** The `/sandbox` control panel. */
  readonly panel: boolean
  /** Only these symbols; absent: all. */
  readonly symbols?: readonly string[]
  readonly limits?: LimitRules
  readonly switches?: Partial<Switches>
}

export type SandboxWorld = {
  readonly clock: Clock
  readonly timers: Timers
  readonly random: Random
  readonly sign: Sign
  readonly log: Log
}

export interface RunningSandbox {
  /** `http://host:port` */
  readonly url: string
  /** `ws://host:port/ws` */
  readonly wsUrl: string
  readonly port: number
  readonly demo: { readonly apiKey: string; readonly secret: string }
  readonly exchange: Exchange
  /** Stops taking calls, keeps what is open, frees the port and the files. Idempotent. */
  close(): Promise<void>
}

/**
 * Takes the port first, then opens the state, then answers; whatever fails leaves nothing behind.
 * @throws {SandboxStartError}
 */
export async function openSandbox(config: SandboxConfig, world: SandboxWorld): Promise<RunningSandbox> {
  const carrier = await listen(config.host, config.port)
  let stores: Stores | undefined
  try {
    stores = openStores(config.dataDir)
    const kept = stores
    const stored = kept.venue.load()
    const time = openSandboxTime(world, Math.max(world.clock.now(), stored.ids?.time ?? 0))
    const house = openHouse({
      ...world,
      clock: time,
      timers: time,
      store: kept.venue,
      stored,
      symbols: symbolsNamed(config.symbols),
      seed: config.seed,
      pastMs: DEMO_PAST_MS,
    })
    const stop = open({ config, world, time, house, stores: kept, carrier })
    let closing: Promise<void> | undefined
    const host = config.host.includes(':') ? `[${config.host}]` : config.host
    return {
      url: `http://${host}:${carrier.port}`,
      wsUrl: `ws://${host}:${carrier.port}/ws`,
      port: carrier.port,
      demo: DEMO_CREDENTIALS,
      exchange: house.exchange,
      close: () => (closing ??= stop()),
    }
  } catch (error) {
    stores?.close()
    await carrier.close()
    throw error
  }
}

type Parts = {
  readonly config: SandboxConfig
  /** The machine's. */
  readonly world: SandboxWorld
  /** The exchange's. */
  readonly time: SandboxTime
  readonly house: House
  readonly stores: Stores
  readonly carrier: Awaited<ReturnType<typeof listen>>
}

/** Starts the market and opens the fronts; answers the way to stop all of it. */
function open({ config, world, time, house, stores, carrier }: Parts): () => Promise<void> {
  const { log, sign } = world
  const { exchange, keys, listenKeys, wallet, recorder } = house
  const references = referencePrices
  const { bots } = config
  const keep = (past: AccountPast): void => recorder.keepPast(DEMO_ACCOUNT, past)
  const demo = (config.demo ?? bots) ? { demo: { account: DEMO_ACCOUNT, keep } } : {}
  const common = { exchange, clock: time, timers: time, log }
  const market = startMarket({ ...common, seed: house.seed, store: stores.market, bots, references, ...demo })
  const streams = openStreamFront({ ...common, data: market.data, listenKeys, idle: world })
  const attached = attachStreams(carrier.server, streams)
  const rest = createRestFront({
    ...common,
    market: market.data,
    keys,
    listenKeys,
    wallet,
    sign,
    callerClock: world.clock,
    beforeCall: (now) => market.step(now),
    isBroken: () => recorder.broken,
    ...(config.limits === undefined ? {} : { limits: config.limits }),
    ...(config.switches === undefined ? {} : { switches: config.switches }),
  })
  const panel: Panel | undefined = config.panel ? createPanel({ house, clock: time, random: world.random }) : undefined
  carrier.serve((request) => panel?.handle(request) ?? rest.handle(request))
  return async () => {
    attached.close()
    streams.close()
    await carrier.close()
    market.stop()
    listenKeys.close()
    time.close()
    stores.close()
  }
}

/** A sandbox exchange, running: wiring of house, market and fronts, and nothing else. */

import type { Clock, Log, Random, Sign, Timers } from '@spotdeck/ports'
import { type Panel, createPanel } from './control/panel.ts'
import { type House, openHouse } from './house.ts'
import { startMarket } from './market/run.ts'
import { listen } from './server/http.ts'
import type { LimitRules } from './server/limiter.ts'
import { createRestFront } from './server/rest.ts'
import type { Switches } from './server/switches.ts'
import { type Stores, openStores } from './store/data-dir.ts'
import { attachStreams } from './streams/attach.ts'
import { openStreamFront } from './streams/front.ts'
import type { Exchange } from './venue/exchange.ts'
import { DEMO_CREDENTIALS } from './venue/keys.ts'
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
    const house = openHouse({
      ...world,
      store: kept.venue,
      symbols: symbolsNamed(config.symbols),
      seed: config.seed,
    })
    const stop = open(config, world, house, kept, carrier)
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

/** Starts the market and opens the fronts; answers the way to stop all of it. */
function open(
  config: SandboxConfig,
  world: SandboxWorld,
  house: House,
  stores: Stores,
  carrier: Awaited<ReturnType<typeof listen>>,
): () => Promise<void> {
  const { clock, timers, log, sign } = world
  const { exchange, keys, listenKeys, wallet, recorder } = house
  const references = referencePrices
  const { bots } = config
  const market = startMarket({ exchange, clock, timers, seed: house.seed, store: stores.market, log, bots, references })
  const streams = openStreamFront({ exchange, data: market.data, listenKeys, clock, timers, log })
  const attached = attachStreams(carrier.server, streams)
  const rest = createRestFront({
    exchange,
    market: market.data,
    keys,
    listenKeys,
    wallet,
    clock,
    sign,
    log,
    beforeCall: (now) => market.step(now),
    isBroken: () => recorder.broken,
    ...(config.limits === undefined ? {} : { limits: config.limits }),
    ...(config.switches === undefined ? {} : { switches: config.switches }),
  })
  const panel: Panel | undefined = config.panel ? createPanel({ house, clock, random: world.random }) : undefined
  carrier.serve((request) => panel?.handle(request) ?? rest.handle(request))
  return async () => {
    await carrier.close()
    attached.close()
    streams.close()
    market.stop()
    listenKeys.close()
    stores.close()
  }
}

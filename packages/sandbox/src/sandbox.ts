/** A sandbox exchange, running: the rules on a port, and nothing else. */

import type { Clock, Timers } from '@spotdeck/ports'
import type { SandboxConfig, SandboxWorld } from './config.ts'
import type { AccountTruth } from './control/call/truth.ts'
import type { FaultBoard } from './faults/board.ts'
import type { Drift } from './faults/drift.ts'
import { type SandboxHandler, openHandlerOnStores } from './rules.ts'
import { listen } from './server/http.ts'
import { type Stores, openStores } from './store/data-dir.ts'
import { attachStreams } from './streams/attach.ts'
import type { Exchange } from './venue/contract/exchange.ts'
import { refuseWrongConfig } from './venue-change.ts'
import { DEMO_CREDENTIALS } from './venue/access/keys.ts'

/** A running sandbox. */
export interface RunningSandbox {
  /** `http://host:port`, or `https:` on TLS. */
  readonly url: string
  /** `ws://host:port/ws`, or `wss:` on TLS. */
  readonly wsUrl: string
  readonly port: number
  readonly demo: { readonly apiKey: string; readonly secret: string }
  /** The exchange that is at work now: another one after a restore or a reset. */
  readonly exchange: Exchange
  /** The exchange's own time, for components that follow it. */
  readonly time: { readonly clock: Clock; readonly timers: Timers }
  /** Injected failures. */
  readonly faults: FaultBoard
  /** Simulated protocol changes. */
  readonly drift: Drift
  /** Everything the exchange knows of the account of a key; `undefined` for an unknown key. */
  truth(apiKey: string): AccountTruth | undefined
  /** CSV of the deposits of a key's account, as the exchange's website exports them; `undefined` for an unknown key. */
  depositExport(apiKey: string): string | undefined
  /** Rejects further calls, stores the open orders, releases the port and the files. Idempotent. */
  close(): Promise<void>
}

/**
 * Takes the port first, then opens the state, then answers; whatever fails leaves nothing behind.
 * @throws {SandboxStartError}
 */
export async function openSandbox(config: SandboxConfig, world: SandboxWorld): Promise<RunningSandbox> {
  const { rules, ...served } = await serveSandbox(config, world)
  return {
    ...served,
    demo: DEMO_CREDENTIALS,
    get exchange() {
      return rules.exchange
    },
    time: { clock: rules.time, timers: rules.time },
    faults: rules.faults,
    drift: rules.drift,
    truth: (apiKey) => rules.truth(apiKey),
    depositExport: (apiKey) => rules.depositExport(apiKey),
  }
}

type ServedSandbox = Pick<RunningSandbox, 'url' | 'wsUrl' | 'port' | 'close'> & {
  readonly rules: SandboxHandler
}

/** The same for programs that control it in their own process. @throws {SandboxStartError} */
export async function serveSandbox(config: SandboxConfig, world: SandboxWorld): Promise<ServedSandbox> {
  refuseWrongConfig(config)
  const transport = await listen(config)
  let stores: Stores | undefined
  try {
    stores = openStores(config.dataDir)
    const rules = openHandlerOnStores(config, world, stores)
    if (config.fastForwardMs !== undefined) await rules.time.advance(config.fastForwardMs)
    rules.begin()
    const attached = attachStreams(transport.server, rules.streams)
    transport.serve((request) => rules.handle(request), { timers: world.timers, clock: rules.time })
    const stop = async (): Promise<void> => {
      attached.close()
      rules.streams.close()
      await transport.close()
      rules.close()
    }
    let closing: Promise<void> | undefined
    const host = config.host.includes(':') ? `[${config.host}]` : config.host
    const secure = config.tls === undefined ? '' : 's'
    return {
      url: `http${secure}://${host}:${transport.port}`,
      wsUrl: `ws${secure}://${host}:${transport.port}/ws`,
      port: transport.port,
      rules,
      close: () => (closing ??= stop()),
    }
  } catch (error) {
    stores?.close()
    await transport.close()
    throw error
  }
}

/** The live market of another host as a feed of the sandbox, followed through the SDK. */

import { type MarketFeed, LiveMarket } from '@spotdeck/sandbox'
import type { World } from '../world.ts'
import { MarketRecorder } from './market-recorder.ts'

/** Host and symbols of a mirror. */
export type MirrorOptions = {
  /** Address of REST. */
  readonly rest: string
  /** Address of the streams; absent: it follows from that of REST. */
  readonly ws?: string | undefined
  readonly allowPlain: boolean
  readonly symbols: readonly string[]
  readonly world: Pick<World, 'clock' | 'timers' | 'random' | 'fetch' | 'openSocket' | 'sign' | 'log'>
}

/** The feed of a live host; `close` ends its streams, and its market then stands still. */
export type Mirror = MarketFeed & { close(): void }

const LIVE_REST = 'api.mexc.com'
const LIVE_WS = 'wss://wbs-api.mexc.com/ws'

/**
 * Follows the symbols; resolves when all of them are live and the past is known.
 * @throws {CommandError} `MARKET_NOT_LIVE`, {SandboxStartError} `SANDBOX_UNKNOWN_SYMBOL`, {MexcError} for calls that fail
 */
export async function openMirror({ rest, ws = streamsOf(rest), ...options }: MirrorOptions): Promise<Mirror> {
  const market = new LiveMarket(options.symbols)
  const recorder = new MarketRecorder({ ...options, rest, ws, take: (record) => market.take(record) })
  try {
    await recorder.begin('now')
    return { ...market.feed(rest, recorder.clock), close: () => void recorder.close() }
  } catch (error) {
    await recorder.close()
    throw error
  }
}

/** MEXC's streams have a host of their own; those of a sandbox are on that of REST. */
export function streamsOf(rest: string): string {
  const { hostname, host, protocol } = new URL(rest)
  return hostname === LIVE_REST ? LIVE_WS : `${protocol === 'https:' ? 'wss' : 'ws'}://${host}/ws`
}

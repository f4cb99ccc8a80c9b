/** ccxt and our entry of its name on one account of one sandbox, on which nobody else trades. */

import { silentLog } from '@spotdeck/ports'
import { nodeClock, nodeRandom, nodeSign, nodeTimers } from '@spotdeck/ports/node'
import ours from '@spotdeck/mexc/ccxt'
import { DEFAULT_LIMITS, openSandbox, type RunningSandbox } from '@spotdeck/sandbox'
import { ccxtOn } from '../end-to-end/support/ccxt.ts'
import { newAccount } from '../end-to-end/support/panel.ts'

const world = { clock: nodeClock, timers: nodeTimers, random: nodeRandom, sign: nodeSign, log: silentLog }
/** The market of the tests: two levels a side, 1 and 2 percent from the last price. */
export const SYMBOL = 'MX/USDT'

/** The exchange as a caller of ccxt sees it. */
export type Exchange = InstanceType<typeof ours.mexc>
/** ccxt and ours, called alike. */
export type CcxtPair = {
  readonly sandbox: RunningSandbox
  readonly theirs: Exchange
  readonly own: Exchange
  /** Id of an order that was filled. */
  readonly bought: string
  /** A price that many percent from the last. */
  at(percent: number): number
  /** Calls both; with `but`, members in which they may differ. */
  both(call: (exchange: Exchange) => unknown, ...but: readonly string[]): Promise<{ theirs: unknown; own: unknown }>
  close(): Promise<void>
}

/** Opens a sandbox with the demo account, and both clients on it. */
export async function openPair(): Promise<CcxtPair> {
  const limits = { ...DEFAULT_LIMITS, pools: false }
  const symbols = ['MXUSDT', 'BTCUSDT']
  // Nobody else trades: what one reads after the other is the same.
  const sandbox = await openSandbox(
    { port: 0, host: '127.0.0.1', seed: 11, bots: false, demo: false, panel: true, limits, symbols },
    world,
  )
  const middle = Number(sandbox.exchange.lastPrice('MXUSDT'))
  const at = (percent: number): number => Number((middle * (1 + percent / 100)).toFixed(4))
  const book = ccxtOn(sandbox.url, await newAccount(sandbox.url, { USDT: '100000', MX: '100000' }))
  await book.loadMarkets()
  const sides = [...[-1, -2].map((n) => ['buy', n] as const), ...[1, 2].map((n) => ['sell', n] as const)]
  for (const [side, percent] of sides) await book.createOrder(SYMBOL, 'limit', side, 1_000, at(percent))
  await book.close()
  const made = ccxtOn(sandbox.url, sandbox.demo)
  await made.loadHttpProxyAgent()
  const own = new ours.mexc({ ...sandbox.demo, options: { recvWindow: 60_000 } })
  own.urls.api = { spot: { public: sandbox.url }, ws: { spot: sandbox.wsUrl } }
  const theirs = made as unknown as Exchange
  await Promise.all([theirs.loadMarkets(), own.loadMarkets()])
  const { id: bought } = await theirs.createOrder(SYMBOL, 'market', 'buy', 10)
  return {
    sandbox,
    theirs,
    own,
    bought,
    at,
    both: async (call, ...but) => ({
      theirs: without(known(await call(theirs)), but),
      own: without(known(await call(own)), but),
    }),
    async close() {
      await Promise.all([theirs.close(), own.close()])
      await sandbox.close()
    },
  }
}

/** Without what is not there, the exchange's own rows, and members of derivatives. */
export function known(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(known)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).filter(([name, one]) => one !== undefined && !SKIPPED.includes(name))
  return Object.fromEntries(entries.map(([name, one]) => [name, known(one)]))
}
/** `lowercaseId` and `marginModes` are of no use for spot. */
const SKIPPED = ['info', 'lowercaseId', 'marginModes']

function without(value: unknown, names: readonly string[]): unknown {
  if (Array.isArray(value)) return value.map((one) => without(one, names))
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).filter(([name]) => !names.includes(name))
  return Object.fromEntries(entries.map(([name, one]) => [name, without(one, names)]))
}

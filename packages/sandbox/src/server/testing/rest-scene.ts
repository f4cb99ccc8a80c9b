/** A REST front under virtual time with one funded account, its key, and a bot to trade against. */

import { createHmac } from 'node:crypto'
import { decimal, toUnits } from '@spotdeck/exact'
import { type Log, silentLog } from '@spotdeck/ports'
import { nodeSign } from '@spotdeck/ports/node'
import { VirtualTime, seededRandom } from '@spotdeck/ports/virtual'
import { openExchangeServices } from '../../exchange-services.ts'
import { startMarket } from '../../market/run.ts'
import { memoryMarketStore } from '../../market/data/store.ts'
import { MemoryStore } from '../../store/memory-store.ts'
import { EXAMPLE_ACCOUNT } from '../../venue/access/keys.ts'
import { type SandboxSymbol, symbolsNamed } from '../../venue/listing/symbols.ts'
import { DEFAULT_LIMITS, type LimitRules } from '../call/limiter.ts'
import { createRestFront } from '../rest.ts'
import { type Switches, openSwitchBoard } from '../../switches.ts'

/** Half a second after the timestamp of the exchange's own signing examples. */
export const NOW = 1_644_489_390_587
export const STAMP = 1_644_489_390_087
export const KEY = 'mx0aBYs33eIilxBWC5'
const SECRET = '45d0b3c26f2644f19bfb98b07741b2f5'
const EXAMPLE = { apiKey: KEY, secret: SECRET }
export const ALICE = EXAMPLE_ACCOUNT

export function restScene(
  options: { limits?: LimitRules; switches?: Partial<Switches>; listed?: readonly SandboxSymbol[]; log?: Log } = {},
) {
  const { state: switches } = openSwitchBoard(options.switches)
  const more = { ...options, switches }
  const time = new VirtualTime(NOW)
  const symbols = [...symbolsNamed(['BTCUSDT', 'MXUSDT', 'FROPUSDT', 'ETHUSDC']), ...(options.listed ?? [])]
  const house = openExchangeServices({
    store: new MemoryStore(),
    symbols,
    seed: 1,
    clock: time,
    timers: time,
    random: seededRandom(1),
    log: silentLog,
    switches,
  })
  const { exchange } = house
  const common = { exchange, clock: time, timers: time, log: silentLog }
  const market = startMarket({ ...common, seed: 1, store: memoryMarketStore(), bots: false })
  const front = createRestFront({ ...house, ...common, market: market.data, sign: nodeSign, ...more })
  for (const { rules, referencePrice } of symbols)
    exchange.setLastPrice(rules.symbol, Number(toUnits(referencePrice, rules.priceDigits)))
  exchange.adjust('mm', 'MX', decimal('1000000'), 'DEPOSIT', NOW)
  exchange.adjust('mm', 'USDT', decimal('10000000'), 'DEPOSIT', NOW)
  const raw = (
    method: string,
    path: string,
    query = '',
    rest: { body?: string; headers?: Record<string, string> } = {},
  ) => {
    const headers = { 'x-mexc-apikey': KEY, ...rest.headers }
    const answer = front.handle({
      method,
      path: `/api/v3/${path}`,
      query,
      headers,
      body: rest.body ?? '',
      ip: '127.0.0.1',
    })
    return { status: answer.status, headers: answer.headers, body: JSON.parse(answer.body) as unknown }
  }
  /** A call signed as ccxt signs it: everything in the query. */
  const call = (method: string, path: string, parameters: Record<string, string> = {}, key = EXAMPLE) => {
    const text = new URLSearchParams({ ...parameters, timestamp: String(time.now()) }).toString().replaceAll('+', '%20')
    const headers = { 'x-mexc-apikey': key.apiKey }
    return raw(method, path, `${text}&signature=${sign(text, key.secret)}`, { headers })
  }
  /** Another person's order in MXUSDT. */
  const make = (side: 'BUY' | 'SELL', quantity: string, price: string) =>
    exchange.place({
      account: 'mm',
      symbol: 'MXUSDT',
      side,
      type: 'LIMIT',
      price: decimal(price),
      quantity: decimal(quantity),
      time: time.now(),
    })
  return { time, house, market, front, raw, call, make }
}

export const sign = (text: string, secret = SECRET): string => createHmac('sha256', secret).update(text).digest('hex')
export const UNLIMITED: LimitRules = { ...DEFAULT_LIMITS, perEndpoint: 1e9, pools: false, refusalsUntilBan: 0 }

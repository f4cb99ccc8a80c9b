/** Trades at the exchange, as programs of their own do: each account in bursts, so that some of them rest. */

import { setTimeout as pause } from 'node:timers/promises'
import { type RestClient, createRestClient } from '@spotdeck/mexc'
import { type Random, silentLog } from '@spotdeck/ports'
import { nodeClock, nodeFetch, nodeOpenSocket, nodeRandom, nodeSign, nodeTimers } from '@spotdeck/ports/node'
import { type PlaceOrderQuery, bookTicker, cancelOrder, placeOrder } from '@spotdeck/wire'
import { truthOf } from '../end-to-end/support/panel.ts'
import type { Truth } from './live-watch.ts'

/** An account at the exchange, and its name in the gateways. */
export type TradingAccount = { readonly id: string; readonly apiKey: string; readonly secret: string }

/** Parts of a trader. */
export type TraderOptions = {
  readonly exchange: string
  readonly random: Random
  /** Time between two orders of an account that trades, in ms. */
  readonly everyMs: number
  /** Called with what the exchange had of the account, after what the account did. */
  readonly truth: (account: string, truth: Truth) => void
  /** True while an edge shows something else: the exchange is asked again, because a resting order may have filled. */
  readonly isDifferent: (account: string) => boolean
}

const LOOK_MS = 500
const SYMBOL = 'MXUSDT'
const BURST_MS = { min: 8_000, max: 25_000 }
const REST_MS = { min: 20_000, max: 90_000 }

const world = {
  clock: nodeClock,
  timers: nodeTimers,
  random: nodeRandom,
  fetch: nodeFetch,
  openSocket: nodeOpenSocket,
  sign: nodeSign,
  log: silentLog,
}

/** Trades an account until `stop`. */
export class Trader {
  readonly #account: TradingAccount
  readonly #options: TraderOptions
  readonly #client: RestClient
  readonly #done: Promise<void>
  #going = true
  orders = 0
  refused = 0

  constructor(account: TradingAccount, options: TraderOptions) {
    this.#account = account
    this.#options = options
    this.#client = createRestClient({ baseUrl: options.exchange, credentials: account, world })
    this.#done = this.#run()
  }

  async stop(): Promise<void> {
    this.#going = false
    await this.#done
  }

  #between({ min, max }: { readonly min: number; readonly max: number }): number {
    return min + this.#options.random.next() * (max - min)
  }

  async #run(): Promise<void> {
    await this.#wait(this.#options.random.next() * BURST_MS.max)
    while (this.#going) {
      for (const end = Date.now() + this.#between(BURST_MS); this.#going && Date.now() < end;) {
        await this.#order().catch(() => (this.refused += 1))
        await this.#tell()
        await this.#wait(this.#options.everyMs * (0.5 + this.#options.random.next()))
      }
      await this.#wait(this.#between(REST_MS))
    }
  }

  async #wait(ms: number): Promise<void> {
    for (let left = ms; left > 0 && this.#going; left -= LOOK_MS) {
      await pause(Math.min(LOOK_MS, left))
      if (this.#options.isDifferent(this.#account.id)) await this.#tell()
    }
  }

  async #tell(): Promise<void> {
    const { id } = this.#account
    const found = await truthOf(this.#options.exchange, this.#account).catch(() => undefined)
    if (found !== undefined) this.#options.truth(id, { ...found, balances: new Map(Object.entries(found.balances)) })
  }

  /** An order that fills at once, or one that rests and is canceled half of the time; now and then a deposit. */
  async #order(): Promise<void> {
    const { random } = this.#options
    const kind = random.next()
    if (kind < 0.05) return this.#deposit()
    const side = random.next() < 0.5 ? 'BUY' : 'SELL'
    const quantity = String(2 + Math.floor(random.next() * 8))
    if (kind < 0.75) return void (await this.#place({ symbol: SYMBOL, side, type: 'MARKET', quantity }))
    const [best] = [await this.#client.call(bookTicker, { symbol: SYMBOL })].flat()
    const price = (Number(best?.bidPrice) * 0.9).toFixed(4)
    const orderId = await this.#place({ symbol: SYMBOL, side: 'BUY', type: 'LIMIT', quantity, price })
    if (random.next() < 0.5) return
    await this.#client.call(cancelOrder, { symbol: SYMBOL, orderId })
  }

  async #place(order: PlaceOrderQuery): Promise<string> {
    const { orderId } = await this.#client.call(placeOrder, order)
    this.orders += 1
    return orderId
  }

  async #deposit(): Promise<void> {
    await fetch(`${this.#options.exchange}/sandbox/accounts/${this.#account.apiKey}/deposit`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ asset: 'USDT', amount: String(5 + Math.floor(this.#options.random.next() * 50)) }),
    })
  }
}

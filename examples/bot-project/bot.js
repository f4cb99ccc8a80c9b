// A bot that keeps one buy order a little below the market. It speaks MEXC Spot V3 over plain fetch; on MEXC only `restUrl` differs.
import { createHmac } from 'node:crypto'

const MAX_TRIES = 3
/** MEXC: no order has this id. */
const UNKNOWN_ORDER = -2013

export class Bot {
  #options
  #orders = 0
  /** The order that is open, as far as the bot knows. */
  order

  /** @param options `now` is the clock that signs, `distance` and `slack` are shares of the price */
  constructor(options) {
    this.#options = { now: Date.now, distance: 0.01, slack: 0.005, quantity: '20', ...options }
  }

  /** One turn: places the order, or moves it where the price has gone away. */
  async turn() {
    const { symbol, distance, slack, quantity } = this.#options
    const { price: last } = await this.#call('GET', 'ticker/price', { symbol })
    const price = (Number(last) * (1 - distance)).toFixed(4)
    if (this.order !== undefined) {
      const { orderId } = this.order
      const now = await this.#call('GET', 'order', { symbol, orderId })
      const isOpen = now.status === 'NEW' || now.status === 'PARTIALLY_FILLED'
      if (isOpen && Math.abs(Number(now.price) - Number(price)) < Number(price) * slack) return
      if (isOpen) await this.#call('DELETE', 'order', { symbol, orderId })
      this.order = undefined
      if (now.status === 'FILLED') return
    }
    const newClientOrderId = `bot-${this.#options.now()}-${this.#orders++}`
    this.order = await this.#place({ symbol, side: 'BUY', type: 'LIMIT', quantity, price, newClientOrderId })
  }

  /** Sends an order once: where the answer says nothing, it asks for the order before it sends it again. */
  async #place(order) {
    const { symbol, newClientOrderId: origClientOrderId } = order
    for (let tries = 1; ; tries++) {
      try {
        return await this.#call('POST', 'order', order)
      } catch (error) {
        if (!(error.status >= 500) || tries === MAX_TRIES) throw error
      }
      try {
        return await this.#call('GET', 'order', { symbol, origClientOrderId })
      } catch (error) {
        if (error.code !== UNKNOWN_ORDER) throw error
      }
    }
  }

  async #call(method, path, values) {
    const { restUrl, apiKey, secret, now } = this.#options
    const query = new URLSearchParams({ ...values, timestamp: String(now()) }).toString()
    const signature = createHmac('sha256', secret).update(query).digest('hex')
    const headers = { 'X-MEXC-APIKEY': apiKey, 'Content-Type': 'application/json' }
    const answer = await fetch(`${restUrl}/api/v3/${path}?${query}&signature=${signature}`, { method, headers })
    const body = await answer.json().catch(() => ({}))
    if (answer.ok) return body
    throw Object.assign(new Error(`${method} ${path}: ${answer.status} ${body.msg ?? ''}`), {
      status: answer.status,
      code: body.code,
    })
  }
}

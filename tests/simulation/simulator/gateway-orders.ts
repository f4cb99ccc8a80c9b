/** Orders placed through the gateway by a program that repeats a request without a clear answer, with the same key. */

import { SECOND_MS } from '@spotdeck/ports'
import type { VirtualTime } from '@spotdeck/ports/virtual'
import { ACCOUNT, EDGE_HOST, type SimulatedGateway } from './gateway.ts'
import { DEMO, SYMBOLS, type SimulatedVenue } from './venue.ts'

const REPEAT_MS = 3 * SECOND_MS
const MAX_REPEATS = 3

/** One order and the clear answer that it got, if any. */
type Request = {
  readonly key: string
  readonly body: string
  status?: number
  orderId?: string
  clientOrderId?: string
}

/** Places orders and knows what the gateway said of each. */
export class GatewayOrders {
  readonly #time: VirtualTime
  readonly #gateway: SimulatedGateway
  readonly #requests: Request[] = []

  constructor(time: VirtualTime, gateway: SimulatedGateway) {
    this.#time = time
    this.#gateway = gateway
  }

  /** Sends a limit order that rests. */
  place(
    key: string,
    order: { readonly side: 'BUY' | 'SELL'; readonly price: string; readonly quantity: string },
  ): void {
    const request: Request = { key, body: JSON.stringify({ symbol: 'MXUSDT', type: 'LIMIT', ...order }) }
    this.#requests.push(request)
    this.#send(request, MAX_REPEATS)
  }

  /** Answers of the gateway that the exchange's state contradicts. */
  wrong({ exchange }: SimulatedVenue): readonly string[] {
    const orders = SYMBOLS.flatMap((symbol) => exchange.orders(DEMO, symbol))
    const clientIds = orders.flatMap(({ clientOrderId }) => clientOrderId ?? [])
    const twice = clientIds.filter((id, index) => clientIds.indexOf(id) !== index)
    const ids = new Set(orders.map(({ orderId }) => orderId))
    return [
      ...twice.map((id) => `order sent twice: ${id}`),
      ...this.#requests
        .filter(({ status, orderId }) => status === 201 && !ids.has(orderId ?? ''))
        .map(({ key }) => `order answered as placed, unknown to the exchange: ${key}`),
      ...this.#requests
        .filter(({ status, clientOrderId }) => status === 422 && clientIds.includes(clientOrderId ?? ''))
        .map(({ key }) => `order answered as rejected, placed at the exchange: ${key}`),
    ]
  }

  #send(request: Request, repeatsLeft: number): void {
    const again = this.#time.after(REPEAT_MS, () => {
      if (request.status === undefined && repeatsLeft > 0) this.#send(request, repeatsLeft - 1)
    })
    const { rules, process, tokens } = this.#gateway
    if (rules === undefined || process?.isAsleep === true) return
    const headers = {
      host: EDGE_HOST,
      authorization: `Bearer ${tokens.owner}`,
      'content-type': 'application/json',
      'idempotency-key': request.key,
    }
    const path = `/api/v1/accounts/${ACCOUNT}/orders`
    rules.handle({ method: 'POST', path, query: '', headers, body: request.body, ip: '127.0.0.1' }).then(
      ({ status, body }) => {
        if ((status !== 201 && status !== 422) || request.status !== undefined) return
        again.cancel()
        const { orderId, clientOrderId } = JSON.parse(typeof body === 'string' ? body : '{}') as {
          orderId?: string
          clientOrderId?: string
        }
        Object.assign(request, { status, orderId, clientOrderId })
      },
      () => undefined,
    )
  }
}

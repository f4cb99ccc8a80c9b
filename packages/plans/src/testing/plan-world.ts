/**
 * A machine of plans between a ledger that may be lost in part and an exchange that takes every order that it is sent:
 * a second one with the same client id is a second order. One seed decides prices, faults and restarts.
 */

import { type AssetAmount, type Price, type Quantity, decimal, fromUnits } from '@spotdeck/exact'
import type { Plan } from '../plan.ts'
import type { PlanMarket, PlanSpec } from '../spec.ts'
import { type Answer, type Effect, type Input, type PlansState, startOf } from '../state.ts'
import { step } from '../step.ts'

/** A market with a price of one digit after the point. */
export const MARKET: PlanMarket = {
  baseAsset: 'MX',
  quoteAsset: 'USDT',
  lotSize: decimal('0.1'),
  tickSize: decimal('0.1'),
  minQuantity: decimal('1'),
}

/** Numbers from a seed, in [0, 1). */
export function numbersFrom(seed: number): () => number {
  let a = seed >>> 0
  return () => {
    a = (a + 0x6d2b79f5) >>> 0
    let t = Math.imul(a ^ (a >>> 15), a | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** Order at the exchange. */
export type VenueOrder = {
  readonly orderId: string
  readonly clientOrderId: string
  readonly quantity: Quantity
  isCanceled: boolean
}

type Later = { readonly at: number; readonly run: () => void; readonly life: number | undefined }
type Untimed = Input extends infer I ? (I extends Input ? Omit<I, 'at'> : never) : never

/** The world of one account under one seed. */
export class PlanWorld {
  readonly orders: VenueOrder[] = []
  readonly #random: () => number
  /** Every stored revision, in order: a restored ledger is a beginning of it. */
  #ledger: Plan[] = []
  #later: Later[] = []
  #state: PlansState
  #life = 0
  now = 1_000_000
  faults = true
  price = 1_000

  constructor(seed: number) {
    this.#random = numbersFrom(seed)
    this.#state = startOf([], this.now)
    this.#begin()
  }

  get state(): PlansState {
    return this.#state
  }

  get random(): () => number {
    return this.#random
  }

  send(input: Untimed): void {
    const { state, effects } = step(this.#state, { ...input, at: this.now })
    this.#state = state
    for (const effect of effects) this.#run(effect)
  }

  create(planId: string, spec: PlanSpec): void {
    this.send({ type: 'create', planId, spec, market: MARKET })
  }

  /** Moves time and the price, and delivers what has become due. */
  advance(ms: number, price: number): void {
    const end = this.now + ms
    for (;;) {
      const next = this.#later.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0]
      if (next === undefined) break
      this.#later.splice(this.#later.indexOf(next), 1)
      this.now = Math.max(this.now, next.at)
      if (next.life === undefined || next.life === this.#life) next.run()
    }
    this.now = end
    this.price = price
    this.quote()
    this.send({ type: 'tick' })
  }

  /** The present price as a new print. */
  quote(): void {
    const last = fromUnits<'quote per base'>(this.price, 1) as Price
    this.send({
      type: 'price',
      symbol: 'MXUSDT',
      price: { last, bid: last, ask: last, printedAt: this.now, currentAt: this.now },
    })
  }

  /** Ends the process and starts it again; `lost`: stored revisions that the ledger has lost. */
  restart(lost = 0): void {
    this.#life += 1
    this.#ledger = this.#ledger.slice(0, Math.max(0, this.#ledger.length - lost))
    this.#state = startOf(new Map(this.#ledger.map((plan) => [plan.id, plan])).values(), this.now)
    this.#begin()
  }

  #begin(): void {
    const amount = decimal<'asset'>('100000') as AssetAmount
    this.send({
      type: 'balances',
      free: new Map([
        ['MX', amount],
        ['USDT', amount],
      ]),
    })
    this.send({ type: 'account', isLive: true })
  }

  #run(effect: Effect): void {
    const { faults } = this
    const delay = faults ? Math.floor(this.#random() * 900) : 1
    switch (effect.type) {
      case 'record':
        return this.#soon(delay, () => {
          this.#ledger.push(JSON.parse(JSON.stringify(effect.plan)) as Plan)
          this.send({ type: 'saved', planId: effect.plan.id, revision: effect.plan.revision })
        })
      case 'look-up':
        return this.#answer(effect.call, delay, () => this.#found(effect.clientOrderId), true)
      case 'place':
        return this.#place(effect, delay)
      case 'cancel':
        return this.#answer(effect.call, delay, () => {
          for (const order of this.orders) if (order.orderId === effect.orderId) order.isCanceled = true
          return { kind: 'done' }
        })
      case 'cancel-all':
        return this.#answer(effect.call, delay, () => {
          for (const order of this.orders) order.isCanceled = true
          return { kind: 'done' }
        })
    }
  }

  /** It may never arrive, arrive late, or arrive while its answer is lost or the process dies. */
  #place({ call, order }: Extract<Effect, { type: 'place' }>, delay: number): void {
    const kind = this.faults ? this.#random() : 1
    if (kind < 0.1) return this.#soon(delay, () => this.send({ type: 'answer', call, answer: { kind: 'unknown' } }))
    if (kind < 0.15) {
      const reason = { code: 'ORDER_REJECTED', params: {} }
      return this.#soon(delay, () => this.send({ type: 'answer', call, answer: { kind: 'refused', reason } }))
    }
    const arrives = kind < 0.3 ? Math.floor(this.#random() * 5_000) : delay
    const { clientOrderId, quantity } = order
    this.#later.push({
      at: this.now + arrives,
      life: undefined,
      run: () => this.orders.push({ orderId: `o${this.orders.length}`, clientOrderId, quantity, isCanceled: false }),
    })
    if (kind < 0.3) return this.#soon(delay, () => this.send({ type: 'answer', call, answer: { kind: 'unknown' } }))
    this.#answer(call, arrives + delay, () => this.#found(clientOrderId))
  }

  /** Answers once, twice, or not clearly. */
  #answer(call: number, delay: number, of: () => Answer, mayFail = false): void {
    const kind = this.faults ? this.#random() : 1
    const answer = (): void =>
      this.send({ type: 'answer', call, answer: mayFail && kind < 0.15 ? { kind: 'unknown' } : of() })
    this.#soon(delay, answer)
    if (kind > 0.15 && kind < 0.3) this.#soon(delay + 300, answer)
  }

  #found(clientOrderId: string): Answer {
    const order = this.orders.find((one) => one.clientOrderId === clientOrderId)
    if (order === undefined) return { kind: 'none' }
    return { kind: 'order', orderId: order.orderId, executed: order.quantity, isOver: true }
  }

  #soon(delay: number, run: () => void): void {
    this.#later.push({ at: this.now + delay, life: this.#life, run })
  }
}

/**
 * Runs the plans of one account: gives the machine prices, orders and answers, and carries out what it asks for. A
 * decision is committed to the ledger before the machine learns that it is stored; only then is an order sent.
 */

import type { NewPlanRequest, PlanChange, PlanList } from '@spotdeck/api'
import type { PlanOutcome, Plans } from '@spotdeck/edge'
import type { Writer } from '@spotdeck/follow'
import { type LedgerEvent, type LedgerState, type Order, isOver } from '@spotdeck/ledger'
import {
  type Answer,
  type Effect,
  type Input,
  type NewPlan,
  type Plan,
  type PlanMarket,
  type PlansState,
  type Refusal,
  changeProblem,
  createProblem,
  nextTick,
  startOf,
  step,
} from '@spotdeck/plans'
import {
  type Log,
  type Machine,
  SECOND_MS,
  type Timers,
  type Untimed,
  describeError,
  runMachine,
  sleep,
} from '@spotdeck/ports'
import { type PlanPricesOptions, PlanPrices } from './plan-prices.ts'
import { PlanRecorder, planFrom } from './plan-recorder.ts'
import { toPlanData } from './plan-view.ts'
import type { PlanTrading } from './plan-trading.ts'

/** Dependencies of the plans of one account. */
export type PlanRunnerOptions = Omit<PlanPricesOptions, 'changed'> & {
  readonly account: string
  readonly writer: Pick<Writer, 'propose' | 'state' | 'closed'>
  readonly trading: PlanTrading
  /** Rules of a market; `undefined` where it is not listed, or closed to orders through the API. */
  readonly marketOf: (symbol: string) => PlanMarket | undefined
  /** True while every shown figure is the exchange's. */
  readonly isLive: () => boolean
  readonly timers: Timers
  readonly log: Log
}

/** Longest wait of a caller for a commit, in ms. */
const COMMIT_WITHIN_MS = 20 * SECOND_MS

/** Plans of one account. */
export class PlanRunner implements Plans {
  readonly #options: PlanRunnerOptions
  readonly #machine: Machine<PlansState, Input>
  readonly #prices: PlanPrices
  readonly #recorder: PlanRecorder
  #isLive = false
  #closed = false

  constructor(options: PlanRunnerOptions) {
    this.#options = options
    const { now, timers, writer } = options
    this.#prices = new PlanPrices({
      ...options,
      changed: (symbol, price) => this.#send({ type: 'price', symbol, price }),
    })
    this.#recorder = new PlanRecorder({
      ...options,
      plans: () => this.#machine.state,
      saved: ({ id, revision }) => this.#send({ type: 'saved', planId: id, revision }),
    })
    this.#machine = runMachine<PlansState, Input, Effect>({
      start: startOf([...writer.state.plans.values()].map(planFrom), now()),
      step,
      run: (effect) => void this.#run(effect),
      wake: { at: nextTick, input: () => ({ type: 'tick', at: now() }), clock: { now }, timers },
    })
  }

  /** Begins: the machine learns the balances and the orders that the ledger knows. */
  start(): void {
    const { state } = this.#options.writer
    this.#balances(state)
    for (const { order } of state.orders.values()) if (order !== undefined) this.#order(order)
    this.#watch()
    this.statusChanged()
    this.#send({ type: 'tick' })
  }

  /** Takes what was committed. */
  committed(events: readonly LedgerEvent[], state: LedgerState): void {
    if (this.#closed) return
    for (const event of events) if (event.type === 'order.updated') this.#order(event.order)
    if (events.some(({ type }) => type === 'asset.changed')) this.#balances(state)
    this.statusChanged()
  }

  /** Takes the status of the account: nothing fires while it is not live. */
  statusChanged(): void {
    const isLive = this.#options.isLive()
    if (isLive === this.#isLive || this.#closed) return
    this.#isLive = isLive
    this.#send({ type: 'account', isLive })
  }

  list(): PlanList {
    const { plans, heartbeatAt } = this.#machine.state
    const items = [...plans.values()].sort((a, b) => b.createdAt - a.createdAt || (a.id < b.id ? 1 : -1))
    return { items: items.map((plan) => this.#view(plan)), heartbeatAt }
  }

  async create(id: string, spec: NewPlanRequest): Promise<PlanOutcome> {
    const { state } = this.#machine
    if (state.plans.has(id)) return this.#stored(id)
    const { symbol } = spec
    const market = symbol === undefined ? undefined : this.#options.marketOf(symbol)
    if (symbol !== undefined && market === undefined)
      return { kind: 'refused', code: 'ORDER_RULE_BROKEN', params: { symbol, rule: 'API_TRADING_OFF' } }
    // What the balance covers is not known before the account is live.
    if (symbol !== undefined && !this.#isLive) return { kind: 'refused', code: 'NOT_READY', params: {} }
    if (symbol !== undefined) await this.#quote(symbol)
    const wanted = { id, spec, market }
    return this.#change(createProblem(this.#machine.state, wanted, this.#now()), wanted, {
      type: 'create',
      planId: id,
      spec,
      market,
    })
  }

  async change(id: string, { resume, ...part }: PlanChange): Promise<PlanOutcome> {
    const plan = this.#machine.state.plans.get(id)
    if (plan === undefined) return unknownPlan(id)
    if (resume === true && plan.status === 'paused') this.#send({ type: 'resume', planId: id })
    if (Object.keys(part).length === 0) return this.#stored(id)
    const spec = { ...plan.spec, ...part }
    if (spec.symbol !== undefined) await this.#quote(spec.symbol)
    const wanted = { id, spec, market: plan.market }
    return this.#change(changeProblem(this.#machine.state, wanted, this.#now()), wanted, {
      type: 'change',
      planId: id,
      spec,
    })
  }

  async cancel(id: string): Promise<PlanOutcome> {
    if (!this.#machine.state.plans.has(id)) return unknownPlan(id)
    this.#send({ type: 'cancel', planId: id })
    return this.#stored(id)
  }

  heartbeat(): void {
    this.#send({ type: 'heartbeat' })
  }

  /** Takes nothing any more. Calls under way are left to the exchange: the next start looks them up. */
  close(): void {
    this.#closed = true
    this.#machine.close()
    this.#recorder.close()
    this.#prices.close()
  }

  #now(): number {
    return this.#options.now()
  }

  #view(plan: Plan) {
    return toPlanData(plan, this.#machine.state, this.#now())
  }

  #send(input: Untimed<Input>): void {
    if (this.#closed) return
    const { plans } = this.#machine.state
    this.#machine.send({ ...input, at: this.#now() })
    if (plans !== this.#machine.state.plans) this.#watch()
  }

  /** Watches the markets of plans that still need prices. */
  #watch(): void {
    const active = [...this.#machine.state.plans.values()].filter(
      ({ status }) => status === 'armed' || status === 'paused',
    )
    this.#prices.watch(new Set(active.flatMap(({ spec }) => (spec.quantity === undefined ? [] : (spec.symbol ?? [])))))
  }

  #change(problem: Refusal | undefined, { id }: NewPlan, input: Untimed<Input>): PlanOutcome | Promise<PlanOutcome> {
    if (problem !== undefined) return { kind: 'refused', ...problem }
    this.#send(input)
    return this.#stored(id)
  }

  /** Resolves with the plan when it is durable. */
  async #stored(id: string): Promise<PlanOutcome> {
    await Promise.race([this.#recorder.settled, sleep({ timers: this.#options.timers, ms: COMMIT_WITHIN_MS })])
    const { plans, saved } = this.#machine.state
    const plan = plans.get(id)
    if (plan === undefined) return unknownPlan(id)
    const isStored = (saved.get(id) ?? -1) >= plan.revision
    return isStored ? { kind: 'plan', plan: this.#view(plan) } : { kind: 'refused', code: 'NOT_READY', params: {} }
  }

  /** The machine learns the present price of a market. */
  async #quote(symbol: string): Promise<void> {
    this.#send({ type: 'price', symbol, price: await this.#prices.read(symbol) })
  }

  #balances({ assets }: LedgerState): void {
    this.#send({ type: 'balances', free: new Map([...assets].map(([asset, { free }]) => [asset, free])) })
  }

  #order(order: Order): void {
    const { clientOrderId, orderId, executedQuantity: executed } = order
    if (clientOrderId === undefined || !clientOrderId.startsWith('pl')) return
    this.#send({ type: 'order', clientOrderId, orderId, executed, isOver: isOver(order) })
  }

  async #run(effect: Effect): Promise<void> {
    if (effect.type === 'record') return this.#recorder.record()
    const { account, trading, log } = this.#options
    const answer = await answerTo(effect, trading).catch((error: unknown): Answer => {
      log.error({ account, effect: effect.type, ...describeError(error) }, 'plan not carried out')
      return { kind: 'unknown' }
    })
    if (effect.type !== 'look-up') log.info({ account, ...effect, answer }, 'plan acted')
    this.#send({ type: 'answer', call: effect.call, answer })
  }
}

const unknownPlan = (planId: string): PlanOutcome => ({ kind: 'refused', code: 'UNKNOWN_PLAN', params: { planId } })

function answerTo(effect: Exclude<Effect, { type: 'record' }>, trading: PlanTrading): Promise<Answer> {
  switch (effect.type) {
    case 'look-up':
      return trading.find(effect.symbol, effect.clientOrderId)
    case 'place':
      return trading.place(effect.order)
    case 'cancel':
      return trading.cancel(effect.symbol, effect.orderId)
    case 'cancel-all':
      return trading.cancelAll(effect.symbol)
  }
}

/** Plans of an account that keeps one, and refuses all others. */

import type { PlanData } from '@spotdeck/api'
import type { PlanOutcome, Plans } from '../desk.ts'

const PLAN: PlanData = {
  id: 'C02__1',
  status: 'armed',
  spec: { kind: 'stop', symbol: 'MXUSDT', side: 'SELL', quantity: '1', trigger: { source: 'last', price: '2' } },
  legs: [{ n: 0, clientOrderId: 'C02__1-0', phase: 'waiting', side: 'SELL', type: 'MARKET', quantity: '1' }],
  createdAt: 1,
  history: [{ at: 1, code: 'PLAN_CREATED', params: {} }],
}

/** Answers as the gateway does; `calls` says what was asked. */
export class FakePlans implements Plans {
  readonly calls: unknown[] = []

  list = () => ({ items: [PLAN], heartbeatAt: 1 })

  create(...call: Parameters<Plans['create']>): Promise<PlanOutcome> {
    return this.#answer('create', ...call)
  }

  change(...call: Parameters<Plans['change']>): Promise<PlanOutcome> {
    return this.#answer('change', ...call)
  }

  cancel(...call: Parameters<Plans['cancel']>): Promise<PlanOutcome> {
    return this.#answer('cancel', ...call)
  }

  heartbeat(): void {
    this.calls.push(['heartbeat'])
  }

  async #answer(name: string, id: string, ...rest: readonly unknown[]): Promise<PlanOutcome> {
    this.calls.push([name, id, ...rest])
    if (name !== 'create' && id !== PLAN.id) return { kind: 'refused', code: 'UNKNOWN_PLAN', params: { planId: id } }
    return { kind: 'plan', plan: { ...PLAN, id } }
  }
}

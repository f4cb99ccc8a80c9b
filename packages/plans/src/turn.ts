/** One step under way: copies of what it changes, and the effects so far. The state before stays as it was. */

import { type Leg, type Plan, type PlanMoment, legId, withLeg, withMoment } from './plan.ts'
import type { Reason } from './spec.ts'
import type { Effect, PlansState } from './state.ts'
import { isRestless } from './watch.ts'

type Maps = 'plans' | 'saved' | 'calls' | 'confirmed' | 'moved' | 'prices' | 'watches'
type Value<K extends Maps> = PlansState[K] extends ReadonlyMap<string, infer V> ? V : never
type CallEffect = Extract<Effect, { call: number }>
type Uncalled = CallEffect extends infer E ? (E extends CallEffect ? Omit<E, 'call'> : never) : never

/** The state during one step. */
export class Turn {
  readonly at: number
  readonly #effects: Effect[] = []
  readonly #changed = new Set<string>()
  readonly #own = new Set<Maps>()
  #state: PlansState

  constructor(state: PlansState, at: number) {
    this.#state = state
    this.at = at
  }

  get state(): PlansState {
    return this.#state
  }

  /** Changes parts that are no maps. */
  merge(part: Partial<Omit<PlansState, Maps>>): void {
    this.#state = { ...this.#state, ...part }
  }

  set<K extends Maps>(name: K, key: string, value: Value<K> | undefined): void {
    if (value === undefined && !this.#state[name].has(key)) return
    if (!this.#own.has(name)) {
      this.#own.add(name)
      this.#state = { ...this.#state, [name]: new Map<string, unknown>(this.#state[name]) }
    }
    const map = this.#state[name] as Map<string, unknown>
    if (value === undefined) map.delete(key)
    else map.set(key, value)
  }

  /** Puts a plan in the place of its earlier form, or drops it. */
  setPlan(id: string, plan: Plan | undefined): void {
    const { symbol = '' } = (plan ?? this.plan(id))?.spec ?? {}
    const isStillRestless = this.#state.watches.get(symbol)?.restless.has(id) === true
    if (plan === undefined || !isStillRestless || !isRestless(plan)) this.set('watches', symbol, undefined)
    this.set('plans', id, plan)
  }

  plan(id: string): Plan | undefined {
    return this.#state.plans.get(id)
  }

  /** Changes a plan, to be stored at the end of the step, with what happened. */
  change(plan: Plan, moment?: Reason): void {
    const { at } = this
    this.#changed.add(plan.id)
    this.setPlan(plan.id, moment === undefined ? plan : withMoment(plan, { at, ...moment } satisfies PlanMoment))
  }

  /** Changes the leg of a plan; see `change`. */
  changeLeg(plan: Plan, leg: Leg, moment?: Reason): void {
    this.change(withLeg(this.plan(plan.id) ?? plan, leg), moment)
  }

  /** Revision that the plan gets at the end of a step that changes it. */
  nextRevision({ revision }: Plan): number {
    return revision + 1
  }

  /** Calls the exchange for a leg, unless a call for it is under way. */
  call(plan: Plan, leg: Leg, effect: Uncalled): void {
    const call = this.#state.calledCount + 1
    this.merge({ calledCount: call })
    this.set('calls', legId(plan, leg), { id: call })
    this.#effects.push({ ...effect, call })
  }

  isChecked(plan: Plan, leg: Leg): boolean {
    return this.#state.checked.has(legId(plan, leg))
  }

  /** Notes that the exchange was asked for the order of a leg, or must be asked again. */
  setChecked(id: string, isChecked: boolean): void {
    const checked = new Set(this.#state.checked)
    if (isChecked) checked.add(id)
    else checked.delete(id)
    this.merge({ checked })
  }

  /** The state after the step; changed plans are stored before anything else. */
  finish(): { readonly state: PlansState; readonly effects: readonly Effect[] } {
    const records = [...this.#changed].flatMap((id): Effect[] => {
      const plan = this.plan(id)
      if (plan === undefined) return []
      const stored = { ...plan, revision: this.nextRevision(plan) }
      this.setPlan(id, stored)
      this.set('moved', id, undefined)
      return [{ type: 'record', plan: stored }]
    })
    return { state: this.#state, effects: [...records, ...this.#effects] }
  }
}

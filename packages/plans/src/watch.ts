/** Choice of the plans that a price concerns: the others of its symbol are far from their triggers. */

import { compare } from '@spotdeck/exact'
import { type Plan, isOver } from './plan.ts'
import type { Lane, PlansState, SymbolPrice, Watch } from './state.ts'
import { priceIn, triggerOf } from './trigger.ts'

/** True if every price concerns the plan: some of its legs wait for more than one fixed trigger. */
export const isRestless = ({ legs }: Plan): boolean =>
  legs.some((leg) => {
    const isFixed = leg.phase.kind === 'waiting' && leg.when.kind === 'price' && leg.when.trail === undefined
    return !isFixed && !isOver(leg)
  })

/** The watch over the plans of a symbol. */
export function watchOf(plans: PlansState['plans'], symbol: string): Watch {
  const active = [...plans.values()].filter(({ status, spec }) => status !== 'ended' && spec.symbol === symbol)
  const lanes = new Map<string, Omit<Lane, 'triggers'> & { readonly triggers: Lane['triggers'][number][] }>()
  for (const { id, legs } of active) {
    for (const { when, act, phase } of legs) {
      const trigger = when.kind === 'price' ? triggerOf(when) : undefined
      if (phase.kind !== 'waiting' || when.kind !== 'price' || act.kind !== 'order' || trigger === undefined) continue
      const { source, way } = when
      const key = `${source} ${act.side} ${way}`
      const lane = lanes.get(key) ?? { source, side: act.side, way, triggers: [] }
      lane.triggers.push({ trigger, planId: id })
      lanes.set(key, lane)
    }
  }
  for (const { way, triggers } of lanes.values())
    triggers.sort((a, b) => (way === 'up' ? compare(a.trigger, b.trigger) : compare(b.trigger, a.trigger)))
  return { restless: new Set(active.filter(isRestless).map(({ id }) => id)), lanes: [...lanes.values()] }
}

/** Ids of the plans that a price concerns. */
export function concernedBy({ restless, lanes }: Watch, price: SymbolPrice): Set<string> {
  const ids = new Set(restless)
  for (const { source, side, way, triggers } of lanes) {
    const value = priceIn(price, source, side)
    if (value === undefined) continue
    for (const { trigger, planId } of triggers) {
      const order = compare(value, trigger)
      if (way === 'up' ? order < 0 : order > 0) break
      ids.add(planId)
    }
  }
  return ids
}

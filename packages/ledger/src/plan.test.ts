import { expect, test } from 'vitest'
import { record } from './apply.ts'
import { stateFromRows, touchedRows } from './rows.ts'
import { EMPTY_STATE, type KeptPlan, type LedgerState } from './state.ts'

const planOf = (n: number, status: string): KeptPlan => ({ id: `p${n}`, status, createdAt: n, legs: [{ n: 0 }] })
const changed = (plan: KeptPlan) => ({ type: 'plan.changed', plan, time: 1, source: 'inferred' }) as const

/** Commits plans one by one, as rows of a store. */
function stored(plans: readonly KeptPlan[]): { readonly state: LedgerState; readonly rows: Map<string, unknown> } {
  const rows = new Map<string, unknown>()
  let state = EMPTY_STATE
  for (const plan of plans) {
    const next = record(state, [changed(plan)], 1)
    for (const [key, value] of touchedRows(state, next.state, next.events)) {
      if (value === undefined) rows.delete(key)
      else rows.set(key, value)
    }
    state = next.state
  }
  return { state, rows }
}

test('the newest form of a plan is read back after a restart, and gets no public number', () => {
  const { rows } = stored([planOf(1, 'armed'), planOf(2, 'armed'), planOf(1, 'paused')])
  const { plans, n, seq } = stateFromRows(rows)
  expect([...plans.values()]).toEqual([planOf(1, 'paused'), planOf(2, 'armed')])
  expect({ n, seq }).toEqual({ n: 3, seq: 0 })
})

test('of the plans that have ended the newest 200 are kept, and every other one', () => {
  const ended = Array.from({ length: 203 }, (_, n) => planOf(n + 1, 'ended'))
  const { state, rows } = stored([planOf(0, 'armed'), ...ended])
  expect([...state.plans.keys()].slice(0, 2)).toEqual(['p0', 'p4'])
  expect(stateFromRows(rows).plans.size).toBe(201)
})

/** Times that unreadable rows left unknown: what is searched once all lists are readable. */

import type { CoverageWindow } from '@spotdeck/ledger'
import { describe, expect, it } from 'vitest'
import { type Draft, draftOf } from '../machine/draft.ts'
import { AT, LIVE, NOW, ledgerOf } from '../testing/plan-scene.ts'
import { apply } from '../machine/apply.ts'
import { type Over, stateOf } from '../testing/state-of.ts'
import type { ListQuestion } from '../base/question.ts'
import { searchUnreadable } from './unreadable-times.ts'

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE
const MARGIN = 5 * MINUTE
const OPEN: ListQuestion = { kind: 'open-orders', symbols: [] }

const complete = (kind: CoverageWindow['kind'], over: Partial<CoverageWindow> = {}): CoverageWindow => ({
  kind,
  from: AT - DAY,
  state: 'complete',
  ...over,
})
const windows = ({ work: { works } }: Draft): readonly CoverageWindow[] =>
  works.flatMap((work) => (work.kind === 'mark' ? work.windows : []))
const shown = (marks: readonly CoverageWindow[]): readonly string[] =>
  marks.map(({ kind, from, to = Infinity, state, reason = '', symbols = ['all'] }) =>
    `${kind} ${from - AT}..${to - AT} ${state} ${reason} ${symbols.join(',')}`.replace(/ +/g, ' '),
  )

describe('what unreadable rows left unknown', () => {
  const left = (over: Partial<CoverageWindow> = {}) =>
    complete('orders', { from: AT - 700, to: AT - 600, state: 'unknown', reason: 'LIST_UNREADABLE', ...over })
  const healed = (coverage: readonly CoverageWindow[], over: Over = {}): Draft => {
    const draft = draftOf(
      stateOf({ ledger: { ...ledgerOf(), coverage }, now: NOW, recovery: { upAt: 0 }, phase: LIVE }, over),
      { at: AT, random: 0.5 },
    )
    apply(draft, searchUnreadable(draft))
    return draft
  }

  it('is searched in every symbol, and looked for every 5 s, after a search every minute', () => {
    const { to: _, ...open } = left({ kind: 'deals', from: AT - 500 })
    const draft = healed([left({ symbols: ['MXUSDT'] }), open])
    expect(shown(windows(draft))).toEqual(['orders -700..-600 repairing MXUSDT', 'deals -500..0 repairing all'])
    expect(draft.search.searches[0]?.span).toEqual({
      since: { orders: AT - 700 - MARGIN, deals: AT - 500 - MARGIN },
      to: AT,
      amounts: new Map(),
    })
    expect(draft.search.nextHealAt).toBe(NOW + MINUTE)
    const none = healed([complete('orders')])
    expect([none.search.searches.length, none.work.works, none.search.nextHealAt]).toEqual([0, [], NOW + 5_000])
  })

  it('is searched since now where only the other kind is unknown', () => {
    const {
      search: { searches },
    } = healed([left({ kind: 'deals' })])
    expect(searches[0]?.span).toMatchObject({ since: { orders: AT - MARGIN, deals: AT - 700 - MARGIN }, to: AT - 600 })
  })

  it('is searched as far back as the exchange tells, and only if it has this reason', () => {
    const reach = AT - 7 * DAY + 3_600_000
    const far = healed([left({ from: AT - 9 * DAY, to: AT - DAY })])
    expect(far.search.searches[0]?.span.since.orders).toBe(reach - MARGIN)
    expect(healed([left({ from: AT - 9 * DAY, to: reach })]).search.searches).toEqual([])
    expect(healed([left({ reason: 'BEYOND_REACH' })]).search.searches).toEqual([])
    expect(healed([left({ kind: 'flows' })]).search.searches).toEqual([])
  })

  it('waits while something is searched, lists are unreadable, or the account is not live', () => {
    const waits = (over: Over) => healed([left()], over).work.works
    expect(waits({ search: { nextHealAt: NOW + 1 } })).toEqual([])
    expect(waits({ search: { searches: [{ id: 1 } as never] } })).toEqual([])
    expect(waits({ phase: { kind: 'connecting' } })).toEqual([])
    const held = { question: OPEN, rows: [], tries: 1, nextAt: NOW + 1 }
    expect(waits({ orders: { unreadableLists: new Map([['open-orders', held]]) } })).toEqual([])
  })
})

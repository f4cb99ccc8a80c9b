/** Lists of flows on their way into the ledger: asked, compared once pushes have come, booked, asked again. */

import { decimal } from '@spotdeck/exact'
import { type CoverageWindow, EMPTY_BOOK, type LedgerState } from '@spotdeck/ledger'
import { describe, expect, it } from 'vitest'
import { AT, LIVE, NOW, READING, REFUSED, ledgerOf } from '../testing/plan-scene.ts'
import { type Draft, draftOf } from '../machine/draft.ts'
import type { FlowLists } from '../base/question.ts'
import {
  askAgain,
  askLists,
  bookLists,
  explainingTick,
  listsAnswered,
  listsTick,
  refuseLists,
  retryTick,
  startExplaining,
} from './flow-telling.ts'
import { apply, applyLists } from '../machine/apply.ts'
import { areListsRead, withSpan } from '../search/spans.ts'
import type { Searched } from '../base/searched.ts'
import { type Over, stateOf, set } from '../testing/state-of.ts'

const MINUTE = 60_000
const DAY_MS = 86_400_000
const LISTS: FlowLists = { since: 0, rows: [], askedAt: AT, answeredAt: AT, lacks: [] }
const COVERAGE: readonly CoverageWindow[] = [{ kind: 'flows', from: AT - 900, to: AT, state: 'repairing' }]

/** A ledger that holds 10 USDT, of which so many are unexplained, with flows that are to be repaired. */
const ledgerWith = (left: number, coverage = COVERAGE): LedgerState => ({
  ...ledgerOf(),
  coverage,
  books: new Map([['USDT', { ...EMPTY_BOOK, opening: decimal<'asset'>(String(10 - left)) }]]),
})

/** A live account whose only search has read all symbols. */
function account(over: Over = {}): Draft {
  const known = {
    ledger: ledgerWith(0),
    now: NOW,
    recovery: { upAt: 5 },
    phase: LIVE,
    search: { searching: { kind: 'telling' } as const },
  }
  const draft = draftOf(stateOf(known, over), { at: AT, random: 0.5 })
  draft.search = withSpan(draft.search, { since: { orders: 1, deals: 2 }, to: AT, amounts: new Map() })
  return draft
}

const pass = (draft: Draft, ms: number): Draft => Object.assign(draft, { now: draft.now + ms, at: draft.at + ms })
const asked = ({ effects }: Draft) => effects.flatMap((effect) => (effect.type === 'ask' ? [effect.question] : []))
const logged = ({ effects }: Draft) => effects.flatMap((effect) => (effect.type === 'log' ? [effect.message] : []))
const works = (draft: Draft) => draft.work.works.map(({ kind }) => kind)

/** Lists that were answered and wait for pushes. */
function settling(over: Over = {}, by: 'search' | 'retry' = 'search'): Draft {
  const draft = account(over)
  applyLists(draft, askLists(draft, by, AT))
  apply(draft, listsAnswered(draft, { kind: 'flow-lists', lists: LISTS }))
  return draft
}

/** Outcome of the lists that a search tells at its end. */
const outcome = (draft: Draft) => draft.flows.explaining?.searched.flowsTold

describe('the lists of a search', () => {
  it('are asked for two days before what they repair, where anything is to be repaired', () => {
    const draft = account()
    applyLists(draft, askLists(draft, 'search', AT))
    expect(asked(draft)).toEqual([{ kind: 'flow-lists', since: AT - 900 - 2 * DAY_MS, background: true }])
    expect([draft.flows.listedIn, draft.flows.booking]).toMatchObject([5, { by: 'search', to: AT, heard: 5 }])
    const nothing = account({ ledger: ledgerWith(0, []) })
    applyLists(nothing, askLists(nothing, 'search', AT))
    expect([asked(nothing), outcome(nothing), nothing.search.searching.kind]).toEqual([[], [], 'explaining'])
    const down = account({ recovery: { upAt: undefined } })
    applyLists(down, askLists(down, 'search', AT))
    expect([asked(down), outcome(down)]).toEqual([[], 'interrupted'])
  })

  it('are booked ten seconds after their answer, when every earlier push has come', () => {
    const draft = settling()
    applyLists(draft, listsTick(pass(draft, 9_999)))
    expect(works(draft)).toEqual([])
    applyLists(draft, listsTick(pass(draft, 1)))
    expect([draft.work.works, draft.flows.booking?.stage.kind]).toEqual([
      [{ kind: 'flow-lists', lists: LISTS }],
      'booking',
    ])
    applyLists(draft, listsTick(pass(draft, 1)))
    expect(works(draft)).toHaveLength(1)
  })

  it('wait for an account that is not live, or whose balances are read, for a minute', () => {
    for (const over of [{ phase: READING }, { balances: { buffer: [] } }]) {
      const draft = settling(over)
      applyLists(draft, listsTick(pass(draft, 59_999)))
      expect([works(draft), draft.flows.booking?.stage.kind]).toEqual([[], 'settling'])
      applyLists(draft, listsTick(pass(draft, 1)))
      expect([draft.flows.booking, logged(draft), draft.search.searches[0]?.untold]).toEqual([
        undefined,
        ['flow lists not readable, retrying later'],
        1,
      ])
    }
  })

  it('end with the stream that they are compared with', () => {
    const [other, none] = [settling(), settling()]
    applyLists(other, listsTick(set(other, { recovery: { upAt: 6 } })))
    applyLists(none, listsTick(set(none, { recovery: { upAt: undefined } })))
    expect([outcome(other), outcome(none), other.flows.booking]).toEqual(['interrupted', 'interrupted', undefined])
  })

  it('are what they lack, once they are booked', () => {
    const booked = (flowsTold?: 'again' | readonly 'NOT_HELD'[], refused = false): Draft => {
      const draft = settling()
      applyLists(draft, listsTick(pass(draft, 10_000)))
      applyLists(draft, bookLists(draft, { news: 0, refused, ...(flowsTold === undefined ? {} : { flowsTold }) }))
      return draft
    }
    expect(outcome(booked(['NOT_HELD']))).toEqual(['NOT_HELD'])
    for (const draft of [booked('again'), booked(), booked(['NOT_HELD'], true)])
      expect([outcome(draft), draft.search.searches[0]?.untold, draft.search.searching.kind]).toEqual([
        undefined,
        1,
        'waiting',
      ])
    const early = settling()
    applyLists(early, bookLists(early, { news: 0, refused: false, flowsTold: [] }))
    expect([outcome(early), early.flows.booking?.stage.kind]).toEqual([undefined, 'settling'])
  })

  it('that are refused are asked for five times; then the search ends without them', () => {
    const draft = account()
    for (let n = 1; n <= 5; n++) {
      applyLists(draft, askLists(draft, 'search', AT))
      applyLists(draft, refuseLists(draft, REFUSED))
      expect([draft.flows.booking, outcome(draft)]).toEqual([undefined, n < 5 ? undefined : 'unanswered'])
    }
    expect(draft.search.searches[0]?.untold).toBe(4)
  })

  it('take no answer and no refusal that they do not wait for', () => {
    const draft = settling()
    applyLists(draft, refuseLists(draft, REFUSED))
    apply(draft, listsAnswered(draft, { kind: 'flow-lists', lists: { ...LISTS, since: 9 } }))
    expect(draft.flows.booking?.stage).toMatchObject({
      kind: 'settling',
      lists: LISTS,
      until: NOW + 10_000,
      limit: NOW + MINUTE,
    })
    const asking = account()
    applyLists(asking, askLists(asking, 'search', AT))
    apply(asking, listsAnswered(asking, { kind: 'clock' }))
    expect(asking.flows.booking?.stage.kind).toBe('asking')
  })
})

describe('lists that were not answered', () => {
  const retry = (tries: number) => ({
    flows: { retry: { to: AT, tries, nextAt: 0 } },
    search: { searching: { kind: 'idle' } as const },
  })

  it('are asked for again after one minute, then after growing waits up to ten', () => {
    const draft = account()
    const waits: number[] = []
    for (let n = 0; n < 6; n++) {
      apply(draft, askAgain(draft, AT - n))
      waits.push((draft.flows.retry?.nextAt ?? 0) - NOW)
    }
    expect(waits.map((ms) => ms / 0.75 / MINUTE)).toEqual([1, 2, 4, 8, 10, 10])
    expect(draft.flows.retry).toMatchObject({ tries: 6, to: AT })
    apply(draft, askAgain(draft, AT + 9))
    expect(draft.flows.retry?.to).toBe(AT + 9)
  })

  it('are asked for when it is time and nothing else reads or explains them', () => {
    const count = (over: Over): number => {
      const draft = account({ ...retry(1), ...over })
      apply(draft, retryTick(draft, areListsRead(draft)))
      return asked(draft).length
    }
    expect(count({})).toBe(1)
    expect(count({ flows: { retry: undefined } })).toBe(0)
    expect([NOW, NOW + 1].map((nextAt) => count({ flows: { retry: { to: AT, tries: 1, nextAt } } }))).toEqual([1, 0])
    expect(count({ search: { searching: { kind: 'telling' } } })).toBe(0)
    expect(count({ search: { searching: { kind: 'explaining' } } })).toBe(0)
    const {
      flows: { booking: telling },
    } = settling()
    expect(count({ flows: { booking: telling } })).toBe(0)
    expect(count({ flows: { explaining: { by: 'retry', open: new Map(), until: 0, searched: {} as Searched } } })).toBe(
      0,
    )
  })

  it('are given up after eight tries, with the reason', () => {
    const refused = (tries: number): Draft => {
      const draft = account(retry(tries))
      applyLists(draft, askLists(draft, 'retry', AT))
      applyLists(draft, refuseLists(draft, REFUSED))
      return draft
    }
    expect([refused(7).flows.retry?.tries, logged(refused(7))]).toEqual([
      8,
      ['flow lists not readable, retrying later'],
    ])
    const last = refused(8)
    expect([last.flows.retry, logged(last)]).toEqual([
      undefined,
      ['flow lists not readable, flows of the gap stay unknown'],
    ])
    expect(last.work.works).toEqual([{ kind: 'told', to: AT, flowsTold: ['NO_ANSWER'] }])
  })

  it('that are booked late are told by themselves', () => {
    const draft = settling(retry(3), 'retry')
    applyLists(draft, listsTick(pass(draft, 10_000)))
    applyLists(draft, bookLists(draft, { news: 0, refused: false, flowsTold: [] }))
    expect([draft.flows.retry, draft.work.works.at(-1)]).toEqual([undefined, { kind: 'told', to: AT, flowsTold: [] }])
  })
})

describe('what stays unexplained after a search', () => {
  const SEARCHED: Searched = {
    since: { orders: 1, deals: 2 },
    to: AT,
    amounts: new Map(),
    complete: { orders: true, deals: true },
    knownFrom: { orders: 0, deals: 0 },
    lacks: { orders: [], deals: [] },
    flowsTold: ['NOT_HELD'],
  }
  const swept = (draft: Draft) =>
    draft.work.works.flatMap((work) => (work.kind === 'swept' ? [work.searched.flowsTold] : []))

  it('is looked at for ten seconds, as its push may be on its way', () => {
    const draft = account({ ledger: ledgerWith(1), flows: { listedIn: 5 } })
    apply(draft, startExplaining(draft, 'search', SEARCHED))
    apply(draft, explainingTick(pass(draft, 9_999)))
    expect([...(draft.flows.explaining?.open ?? []), ...swept(draft)]).toEqual([['USDT', '1']])
    apply(draft, explainingTick(pass(draft, 1)))
    apply(draft, explainingTick(pass(draft, 1)))
    expect(swept(draft)).toEqual([['NOT_HELD']])
  })

  it('is over as soon as everything is explained, even if only for a moment', () => {
    const draft = account({ ledger: ledgerWith(1), flows: { listedIn: 5 } })
    apply(draft, startExplaining(draft, 'search', SEARCHED))
    draft.ledger = ledgerWith(0)
    apply(draft, explainingTick(draft))
    draft.ledger = ledgerWith(1)
    apply(draft, explainingTick(pass(draft, 20_000)))
    expect([swept(draft), draft.flows.explaining?.open.size]).toEqual([[['NOT_HELD']], 0])
  })

  it('says nothing of flows where a new gap began meanwhile', () => {
    const draft = account({ flows: { listedIn: 4 } })
    apply(draft, startExplaining(draft, 'search', SEARCHED))
    expect(swept(draft)).toEqual(['interrupted'])
  })
})

/** The draft of a step: a copy of every field, its questions, and what it counts and logs. */

import { describe, expect, it } from 'vitest'
import { AT, LIVE, READING } from '../testing/plan-scene.ts'
import { type Draft, draftOf } from './draft.ts'
import { ask, enqueue, forget, log, noteDrift } from '../base/draft.ts'
import { isLive, isUp } from '../phase/state.ts'
import { START } from './state.ts'
import { type Over, stateOf } from '../testing/state-of.ts'

const draft = (over: Over = {}): Draft => draftOf(stateOf(over), { at: AT, random: 0.5 })

describe('a draft', () => {
  it('has every field of the state, and changes none of it', () => {
    const changed = draft()
    const { at, random, effects, ...fields } = changed
    expect([fields, at, random, effects]).toEqual([START, AT, 0.5, []])
    changed.now = 5
    enqueue(changed, { kind: 'checked', time: 1 })
    enqueue(changed, { kind: 'checked', time: 2 })
    expect([
      changed.work.works.map((work) => work.kind === 'checked' && work.time),
      START.work.works,
      START.now,
    ]).toEqual([[1, 2], [], 0])
  })

  it('asks with a new number each, and forgets calls by their purpose', () => {
    const before = new Map([[6, { for: 'search' } as const]])
    const asking = draft({ work: { calls: before, lastCall: 6 } })
    expect(ask(asking, { kind: 'clock' }, { for: 'suspicion' })).toBe(7)
    expect(ask(asking, { kind: 'listing' }, { for: 'unlisted' })).toBe(8)
    expect(asking.effects).toEqual([
      { type: 'ask', call: 7, question: { kind: 'clock' } },
      { type: 'ask', call: 8, question: { kind: 'listing' } },
    ])
    forget(asking, (purpose) => purpose.for === 'suspicion')
    expect([[...asking.work.calls.keys()], [...before.keys()], asking.work.lastCall]).toEqual([[6, 8], [6], 8])
  })

  it('is up while a stream is, and live while its figures are proven', () => {
    expect([
      isUp(draft()),
      isUp(draft({ recovery: { upAt: 0 } })),
      isLive(draft({ phase: LIVE })),
      isLive(draft({ phase: READING })),
    ]).toEqual([false, true, true, false])
  })

  it('counts what it does not know, and logs each value once, two hundred at most', () => {
    const odd = draft()
    for (const raw of ['a', 'b', 'a']) noteDrift(odd, 'UNKNOWN_ENUM', raw)
    noteDrift(odd, 'BAD_VALUE', 'a')
    expect(odd.work.drift).toBe(4)
    expect(odd.effects.map((effect) => effect.type === 'log' && [effect.level, effect.fields])).toEqual([
      ['warn', { code: 'UNKNOWN_ENUM', raw: 'a' }],
      ['warn', { code: 'UNKNOWN_ENUM', raw: 'b' }],
      ['warn', { code: 'BAD_VALUE', raw: 'a' }],
    ])
    for (let i = 0; i < 300; i++) noteDrift(odd, 'MANY', String(i))
    expect([odd.work.drift, odd.effects.length]).toEqual([304, 200])
    log(odd, 'error', 'failed')
    expect(odd.effects.at(-1)).toEqual({ type: 'log', level: 'error', message: 'failed', fields: {} })
  })
})

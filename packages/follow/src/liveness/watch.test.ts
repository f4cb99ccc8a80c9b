/** The time for which figures of a live account count as proven, and the status when no proof comes in time. */

import { decimal, zero } from '@spotdeck/exact'
import { EMPTY_STATE, NO_BALANCE } from '@spotdeck/ledger'
import { describe, expect, it } from 'vitest'
import { type Draft, draftOf, setPlan } from '../machine/draft.ts'
import { planOf } from '../phase/state.ts'
import type { Doing } from '../phase/plan.ts'
import { beginPlan } from '../machine/plan-steps.ts'
import { EMPTY_SEQUENCE } from '../balances/sequence.ts'
import { comparedSooner, provenUntil, refusedAt, watchAt } from './watch.ts'
import { noteAgreed, noteDemand, noteMute as compareMute, noteUnproven } from '../machine/proof-steps.ts'
import { afterBeat } from '../stream/frames.ts'
import { stateOf, type Over, set } from '../testing/state-of.ts'

const SECOND = 1_000
const MINUTE = 60 * SECOND
const NOW = 20 * MINUTE
const AT = 1_767_225_600_000
const LEDGER = { ...EMPTY_STATE, birth: AT - NOW, checkedAt: AT - 30 * SECOND }

/** A live account whose last push came `idleMs` ago, and whose balances were compared this very moment. */
function proven(idleMs: number, over: Over = {}): Draft {
  const known: Over = {
    phase: { kind: 'live', plan: undefined },
    ledger: LEDGER,
    now: NOW,
    recovery: { upAt: 0 },
    stream: { pushedAt: NOW - idleMs, frameAt: NOW },
    liveness: { nextWatchAt: NOW },
  }
  const draft = draftOf(stateOf(known, over), { at: AT, random: 0.5 })
  noteAgreed(draft, draft.now)
  return draft
}

/** Lets time pass without an input. */
function pass(draft: Draft, ms: number): Draft {
  return Object.assign(draft, { now: draft.now + ms, at: draft.at + ms })
}

const noteInterval = (draft: Draft): unknown => (draft.liveness = comparedSooner(draft))
const noteRefused = (draft: Draft): unknown => (draft.liveness = refusedAt(draft.liveness, draft.now))
function noteHeard(draft: Draft): void {
  draft.stream = { ...draft.stream, pushedAt: draft.now }
  noteInterval(draft)
}
function noteMute(draft: Draft, beats: boolean): void {
  draft.stream = afterBeat(draft.stream, { lastFrameAt: draft.stream.beat.frameSeen, beats }, draft.now)
  compareMute(draft)
}

const dueIn = (draft: Draft): number => watchAt(draft, draft.at) - draft.now
const liveFor = (draft: Draft): number => provenUntil(draft, draft.at) - draft.now

/** A change of an asset, pushed so long ago. */
function pushedAgo(asset: string, ms: number) {
  const change = { asset, ...NO_BALANCE, freeChange: decimal<'asset'>('1'), lockedChange: zero<'asset'>() }
  return [asset, [{ change: { ...change, reason: 'DEPOSIT', time: AT - ms }, at: AT - ms }]] as const
}

/** A comparison just now that agrees but for MX and USDT, which were last pushed so long ago. */
function late(mxMs: number, usdtMs: number): Draft {
  const taken = new Map([pushedAgo('MX', mxMs), pushedAgo('USDT', usdtMs)])
  const draft = proven(mxMs, { balances: { sequence: { ...EMPTY_SEQUENCE, taken } } })
  noteAgreed(draft, draft.now, ['MX', 'USDT'])
  return draft
}

describe('balances are compared in time, and the account is live no longer than that', () => {
  it.each([
    ['trades', 0, 1_500, 2_800],
    ['traded 59 s ago', 59_999, 1_500, 2_800],
    ['traded a minute ago', MINUTE, 5_000, 6_300],
    ['traded nearly 5 minutes ago', 299_999, 5_000, 6_300],
    ['traded 5 minutes ago', 300_000, 10_000, 12_500],
  ])('of an account that %s', (_name, idleMs, dueMs, liveMs) => {
    const draft = proven(idleMs)
    expect({ due: dueIn(draft), live: liveFor(draft) }).toEqual({ due: dueMs, live: liveMs })
  })

  it('sooner where a balance cannot be read', () => {
    const draft = proven(10 * MINUTE, { balances: { unreadable: new Map([['MX', '1,5']]) } })
    expect({ due: dueIn(draft), live: liveFor(draft) }).toEqual({ due: 1_500, live: 2_800 })
  })

  it('not with the shortest interval while the status names what is missing: the search for it goes before', () => {
    const status = { state: 'degraded', code: 'EXPLAINING', params: { assets: 'USDT' }, since: AT } as const
    const draft = proven(0, { ledger: { ...LEDGER, status } })
    expect({ due: dueIn(draft), live: liveFor(draft) }).toEqual({ due: 5_000, live: 6_300 })
    expect(dueIn(proven(10 * MINUTE, { ledger: { ...LEDGER, status } }))).toBe(10_000)
    Object.assign(pass(draft, SECOND), { ledger: LEDGER })
    noteInterval(draft)
    expect({ due: dueIn(draft), live: liveFor(draft) }).toEqual({ due: 1_500, live: 2_800 })
  })

  it('later where accounts share the limits, by what they do: idle ones cost one that trades nothing', () => {
    const due = (idleMs: number, more: Over): number =>
      dueIn(proven(idleMs, { ...more, work: { sharing: { sharers: 50, ...more.work?.sharing } } }))
    const unreadable = new Map([['MX', '1,5']])
    expect([
      due(0, { work: { sharing: { demand: 15 } } }),
      due(10 * MINUTE, { work: { sharing: { demand: 15 } } }),
    ]).toEqual([1_500, 166_667])
    expect([
      due(0, { work: { sharing: { demand: 60 } } }),
      due(2 * MINUTE, { work: { sharing: { demand: 60 } } }),
    ]).toEqual([6_000, 20_000])
    expect(due(10 * MINUTE, { work: { sharing: { demand: 60 } }, balances: { unreadable } })).toBe(6_000)
  })

  it('puts off what is due by a part of what the interval grows by, where other accounts begin to trade', () => {
    const draft = proven(0)
    noteDemand(draft, 60)
    expect({ due: dueIn(draft), live: liveFor(draft) }).toEqual({ due: 1_500 + 2_250, live: 7_500 })
    noteDemand(draft, 15)
    expect({ due: dueIn(draft), live: liveFor(draft) }).toEqual({ due: 3_750, live: 7_500 })
    noteHeard(draft)
    expect({ due: dueIn(draft), live: liveFor(draft) }).toEqual({ due: 1_500, live: 2_800 })
  })

  it('from when the balances were asked for, not from their answer', () => {
    const draft = proven(0)
    noteAgreed(pass(draft, 900), draft.now - 900)
    expect({ due: dueIn(draft), live: liveFor(draft) }).toEqual({ due: 600, live: 1_900 })
  })

  it('an answer to an older question takes nothing back', () => {
    const draft = proven(0)
    noteAgreed(draft, draft.now - 5_000)
    expect(liveFor(draft)).toBe(2_800)
  })
})

describe('a push', () => {
  it('makes the account that was idle compare soon, as it may have brought others that were lost', () => {
    const draft = pass(proven(10 * MINUTE), 2_000)
    noteHeard(draft)
    expect({ due: dueIn(draft), live: liveFor(draft) }).toEqual({ due: 1_500, live: 2_800 })
  })

  it('puts off neither the comparison nor the end of the proof', () => {
    const draft = pass(proven(0), 1_000)
    noteHeard(draft)
    expect({ due: dueIn(draft), live: liveFor(draft) }).toEqual({ due: 500, live: 1_800 })
  })
})

describe('a socket with a heartbeat', () => {
  const silent = (ms: number): Draft => {
    const draft = pass(proven(10 * MINUTE), ms)
    noteMute(draft, true)
    return draft
  }

  it('that is silent for a second is compared at once, and the figures are proven for 2.8 s from its last frame', () => {
    const draft = silent(1_000)
    expect({ due: dueIn(draft), live: liveFor(draft) }).toEqual({ due: 0, live: 1_800 })
  })

  it('that was silent for less is not', () => {
    expect(dueIn(silent(999))).toBe(9_001)
  })

  it('is compared once for one silence, then every 1.5 s', () => {
    const draft = silent(1_000)
    noteAgreed(draft, draft.now)
    noteMute(pass(draft, 100), true)
    expect(dueIn(draft)).toBe(1_400)
  })

  it('is compared at once at the next silence, too', () => {
    const draft = silent(1_000)
    noteAgreed(draft, draft.now)
    set(pass(draft, 1_000), { stream: { frameAt: draft.now } })
    noteMute(draft, true)
    noteAgreed(draft, draft.now)
    noteMute(pass(draft, 1_000), true)
    expect(dueIn(draft)).toBe(0)
  })

  it('and one without: silence tells nothing', () => {
    const draft = pass(proven(10 * MINUTE), 3_000)
    noteMute(draft, false)
    expect(dueIn(draft)).toBe(7_000)
  })
})

describe('while REST refuses to compare', () => {
  it('it is asked again after 300 ms, then every second, and as usual after an answer', () => {
    const draft = proven(0)
    noteRefused(draft)
    const first = dueIn(draft)
    noteRefused(draft)
    const second = dueIn(draft)
    noteAgreed(draft, draft.now)
    const agreed = dueIn(draft)
    noteRefused(draft)
    expect([first, second, agreed, dueIn(draft)]).toEqual([300, 1_000, 1_500, 300])
  })

  it('the account stays live for 8 s from the newest proof or push: both would have to fail', () => {
    const draft = pass(proven(0), 3_000)
    noteRefused(draft)
    const unheard = liveFor(draft)
    noteHeard(draft)
    expect([unheard, liveFor(draft)]).toEqual([5_000, 8_000])
  })

  it('and not shorter than an idle account anyway', () => {
    const draft = proven(10 * MINUTE)
    noteRefused(draft)
    expect(liveFor(draft)).toBe(12_500)
  })
})

describe('where REST tells the balance before the newest push', () => {
  it('it is compared again after 400 ms, but not before the next comparison of that push is due', () => {
    expect([dueIn(late(0, 0)), dueIn(late(1_400, 1_400))]).toEqual([1_500, 400])
  })

  it('the push is the proof of its asset, from when it came: the oldest of several counts', () => {
    expect([liveFor(late(0, 0)), liveFor(late(500, 2_000)), liveFor(late(2_000, 500))]).toEqual([2_800, 800, 800])
  })

  it('a push from the future counts from now', () => {
    expect(liveFor(late(-5_000, 0))).toBe(2_800)
  })

  it('an answer that agrees later is proof of all', () => {
    const draft = late(2_000, 2_000)
    noteAgreed(draft, draft.now)
    expect(liveFor(draft)).toBe(2_800)
  })
})

describe('without a proof in time', () => {
  /** The status that readers are told, and the beginning of the gap, in ms before now. */
  function told(draft: Draft) {
    noteUnproven(draft)
    const { phase, at, effects } = draft
    const { works } = draft.work
    const { gapFrom } = draft.recovery
    const status = works.findLast((work) => work.kind === 'status')
    return {
      phase: phase.kind,
      cause: phase.kind === 'reconciling' ? phase.cause : undefined,
      status: status?.kind === 'status' ? status.state : undefined,
      gap: gapFrom === undefined ? undefined : at - gapFrom,
      renewed: effects.some(({ type }) => type === 'renew-stream'),
    }
  }
  const LIVE = { phase: 'live', cause: undefined, status: undefined, gap: undefined, renewed: false }

  it('the account is stale, and all since the last proof is read again', () => {
    expect(told(pass(proven(0), 2_799))).toEqual(LIVE)
    const unheard = { phase: 'reconciling', cause: 'NOTHING_HEARD', status: 'stale', gap: 2_800, renewed: false }
    expect(told(pass(proven(0), 2_800))).toEqual(unheard)
  })

  it('nothing is said of an account that is not live', () => {
    const draft = pass(proven(0), MINUTE)
    draft.phase = { kind: 'reconciling', cause: 'STREAM_READY', plan: undefined, nextAt: 0, again: undefined }
    expect(told(draft)).toEqual({ ...LIVE, phase: 'reconciling', cause: 'STREAM_READY' })
  })

  it('where REST told what no push has brought, the stream is replaced', () => {
    const answer = { kind: 'balances', read: new Map(), unreadable: [] } as const
    const waits: readonly Doing[] = [
      { kind: 'comparing', answer, seen: new Map(), until: Infinity },
      { kind: 'asking', step: 'balances', call: 1, attempt: 1, seen: new Map() },
      { kind: 'folding', step: 'balances', attempt: 1 },
    ]
    for (const doing of waits) {
      const draft = pass(proven(0), 1_500)
      beginPlan(draft, 'watch', 'WATCH')
      const plan = planOf(draft)
      if (plan !== undefined) setPlan(draft, { ...plan, doing })
      const silent = { phase: 'reconciling', cause: 'STREAM_SILENT', status: 'reconciling', gap: 2_800, renewed: true }
      expect({ doing, ...told(pass(draft, 1_300)) }).toEqual({ doing, ...silent })
      expect([...draft.stream.silent]).toEqual(['account'])
    }
  })

  it('where the answer has not come yet, the stream is not to blame', () => {
    const draft = pass(proven(0), 1_500)
    beginPlan(draft, 'watch', 'WATCH')
    expect(told(pass(draft, 1_300))).toMatchObject({ cause: 'NOTHING_HEARD', status: 'stale', renewed: false })
  })

  it('where REST told a state from before the newest pushes, all since the oldest of them is read again', () => {
    const draft = pass(late(1_000, 500), 1_800)
    const broken = { phase: 'reconciling', cause: 'CHAIN_BROKEN', status: 'reconciling', gap: 2_800, renewed: false }
    expect(told(draft)).toEqual(broken)
  })

  it('an audit under way, or one that gave way to a comparison, is put off', () => {
    const audited = (over: (draft: Draft) => void): number => {
      const draft = proven(0)
      beginPlan(draft, 'audit', 'AUDIT')
      over(draft)
      noteUnproven(pass(draft, 3_000))
      return draft.liveness.nextAuditAt - draft.now
    }
    const paused = (draft: Draft): void => {
      draft.phase = { kind: 'live', plan: undefined, paused: planOf(draft) }
      beginPlan(draft, 'watch', 'WATCH')
    }
    const none = (draft: Draft): void => beginPlan(draft, 'watch', 'WATCH')
    expect([audited(() => undefined), audited(paused)]).toEqual([5 * MINUTE, 5 * MINUTE])
    expect(audited(none)).toBeLessThan(0)
  })
})

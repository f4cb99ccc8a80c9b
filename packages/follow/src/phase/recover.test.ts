/** Gaps: from when on they count, when they are read again, and what is told meanwhile. */

import { EMPTY_STATE, type LedgerState } from '@spotdeck/ledger'
import { describe, expect, it } from 'vitest'
import { MARGIN_MS, LAG_MS } from '../base/margins.ts'
import { type Draft, draftOf } from '../machine/draft.ts'
import { apply } from '../machine/apply.ts'
import { ask } from '../base/draft.ts'
import { planOf } from './state.ts'
import { beginPlan } from '../machine/plan-steps.ts'
import { POLL_MS, doubt, heal, missed, openGap, request } from './recover.ts'
import { NO_PUSHES } from '../stream/state.ts'
import { streamDown, streamUp } from '../machine/stream-steps.ts'
import { noteAgreed } from '../machine/proof-steps.ts'
import { type Over, stateOf } from '../testing/state-of.ts'

const SECOND = 1_000
const MINUTE = 60 * SECOND
const AT = 1_767_225_600_000
const NOW = 20 * MINUTE
const LIVE = { kind: 'live', plan: undefined } as const
const GOING_LIVE = {
  kind: 'live',
  times: { begun: AT, read: AT },
  gapFrom: undefined,
  first: false,
  ordersAt: 0,
} as const
const TROUBLE = { code: 'SOCKET_CLOSED', detail: '', retryInMs: 1_000 } as const
const LEDGER: LedgerState = {
  ...EMPTY_STATE,
  n: 1,
  birth: AT - NOW,
  checkedAt: AT - 30 * SECOND,
  status: { state: 'live', code: 'LIVE', params: {}, since: 0 },
}

/** A live account whose stream has been up for ten minutes. */
function account(over: Over = {}): Draft {
  const recovery = { upAt: NOW / 2, renewedAt: 0 }
  const known = { ledger: LEDGER, now: NOW, recovery, stream: { aliveAt: AT - SECOND }, phase: LIVE }
  return draftOf(stateOf(known, over), { at: AT, random: 0.5 })
}

const pass = (draft: Draft, ms: number): Draft => Object.assign(draft, { now: draft.now + ms, at: draft.at + ms })

const gap = ({ recovery: { gapFrom } }: Draft) => (gapFrom === undefined ? undefined : gapFrom - AT)
/** The phase without its plan, and in how many ms it is read. */
function phaseOf({ phase, now }: Draft) {
  if (phase.kind !== 'reconciling') return { kind: phase.kind }
  const { kind, cause, nextAt, again, plan } = phase
  return { kind, cause, inMs: nextAt - now, again, isReading: plan !== undefined }
}
const status = ({ work: { works } }: Draft) =>
  works.flatMap((work) => (work.kind === 'status' ? [`${work.state} ${work.code}`] : []))
const marks = ({ work: { works } }: Draft) => works.flatMap((work) => (work.kind === 'mark' ? [work.windows] : []))
const isRenewed = ({ effects }: Draft) => effects.some(({ type }) => type === 'renew-stream')

describe('a gap', () => {
  it('begins at the earliest time that was missed, and never before the first start', () => {
    const draft = account()
    draft.recovery = openGap(draft, AT - 10)
    draft.recovery = openGap(draft, AT - 5)
    expect(gap(draft)).toBe(-10)
    draft.recovery = openGap(draft, AT - 20)
    expect(gap(draft)).toBe(-20)
    draft.recovery = openGap(draft, AT - 2 * NOW)
    expect(gap(draft)).toBe(-NOW)
  })

  it('left out what happened after balances agreed, however early it begins; but for REST’s lag', () => {
    const draft = account({ recovery: { agreedAt: AT - 3 * SECOND } })
    draft.recovery = openGap(draft, AT - MINUTE)
    expect((draft.recovery.agreedTo ?? 0) - AT).toBe(-3 * SECOND - LAG_MS)
    pass(draft, SECOND)
    draft.recovery = openGap(draft, AT - 2 * MINUTE)
    expect((draft.recovery.agreedTo ?? 0) - AT).toBe(-3 * SECOND - LAG_MS)
  })

  it('left out all of the time in which the machine slept', () => {
    const draft = account()
    noteAgreed(draft, draft.now)
    Object.assign(draft, { at: AT + 60 * MINUTE, now: draft.now + 10 * SECOND })
    draft.recovery = openGap(draft, AT)
    expect((draft.recovery.agreedTo ?? 0) - AT).toBe(-LAG_MS)
  })

  it('before the first start begins where it was told', () => {
    const draft = account({ ledger: EMPTY_STATE })
    draft.recovery = openGap(draft, AT - 2 * NOW)
    expect(gap(draft)).toBe(-2 * NOW)
  })

  it('is not covered, unless nothing was covered before', () => {
    const draft = account()
    apply(draft, { effects: doubt(draft) })
    expect(marks(draft)).toEqual([])
    draft.recovery = openGap(draft, AT - 10)
    apply(draft, { effects: doubt(draft) })
    expect(marks(draft)[0]?.map(({ from, state }) => `${from - AT} ${state}`)).toEqual(Array(4).fill('-10 unknown'))
    const fresh = account({ ledger: EMPTY_STATE })
    fresh.recovery = openGap(fresh, AT - 10)
    apply(fresh, { effects: doubt(fresh) })
    expect(marks(fresh)).toEqual([])
  })

  it('of a lost push begins where all was known last, and is read at once', () => {
    const draft = account()
    apply(draft, missed(draft, 'CHAIN_BROKEN'))
    expect(gap(draft)).toBe(-30 * SECOND)
    expect(phaseOf(draft)).toMatchObject({ kind: 'reconciling', cause: 'CHAIN_BROKEN', inMs: 0, again: undefined })
    expect(status(draft)).toEqual(['reconciling RECONCILING'])
  })

  it('begins now where all is known up to a later time, and minutes ago where nothing is known', () => {
    const ahead = account({ ledger: { ...LEDGER, checkedAt: AT + MINUTE } })
    apply(ahead, missed(ahead, 'CHAIN_BROKEN'))
    expect(gap(ahead)).toBe(0)
    const unknown = account({ ledger: { ...LEDGER, checkedAt: undefined as never } })
    apply(unknown, missed(unknown, 'CHAIN_BROKEN'))
    expect(gap(unknown)).toBe(-MARGIN_MS)
  })

  it('begins where its cause says', () => {
    const draft = account()
    apply(draft, missed(draft, 'NOTHING_HEARD', AT - 3))
    expect(gap(draft)).toBe(-3)
  })

  it('is marked once, however often something is missed in it', () => {
    const draft = account()
    apply(draft, missed(draft, 'CHAIN_BROKEN'))
    expect(marks(draft)).toHaveLength(1)
    apply(draft, missed(draft, 'CHAIN_BROKEN'))
    expect(marks(draft)).toHaveLength(1)
  })
})

describe('a stream that left something out', () => {
  it('is replaced, at most every 10 s, and its reads are no proof until they are 10 s apart', () => {
    const draft = account()
    apply(draft, heal(draft, 'STREAM_SILENT'))
    expect([isRenewed(draft), draft.recovery.renewedAt]).toEqual([true, NOW])
    expect(draft.recovery.proof).toEqual({ from: NOW, isDistrusted: true, isHeard: false })
    draft.effects.length = 0
    apply(draft, heal(pass(draft, 9_999), 'STREAM_SILENT'))
    expect(isRenewed(draft)).toBe(false)
    expect(draft.recovery.proof?.from).toBe(NOW + 9_999)
    apply(draft, heal(pass(draft, 1), 'STREAM_SILENT'))
    expect(isRenewed(draft)).toBe(true)
  })

  it('is not replaced where there is none', () => {
    const draft = account({
      recovery: { upAt: undefined },
      phase: { kind: 'polling', trouble: TROUBLE, plan: undefined, nextAt: 0 },
    })
    apply(draft, heal(draft, 'STREAM_SILENT'))
    expect([isRenewed(draft), draft.recovery.proof]).toEqual([false, undefined])
  })
})

describe('a reconciliation that is requested', () => {
  it('while one reads follows it', () => {
    const draft = account()
    apply(draft, request(draft, 'CHAIN_BROKEN'))
    beginPlan(draft, 'reconcile', 'CHAIN_BROKEN')
    apply(draft, request(draft, 'UNDECODABLE'))
    expect(phaseOf(draft)).toMatchObject({ cause: 'CHAIN_BROKEN', again: 'UNDECODABLE', isReading: true })
  })

  it('while one waits takes its place', () => {
    const draft = account()
    draft.phase = { kind: 'reconciling', cause: 'CHAIN_BROKEN', plan: undefined, nextAt: NOW + 500, again: undefined }
    apply(draft, request(draft, 'UNDECODABLE'))
    expect(phaseOf(draft)).toMatchObject({ cause: 'UNDECODABLE', inMs: 500, again: undefined, isReading: false })
  })

  it('while one waits in a row of them is followed by another one, so that the account is live after a calm while', () => {
    const draft = account({ recovery: { streak: { count: 3, lastAt: NOW } } })
    draft.phase = { kind: 'reconciling', cause: 'CHAIN_BROKEN', plan: undefined, nextAt: NOW + 500, again: undefined }
    apply(draft, request(draft, 'UNDECODABLE'))
    expect(phaseOf(draft)).toMatchObject({ inMs: 500, again: 'UNDECODABLE' })
    const few = account({ recovery: { streak: { count: 2, lastAt: NOW } } })
    few.phase = { kind: 'reconciling', cause: 'CHAIN_BROKEN', plan: undefined, nextAt: NOW + 500, again: 'FOLD_FAILED' }
    apply(few, request(few, 'UNDECODABLE'))
    expect(phaseOf(few)).toMatchObject({ inMs: 500, again: 'FOLD_FAILED' })
  })

  it('after one that is over but not yet live begins anew', () => {
    const draft = account()
    draft.phase = { kind: 'going-live', cause: 'OLD', job: GOING_LIVE }
    apply(draft, request(draft, 'UNDECODABLE'))
    expect(phaseOf(draft)).toMatchObject({ kind: 'reconciling', cause: 'UNDECODABLE', inMs: 0 })
  })

  it('without a stream, or at the end, is none', () => {
    const polling = account({
      recovery: { upAt: undefined },
      phase: { kind: 'polling', trouble: TROUBLE, plan: undefined, nextAt: 0 },
    })
    const over = (['closing', 'closed'] as const).map((kind) => account({ phase: { kind } }))
    for (const draft of [polling, ...over]) {
      const { kind } = draft.phase
      apply(draft, request(draft, 'UNDECODABLE'))
      expect(draft.phase.kind).toBe(kind)
    }
  })

  it('drops the comparison under way with its question: an answer to it counts no more', () => {
    const draft = account()
    beginPlan(draft, 'watch', 'WATCH')
    ask(draft, { kind: 'clock' }, { for: 'suspicion' })
    draft.phase = { kind: 'live', plan: planOf(draft), paused: planOf(draft) }
    apply(draft, request(draft, 'CHAIN_BROKEN'))
    expect([...draft.work.calls.values()]).toEqual([{ for: 'suspicion' }])
    expect(draft.phase).toMatchObject({ kind: 'reconciling', plan: undefined })
    expect(draft.phase).not.toHaveProperty('paused')
  })

  it('forgets balances that were read before it and are not in the ledger yet', () => {
    const draft = account()
    const told = {
      read: new Map(),
      unreadable: [],
      span: { t0: AT, t1: AT },
      whenUnclear: 'leave',
      source: 'audit',
    } as const
    draft.work = {
      ...draft.work,
      works: [
        { kind: 'checked', time: AT },
        { kind: 'balances', ...told, tag: { for: 'plan', plan: 1 } },
      ],
    }
    apply(draft, request(draft, 'CHAIN_BROKEN'))
    expect(draft.work.works.map(({ kind }) => kind)).toEqual(['checked', 'status'])
  })

  it('names its cause, but for a new stream, which is read at once and promises live soon', () => {
    const draft = account({ recovery: { streak: { count: 9, lastAt: NOW } } })
    streamUp(draft, false)
    expect([phaseOf(draft).inMs, status(draft)]).toEqual([0, ['reconciling RECONCILING']])
    const params = ({ work: { works } }: Draft) =>
      works.flatMap((work) => (work.kind === 'status' ? [work.params] : []))
    expect(params(draft)).toEqual([{}])
    const missing = account()
    apply(missing, request(missing, 'CHAIN_BROKEN'))
    expect(params(missing)).toEqual([{ cause: 'CHAIN_BROKEN' }])
    const waiting = account({ phase: { kind: 'connecting' }, recovery: { streak: { count: 9, lastAt: NOW } } })
    streamUp(waiting, true)
    expect([phaseOf(waiting).inMs, waiting.recovery.streak.count]).toEqual([0, 9])
  })

  it('after the first three in a row waits, from 1 s up to 10 s, and says that live is not near', () => {
    const draft = account()
    const waits: number[] = []
    for (let turn = 0; turn < 9; turn++) {
      draft.phase = LIVE
      draft.work = { ...draft.work, works: [] }
      apply(draft, request(draft, 'CHAIN_BROKEN'))
      waits.push(phaseOf(draft).inMs ?? NaN)
      if (turn === 3) expect(status(draft)).toEqual(['degraded RECONCILING'])
      if (turn === 2) expect(status(draft)).toEqual(['reconciling RECONCILING'])
      pass(draft, phaseOf(draft).inMs ?? 0)
      draft.recovery = { ...draft.recovery, streak: { ...draft.recovery.streak, lastAt: draft.now } }
    }
    expect(waits).toEqual([0, 0, 0, 1_000, 2_000, 4_000, 8_000, 10_000, 10_000])
  })

  it('after 90 calm seconds is at once again', () => {
    const waitAfter = (ms: number): number | undefined => {
      const draft = account({ recovery: { streak: { count: 5, lastAt: NOW - ms } } })
      apply(draft, request(draft, 'CHAIN_BROKEN'))
      return draft.recovery.streak.count
    }
    expect([waitAfter(89_999), waitAfter(90_000)]).toEqual([6, 0])
  })
})

describe('a stream that comes up', () => {
  it('is read at once, whatever was read before', () => {
    const draft = account({ recovery: { upAt: undefined, streak: { count: 9, lastAt: NOW }, tries: { attempt: 3 } } })
    draft.phase = { kind: 'polling', trouble: TROUBLE, plan: undefined, nextAt: NOW + 1 }
    draft.stream = {
      ...draft.stream,
      missing: { channels: { ...NO_PUSHES.channels, deals: 0 }, orders: [{ id: '1', at: 0 }] },
    }
    streamUp(draft, false)
    expect(phaseOf(draft)).toMatchObject({ kind: 'reconciling', cause: 'STREAM_READY', inMs: 0 })
    const { upAt, tries, proof } = draft.recovery
    const { pushedAt: heardAt, frameAt, missing: owed } = draft.stream
    expect({ upAt, heardAt, frameAt, tries, owed }).toEqual({
      upAt: NOW,
      heardAt: NOW,
      frameAt: NOW,
      tries: { attempt: 0 },
      owed: NO_PUSHES,
    })
    expect(proof).toEqual({ from: NOW, isDistrusted: false, isHeard: false })
    expect([gap(draft), status(draft)]).toEqual([undefined, []])
  })

  it('in place of another one opens a gap from where all was known last', () => {
    const draft = account()
    streamUp(draft, false)
    expect([gap(draft), marks(draft).length, status(draft)]).toEqual([-30 * SECOND, 1, ['reconciling RECONCILING']])
    const unknown = account({ ledger: { ...LEDGER, checkedAt: undefined as never } })
    streamUp(unknown, false)
    expect(gap(unknown)).toBe(-MARGIN_MS)
    const known = account({ recovery: { gapFrom: AT - 5 } })
    streamUp(known, false)
    expect([gap(known), marks(known)]).toEqual([-5, []])
  })

  it('in place of one that left something out is not proven by what deals explain', () => {
    const [late, early] = [NOW / 2 + 1, NOW / 2].map((renewedAt) => {
      const draft = account({ recovery: { renewedAt } })
      streamUp(draft, false)
      return draft.recovery.proof?.isDistrusted
    })
    expect([late, early]).toEqual([true, false])
    const first = account({ recovery: { upAt: undefined, renewedAt: NOW } })
    streamUp(first, false)
    expect(first.recovery.proof?.isDistrusted).toBe(false)
  })

  it('that goes on where the last one ended leaves a live account live', () => {
    const draft = account()
    streamUp(draft, true)
    expect([draft.phase.kind, draft.recovery.upAt, gap(draft)]).toEqual(['live', NOW / 2, undefined])
    const waiting = account({ phase: { kind: 'connecting' } })
    streamUp(waiting, true)
    expect([phaseOf(waiting).cause, waiting.recovery.upAt]).toEqual(['STREAM_READY', NOW / 2])
    const first = account({ recovery: { upAt: undefined }, phase: { kind: 'connecting' } })
    streamUp(first, true)
    expect([phaseOf(first).cause, first.recovery.upAt]).toEqual(['STREAM_READY', NOW])
  })

  it('at the end is not followed any more', () => {
    for (const kind of ['closing', 'closed'] as const) {
      const draft = account({ phase: { kind } })
      streamUp(draft, false)
      streamDown(draft, TROUBLE)
      expect([draft.phase, draft.recovery.upAt, draft.work.works]).toEqual([{ kind }, NOW / 2, []])
    }
  })

  it('of one of many accounts is read when one read proves its balances', () => {
    const draft = account({ work: { sharing: { sharers: 20 } } })
    streamUp(draft, false)
    expect(phaseOf(draft).inMs).toBe(10_000)
  })
})

describe('a stream that is lost', () => {
  it('leaves the account stale, without a minute before the last sign of life, and REST is polled', () => {
    const draft = account({ recovery: { proof: { from: 0, isDistrusted: false, isHeard: false } } })
    draft.stream = {
      ...draft.stream,
      missing: { channels: { ...NO_PUSHES.channels, deals: 0 }, orders: [{ id: '1', at: 0 }] },
    }
    draft.work = { ...draft.work, works: [{ kind: 'checked', time: AT }] }
    draft.phase = { kind: 'going-live', cause: 'OLD', job: GOING_LIVE }
    streamDown(draft, TROUBLE)
    expect([gap(draft), marks(draft).length, status(draft)]).toEqual([-61 * SECOND, 1, ['stale SOCKET_CLOSED']])
    const { upAt, proof, tries } = draft.recovery
    const { missing: owed } = draft.stream
    expect({ upAt, owed, proof }).toEqual({ upAt: undefined, owed: NO_PUSHES, proof: undefined })
    expect(tries).toEqual({ attempt: 1, nextTryAt: AT + 1_000 })
    expect(draft.phase).toEqual({ kind: 'polling', trouble: TROUBLE, plan: undefined, nextAt: NOW + POLL_MS })
    expect(draft.work.works.map(({ kind }) => kind)).toEqual(['checked', 'mark', 'status'])
  })

  it('opens no gap beyond now, though a sign of life seems to be from later', () => {
    const draft = account({ stream: { aliveAt: AT + MINUTE } })
    streamDown(draft, TROUBLE)
    expect(gap(draft)).toBe(-MINUTE)
  })

  it('again changes only the reason: polling goes on', () => {
    const draft = account()
    streamDown(draft, TROUBLE)
    pass(draft, 2_000)
    draft.work = { ...draft.work, works: [] }
    streamDown(draft, { ...TROUBLE, code: 'SOCKET_SILENT' })
    expect(draft.phase).toMatchObject({ kind: 'polling', trouble: { code: 'SOCKET_SILENT' }, nextAt: NOW + POLL_MS })
    expect([draft.work.works, draft.recovery.tries.attempt]).toEqual([[], 2])
  })

  it('before it ever came up is told once', () => {
    const ledger: LedgerState = { ...EMPTY_STATE, n: 1 }
    const draft = account({ ledger, recovery: { upAt: undefined }, phase: { kind: 'connecting' } })
    streamDown(draft, TROUBLE)
    expect([status(draft), gap(draft), draft.phase.kind]).toEqual([['stale SOCKET_CLOSED'], undefined, 'polling'])
  })
})

/** Balance changes on their way into the ledger: pushes in their order, and reads with the pushes around them. */

import { type AssetAmount, decimal, zero } from '@spotdeck/exact'
import { type BalanceChange, EMPTY_BOOK, EMPTY_STATE, type EventDraft, type LedgerState } from '@spotdeck/ledger'
import { describe, expect, it } from 'vitest'
import { CLOCK_MARGIN_MS, type ReadSpan } from '../base/margins.ts'
import { beginRead as readBegun, explainContained, foldBalances, sequenceChanges as sequenced } from './balances-job.ts'
import { noteUnreadable } from '../machine/live-status.ts'
import { abandonRead } from '../machine/plan-queue.ts'
import { type Draft, draftOf } from '../machine/draft.ts'
import type { ReceivedChange, UnreadableRow } from '../base/question.ts'
import { type PendingChange, EMPTY_SEQUENCE, markUncertain } from './sequence.ts'
import type { WhenUnclear } from '../base/work.ts'
import { stateOf, set } from '../testing/state-of.ts'

const AT = 1_767_225_600_000
const amount = (value: number): AssetAmount => decimal(String(value))

/** An account that holds so much of each asset, all of it explained; followed since an hour ago. */
function account(held: Readonly<Record<string, number>> = { USDT: 10 }): Draft {
  const draft = draftOf(stateOf({ recovery: { upAt: 0 }, phase: { kind: 'live', plan: undefined } }), {
    at: AT,
    random: 0.5,
  })
  const rows = Object.entries(held)
  draft.ledger = {
    ...EMPTY_STATE,
    birth: AT - 3_600_000,
    assets: new Map(
      rows.map(([asset, free]) => [asset, { asset, free: amount(free), locked: zero(), reason: 'DEPOSIT', time: 1 }]),
    ),
    books: new Map(rows.map(([asset, free]) => [asset, { ...EMPTY_BOOK, opening: amount(free) }])),
  } satisfies LedgerState
  return draft
}

/** A change of USDT to `free` by `step`, made so many ms after now. */
function change(free: number, step: number, ms = 0, over: Partial<BalanceChange> = {}): BalanceChange {
  const to = { free: amount(free), locked: zero<'asset'>() }
  const by = { freeChange: amount(step), lockedChange: zero<'asset'>() }
  return { asset: 'USDT', ...to, ...by, reason: 'ENTRUST', time: AT + ms, ...over }
}

const pending = (one: BalanceChange, receivedAt = one.time): PendingChange => ({
  change: one,
  madeAt: one.time,
  receivedAt,
})
const received = (one: BalanceChange, receivedAt = one.time): ReceivedChange => ({
  change: { kind: 'asset', change: one, madeAt: one.time },
  receivedAt,
})
/** Events as text: reason, resulting balance and source. */
const shown = (drafts: readonly EventDraft[]): readonly string[] =>
  drafts.map((draft) =>
    draft.type === 'asset.changed'
      ? `${draft.change.asset} ${draft.change.reason} ${draft.change.free} ${draft.source}`
      : draft.type,
  )
/** Orders pushed changes in an account's balances. */
function sequenceChanges(draft: Draft, arrivals: readonly ReceivedChange[], repeats: readonly BalanceChange[]) {
  const { balances, ...found } = sequenced(draft, arrivals, repeats)
  draft.balances = balances
  return found
}
const beginRead = (draft: Draft): unknown => (draft.balances = readBegun(draft.balances))
const freeOf = (pushes: readonly PendingChange[] | undefined) => pushes?.map((push) => push.change.free)

describe('pushed changes', () => {
  it('become events in the order in which they chain, of each asset', () => {
    const draft = account({ USDT: 10, MX: 5 })
    const other = change(6, 1, 0, { asset: 'MX' })
    const pushes = [change(12, 1, 2), other, change(11, 1, 1)].map((one) => received(one))
    const { happenings, contained } = sequenceChanges(draft, pushes, [])
    expect(shown(happenings)).toEqual(['MX ENTRUST 6 stream', 'USDT ENTRUST 11 stream', 'USDT ENTRUST 12 stream'])
    expect([contained, draft.balances.sequence.newest.get('USDT')]).toEqual([[], AT + 2])
  })

  it('prove a new stream, unless they wait for others', () => {
    const draft = account()
    expect(sequenceChanges(draft, [received(change(15, 1))], []).isHeard).toBe(false)
    expect(sequenceChanges(draft, [received(change(11, 1))], []).isHeard).toBe(true)
  })

  it('that are booked already make the balance uncertain, and are not booked again', () => {
    const draft = account()
    const one = change(11, 1)
    const { happenings } = sequenceChanges(draft, [received(one, AT + 40), received(change(13, 2))], [one])
    expect([shown(happenings), [...draft.balances.sequence.doubts]]).toEqual([[], [['USDT', AT + 40]]])
  })

  it('that an earlier read has already are named, and not booked', () => {
    const draft = account()
    draft.balances = { ...draft.balances, sequence: { ...EMPTY_SEQUENCE, read: { t0: AT, t1: AT + 100 } } }
    const before = change(10, 3, -5_000)
    const { happenings, contained } = sequenceChanges(draft, [received(before, AT + 200)], [])
    expect([happenings, contained]).toEqual([[], [before]])
  })

  it('wait while balances are read; other pushes do not', () => {
    const draft = account()
    beginRead(draft)
    const { happenings } = sequenceChanges(draft, [received(change(11, 1)), received(change(12, 1))], [])
    expect([happenings, freeOf(draft.balances.buffer)]).toEqual([[], ['11', '12']])
  })
})

describe('a read that begins', () => {
  it('takes the changes that wait for their predecessor, and keeps those of a read before it', () => {
    const draft = account()
    sequenceChanges(draft, [received(change(15, 1))], [])
    beginRead(draft)
    expect([freeOf(draft.balances.buffer), draft.balances.sequence.waiting.size]).toEqual([['15'], 0])
    beginRead(draft)
    expect(freeOf(draft.balances.buffer)).toEqual(['15'])
  })

  it('and ends without an answer gives them back as they came, before newer ones', () => {
    const draft = account()
    beginRead(draft)
    const [first, second] = [received(change(11, 1), AT + 30), received(change(12, 1))]
    sequenceChanges(draft, [first], [])
    draft.work = { ...draft.work, pushes: [second] }
    abandonRead(draft)
    expect([draft.work.pushes, draft.balances.buffer]).toEqual([[first, second], undefined])
    abandonRead(draft)
    expect(draft.work.pushes).toHaveLength(2)
  })
})

/** The way in which a read is folded: its span, its unreadable rows, and what is done where pushes do not fit. */
type Around = {
  readonly whenUnclear?: WhenUnclear
  readonly unreadable?: readonly UnreadableRow[]
  readonly at?: ReadSpan
}

describe('a read of all balances', () => {
  const span = { t0: AT - 100, t1: AT }
  const read = (
    draft: Draft,
    told: Readonly<Record<string, number>>,
    { whenUnclear = 'read-again', unreadable = [], at = span }: Around = {},
  ) => {
    noteUnreadable(draft, unreadable)
    const { balances, outcome, ...folded } = foldBalances(draft, {
      kind: 'balances',
      read: new Map(
        Object.entries(told).map(([asset, free]) => [asset, { free: amount(free), locked: zero<'asset'>() }]),
      ),
      unreadable,
      span: at,
      whenUnclear,
      source: 'audit',
      tag: { for: 'nobody' },
    })
    draft.balances = balances
    return { ...folded, balances: outcome }
  }
  const reading = (held: Readonly<Record<string, number>>, ...buffer: readonly PendingChange[]): Draft =>
    set(account(held), { balances: { buffer } })

  it('that agrees changes nothing', () => {
    const draft = reading({ USDT: 10, MX: 0 })
    expect(read(draft, { USDT: 10 })).toEqual({
      drafts: [],
      balances: { unclear: [], doubtful: [], changed: [], reverted: [] },
      isHeard: false,
    })
    expect([draft.balances.buffer, draft.balances.sequence.read]).toEqual([undefined, span])
  })

  it('that differs is booked, also of assets that one side alone has, with its own source', () => {
    const { drafts, balances } = read(reading({ USDT: 10, MX: 5 }), { USDT: 12, BTC: 1 })
    expect(shown(drafts)).toEqual(['USDT RECONCILED 12 audit', 'MX RECONCILED 0 audit', 'BTC RECONCILED 1 audit'])
    expect(balances.changed).toEqual(['USDT', 'MX', 'BTC'])
  })

  it('keeps the reasons of pushes around it: only the rest has none', () => {
    const draft = reading({ USDT: 10 }, pending(change(14, 1, 500)))
    const { drafts, balances, isHeard } = read(draft, { USDT: 13 })
    expect(shown(drafts)).toEqual(['USDT RECONCILED 13 audit', 'USDT ENTRUST 14 stream'])
    expect([balances.changed, isHeard]).toEqual([['USDT'], true])
    expect(draft.balances.sequence.newest.get('USDT')).toBe(AT + 500)
  })

  it('without a push proves nothing of the stream', () => {
    expect(read(reading({ USDT: 10 }), { USDT: 12 }).isHeard).toBe(false)
  })

  it('takes a push from the future for one of its own time', () => {
    const draft = reading({ USDT: 10 }, pending(change(11, 1, 60_000)))
    expect(shown(read(draft, { USDT: 10 }).drafts)).toEqual(['USDT ENTRUST 11 stream'])
    expect(draft.balances.sequence.newest.get('USDT')).toBe(AT + CLOCK_MARGIN_MS)
  })

  it('keeps the last value of a balance that cannot be read', () => {
    const draft = reading({ USDT: 10, MX: 5 })
    const { drafts } = read(draft, { USDT: 12 }, { unreadable: [{ asset: 'MX', raw: '1,5' }] })
    expect([shown(drafts), [...draft.balances.unreadable]]).toEqual([['USDT RECONCILED 12 audit'], [['MX', '1,5']]])
    // A row without a name may be that of any asset that the answer does not tell.
    const unnamed = reading({ USDT: 10, MX: 5 })
    const rows = [{ asset: '?', raw: 'null' }]
    expect(shown(read(unnamed, { USDT: 12 }, { unreadable: rows }).drafts)).toEqual(['USDT RECONCILED 12 audit'])
    const named = reading({ USDT: 10, MX: 5 })
    const other = read(named, { USDT: 12 }, { unreadable: [{ asset: 'BTC', raw: 'null' }] })
    expect(shown(other.drafts)).toEqual(['USDT RECONCILED 12 audit', 'MX RECONCILED 0 audit'])
    // Told and counted once.
    read(unnamed, { USDT: 12 }, { unreadable: rows })
    expect(unnamed.work.drift).toBe(1)
  })

  describe('around which pushes do not fit', () => {
    const odd = pending(change(30, 1, -50))
    const old = pending(change(40, 1, -100 - CLOCK_MARGIN_MS - 1))

    it('is folded not at all where it is asked for again', () => {
      const draft = reading({ USDT: 10, MX: 5 }, odd)
      const { drafts, balances } = read(draft, { USDT: 12, MX: 6 })
      expect([drafts, balances]).toEqual([[], { unclear: ['USDT'], doubtful: [], changed: [], reverted: [] }])
      expect(draft.balances.buffer).toEqual([odd])
    })

    it('is folded but for the asset in question where that is left: its pushes wait', () => {
      const draft = reading({ USDT: 10, MX: 5 }, odd, old)
      const { drafts, balances } = read(draft, { USDT: 12, MX: 6 }, { whenUnclear: 'leave' })
      expect(shown(drafts)).toEqual(['MX RECONCILED 6 audit'])
      expect(balances).toEqual({ unclear: [], doubtful: ['USDT'], changed: ['MX'], reverted: [] })
      expect([draft.balances.buffer, freeOf(draft.balances.sequence.waiting.get('USDT'))]).toEqual([
        undefined,
        ['30', '40'],
      ])
    })

    it('wins where it overrides them: those that it need not contain go on waiting', () => {
      const draft = reading({ USDT: 10 }, odd, old)
      const { drafts, balances } = read(draft, { USDT: 12 }, { whenUnclear: 'override' })
      expect(shown(drafts)).toEqual(['USDT RECONCILED 12 audit'])
      expect([balances.doubtful, freeOf(draft.balances.sequence.waiting.get('USDT'))]).toEqual([['USDT'], ['30']])
    })
  })

  describe('that tells the balance before a recent push', () => {
    /** An account of which 3 USDT were pushed so long before the read. */
    const pushed = (ms: number): Draft => {
      const draft = account({ USDT: 10 })
      sequenceChanges(draft, [received(change(13, 3, -100 - ms))], [])
      draft.ledger = { ...account({ USDT: 13 }).ledger }
      return set(draft, { balances: { buffer: [] } })
    }

    it('is from before it for 5 s, and asked for again where the push may be a repeat', () => {
      const none = { unclear: [], doubtful: [], changed: [], reverted: [] }
      expect(read(pushed(4_999), { USDT: 10 })).toEqual({ drafts: [], balances: none, isHeard: false })
      const doubted = pushed(4_999)
      doubted.balances = { ...doubted.balances, sequence: markUncertain(doubted.balances.sequence, 'USDT', AT) }
      expect(read(doubted, { USDT: 10 }).balances.unclear).toEqual(['USDT'])
      const { drafts, balances } = read(pushed(5_000), { USDT: 10 })
      expect([shown(drafts), balances.reverted]).toEqual([['USDT RECONCILED 10 audit'], ['USDT']])
    })

    it('takes nothing back even where it overrides others', () => {
      const { drafts, balances } = read(pushed(1_000), { USDT: 10 }, { whenUnclear: 'override' })
      expect([drafts, balances.changed]).toEqual([[], []])
    })
  })

  it('that changed to what no push led from reverts nothing', () => {
    expect(read(reading({ USDT: 10 }), { USDT: 12 }).balances.reverted).toEqual([])
  })

  it('on top of which a push came that arrived before it is uncertain', () => {
    const late = pending(change(11, 1, -50), AT - 100)
    const draft = reading({ USDT: 10 }, late)
    read(draft, { USDT: 10 })
    expect([...draft.balances.sequence.doubts]).toEqual([['USDT', AT]])
    const later = reading({ USDT: 10 }, pending(change(11, 1, -50), AT - 99))
    read(later, { USDT: 10 })
    expect(later.balances.sequence.doubts.size).toBe(0)
  })

  it('that has a pushed deposit already books its reason', () => {
    const deposit = change(15, 3, -30_000, { reason: 'DEPOSIT' })
    const draft = reading({ USDT: 10 }, pending(deposit), pending({ ...deposit }))
    const { drafts } = read(draft, { USDT: 13 })
    expect(shown(drafts)).toEqual(['USDT RECONCILED 13 audit', 'USDT RECONCILED 10 rest', 'USDT DEPOSIT 13 stream'])
    expect(draft.balances.sequence.taken.get('USDT')?.map((one) => one.change.reason)).toEqual([
      'DEPOSIT',
      'RECONCILED',
    ])
  })
})

describe('a flow that a balance contains without its reason', () => {
  const deposit = (ms = 0, over: Partial<BalanceChange> = {}): BalanceChange =>
    change(15, 3, ms, { reason: 'DEPOSIT', ...over })
  /** An account that holds 13 USDT, of which 3 are unexplained. */
  const unexplained = (): Draft => {
    const draft = account({ USDT: 13 })
    draft.ledger = { ...draft.ledger, books: account({ USDT: 10 }).ledger.books }
    return draft
  }

  it('replaces the change that was read: what was read is taken back, and booked with its reason', () => {
    const drafts = explainContained(unexplained(), [], [deposit()])
    expect(shown(drafts)).toEqual(['USDT RECONCILED 10 rest', 'USDT DEPOSIT 13 stream'])
    expect(drafts.map((draft) => draft.time - AT)).toEqual([0, 0])
  })

  it('is booked once, of two that would explain the same amount at about the first start', () => {
    const draft = unexplained()
    const birth = (draft.ledger.birth ?? 0) - AT
    const near = (ms: number): number =>
      explainContained(draft, [], [deposit(birth + ms), deposit(birth + ms + 1)]).length
    expect([near(0), near(CLOCK_MARGIN_MS - 1), near(CLOCK_MARGIN_MS + 1)]).toEqual([2, 2, 4])
  })

  it('from about the first start is part of the opening balance where it explains nothing', () => {
    const draft = account({ USDT: 13 })
    const birth = (draft.ledger.birth ?? 0) - AT
    const booked = (ms: number): number => explainContained(draft, [], [deposit(birth + ms)]).length
    expect([booked(CLOCK_MARGIN_MS), booked(CLOCK_MARGIN_MS + 1)]).toEqual([0, 2])
  })

  it('may have a reason that is not known; a trade is explained by its deal', () => {
    expect(explainContained(unexplained(), [], [deposit(0, { reason: 'BRAND_NEW' })])).toHaveLength(2)
    expect(explainContained(unexplained(), [], [deposit(0, { reason: 'ENTRUST' })])).toEqual([])
  })

  it('of an asset that is not held is left', () => {
    expect(explainContained(account({ MX: 1 }), [], [deposit()])).toEqual([])
  })

  it('counts what the same commit changed before it', () => {
    const draft = account({ USDT: 10 })
    const earlier: EventDraft = {
      type: 'asset.changed',
      change: change(13, 3, 0, { reason: 'RECONCILED' }),
      time: AT,
      source: 'rest',
    }
    expect(shown(explainContained(draft, [earlier], [deposit()]))).toEqual([
      'USDT RECONCILED 10 rest',
      'USDT DEPOSIT 13 stream',
    ])
  })
})

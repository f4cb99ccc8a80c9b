/** Coverage and the status as events: what becomes live, a search, late lists of flows and a clean stop claim. */

import { decimal } from '@spotdeck/exact'
import { type CoverageWindow, EMPTY_BOOK, type EventDraft, type LedgerState } from '@spotdeck/ledger'
import { describe, expect, it } from 'vitest'
import { AT, LIVE, NOW, ledgerOf } from '../testing/plan-scene.ts'
import { foldCoverage } from './coverage-job.ts'
import { MARGIN_MS } from '../base/margins.ts'
import { type Draft, draftOf } from './draft.ts'
import { NOTHING_FOUND } from '../base/needs.ts'
import type { Searched } from '../base/searched.ts'
import type { LiveJob } from '../base/work.ts'
import { type Over, stateOf } from '../testing/state-of.ts'

const DAY_MS = 86_400_000
/** A ledger that holds 10 USDT, all of them explained or but for 1. */
const explained = (isWhole = true): LedgerState => ({
  ...ledgerOf(),
  books: new Map([['USDT', { ...EMPTY_BOOK, opening: decimal(isWhole ? '10' : '9') }]]),
})

function account(over: Over = {}): Draft {
  const known = {
    ledger: explained(),
    now: NOW,
    recovery: { upAt: 5 },
    flows: { listedIn: 5 },
    stream: { exchangeAt: AT },
    phase: LIVE,
    search: { resumed: true },
  }
  return draftOf(stateOf(known, over), { at: AT, random: 0.5 })
}

/** Events as text, with times before now. */
function shown(drafts: readonly EventDraft[]): readonly string[] {
  return drafts.map((draft) => {
    const from = `${draft.source} ${draft.time - AT}`
    if (draft.type === 'coverage.marked') {
      const { kind, from: begin, to, state, reason } = draft.window
      return [kind, `${begin - AT}..${to === undefined ? '' : to - AT}`, state, reason, from]
        .filter((part) => part !== undefined)
        .join(' ')
    }
    if (draft.type === 'status.changed')
      return `${draft.status.state} ${draft.status.code} ${JSON.stringify(draft.status.params)}`
    return draft.type === 'account.checked' ? `checked ${draft.at - AT} ${from}` : draft.type
  })
}
type Claim = Parameters<typeof foldCoverage>[1]
const fold = (draft: Draft, work: Claim) => shown(foldCoverage(draft, work, NOTHING_FOUND).drafts)

describe('a status', () => {
  const stale: Claim = { kind: 'status', state: 'stale', code: 'SOCKET_CLOSED', params: { cause: 'x' } }

  it('is an event with the tries so far, unless the ledger says it already', () => {
    expect(fold(account({ recovery: { tries: { attempt: 2, nextTryAt: AT + 500 } } }), stale)).toEqual([
      'stale SOCKET_CLOSED {"cause":"x","attempt":2,"retryInMs":500}',
    ])
    const status = { state: 'stale', code: 'SOCKET_CLOSED', params: {}, since: 0 } as const
    expect(fold(account({ ledger: { ...explained(), status } }), stale)).toEqual([])
    expect(fold(account({ ledger: { ...explained(), status, n: 0 } }), stale)).toHaveLength(1)
  })
})

describe('an account that becomes live', () => {
  const live = (over: Partial<LiveJob> = {}): Claim => ({
    kind: 'live',
    times: { begun: AT - 20, read: AT - 10 },
    gapFrom: undefined,
    first: false,
    ordersAt: 0,
    ...over,
  })
  const OPEN = [
    'assets -10.. complete rest -20',
    'orders -20.. complete rest -20',
    'deals -20.. complete rest -20',
    'flows -10.. complete rest -20',
  ]

  it('with an amount that no order locks has open orders read again after 1.5 s', () => {
    const ledger = explained()
    const row = {
      asset: 'USDT',
      free: decimal<'asset'>('4'),
      locked: decimal<'asset'>('6'),
      reason: 'DEPOSIT',
      time: AT,
    }
    const locked = { ...ledger, assets: new Map([['USDT', row]]) }
    const seen = new Map([['c USDT', NOW - 5]])
    const auditAt = (over: Over): number => {
      const draft = account(over)
      fold(draft, live({ ordersAt: NOW - 1 }))
      return draft.liveness.nextAuditAt - NOW
    }
    expect(auditAt({ ledger: locked, balances: { violations: seen }, liveness: { nextAuditAt: NOW + 9_000 } })).toBe(
      1_500,
    )
    expect(auditAt({ ledger: locked, balances: { violations: seen }, liveness: { nextAuditAt: NOW + 900 } })).toBe(900)
    expect(auditAt({ liveness: { nextAuditAt: NOW + 9_000 } })).toBe(9_000)
  })

  it('names the assets that nothing explains, until every symbol was searched for them', () => {
    const left = { ledger: explained(false), violations: new Map([['b USDT', NOW - 5]]) }
    const last = (over: Over) => fold(account({ ...left, ...over }), live({ ordersAt: NOW })).at(-1)
    expect(last({})).toBe('degraded EXPLAINING {"assets":"USDT"}')
    expect(last({ balances: { searched: new Map([['USDT 1', AT]]) } })).toBe('live LIVE {}')
    expect(last({ balances: { unreadable: new Map([['MX', 'x']]) } })).toContain('BALANCE_UNREADABLE')
  })

  it('is covered from its reading on, and all is known up to it', () => {
    expect(fold(account(), live())).toEqual([...OPEN, 'checked -20 rest -20', 'live LIVE {}'])
  })

  it('claims no time up to which all is known while an amount is unexplained and not searched for', () => {
    expect(fold(account({ ledger: explained(false) }), live())).toEqual([...OPEN, 'live LIVE {}'])
    const searched = new Map([['USDT 1', AT]])
    expect(fold(account({ ledger: explained(false), balances: { searched } }), live())).toContain(
      'checked -20 rest -20',
    )
  })

  it('after a gap has it searched, and at the first start all that the exchange tells', () => {
    expect(fold(account(), live({ gapFrom: AT - 100 }))[0]).toBe('assets -100..-10 repaired rest -20')
    expect(fold(account(), live({ first: true, gapFrom: AT - 100 }))[0]).toBe(`assets ${-AT}..-10 unknown rest -20`)
  })

  it('for the first time in this process gives up what an interrupted search can no longer find', () => {
    const coverage: readonly CoverageWindow[] = [
      { kind: 'orders', from: AT - 9 * DAY_MS, to: AT - 8 * DAY_MS, state: 'repairing' },
    ]
    const ledger = { ...explained(), coverage }
    expect(fold(account({ ledger, search: { resumed: false } }), live())[0]).toBe(
      `orders ${-9 * DAY_MS}..${-8 * DAY_MS} unknown rest -20`,
    )
    expect(fold(account({ ledger }), live())).toHaveLength(6)
  })

  it('with a balance that cannot be read says so, and since when it is not known', () => {
    const unreadable = new Map([['MX', '1,5']])
    const row = (gapFrom?: number) =>
      fold(account({ balances: { unreadable } }), live({ gapFrom })).filter((text) => text.includes('UNREADABLE'))
    expect(row()).toEqual([
      'assets -10.. unknown BALANCE_UNREADABLE rest -20',
      'degraded BALANCE_UNREADABLE {"assets":"MX","detail":"MX: 1,5"}',
    ])
    expect(row(AT - 100)[0]).toBe('assets -100.. unknown BALANCE_UNREADABLE rest -20')
  })

  it('repairs what was not known while a balance could not be read', () => {
    const coverage: readonly CoverageWindow[] = [
      { kind: 'assets', from: AT - 90, state: 'unknown', reason: 'BALANCE_UNREADABLE' },
    ]
    expect(fold(account({ ledger: { ...explained(), coverage } }), live())).toContain(
      'assets -90..-10 repaired rest -20',
    )
  })
})

it('an audit that found nothing moves the time up to which all is known, unless an amount is unexplained', () => {
  const checked: Claim = { kind: 'checked', time: AT - 7 }
  expect(fold(account(), checked)).toEqual(['checked -7 audit -7'])
  expect(fold(account({ ledger: explained(false) }), checked)).toEqual([])
})

it('marks become events of now', () => {
  const windows: readonly CoverageWindow[] = [{ kind: 'deals', from: AT - 5, state: 'unknown' }]
  expect(fold(account(), { kind: 'mark', windows })).toEqual(['deals -5.. unknown inferred 0'])
})

describe('a search that is over', () => {
  const coverage: readonly CoverageWindow[] = (['orders', 'deals', 'flows'] as const).map((kind) => ({
    kind,
    from: AT - 100,
    to: AT - 10,
    state: 'repairing',
  }))
  const searched: Searched = {
    since: { orders: 0, deals: 0 },
    to: AT,
    amounts: new Map(),
    complete: { orders: true, deals: true },
    knownFrom: { orders: 0, deals: 0 },
    lacks: { orders: [], deals: [] },
    flowsTold: [],
  }
  const open = (isOpen: boolean) =>
    ({
      by: 'search',
      open: isOpen ? new Map([['USDT', decimal<'asset'>('1')]]) : new Map(),
      until: 0,
      searched,
    }) as const

  it('repairs what it read, but for amounts that stayed unexplained', () => {
    const swept: Claim = { kind: 'swept', searched }
    const ledger = { ...explained(false), coverage }
    expect(fold(account({ ledger, flows: { explaining: open(false) } }), swept)).toEqual([
      'orders -100..-10 repaired rest 0',
      'deals -100..-10 repaired rest 0',
      'flows -100..-10 repaired rest 0',
    ])
    expect(fold(account({ ledger, flows: { explaining: open(true) } }), swept)[2]).toBe(
      'flows -100..-10 unknown UNEXPLAINED rest 0',
    )
    expect(fold(account({ ledger: { ...explained(), coverage }, flows: { explaining: open(true) } }), swept)[2]).toBe(
      'flows -100..-10 repaired rest 0',
    )
  })

  it('leaves unknown what a row that cannot be read may be', () => {
    const row = { kind: 'orders', raw: 'x', symbol: 'MXUSDT', from: AT - 50, to: AT - 40 } as const
    const list = { question: { kind: 'open-orders', symbols: [] }, rows: [row], tries: 1, nextAt: 0 } as const
    const unreadableLists = new Map([['open-orders', list]])
    expect(
      fold(account({ ledger: { ...explained(), coverage }, orders: { unreadableLists } }), { kind: 'swept', searched }),
    ).toContain('orders -50..-40 unknown LIST_UNREADABLE rest 0')
  })

  it('is followed by late lists of flows, while the stream that they were compared with holds', () => {
    const told: Claim = { kind: 'told', to: AT - 20, flowsTold: [] }
    const late = (over: Over = {}) => fold(account({ ledger: { ...explained(), coverage }, ...over }), told)
    expect(late()).toEqual(['flows -100..-20 repaired rest 0'])
    expect([
      late({ recovery: { upAt: 6 } }),
      late({ recovery: { upAt: undefined }, flows: { listedIn: undefined } }),
      late({ recovery: { gapFrom: AT } }),
    ]).toEqual([[], [], []])
  })

  const lists = { since: 0, rows: [], askedAt: 0, answeredAt: 0, lacks: ['OTHER_MOVES'] } as const
  const booking = { by: 'search', to: AT, heard: 5, stage: { kind: 'booking', lists } } as const

  it('books lists that were compared, and has them read again where a flow was booked meanwhile', () => {
    const book = (over: Over, listed?: { readonly verdicts: readonly []; readonly isStale: boolean }) =>
      foldCoverage(
        account(over),
        { kind: 'flow-lists', lists: { ...lists, lacks: [...lists.lacks] } },
        { ...NOTHING_FOUND, listed },
      )
    expect(
      book(
        { flows: { booking: { ...booking, stage: { ...booking.stage, lists: { ...lists } } } } },
        { verdicts: [], isStale: false },
      ),
    ).toEqual({
      drafts: [],
      flowsTold: ['OTHER_MOVES', 'BEYOND_REACH'],
    })
    expect(book({ flows: { booking } }, { verdicts: [], isStale: true })).toEqual({ drafts: [], flowsTold: 'again' })
    expect(book({ flows: { booking } })).toEqual({ drafts: [] })
    expect(book({ flows: { booking: undefined } }, { verdicts: [], isStale: false })).toEqual({ drafts: [] })
    const asking = { ...booking, stage: { kind: 'asking', call: 1 } } as const
    expect(book({ flows: { booking: asking } }, { verdicts: [], isStale: false })).toEqual({ drafts: [] })
  })
})

describe('a clean stop', () => {
  const stop = (over: Over = {}, isLive = true) => fold(account(over), { kind: 'stop', isLive })
  const at = -MARGIN_MS
  const UNKNOWN = ['assets', 'orders', 'deals', 'flows'].map((kind) => `${kind} ${at}.. unknown inferred 0`)

  it('of a live account claims nothing of the last five minutes, which the next start reads', () => {
    expect(stop()).toEqual([...UNKNOWN, `checked ${at} stream 0`, 'offline STOPPED {}'])
  })

  it('stores no time beyond what the exchange itself told, nor before the first start', () => {
    expect(stop({ stream: { exchangeAt: AT - 40 } })).toContain(`checked ${at - 40} stream 0`)
    expect(stop({ stream: { exchangeAt: AT + 40 } })).toContain(`checked ${at} stream 0`)
    expect(stop({ ledger: { ...explained(), birth: AT - 3 } })).toContain('checked -3 stream 0')
  })

  it('claims nothing more where something is in doubt', () => {
    const without = [...UNKNOWN, 'offline STOPPED {}']
    const deal = { deal: {} as never, receivedAt: 0, since: 0 }
    expect([
      stop({ ledger: explained(false) }),
      stop({ recovery: { gapFrom: AT } }),
      stop({ orders: { unlisted: [deal] } }),
    ]).toEqual([without, without, without])
  })

  it('of an account that is not live, or never was, claims nothing at all', () => {
    expect(stop({}, false)).toEqual([])
    const { birth: _, ...unborn } = explained()
    expect(stop({ ledger: unborn })).toEqual([])
  })
})

/** Statuses of an account: each is told once, with its tries, and with the rows that cannot be read. */

import { EMPTY_STATE } from '@spotdeck/ledger'
import { describe, expect, it } from 'vitest'
import { type Draft, draftOf } from '../machine/draft.ts'
import { failed, isSameStatus, readingCode, statusEvent, succeeded, triesOf, unreachableCode } from './status.ts'
import { say } from '../machine/plan-queue.ts'
import { currentStatus, liveStatus } from '../machine/live-status.ts'
import { type Over, stateOf } from '../testing/state-of.ts'

const AT = 1_767_225_600_000
const account = (over: Over = {}): Draft => draftOf(stateOf(over), { at: AT, random: 0.5 })
const told = ({ work: { works } }: Draft): readonly string[] =>
  works.map((work) =>
    work.kind === 'status' ? `${work.state} ${work.code} ${JSON.stringify(work.params)}` : work.kind,
  )

describe('a status', () => {
  it('takes the place of one that still waits for its turn', () => {
    const draft = account()
    draft.work = { ...draft.work, works: [{ kind: 'checked', time: AT }] }
    say(draft, 'stale', 'SOCKET_CLOSED')
    say(draft, 'reconciling', 'RECONCILING', { cause: 'UNDECODABLE' })
    expect(told(draft)).toEqual(['checked', 'reconciling RECONCILING {"cause":"UNDECODABLE"}'])
  })

  it('is not told twice; of other assets or symbols it is another one', () => {
    const draft = account()
    say(draft, 'stale', 'SOCKET_CLOSED')
    const [first] = draft.work.works
    say(draft, 'stale', 'SOCKET_CLOSED', { cause: 'x' })
    expect(draft.work.works[0]).toBe(first)
    for (const params of [{ assets: 'MX' }, { assets: 'MX', symbols: 'MXUSDT' }]) {
      say(draft, 'stale', 'SOCKET_CLOSED', params)
      expect(told(draft)).toEqual([`stale SOCKET_CLOSED ${JSON.stringify(params)}`])
    }
    const one = { state: 'stale', code: 'SOCKET_CLOSED', params: {} } as const
    expect([
      isSameStatus(one, { ...one, params: { attempt: 3 } }),
      isSameStatus(one, { ...one, state: 'offline' }),
      isSameStatus(one, { ...one, code: 'SOCKET_SILENT' }),
      isSameStatus(one, { ...one, params: { assets: 'MX' } }),
      isSameStatus(one, { ...one, params: { symbols: 'MXUSDT' } }),
    ]).toEqual([true, false, false, false, false])
  })

  it('has the time of its event', () => {
    expect(statusEvent(account(), { state: 'live', code: 'LIVE', params: {} })).toMatchObject({
      type: 'status.changed',
      status: { state: 'live', since: AT },
      time: AT,
    })
  })
})

describe('the tries of a stream or of REST', () => {
  it('are counted with the time of the next one, and forgotten after a success', () => {
    const draft = account()
    expect(triesOf(draft.recovery.tries, AT)).toEqual({})
    draft.recovery = failed(draft, 2_000)
    draft.recovery = failed(draft, 3_000)
    expect([triesOf(draft.recovery.tries, AT), triesOf(draft.recovery.tries, AT + 5_000)]).toEqual([
      { attempt: 2, retryInMs: 3_000 },
      { attempt: 2, retryInMs: 0 },
    ])
    draft.recovery = failed(draft, undefined)
    expect(triesOf(draft.recovery.tries, AT)).toEqual({ attempt: 3 })
    draft.recovery = succeeded(draft.recovery)
    expect(triesOf(draft.recovery.tries, AT)).toEqual({})
  })

  it('are part of the current status, unless the ledger cannot be written or is damaged', () => {
    const status = { state: 'live', code: 'LIVE', params: { a: 1 }, since: 7 } as const
    const of = (over: object = {}, state: 'live' | 'stale' = 'live') =>
      currentStatus(
        { attempt: 2 },
        {
          writing: undefined,
          slowSince: undefined,
          withinMs: 2_800,
          state: { status: { ...status, state } },
          at: AT,
          isDamaged: false,
          ...over,
        },
      )
    expect(of()).toEqual({ ...status, params: { a: 1, withinMs: 2_800, attempt: 2 } })
    expect(of({}, 'stale').params).toEqual({ a: 1, attempt: 2 })
    expect(of({ isDamaged: true })).toEqual({ state: 'degraded', code: 'LEDGER_DAMAGED', params: {}, since: 7 })
    expect(of({ isDamaged: true }, 'stale')).toMatchObject({ state: 'stale', code: 'LIVE' })
    const slow = { state: 'degraded', code: 'STORE_SLOW', params: {}, since: 3 }
    expect(of({ slowSince: 3, isDamaged: true })).toEqual(slow)
    expect(of({ slowSince: 3 }, 'stale')).toMatchObject({ state: 'stale', code: 'LIVE' })
    const writing = { since: 5, attempt: 4, code: 'SQLITE_FULL' }
    expect(of({ writing, slowSince: 3, isDamaged: true })).toEqual({
      state: 'degraded',
      code: 'STORE_FAILED',
      params: { attempt: 4, cause: 'SQLITE_FULL' },
      since: 5,
    })
  })
})

describe('an account whose figures are proven', () => {
  it('is live', () => {
    expect(liveStatus(account())).toEqual({ state: 'live', code: 'LIVE', params: {} })
  })

  it('is degraded where balances cannot be read, and names them in order', () => {
    const unreadable = new Map([
      ['MX', '1,5'],
      ['BTC', 'x'.repeat(300)],
    ])
    const { state, code, params } = liveStatus(account({ balances: { unreadable } }))
    expect([state, code, params['assets']]).toEqual(['degraded', 'BALANCE_UNREADABLE', 'BTC, MX'])
    expect(params['detail']).toBe(`MX: 1,5; BTC: ${'x'.repeat(186)}`)
  })

  it('is degraded where rows of orders or deals cannot be read, and names their symbols once', () => {
    const row = (symbol: string | undefined, raw: string) =>
      ({ kind: 'orders', raw, from: 0, to: 1, ...(symbol === undefined ? {} : { symbol }) }) as const
    const list = (...rows: readonly ReturnType<typeof row>[]) =>
      ({ question: { kind: 'open-orders', symbols: [] }, rows, tries: 1, nextAt: 0 }) as const
    const unreadableLists = new Map([
      ['a', list(row('MXUSDT', 'p'), row(undefined, 'q'))],
      ['b', list(row('BTCUSDT', 'r'), row('MXUSDT', 's'))],
    ])
    expect(liveStatus(account({ orders: { unreadableLists } }))).toEqual({
      state: 'degraded',
      code: 'LIST_UNREADABLE',
      params: { symbols: '?, BTCUSDT, MXUSDT', detail: 'p; q; r; s' },
    })
  })
})

it('codes name what is to be done: mend the key, update, or wait', () => {
  expect(['UNDECODABLE', 'UNREADABLE_PUSH', 'CHAIN_BROKEN'].map(readingCode)).toEqual([
    'UNDECODABLE_PUSH',
    'PROTOCOL_DRIFT',
    'RECONCILING',
  ])
  const after = (ms: number) => ['AUTH_REFUSED', 'NETWORK_TIMEOUT'].map((code) => unreachableCode(code, ms))
  expect(after(10_000)).toEqual(['AUTH_REFUSED', 'EXCHANGE_UNREACHABLE'])
  expect(after(8_000)).toEqual(['EXCHANGE_UNREACHABLE', 'EXCHANGE_UNREACHABLE'])
  expect(EMPTY_STATE.status).toEqual({ state: 'connecting', code: 'CONNECTING', params: {}, since: 0 })
})

/** Answers of the lists of flows: how they are read, compared with the ledger, and what of them is booked or stays unknown. */

import { decimal } from '@spotdeck/exact'
import { type CoverageWindow, EMPTY_BOOK, FLOW_APART_MS, type LedgerState, type ReportedFlow } from '@spotdeck/ledger'
import { silentLog } from '@spotdeck/ports'
import type { Deposit, TransferRow, Withdrawal } from '@spotdeck/wire'
import { describe, expect, it } from 'vitest'
import type { Exchange, Window } from '../exchange.ts'
import type { FlowMatch } from '../base/needs.ts'
import type { LedgerStore, ListedFlow } from '@spotdeck/store'
import { AT, ledgerOf } from '../testing/plan-scene.ts'
import { bookable, listsSince } from '../flows/flow-lists.ts'
import type { FlowLists, FlowRow } from '../base/question.ts'
import { matchLists } from '../history/match-lists.ts'
import { readLists } from '../exchange/flow-lists.ts'

const DAY = 86_400_000
const flow = (id: string, change: string, time: number, reason = 'CONTRACT_TRANSFER'): ReportedFlow => ({
  id,
  asset: 'USDT',
  change: decimal<'asset'>(change),
  reason,
  time,
})
const lists = (over: Partial<FlowLists> = {}): FlowLists => ({
  since: AT - DAY,
  rows: [],
  askedAt: AT - 100,
  answeredAt: AT,
  lacks: [],
  ...over,
})
const coverage = (from: number, to: number, state: CoverageWindow['state'] = 'repairing'): CoverageWindow => ({
  kind: 'flows',
  from,
  to,
  state,
})
/** A ledger that holds 10 USDT, of which so many are unexplained. */
const ledger = (left: string, ...windows: readonly CoverageWindow[]): LedgerState => ({
  ...ledgerOf(),
  books: new Map([['USDT', { ...EMPTY_BOOK, opening: decimal<'asset'>(String(10 - Number(left))) }]]),
  coverage: windows,
})

describe('the lists', () => {
  it('are read from a day and more before the first window that they repair', () => {
    const since = (...windows: readonly CoverageWindow[]) => listsSince({ ...ledgerOf(), coverage: windows }, AT)
    expect(since(coverage(AT - 50, AT - 40), coverage(AT - 90, AT - 80))).toBe(AT - 90 - 2 * FLOW_APART_MS)
    expect(since(coverage(AT, AT + 5))).toBeUndefined()
    expect(since(coverage(AT - 50, AT - 40, 'unknown'))).toBeUndefined()
    expect(since({ ...coverage(AT - 50, AT - 40), kind: 'deals' })).toBeUndefined()
    expect(since()).toBeUndefined()
  })
})

describe('what a list tells', () => {
  const verdict = (change: string, kind: FlowMatch['verdict'] = 'added'): FlowMatch => {
    const one = flow(change, change, AT - 50)
    return { flow: one, verdict: kind, happenings: [], booked: kind === 'added' ? [one] : [] }
  }
  const told = (
    left: string,
    verdicts: readonly FlowMatch[],
    over: Partial<FlowLists> = {},
    ...windows: CoverageWindow[]
  ) => {
    const { booked, lacks } = bookable(ledger(left, ...windows), lists(over), verdicts, AT)
    return [booked.map((one) => one.flow.id), lacks]
  }

  it('is booked where an amount is unexplained, or where the flows cancel out', () => {
    expect(told('5', [verdict('5')])).toEqual([['5'], []])
    expect(told('0', [verdict('5'), verdict('-5')])).toEqual([['5', '-5'], []])
  })

  it('is not booked where balances do not hold it; what is known already is', () => {
    expect(told('0', [verdict('5'), verdict('3', 'named')])).toEqual([['3'], ['NOT_HELD']])
    expect(told('0', [verdict('3', 'named')])).toEqual([['3'], []])
  })

  it('lacks what is on its way in a time without pushes', () => {
    const row = (unsettled: FlowRow['unsettled']): FlowRow => ({
      flow: flow('x', '5', AT - 60),
      standing: 'open',
      ...(unsettled === undefined ? {} : { unsettled }),
    })
    const lacks = (unsettled: FlowRow['unsettled'], state: CoverageWindow['state'] = 'repairing') =>
      told('0', [], { rows: [row(undefined), row(unsettled)] }, coverage(AT - 100, AT - 40, state))[1]
    expect([lacks([AT - 60]), lacks([AT - 60], 'unknown'), lacks([AT - 150, AT - 100])]).toEqual([
      ['ON_ITS_WAY'],
      ['ON_ITS_WAY'],
      ['ON_ITS_WAY'],
    ])
    expect([lacks([AT - 40]), lacks([AT - 150, AT - 101]), lacks([AT - 60], 'complete'), lacks(undefined)]).toEqual([
      [],
      [],
      [],
      [],
    ])
  })

  it('lacks what is beyond the exchange’s reach, and what the lists lack', () => {
    const reach = AT - 90 * DAY + 3_600_000
    expect(told('0', [], { since: reach, lacks: ['OTHER_MOVES'] })[1]).toEqual(['OTHER_MOVES', 'BEYOND_REACH'])
    expect(told('0', [], { since: reach + 1 })[1]).toEqual([])
  })
})

describe('the comparison with the ledger', () => {
  const match = (state: LedgerState, rows: readonly FlowRow[], known: readonly Partial<ListedFlow>[] = []) => {
    const store = { flows: async () => known, history: async () => [] } as unknown as LedgerStore
    return matchLists(lists({ rows }), { state, store })
  }
  const row = (one: ReportedFlow, standing: FlowRow['standing'] = 'done'): FlowRow => ({ flow: one, standing })
  const news = async (one: ReportedFlow, state: LedgerState, standing?: FlowRow['standing']) =>
    (await match(state, [row(one, standing)])).verdicts.map(({ verdict }) => verdict).join()
  const gap = ledger('5', coverage(AT - 90_000, AT - 50_000))

  it('is made again where a flow was booked while the lists were read', async () => {
    const isStale = async (time: number): Promise<boolean> =>
      (await match(gap, [], [{ ...flow('x', '1', time), reason: 'DEPOSIT' }])).isStale
    const [first, last] = [AT - 100 - 1_100, AT - 100 + 1_100]
    expect([await isStale(first - 1), await isStale(first), await isStale(last), await isStale(last + 1)]).toEqual([
      false,
      true,
      true,
      false,
    ])
  })

  it('finds completed flows of a time without pushes new', async () => {
    expect(await news(flow('x', '5', AT - 60_000), gap)).toBe('added')
    expect(await news(flow('x', '5', AT - 60_000), gap, 'open')).toBe('awaited')
    expect(await news(flow('x', '5', AT - 60_000), gap, 'none')).toBe('')
    expect(await news(flow('x', '5', AT - 40_000), gap)).toBe('awaited')
  })

  it('finds a flow new that may have been booked in it: a minute after it was made, a deposit a day', async () => {
    const before = AT - 90_000
    expect(await news(flow('x', '5', before - 60_000), gap)).toBe('added')
    expect(await news(flow('x', '5', before - 60_001), gap)).toBe('awaited')
    expect(await news(flow('x', '5', before - FLOW_APART_MS, 'DEPOSIT'), gap)).toBe('awaited')
    const old = { ...gap, birth: AT - 9 * DAY }
    expect(await news(flow('x', '5', before - FLOW_APART_MS, 'DEPOSIT'), old)).toBe('added')
    expect(await news(flow('x', '5', before - FLOW_APART_MS - 1, 'DEPOSIT'), old)).toBe('awaited')
  })

  it('finds nothing new from before the first start, or without one', async () => {
    const born = (birth: number) => ({ ...ledger('5', coverage(0, AT)), birth })
    expect(await news(flow('x', '5', AT - 50_000), born(AT - 51_001))).toBe('added')
    expect(await news(flow('x', '5', AT - 50_000), born(AT - 51_000))).toBe('awaited')
    const { birth: _, ...unborn } = gap
    expect(await news(flow('x', '5', AT - 60_000), unborn)).toBe('awaited')
  })
})

describe('reading the lists', () => {
  const deposit = (txId: string, amount: string): Deposit =>
    ({ txId, coin: 'USDT', amount, insertTime: AT - 90, status: 5, network: 'ERC20' }) as Deposit
  const withdrawal = {
    id: 'w1',
    coin: 'USDT',
    amount: '4',
    transactionFee: '1',
    applyTime: AT - 80,
    status: 7,
    txId: null,
  } as Withdrawal
  const transfer = {
    tranId: 't1',
    asset: 'USDT',
    amount: '3',
    fromAccountType: 'SPOT',
    status: 'SUCCESS',
    timestamp: AT - 70,
  } as TransferRow
  const window = <T>(...rows: readonly T[]): Window<T> => ({ rows, complete: true })
  const refusal = Object.assign(new Error('no permission'), { httpStatus: 404 })

  async function read(over: Partial<Exchange> = {}) {
    const asked: string[] = []
    let now = AT
    const told = <T>(name: string, answer: T) => {
      return async (since: number): Promise<T> => {
        asked.push(`${name} ${since - AT}`)
        now += 10
        return answer
      }
    }
    const exchange = {
      now: () => now,
      relearnClock: async () => void asked.push('clock'),
      deposits: told('deposits', window(deposit('a', '1'), deposit('a', '1'))),
      withdrawals: told('withdrawals', window(withdrawal)),
      transfers: told('transfers', window(transfer)),
      mayHaveMovedOtherwise: told('others', false),
      ...over,
    } as Exchange
    const found = await readLists(exchange, silentLog, AT - 900)
    return { asked, ...found, changes: found.rows.map((row) => row.flow.change) }
  }

  it('asks for each since a time, between two reads of the clock, and takes each row once', async () => {
    const { asked, changes, lacks, since, askedAt, answeredAt } = await read()
    expect(asked).toEqual(['clock', 'deposits -900', 'withdrawals -900', 'transfers -900', 'others -900', 'clock'])
    expect([changes, lacks]).toEqual([['1', '-4', '-3'], []])
    expect([since - AT, askedAt - AT, answeredAt - AT]).toEqual([-900, 0, 40])
  })

  it('says what they lack: a page, a row that cannot be read, two rows of one id, other moves', async () => {
    const lacks = async (over: Partial<Exchange>) => (await read(over)).lacks
    expect(await lacks({ deposits: async () => ({ rows: [], complete: false }) })).toEqual(['LIST_UNREADABLE'])
    expect(await lacks({ deposits: async () => window(deposit('a', 'much')) })).toEqual(['LIST_UNREADABLE'])
    expect(await lacks({ deposits: async () => window({ ...deposit('a', '1'), insertTime: NaN }) })).toEqual([
      'LIST_UNREADABLE',
    ])
    expect(await lacks({ withdrawals: async () => window(withdrawal, { ...withdrawal, amount: '5' }) })).toEqual([
      'LIST_UNREADABLE',
    ])
    expect(await lacks({ mayHaveMovedOtherwise: async () => true })).toEqual(['OTHER_MOVES'])
  })

  it('of a list that the exchange refuses goes on with the others; without an answer it fails', async () => {
    const refused = async (name: 'deposits' | 'withdrawals' | 'transfers' | 'mayHaveMovedOtherwise') => {
      const { changes, lacks } = await read({ [name]: () => Promise.reject(refusal) })
      return [changes.join(' '), lacks.join(' ')]
    }
    expect(await refused('deposits')).toEqual(['-4 -3', 'LIST_REFUSED'])
    expect(await refused('withdrawals')).toEqual(['1 -3', 'LIST_REFUSED'])
    expect(await refused('transfers')).toEqual(['1 -4', 'LIST_REFUSED'])
    expect(await refused('mayHaveMovedOtherwise')).toEqual(['1 -4 -3', 'LIST_REFUSED OTHER_MOVES'])
    await expect(read({ deposits: () => Promise.reject(new Error('timeout')) })).rejects.toThrow('timeout')
  })
})

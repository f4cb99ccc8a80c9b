/** Matches of reported flows with those of the ledger, amounts that they explain, and since when balances held them. */

import { decimal, zero } from '@spotdeck/exact'
import { type CoverageState, EMPTY_STATE, type LedgerState, RECONCILED, type ReportedFlow } from '@spotdeck/ledger'
import { describe, expect, it } from 'vitest'
import { UNSLICED } from '../slices.ts'
import type { HistoryPageQuery, LedgerStore, ListedFlow } from '@spotdeck/store'
import { FlowBookingTime } from '../history/flow-booking-time.ts'
import { FlowMatcher, inOrder } from './flow-matcher.ts'
import { UnexplainedBalances } from './unexplained-balances.ts'

const T = 1_700_000_000_000
const SECOND = 1_000
const DAY = 86_400_000
const amount = (text: string) => decimal<'asset'>(text)
const told = (id: string, over: Partial<ReportedFlow> = {}): ReportedFlow => ({
  id,
  asset: 'MX',
  change: amount('5'),
  reason: 'DEPOSIT',
  time: T,
  ...over,
})
type Told = NonNullable<ListedFlow['told']>
const booked = (id: string, over: Partial<ListedFlow> = {}): ListedFlow => ({
  id,
  asset: 'MX',
  change: amount('5'),
  reason: 'DEPOSIT',
  time: T,
  ...over,
})
const named = (id: string, over: Partial<Told> = {}): Told => ({ id, source: 'import', ...over })

type Matching = { readonly source?: 'rest' | 'import'; readonly rankOf?: (flow: ReportedFlow) => number }

/** Ids of the ledger's flows that these are, `-` for none. */
async function matched(
  flows: readonly ReportedFlow[],
  ledger: readonly ListedFlow[],
  { source = 'rest', rankOf = () => 0 }: Matching = {},
): Promise<string> {
  const found = await (await FlowMatcher.over(ledger, source, UNSLICED)).of(flows, rankOf, UNSLICED)
  return flows.map((flow) => found.get(flow)?.id ?? '-').join(' ')
}

describe('a reported flow is the one of the ledger', () => {
  it('with its id, before all others, whatever else is alike', async () => {
    const ledger = [booked('near'), booked('far', { time: T - 5 * DAY, change: amount('9'), told: named('w1') })]
    expect(await matched([told('w1'), told('w2')], ledger)).toBe('far near')
    expect(await matched([told('w1', { asset: 'BTC' })], ledger)).toBe('far')
  })

  it('with its very id before another spelling of it', async () => {
    const ids = ['deposit AB:0 MX 5', 'deposit ab:0 MX 5']
    const ledger = ids.map((id, i) => booked(`b${i}`, { told: named(id) }))
    expect(await matched(ids.map((id) => told(id)).reverse(), ledger)).toBe('b1 b0')
    expect(await matched([told('deposit  AB MX 5')], ledger)).toBe('b0')
    const other = booked('b', { change: amount('7'), told: named('deposit AB:0 MX 5') })
    expect(await matched([told('deposit ab:1 MX 5', { txId: 'ab:1' })], [other])).toBe('-')
  })

  it('once: a second one with another spelling of the id is another flow', async () => {
    const ledger = [booked('b', { told: named('deposit ab MX 5', { source: 'rest' }) })]
    expect(await matched([told('deposit AB MX 5'), told('deposit ab:0 MX 5', { change: amount('7') })], ledger)).toBe(
      'b -',
    )
  })

  it('of the same transaction at any time, in the same direction, asset and kind', async () => {
    const ledger = [booked('b', { time: T - 9 * DAY, change: amount('4.9'), told: named('x', { txId: 'AB:0' }) })]
    const one = (over: Partial<ReportedFlow> = {}) =>
      matched([told('y', { txId: 'ab', ...over })], ledger, { source: 'import' })
    expect(await one()).toBe('b')
    expect(await one({ txId: 'cd' })).toBe('-')
    expect(await one({ asset: 'BTC' })).toBe('-')
    expect(await one({ reason: 'WITHDRAW' })).toBe('-')
    expect(await one({ change: amount('-5') })).toBe('-')
  })

  it('of the same amount, asset and kind within a day, across midnight too', async () => {
    const at = async (ms: number, over: Partial<ReportedFlow> = {}) =>
      matched(
        [told('y', { reason: 'WITHDRAW', change: amount('-5'), ...over })],
        [booked('b', { time: T + ms, reason: 'WITHDRAW', change: amount('-5') })],
      )
    expect([await at(-DAY), await at(DAY), await at(-DAY - 1), await at(DAY + 1)]).toEqual(['b', 'b', '-', '-'])
    expect([await at(0, { change: amount('-4') }), await at(0, { asset: 'BTC' })]).toEqual(['-', '-'])
    const withFee = booked('b', { reason: 'WITHDRAW', change: amount('-5'), told: named('x', { fee: amount('1') }) })
    const less = told('y', { reason: 'WITHDRAW', change: amount('-4') })
    expect([await matched([less], [withFee]), await matched([less], [{ ...withFee, told: named('x') }])]).toEqual([
      'b',
      '-',
    ])
  })

  it('nearest in time, the nearest pair first', async () => {
    const ledger = [booked('late', { time: T + 70_000 }), booked('soon', { time: T + 900 }), booked('now')]
    expect(await matched([told('a', { time: T - SECOND }), told('b')], ledger)).toBe('soon now')
    const minute = [booked('x', { time: T + 60_000 }), booked('y', { time: T + 1_000 })]
    expect(await matched([told('a'), told('b', { time: T - 10 })], minute)).toBe('y x')
  })

  it('by rank: those that match first leave the others the rest', async () => {
    const [first, last] = [told('a', { time: T + 5 }), told('b')]
    const rankOf = (flow: ReportedFlow): number => (flow === first ? 0 : 1)
    expect(await matched([last, first], [booked('x')], { rankOf })).toBe('- x')
    expect(await matched([last, first], [booked('x')])).toBe('x -')
  })

  it('never where the two are certainly different', async () => {
    const early = booked('b', { time: T - SECOND - 1 })
    expect(await matched([told('y')], [early])).toBe('-')
    expect(await matched([told('y')], [{ ...early, time: T - SECOND }])).toBe('b')
    expect(await matched([told('y')], [early], { source: 'import' })).toBe('b')
    expect(
      await matched([told('y', { reason: 'CONTRACT_TRANSFER' })], [{ ...early, reason: 'CONTRACT_TRANSFER' }]),
    ).toBe('b')
    const listed = booked('b', { told: named('x', { source: 'rest' }) })
    expect([await matched([told('y')], [listed]), await matched([told('y')], [listed], { source: 'import' })]).toEqual([
      '-',
      'b',
    ])
    expect(await matched([told('y')], [{ ...listed, told: named('x') }])).toBe('b')
    const tx = { ...listed, told: named('x', { txId: 'AB' }) }
    expect([
      await matched([told('y', { txId: 'cd' })], [tx]),
      await matched([told('y', { txId: 'ab:1' })], [tx]),
    ]).toEqual(['-', 'b'])
    expect([
      await matched([told('y')], [tx]),
      await matched([told('y', { txId: 'cd' })], [{ ...tx, told: named('x') }]),
    ]).toEqual(['b', 'b'])
  })
})

it('flows are in order of their time', () => {
  const [a, b, c] = [told('a', { time: T + 5 }), told('b'), told('c', { time: T + 1 })]
  expect(inOrder([a, b, c])).toEqual([b, c, a])
})

describe('an unexplained amount', () => {
  /** An account since T of which 5 MX are unexplained, with this coverage of flows. */
  const explained = async (flows: readonly ReportedFlow[], over: Partial<LedgerState> = {}): Promise<string> => {
    const asset = { asset: 'MX', free: amount('5'), locked: zero<'asset'>(), reason: RECONCILED, time: T }
    const state: LedgerState = { ...EMPTY_STATE, birth: T, assets: new Map([['MX', asset]]), ...over }
    return (await new UnexplainedBalances(state).explainedBy(flows, UNSLICED)).map(({ id }) => id).join(' ')
  }
  const after = (id: string, change: string, time = T + 5): ReportedFlow => told(id, { change: amount(change), time })

  it('is explained by a flow that reduces it, as long as something is left', async () => {
    expect(await explained([after('a', '4'), after('b', '4', T + 6), after('c', '1', T + 7)])).toBe('a c')
    expect([await explained([after('a', '10')]), await explained([after('a', '9')])]).toEqual(['', 'a'])
    expect(await explained([after('a', '-1')])).toBe('')
  })

  it('may be explained by one flow after the other has made room for it', async () => {
    expect(await explained([after('a', '-4'), after('b', '9', T + 6)])).toBe('b a')
  })

  it('is not asked of a flow from before the first start, or from a gap', async () => {
    expect([
      await explained([after('a', '99', T - SECOND)]),
      await explained([after('a', '99', T - SECOND + 1)]),
    ]).toEqual(['a', ''])
    const { birth: _, ...unborn } = EMPTY_STATE
    expect(await new UnexplainedBalances(unborn).explainedBy([after('a', '1')], UNSLICED)).toHaveLength(1)
    const within = (state: CoverageState) =>
      explained([after('a', '99')], { coverage: [{ kind: 'flows', from: T, state }] })
    expect([await within('unknown'), await within('repairing'), await within('complete')]).toEqual(['a', 'a', ''])
  })
})

describe('balances held a flow', () => {
  /** Reads that changed MX by these amounts, so many seconds after T. */
  const since = (reads: readonly (readonly [seconds: number, free: string])[], birth: number | 'none' = T) => {
    const events = reads.map(([seconds, free]) => ({
      type: 'asset.changed',
      time: T + seconds * SECOND,
      change: { freeChange: amount(free), lockedChange: zero<'asset'>() },
    }))
    const history = async (_: string, { from = 0, asset }: HistoryPageQuery) =>
      asset === 'MX' ? events.filter(({ time }) => time >= from).reverse() : []
    const state = birth === 'none' ? EMPTY_STATE : { ...EMPTY_STATE, birth }
    return new FlowBookingTime(state, { history } as unknown as Pick<LedgerStore, 'history'>)
  }
  const at = async (times: FlowBookingTime, over: Partial<ReportedFlow> = {}) => {
    const found = await times.of(told('x', over))
    return found === undefined ? undefined : (found - T) / SECOND
  }
  const READS = [
    [1, '2'],
    [2, '-9'],
    [3, '7'],
    [4, '5'],
  ] as const

  it('since the first read after it; a deposit since the read of its amount, or of more', async () => {
    expect(await at(since(READS), { reason: 'CONTRACT_TRANSFER' })).toBe(1)
    expect(await at(since(READS), { reason: 'CONTRACT_TRANSFER', time: T + 2 * SECOND })).toBe(2)
    expect([await at(since(READS)), await at(since(READS.slice(0, 3)))]).toEqual([4, 3])
    expect([await at(since(READS), { change: amount('7') }), await at(since(READS), { change: amount('6') })]).toEqual([
      3, 3,
    ])
    expect([await at(since(READS), { change: amount('8') }), await at(since(READS), { change: amount('-8') })]).toEqual(
      [1, 2],
    )
  })

  it('since its own time where no read follows, or it was there before the first start', async () => {
    expect([await at(since([])), await at(since(READS), { asset: 'BTC' })]).toEqual([undefined, undefined])
    expect([await at(since(READS, T + 1)), await at(since(READS, T)), await at(since(READS, 'none'))]).toEqual([
      undefined,
      4,
      undefined,
    ])
  })

  it('since a read that no other flow explains', async () => {
    const times = since(READS)
    expect([await at(times), await at(times), await at(times, { change: amount('2') })]).toEqual([4, 3, 1])
    const known = since(READS)
    const held = { since: T + 4 * SECOND, learntAt: T }
    await known.explain([booked('b', { held }), booked('c')], UNSLICED)
    expect(await at(known)).toBe(3)
  })
})

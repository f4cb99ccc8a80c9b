/** Tests of the context that an event gets when it is recorded: an opening balance, or the report that a push belongs to. */

import { add, decimal, zero } from '@spotdeck/exact'
import { describe, expect, it } from 'vitest'
import { type EventDraft, applyAll, record, unexplained } from './apply.ts'
import { reconciledChange, totalOf } from './asset/asset.ts'
import type { Deal } from './deal/deal.ts'
import type { ReportedFlow } from './flow/flow.ts'
import { LedgerError } from './ledger-error.ts'
import { EMPTY_STATE, type LedgerState } from './state.ts'

const BIRTH = 100_000_000_000
const amount = (text: string) => decimal<'asset'>(text)
const balance = (total: string) => ({ free: amount(total), locked: zero<'asset'>() })
const heldIn = (state: LedgerState) => totalOf(state.assets.get('MX') ?? balance('0'))
const live: EventDraft = {
  type: 'status.changed',
  time: BIRTH,
  source: 'rest',
  status: { state: 'live', code: 'LIVE', params: {}, since: BIRTH },
}
/** The balance of MX is read as `total`. */
const found = (state: LedgerState, total: string, time: number): EventDraft & { type: 'asset.changed' } => ({
  type: 'asset.changed',
  change: reconciledChange('MX', balance(heldIn(state)), balance(total), time),
  time,
  source: 'rest',
})
const born = record(EMPTY_STATE, [found(EMPTY_STATE, '50', BIRTH), live], BIRTH).state
const read = (state: LedgerState, total: string, time: number) => record(state, [found(state, total, time)], time).state

const dealt = (source: 'rest' | 'stream', time: number, side: Deal['side'] = 'BUY'): EventDraft => ({
  type: 'deal.added',
  deal: {
    tradeId: '1X1',
    orderId: 'a',
    symbol: 'MXUSDT',
    baseAsset: 'MX',
    quoteAsset: 'USDT',
    side,
    price: decimal('2'),
    quantity: decimal('10'),
    quoteQuantity: decimal('20'),
    fee: zero(),
    feeAsset: 'USDT',
    isMaker: false,
    isSelfTrade: false,
    time,
  },
  namedBy: source,
  time,
  source,
})

describe('a deal is part of the opening balance', () => {
  const openingAfter = (state: LedgerState, draft: EventDraft) =>
    record(state, [draft], BIRTH + 10_000).state.books.get('MX')?.opening

  it('up to a second after it by REST, and to its very moment by the stream', () => {
    expect(openingAfter(born, dealt('rest', BIRTH + 1_000))).toBe('40')
    expect(openingAfter(read(born, '50', BIRTH + 5_000), dealt('rest', BIRTH + 1_001))).toBe('50')
    expect(openingAfter(born, dealt('stream', BIRTH))).toBe('40')
    expect(openingAfter(read(born, '50', BIRTH + 5_000), dealt('stream', BIRTH + 1))).toBe('50')
  })

  it('only where what it gained is held, and what is open is not explained by it', () => {
    expect(openingAfter(born, dealt('rest', BIRTH, 'SELL'))).toBe('50')
    expect(openingAfter(read(born, '55', BIRTH + 500), dealt('rest', BIRTH + 900))).toBe('50')
    expect(openingAfter(read(born, '54', BIRTH + 500), dealt('rest', BIRTH + 900))).toBe('40')
  })

  it('not before there is one', () => {
    const { events } = record(EMPTY_STATE, [found(EMPTY_STATE, '50', BIRTH), dealt('stream', BIRTH)], BIRTH)
    expect(events[1]).not.toHaveProperty('past')
  })
})

describe('a push belongs to a reported flow', () => {
  const told = (change: string, source: 'rest' | 'import', over: Partial<ReportedFlow> = {}): EventDraft => {
    const reason = change.startsWith('-') ? 'WITHDRAW' : 'DEPOSIT'
    const flow = { id: 'd1', asset: 'MX', change: amount(change), reason, time: BIRTH + 8_000, ...over }
    return { type: 'flow.told', flow, unitPrice: decimal('2'), time: BIRTH + 8_000, source }
  }
  const knownBy = (state: LedgerState, draft: EventDraft) => record(state, [draft], BIRTH + 9_500).state
  /** The event of a push of `change` at `time`. */
  const pushed = (state: LedgerState, change: string, time: number, reason = 'DEPOSIT') => {
    const step = found(state, add(heldIn(state), amount(change)), time)
    const draft: EventDraft = { ...step, change: { ...step.change, reason }, unitPrice: decimal('2'), source: 'stream' }
    return record(state, [draft], BIRTH + 60_000)
  }

  it('before the first reconciliation by its amount alone', () => {
    const known = knownBy(EMPTY_STATE, told('10', 'rest'))
    expect(pushed(known, '10', BIRTH + 9_000).events[0]).toMatchObject({ told: 'd1' })
    expect(pushed(known, '10', BIRTH + 9_000).events[0]).not.toHaveProperty('toldPart')
    expect(pushed(known, '7', BIRTH + 9_000).events[0]).not.toHaveProperty('told')
  })

  it('of an export where it explains what is open, and not where it leaves as much open', () => {
    const known = knownBy(born, told('10', 'import'))
    expect(pushed(known, '10', BIRTH + 30_000).events[0]).toMatchObject({ told: 'd1' })
    const half = read(known, '55', BIRTH + 9_600)
    expect(unexplained(half, 'MX')).toBe('-5')
    expect(pushed(half, '10', BIRTH + 30_000).events[0]).not.toHaveProperty('told')
  })

  it('of a list only if it was made before the list was read, or is the fee that was left open', () => {
    const known = knownBy(born, told('10', 'rest'))
    expect(pushed(known, '10', BIRTH + 9_500).events[0]).toMatchObject({ told: 'd1' })
    expect(pushed(known, '10', BIRTH + 9_501).events[0]).not.toHaveProperty('told')
    const withdrawn = read(knownBy(born, told('-40', 'rest', { fee: amount('0.2') })), '10.2', BIRTH + 9_600)
    expect(unexplained(withdrawn, 'MX')).toBe('0.2')
    const fee = pushed(withdrawn, '-0.2', BIRTH + 30_000, 'WITHDRAW_FEE')
    expect(fee.events[0]).toMatchObject({ told: 'd1', toldPart: 'fee' })
    expect([unexplained(fee.state, 'MX'), fee.state.netDeposits]).toEqual(['0', '-80'])
    const other = read(withdrawn, '10.3', BIRTH + 9_700)
    expect(pushed(other, '-0.2', BIRTH + 30_000, 'WITHDRAW_FEE').events[0]).not.toHaveProperty('told')
  })
})

describe('an event is the next one', () => {
  const dropped: EventDraft = { ...dealt('rest', BIRTH), type: 'deal.dropped' } as EventDraft
  const fact: EventDraft = { type: 'account.checked', at: 5, time: BIRTH, source: 'rest' }
  const { events } = record(EMPTY_STATE, [live, dealt('rest', BIRTH), dropped, fact, live], BIRTH)
  const isNext = (...given: readonly (typeof events)[number][]) => {
    try {
      applyAll(EMPTY_STATE, given)
      return true
    } catch (error) {
      if (error instanceof LedgerError) return false
      throw error
    }
  }

  it('by both of its numbers', () => {
    const [first, second, third, fourth, fifth] = events
    if (!first || !second || !third || !fourth || !fifth) throw new Error('Five events were recorded.')
    expect(isNext(first, second, third, fourth, fifth)).toBe(true)
    expect(isNext(first, second, third, fifth)).toBe(false)
    expect(isNext(first, { ...second, seq: 1 })).toBe(false)
    expect(isNext(first, second, { ...third, seq: 9 })).toBe(false)
    expect(isNext(first, second, { ...third, seq: 2 })).toBe(true)
  })
})

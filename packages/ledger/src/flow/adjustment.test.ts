import { decimal } from '@spotdeck/exact'
import { describe, expect, it } from 'vitest'
import { type EventDraft, record, unadjusted } from '../apply.ts'
import { allRows, stateFromRows, touchedRows } from '../rows.ts'
import { EMPTY_STATE, type LedgerState } from '../state.ts'
import { type UnexplainedAdjustment, netUnexplained } from './adjustment.ts'

const amount = (text: string) => decimal<'asset'>(text)
const live: EventDraft = {
  type: 'status.changed',
  time: 1_000,
  source: 'rest',
  status: { state: 'live', code: 'LIVE', params: {}, since: 1_000 },
}
const held = (free: string, freeChange: string, time: number): EventDraft => ({
  type: 'asset.changed',
  time,
  source: 'rest',
  change: {
    asset: 'MX',
    free: amount(free),
    locked: amount('0'),
    freeChange: amount(freeChange),
    lockedChange: amount('0'),
    reason: 'RECONCILED',
    time,
  },
})
const noted = (over: Partial<UnexplainedAdjustment> = {}): EventDraft => ({
  type: 'unexplained.noted',
  note: { asset: 'MX', change: amount('20'), since: 2_000, unitPrice: decimal('3'), ...over },
  time: 2_000,
  source: 'inferred',
})
const told = (change: string, heldSince?: number): EventDraft => ({
  type: 'flow.told',
  flow: { id: `told ${change}`, asset: 'MX', change: amount(change), reason: 'DEPOSIT', time: 2_000 },
  unitPrice: decimal('3'),
  ...(heldSince === undefined ? {} : { heldSince }),
  time: 2_000,
  source: 'import',
})

/** 40 were held at the start; 20 came of which nobody told. */
const found = record(EMPTY_STATE, [held('40', '40', 500), live, held('60', '20', 2_000)], 2_000).state
const after = (state: LedgerState, ...happenings: EventDraft[]) => record(state, happenings, 9_000)
const net = (state: LedgerState) => [netUnexplained(state.notes.values()), state.netDeposits, [...unadjusted(state)]]

describe('an unexplained adjustment', () => {
  it('is valued at its time, and leaves no open amount', () => {
    expect(net(found)).toEqual(['0', '0', [['MX', '20']]])
    const { state } = after(found, noted())
    expect(net(state)).toEqual(['60', '0', []])
  })

  it('keeps its first price, and disappears when it is fully reversed', () => {
    const { state } = after(found, noted(), noted({ change: amount('-5'), unitPrice: decimal('9') }))
    expect(net(state)).toEqual(['45', '0', [['MX', '5']]])
    expect([...after(state, noted({ change: amount('-15') })).state.notes]).toEqual([])
  })

  it('is reversed by the commit that explains it, by the explained amount', () => {
    const before = after(found, noted()).state
    const part = after(before, told('8', 2_000))
    expect(part.events.map(({ type }) => type)).toEqual(['flow.told', 'unexplained.noted'])
    expect(net(part.state)).toEqual(['36', '24', []])
    expect(net(after(before, told('25', 2_000)).state)).toEqual(['0', '75', [['MX', '-5']]])
    expect(net(after(before, told('8')).state)).toEqual(['60', '24', [['MX', '-8']]])
    expect(net(after(before, told('-8', 2_000)).state)).toEqual(['60', '-24', [['MX', '8']]])
  })

  it('is kept in rows of its own, that go with it', () => {
    const { state, events } = after(found, noted(), noted({ since: 3_000 }))
    expect(stateFromRows(allRows(state))).toEqual(state)
    const back = after(state, noted({ change: amount('-20') }))
    const rows = new Map([
      ...allRows(found),
      ...touchedRows(found, state, events),
      ...touchedRows(state, back.state, back.events),
    ])
    expect(stateFromRows([...rows].filter(([, value]) => value !== undefined))).toEqual(back.state)
    expect(rows.get('note:MX 2000')).toBeUndefined()
  })

  it('of USDT is its own value, and one without a price has none', () => {
    const note = { asset: 'USDT', change: amount('5'), since: 1 }
    expect(netUnexplained([note, { ...note, asset: 'MX' }])).toBe('5')
  })
})

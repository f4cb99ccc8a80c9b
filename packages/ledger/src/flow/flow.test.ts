import { type AssetAmount, add, decimal, isZero, multiply, negate, subtract, zero } from '@spotdeck/exact'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type EventDraft, apply, applyAll, record, unclassified, unexplained } from '../apply.ts'
import { reconciledChange, totalOf } from '../asset/asset.ts'
import type { CoverageWindow } from '../coverage/coverage.ts'
import type { LedgerEvent } from '../event.ts'
import { allRows, stateFromRows, touchedRows } from '../rows.ts'
import { EMPTY_STATE, type LedgerState } from '../state.ts'
import { type ReportedFlow, FLOW_APART_MS, awaitedAfter, nearestFlow, partOf, sameFlow } from './flow.ts'

const BIRTH = 100_000_000_000
const amount = (text: string) => decimal<'asset'>(text)
const held = (state: LedgerState): AssetAmount => totalOf(state.assets.get('MX') ?? { free: zero(), locked: zero() })
const balance = (total: AssetAmount) => ({ free: total, locked: zero<'asset'>() })

function found(state: LedgerState, total: AssetAmount, time: number): EventDraft {
  return {
    type: 'asset.changed',
    change: reconciledChange('MX', balance(held(state)), balance(total), time),
    time,
    source: 'rest',
  }
}
function pushed(state: LedgerState, change: AssetAmount, time: number, reason = reasonOf(change)): EventDraft {
  const happening = found(state, add(held(state), change), time) as EventDraft & { type: 'asset.changed' }
  return { ...happening, change: { ...happening.change, reason }, unitPrice: decimal('2'), source: 'stream' }
}
function told(id: string, change: AssetAmount, time: number, over: Partial<ReportedFlow> = {}): EventDraft {
  return {
    type: 'flow.told',
    flow: { id, asset: 'MX', change, reason: reasonOf(change), time, ...over },
    unitPrice: decimal('2'),
    time,
    source: 'rest',
  }
}
const reasonOf = (change: AssetAmount): string => (change.startsWith('-') ? 'WITHDRAW' : 'DEPOSIT')
const live: EventDraft = {
  type: 'status.changed',
  time: BIRTH,
  source: 'rest',
  status: { state: 'live', code: 'LIVE', params: {}, since: BIRTH },
}

const born = (total: string): LedgerState =>
  record(EMPTY_STATE, [found(EMPTY_STATE, amount(total), BIRTH), live], BIRTH).state
const learn = (state: LedgerState, time: number, ...happenings: EventDraft[]): LedgerState =>
  record(state, happenings, time).state

describe('a reported flow', () => {
  it('explains an existing balance change, and changes no balance', () => {
    const before = born('50')
    const lost = learn(before, BIRTH + 9_000, found(before, amount('60'), BIRTH + 9_000))
    expect(unclassified(lost, 'MX')).toBe('10')
    const known = learn(lost, BIRTH + 10_000, told('d1', amount('10'), BIRTH + 5_000))
    expect([unclassified(known, 'MX'), held(known), known.netDeposits]).toEqual(['0', '60', '20'])
    expect(known.books.get('MX')?.flows).toEqual({ DEPOSIT: '10' })
  })

  it('from before the first start explains part of the opening balance', () => {
    const known = learn(born('50'), BIRTH + 9_000, told('d1', amount('10'), BIRTH - 5_000_000))
    expect([known.books.get('MX')?.opening, unexplained(known, 'MX'), known.netDeposits]).toEqual(['40', '0', '20'])
    expect(known.awaited.size).toBe(0)
  })

  it('and pushed afterwards is one flow', () => {
    const before = learn(born('50'), BIRTH + 9_000, told('d1', amount('10'), BIRTH + 8_000))
    expect(unexplained(before, 'MX')).toBe('-10')
    const { state, events } = record(before, [pushed(before, amount('10'), BIRTH + 8_500)], BIRTH + 10_000)
    expect(events[0]).toMatchObject({ type: 'asset.changed', told: 'd1' })
    expect([held(state), unexplained(state, 'MX'), state.netDeposits, state.awaited.size]).toEqual(['60', '0', '20', 0])
  })

  const marked = (state: CoverageWindow['state'], from: number, to: number): EventDraft => ({
    type: 'coverage.marked',
    window: { kind: 'flows', from, to, state },
    time: to,
    source: 'rest',
  })

  it('by a list, of a time when no push was heard, is that push’s flow however late it comes and whatever else is unexplained', () => {
    for (const besides of ['0', '10', '-10', '3']) {
      const before = learn(born('50'), BIRTH + 9_000, marked('repaired', BIRTH + 2_000, BIRTH + 9_000))
      const read = learn(
        before,
        BIRTH + 9_500,
        found(before, add(amount('60'), amount(besides)), BIRTH + 9_000),
        told('d1', amount('10'), BIRTH + 8_000),
      )
      const back = learn(read, BIRTH + 60_000, found(read, add(held(read), amount('-10')), BIRTH + 60_000))
      const state = learn(back, BIRTH + 60_000, pushed(back, amount('10'), BIRTH + 8_000))
      expect([held(state), unexplained(state, 'MX'), state.netDeposits, state.awaited.size]).toEqual([
        held(read),
        besides,
        '20',
        0,
      ])
    }
  })

  it('by a list leaves an equal push of a time that was heard, or of later than the list, a flow of its own', () => {
    for (const time of [BIRTH + 9_200, BIRTH + 30_000]) {
      const before = learn(
        born('50'),
        BIRTH + 9_000,
        marked('repaired', BIRTH + 2_000, BIRTH + 9_000),
        marked('complete', BIRTH + 9_000, BIRTH + 90_000),
      )
      const read = learn(
        before,
        BIRTH + 9_500,
        found(before, amount('60'), BIRTH + 9_000),
        told('d1', amount('10'), BIRTH + 8_000),
      )
      const state = learn(read, BIRTH + 40_000, pushed(read, amount('10'), time))
      expect([held(state), unexplained(state, 'MX'), state.netDeposits, state.awaited.size]).toEqual([
        '70',
        '0',
        '40',
        1,
      ])
    }
  })

  it('of a balance that was read already leaves the next push of the same amount a flow of its own', () => {
    const read = learn(
      born('50'),
      BIRTH + 9_000,
      found(born('50'), amount('60'), BIRTH + 9_000),
      told('d1', amount('10'), BIRTH + 8_000),
    )
    const state = learn(read, BIRTH + 20_000, pushed(read, amount('10'), BIRTH + 20_000))
    expect([held(state), unexplained(state, 'MX'), state.netDeposits]).toEqual(['70', '0', '40'])
  })

  const imported = (id: string, change: AssetAmount, time: number, over: Partial<ReportedFlow> = {}): EventDraft => ({
    ...told(id, change, time, over),
    source: 'import',
  })

  it('by an export, where every push since it happened was heard, is the push that comes, whatever else is unexplained', () => {
    for (const besides of ['0', '30', '-30', '3']) {
      const before = learn(born('50'), BIRTH + 1_000, marked('complete', BIRTH, BIRTH + 90_000))
      const open = learn(before, BIRTH + 5_000, found(before, add(amount('50'), amount(besides)), BIRTH + 5_000))
      const known = learn(open, BIRTH + 9_000, imported('d1', amount('10'), BIRTH + 8_000))
      const state = learn(known, BIRTH + 20_000, pushed(known, amount('10'), BIRTH + 20_000))
      expect([unexplained(state, 'MX'), state.netDeposits, state.awaited.size]).toEqual([besides, '20', 0])
    }
  })

  it('by an export, of a gap, leaves an equal push of a time that was heard a flow of its own', () => {
    const before = learn(
      born('50'),
      BIRTH + 9_000,
      marked('repaired', BIRTH + 2_000, BIRTH + 9_000),
      marked('complete', BIRTH + 9_000, BIRTH + 90_000),
    )
    const read = learn(before, BIRTH + 9_500, found(before, amount('63'), BIRTH + 9_000))
    const known = learn(read, BIRTH + 10_000, imported('d1', amount('10'), BIRTH + 8_000))
    const state = learn(known, BIRTH + 20_000, pushed(known, amount('10'), BIRTH + 20_000))
    expect([unexplained(state, 'MX'), state.netDeposits]).toEqual(['3', '40'])
  })

  it('is one with the pushes of its two parts, in either order and where one of them never comes', () => {
    const parts = { net: ['-39.8', 'WITHDRAW'], fee: ['-0.2', 'WITHDRAW_FEE'], all: ['-40', 'WITHDRAW'] } as const
    for (const come of [['net', 'fee'], ['fee', 'net'], ['net'], ['fee'], ['all'], []] as const) {
      let state = learn(born('50'), BIRTH + 9_000, marked('repaired', BIRTH + 2_000, BIRTH + 9_000))
      state = learn(
        state,
        BIRTH + 9_500,
        found(state, amount('10'), BIRTH + 9_000),
        told('w1', amount('-40'), BIRTH + 8_000, { fee: amount('0.2') }),
      )
      const rows = new Map(allRows(state))
      for (const part of come) {
        const [change, reason] = parts[part]
        const back = found(state, subtract(held(state), amount(change)), BIRTH + 60_000)
        for (const next of [() => back, () => pushed(state, amount(change), BIRTH + 8_000, reason)]) {
          const after = record(state, [next()], BIRTH + 60_000)
          for (const [key, value] of touchedRows(state, after.state, after.events)) rows.set(key, value)
          state = after.state
        }
      }
      expect({ come, open: unexplained(state, 'MX'), paid: state.netDeposits, held: held(state) }).toEqual({
        come,
        open: '0',
        paid: '-80',
        held: '10',
      })
      const kept = [...rows].filter(([, value]) => value !== undefined)
      expect(stateFromRows(kept)).toEqual(state)
    }
  })

  it('whose push an older ledger matched as a whole is no longer pending', () => {
    const before = learn(born('50'), BIRTH + 9_500, told('w1', amount('-40'), BIRTH + 8_000, { fee: amount('0.2') }))
    const old = record(before, [pushed(before, amount('-39.8'), BIRTH + 8_000)], BIRTH + 9_600).events.map((event) => {
      const { toldPart: _, ...older } = event as LedgerEvent & { toldPart?: string }
      return older
    })
    expect(applyAll(before, old).awaited.size).toBe(0)
  })

  it('after its push only adds its id', () => {
    const before = born('50')
    const state = learn(before, BIRTH + 9_000, pushed(before, amount('10'), BIRTH + 9_000))
    const named = learn(state, BIRTH + 10_000, {
      ...told('d1', amount('10'), BIRTH + 8_000),
      as: state.n,
    } as EventDraft)
    expect([unexplained(named, 'MX'), named.netDeposits, named.awaited.size]).toEqual(['0', '20', 0])
  })

  it('is pending for a day at most', () => {
    const first = learn(born('50'), BIRTH + 9_000, told('d1', amount('10'), BIRTH + 8_000))
    const later = BIRTH + 9_001 + FLOW_APART_MS
    expect([...learn(first, later, told('d2', amount('1'), later)).awaited.keys()]).toEqual(['d2'])
  })

  it('counts once, whether lists or pushes tell it first, and however a gap hides the pushes', () => {
    const flow = fc.record({
      units: fc.integer({ min: -5, max: 5 }).filter((units) => units !== 0),
      told: fc.constantFrom('first', 'after', 'lost', 'past', 'never'),
    })
    fc.assert(
      fc.property(fc.array(flow, { maxLength: 12 }), (flows) => {
        let state = born('1000')
        const events: LedgerEvent[] = record(
          EMPTY_STATE,
          [found(EMPTY_STATE, amount('1000'), BIRTH), live],
          BIRTH,
        ).events.slice()
        const rows = new Map(allRows(state))
        let time = BIRTH + 10_000
        const take = (...happenings: EventDraft[]): void => {
          const next = record(state, happenings, time)
          for (const [key, value] of touchedRows(state, next.state, next.events)) {
            if (value === undefined) rows.delete(key)
            else rows.set(key, JSON.parse(JSON.stringify(value)))
          }
          events.push(...next.events)
          state = next.state
        }
        let net = zero<'asset'>()
        let opening = amount('1000')
        for (const [index, { units, told: when }] of flows.entries()) {
          time += 60_000
          const change = amount(String(units))
          net = add(net, change)
          if (when === 'past') {
            opening = subtract(opening, change)
            take(told(`f${index}`, change, BIRTH - 1_000_000 - index))
            continue
          }
          if (when === 'lost') take(found(state, add(held(state), change), time))
          if (when === 'lost' || when === 'first') take(told(`f${index}`, change, time - 500))
          if (when === 'lost') continue
          take(pushed(state, change, time))
          if (when === 'after') take({ ...told(`f${index}`, change, time - 500), as: state.n } as EventDraft)
        }
        expect(isZero(unclassified(state, 'MX'))).toBe(true)
        expect(state.books.get('MX')?.opening).toBe(opening)
        expect(state.netDeposits).toBe(multiply(net, amount('2')))
        expect(held(state)).toBe(add(opening, net))
        expect(applyAll(EMPTY_STATE, events)).toEqual(state)
        expect(events.reduce(apply, EMPTY_STATE)).toEqual(state)
        expect(stateFromRows(rows)).toEqual(state)
      }),
    )
  })
})

describe('two reports of a flow', () => {
  const push = { asset: 'MX', change: amount('-39.8'), reason: 'WITHDRAW', time: BIRTH }
  const list = { ...push, change: amount('-40'), fee: amount('0.2'), time: BIRTH + FLOW_APART_MS }

  it('can be one where asset, kind, direction and amount agree, the fee in it or not, within a day', () => {
    expect(sameFlow(list, push)).toBe(true)
    expect(sameFlow({ ...list, change: amount('-39.6') }, push)).toBe(true)
    const others = [
      { asset: 'BTC' },
      { change: amount('40') },
      { change: amount('-41') },
      { reason: 'CONTRACT_TRANSFER' },
      { time: list.time + 1 },
    ]
    expect(others.map((other) => sameFlow({ ...list, ...other }, push))).toEqual([false, false, false, false, false])
  })

  it('are joined with the equal one first, then with the nearest', () => {
    const others = [
      { ...push, time: 7 },
      { ...push, change: negate(amount('40')), time: 1 },
      { ...push, change: negate(amount('40')), time: 3 },
    ]
    for (const [a, b, c] of [
      [0, 1, 2],
      [2, 1, 0],
      [1, 0, 2],
      [2, 0, 1],
    ] as const) {
      const order = [others[a], others[b], others[c]].flatMap((one) => one ?? [])
      expect(nearestFlow({ ...list, time: 6 }, order, () => true)?.time).toBe(3)
    }
    const [late, early] = [
      { ...push, time: 7 },
      { ...push, time: 5 },
    ]
    const flow = { ...push, time: 6 }
    expect([nearestFlow(flow, [late, early], () => true), nearestFlow(flow, [early, late], () => true)]).toEqual([
      late,
      early,
    ])
    expect(nearestFlow(list, others, () => false)).toBeUndefined()
  })

  it('say which part a push brought, and what is still to come', () => {
    const { fee: _, ...whole } = list
    const paid = { ...push, change: amount('-0.2'), reason: 'WITHDRAW_FEE' }
    const at = { learntAt: 1 }
    expect(partOf(list, { ...push, change: amount('-40') })).toBe('all')
    expect(awaitedAfter({ ...list, ...at }, 'all')).toBeUndefined()
    expect(partOf(list, push)).toBe('net')
    expect(awaitedAfter({ ...list, ...at }, 'net')).toEqual({ ...paid, ...at, time: list.time })
    expect(partOf(list, paid)).toBe('fee')
    expect(awaitedAfter({ ...list, ...at }, 'fee')).toEqual({ ...push, ...at, time: list.time })
    expect(partOf(whole, { ...push, change: amount('-40') })).toBe('all')
    expect(partOf(whole, paid)).toBeUndefined()
    expect(partOf({ ...list, reason: 'DEPOSIT' }, paid)).toBeUndefined()
    expect(partOf(list, { ...paid, reason: 'DEPOSIT' })).toBeUndefined()
    expect(awaitedAfter({ ...whole, ...at }, 'net')).toBeUndefined()
    expect(awaitedAfter({ ...list, fee: amount('0'), ...at }, 'net')).toBeUndefined()
  })
})

describe('a price that comes after its flow', () => {
  it('moves the flow from the amounts without a price to the net deposits', () => {
    const came = (change: string): EventDraft => {
      const draft = { ...pushed(EMPTY_STATE, amount(change), BIRTH + 5_000) } as EventDraft & { unitPrice?: unknown }
      delete draft.unitPrice
      return draft
    }
    const priced = (change: string, unitPrice: string): EventDraft => ({
      type: 'flow.priced',
      flow: { of: 1, asset: 'MX', change: amount(change), unitPrice: decimal(unitPrice) },
      time: BIRTH + 9_000,
      source: 'inferred',
    })
    const waiting = learn(born('0'), BIRTH + 8_000, came('1'), came('2'))
    expect([[...waiting.unpricedFlows], waiting.netDeposits]).toEqual([[['MX', '3']], '0'])
    const part = learn(waiting, BIRTH + 9_000, priced('1', '100'))
    expect([[...part.unpricedFlows], part.netDeposits]).toEqual([[['MX', '2']], '100'])
    const whole = learn(part, BIRTH + 9_000, priced('2', '10'))
    expect([[...whole.unpricedFlows], whole.netDeposits]).toEqual([[], '120'])
  })
})

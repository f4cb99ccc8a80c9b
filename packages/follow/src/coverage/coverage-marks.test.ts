/** Coverage that a start, a gap and a search claim: never more than was read, and no less. */

import { decimal } from '@spotdeck/exact'
import type { CoverageWindow } from '@spotdeck/ledger'
import { DAY_MS, HOUR_MS } from '@spotdeck/ports'
import { describe, expect, it } from 'vitest'
import {
  type Explained,
  coverageBeyondReach,
  coverageOfGap,
  coverageSwept,
  coverageTold,
  explainedBy,
  initialCoverage,
  openCoverage,
  repairingCoverage,
  unknownCoverage,
} from './coverage-marks.ts'
import type { Searched } from '../base/searched.ts'

const AT = 1_767_225_600_000
/** Starts of what the exchange still tells of orders and deals, with an hour to spare. */
const ORDERS = AT - 7 * DAY_MS + HOUR_MS
const DEALS = AT - 30 * DAY_MS + HOUR_MS

/** Windows as text, with the start and end before `at`, in ms. */
function shown(windows: readonly CoverageWindow[], at = AT): readonly string[] {
  const ago = (time: number): string => (time === 0 ? 'ever' : String(time - at))
  return windows.map(({ kind, from, to, state, reason, symbols }) =>
    [kind, `${ago(from)}..${to === undefined ? '' : ago(to)}`, state, reason, symbols?.join('+')]
      .filter((part) => part !== undefined)
      .join(' '),
  )
}

describe('a reconciliation', () => {
  const times = { begun: AT, read: AT + 300 }

  it('claims orders and deals from its beginning on, and balances from their answer on', () => {
    expect(shown(openCoverage(times))).toEqual([
      'assets 300.. complete',
      'orders 0.. complete',
      'deals 0.. complete',
      'flows 300.. complete',
    ])
  })

  it('claims nothing from the beginning of a gap on', () => {
    const all = ['assets', 'orders', 'deals', 'flows'].map((kind) => `${kind} -5.. unknown`)
    expect(shown(unknownCoverage(AT - 5))).toEqual(all)
  })

  it('at the very first start leaves to the search what the exchange still tells, and nothing before that', () => {
    expect(shown(initialCoverage(times))).toEqual([
      'assets ever..300 unknown',
      'flows ever..300 unknown',
      `orders ever..${ORDERS - AT} unknown`,
      `orders ${ORDERS - AT}..0 repairing`,
      `deals ever..${DEALS - AT} unknown`,
      `deals ${DEALS - AT}..0 repairing`,
    ])
  })

  it('after a gap claims the balances; their reasons, orders and deals are searched', () => {
    expect(shown(coverageOfGap(AT - 60_000, times))).toEqual([
      'assets -60000..300 repaired',
      'flows -60000..300 repairing',
      'orders -60000..0 repairing',
      'deals -60000..0 repairing',
    ])
    expect(coverageOfGap(AT, times)).toEqual([])
  })

  it('after a gap of weeks leaves unknown what the exchange no longer tells', () => {
    const gap = shown(coverageOfGap(AT - 40 * DAY_MS, times)).slice(2)
    expect(gap).toEqual([
      `orders ${-40 * DAY_MS}..${ORDERS - AT} unknown`,
      `orders ${ORDERS - AT}..0 repairing`,
      `deals ${-40 * DAY_MS}..${DEALS - AT} unknown`,
      `deals ${DEALS - AT}..0 repairing`,
    ])
    expect(shown(coverageOfGap(ORDERS, times)).slice(2, 3)).toEqual([`orders ${ORDERS - AT}..0 repairing`])
  })

  it('after a search that was cut off gives up what went beyond the exchange’s reach meanwhile', () => {
    const windows: readonly CoverageWindow[] = [
      { kind: 'orders', from: ORDERS - 100, to: ORDERS - 50, state: 'repairing' },
      { kind: 'orders', from: ORDERS - 10, to: ORDERS + 10, state: 'repairing' },
      { kind: 'deals', from: ORDERS - 10, to: ORDERS + 10, state: 'repairing' },
      { kind: 'deals', from: DEALS - 10, to: AT, state: 'repaired' },
      { kind: 'orders', from: ORDERS - 300, to: ORDERS - 200, state: 'unknown' },
      { kind: 'orders', from: ORDERS - 500, to: ORDERS, state: 'repairing' },
      { kind: 'orders', from: ORDERS - 5, state: 'repairing' },
    ]
    expect(shown(coverageBeyondReach(windows, AT), ORDERS)).toEqual([
      'orders -100..-50 unknown',
      'orders -10..0 unknown',
      'orders -500..0 unknown',
      'orders -5..0 unknown',
    ])
  })
})

describe('a search', () => {
  it('marks its span, but no flows from before the first start and no empty window', () => {
    expect(shown(repairingCoverage(AT - 100, AT, AT - 40))).toEqual([
      'orders -100..0 repairing',
      'deals -100..0 repairing',
      'flows -40..0 repairing',
    ])
    expect(shown(repairingCoverage(AT - 100, AT, AT))).toEqual(['orders -100..0 repairing', 'deals -100..0 repairing'])
    expect(repairingCoverage(AT, AT, AT - 40)).toEqual([])
  })

  const WINDOWS: readonly CoverageWindow[] = [
    { kind: 'orders', from: AT - 100, to: AT, state: 'repairing' },
    { kind: 'deals', from: AT - 100, to: AT, state: 'repairing' },
    { kind: 'flows', from: AT - 100, to: AT, state: 'repairing' },
    { kind: 'assets', from: AT - 100, to: AT, state: 'repaired' },
  ]
  const WHOLE: Searched = {
    since: { orders: AT - 200, deals: AT - 200 },
    to: AT,
    amounts: new Map(),
    complete: { orders: true, deals: true },
    knownFrom: { orders: 0, deals: 0 },
    lacks: { orders: [], deals: [] },
    flowsTold: [],
  }
  const ALL: Explained = { deals: true, flows: true, from: { deals: 0, flows: 0 } }
  const swept = (over: Partial<Searched>, explained = ALL, windows = WINDOWS) =>
    shown(coverageSwept(windows, { ...WHOLE, ...over }, explained))

  it('that told everything repairs its span', () => {
    expect(swept({})).toEqual(['orders -100..0 repaired', 'deals -100..0 repaired', 'flows -100..0 repaired'])
  })

  it('repairs no more than it read, and only what was being repaired', () => {
    const later = swept({ since: { orders: AT - 60, deals: AT - 30 }, to: AT - 10 })
    expect(later).toEqual(['orders -60..-10 repaired', 'deals -30..-10 repaired', 'flows -100..-10 repaired'])
    const others = WINDOWS.map((window): CoverageWindow => ({ ...window, state: 'unknown' }))
    expect(swept({}, ALL, others)).toEqual([])
    const open = WINDOWS.slice(0, 1).map(({ to: _, ...window }) => window)
    expect(swept({}, ALL, open)).toEqual(['orders -100..0 repaired'])
    expect(swept({ to: AT - 100 })).toEqual([])
  })

  it('names the symbols that could not be read, and claims the others', () => {
    const lacks = { orders: ['MXUSDT'], deals: ['BTCUSDT', 'MXUSDT'] }
    expect(swept({ complete: { orders: false, deals: false }, lacks })).toEqual([
      'orders -100..0 unknown MXUSDT',
      'deals -100..0 unknown BTCUSDT+MXUSDT',
      'flows -100..0 unknown',
    ])
    const unnamed = { orders: undefined, deals: undefined }
    expect(swept({ complete: { orders: false, deals: false }, lacks: unnamed }).slice(0, 2)).toEqual([
      'orders -100..0 unknown',
      'deals -100..0 unknown',
    ])
  })

  it('repairs a window that lacked some symbols where these were read, and keeps the others', () => {
    const named = WINDOWS.slice(0, 1).map((window) => ({ ...window, symbols: ['MXUSDT', 'BTCUSDT'] }))
    const lack = (symbols: readonly string[] | undefined): readonly string[] =>
      swept({ complete: { orders: false, deals: true }, lacks: { orders: symbols, deals: [] } }, ALL, named)
    expect(lack(['BTCUSDT', 'ETHUSDT'])).toEqual(['orders -100..0 unknown BTCUSDT'])
    expect(lack(['ETHUSDT'])).toEqual(['orders -100..0 repaired'])
    expect(lack(undefined)).toEqual(['orders -100..0 unknown MXUSDT+BTCUSDT'])
  })

  it('leaves unknown what came before a symbol was delisted', () => {
    const lacks = { orders: ['OLDUSDT'], deals: ['OLDUSDT'] }
    expect(swept({ knownFrom: { orders: AT - 40, deals: AT - 30 }, lacks })).toEqual([
      'orders -100..-40 unknown OLDUSDT',
      'orders -40..0 repaired',
      'deals -100..-30 unknown OLDUSDT',
      'deals -30..0 repaired',
      'flows -100..-30 unknown',
      'flows -30..0 repaired',
    ])
  })

  it('claims neither deals nor flows where amounts stay unexplained, whatever symbols were read', () => {
    const left: Explained = { deals: false, flows: false, from: { deals: 0, flows: 0 } }
    expect(swept({ lacks: { orders: [], deals: ['MXUSDT'] } }, left)).toEqual([
      'orders -100..0 repaired',
      'deals -100..0 unknown',
      'flows -100..0 unknown UNEXPLAINED',
    ])
  })

  it('claims what came after the search for an amount that stays unexplained', () => {
    const before: Explained = { deals: true, flows: true, from: { deals: AT - 70, flows: AT - 60 } }
    expect(swept({}, before)).toEqual([
      'orders -100..0 repaired',
      'deals -100..-70 unknown',
      'deals -70..0 repaired',
      'flows -100..-60 unknown',
      'flows -60..0 repaired',
    ])
  })

  it('tells why its lists of flows lack something', () => {
    expect(swept({ flowsTold: ['LIST_REFUSED', 'ON_ITS_WAY'] })[2]).toBe('flows -100..0 unknown LIST_REFUSED')
  })

  it('whose lists of flows are still to come claims no flows, but gives up what no list can tell', () => {
    expect(swept({ flowsTold: 'unanswered' })).toEqual(['orders -100..0 repaired', 'deals -100..0 repaired'])
    const delisted = swept({ flowsTold: 'interrupted', knownFrom: { orders: 0, deals: AT - 30 } })
    expect(delisted.filter((text) => text.startsWith('flows'))).toEqual(['flows -100..-30 unknown'])
  })

  it('is followed by lists of flows that came late', () => {
    const told = (flowsTold: Searched['flowsTold'], explained = ALL): readonly string[] =>
      shown(coverageTold(WINDOWS, AT - 10, { flowsTold, explained }))
    expect(told([])).toEqual(['flows -100..-10 repaired'])
    expect(told(['NO_ANSWER'])).toEqual(['flows -100..-10 unknown NO_ANSWER'])
    expect(told([], { ...ALL, flows: false })).toEqual(['flows -100..-10 unknown UNEXPLAINED'])
  })
})

describe('amounts that a search leaves', () => {
  const of = (...amounts: readonly (readonly [amount: string, searchedTo?: number])[]): Explained =>
    explainedBy(amounts.map(([amount, searchedTo]) => ({ amount: decimal<'asset'>(amount), searchedTo })))

  it('of one sign are flows; a deal takes one asset and gives another', () => {
    expect(of()).toEqual({ deals: true, flows: true, from: { deals: 0, flows: 0 } })
    expect(of(['0'])).toEqual(of())
    expect([of(['1'], ['2']), of(['-1'], ['-2'])].map(({ deals, flows }) => ({ deals, flows }))).toEqual([
      { deals: true, flows: false },
      { deals: true, flows: false },
    ])
    expect(of(['1'], ['-2'])).toMatchObject({ deals: false, flows: false })
  })

  it('that were searched before hide nothing of later times', () => {
    expect(of(['1', 500], ['-2', 700])).toEqual({ deals: true, flows: true, from: { deals: 700, flows: 700 } })
    expect(of(['1', 500], ['2', 700])).toEqual({ deals: true, flows: true, from: { deals: 0, flows: 700 } })
    expect(of(['1', 500], ['2'])).toMatchObject({ deals: true, flows: false })
  })
})

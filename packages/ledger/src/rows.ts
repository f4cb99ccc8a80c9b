/**
 * The state as keyed rows, so that a commit writes only what its events touched and a start reads it all back.
 * Rows are JSON values: `head`, `coverage:KIND`, `asset:X`, `order:ID`, `lacking:ID`, `symbol:S`, `flow:X`, `price:X`, `told:ID`, `note:X T`,
 * `unvalued:X`, `valuation:X T`, `plan:ID`.
 */

import type { CoverageWindow } from './coverage/coverage.ts'
import type { LedgerEvent } from './event.ts'
import { dealEffects } from './deal/effect.ts'
import { noteKey } from './flow/adjustment.ts'
import { valuationKey } from './flow/valuation-change.ts'
import { EMPTY_STATE, type LedgerState } from './state.ts'

/** A key and its value; `undefined` deletes the row. */
export type StateRow = readonly [key: string, value: unknown]

/** The rows that `events`, which led from `before` to `state`, changed. */
export function touchedRows(
  before: LedgerState,
  state: LedgerState,
  events: readonly LedgerEvent[],
): readonly StateRow[] {
  const setAside = [
    ...[...before.orders.keys()].filter((id) => !state.orders.has(id)).map((id) => `order:${id}`),
    ...[...before.plans.keys()].filter((id) => !state.plans.has(id)).map((id) => `plan:${id}`),
    ...[...before.awaited.keys()].filter((id) => !state.awaited.has(id)).map((id) => `told:${id}`),
  ]
  const touched = before.birth === state.birth ? [] : allKeys(state)
  const keys = new Set([...touched, ...events.flatMap(touchedBy), ...setAside])
  return [headRow(state), ...[...keys].map((key): StateRow => [key, valueAt(state, key)])]
}

/** Every row of the state. */
export function allRows(state: LedgerState): readonly StateRow[] {
  return [headRow(state), ...allKeys(state).map((key): StateRow => [key, valueAt(state, key)])]
}

function allKeys(state: LedgerState): readonly string[] {
  return [
    ...new Set(state.coverage.map(({ kind }) => `coverage:${kind}`)),
    ...new Set([...state.assets.keys(), ...state.books.keys()].map((asset) => `asset:${asset}`)),
    ...[...state.orders.keys()].map((id) => `order:${id}`),
    ...[...state.lacking.keys()].map((id) => `lacking:${id}`),
    ...[...state.symbols.keys()].map((symbol) => `symbol:${symbol}`),
    ...[...state.unpricedFlows.keys()].map((asset) => `flow:${asset}`),
    ...[...state.openingPrices.keys()].map((asset) => `price:${asset}`),
    ...[...state.awaited.keys()].map((id) => `told:${id}`),
    ...[...state.notes.keys()].map((key) => `note:${key}`),
    ...[...state.unvalued.keys()].map((asset) => `unvalued:${asset}`),
    ...[...state.valuations.keys()].map((key) => `valuation:${key}`),
    ...[...state.plans.keys()].map((id) => `plan:${id}`),
  ]
}

/** The state that `rows` hold. Values are trusted to be what `touchedRows` and `allRows` made. */
export function stateFromRows(rows: Iterable<StateRow>): LedgerState {
  const maps = {
    assets: new Map<string, unknown>(),
    books: new Map<string, unknown>(),
    orders: new Map<string, unknown>(),
    lacking: new Map<string, unknown>(),
    symbols: new Map<string, unknown>(),
    unpricedFlows: new Map<string, unknown>(),
    openingPrices: new Map<string, unknown>(),
    awaited: new Map<string, unknown>(),
    notes: new Map<string, unknown>(),
    unvalued: new Map<string, unknown>(),
    valuations: new Map<string, unknown>(),
    plans: new Map<string, unknown>(),
  }
  let head: unknown = {}
  const coverage: CoverageWindow[] = []
  for (const [key, value] of rows) {
    const [kind, name] = split(key)
    if (kind === 'head') head = value
    else if (kind === 'coverage') coverage.push(...(value as readonly CoverageWindow[]))
    else if (kind === 'asset') {
      const { held, book } = value as { held?: unknown; book?: unknown }
      if (held !== undefined) maps.assets.set(name, held)
      if (book !== undefined) maps.books.set(name, book)
    } else maps[MAP_OF[kind]].set(name, value)
  }
  return { ...EMPTY_STATE, ...(head as object), coverage, ...maps } as LedgerState
}

const MAP_OF = {
  order: 'orders',
  lacking: 'lacking',
  symbol: 'symbols',
  flow: 'unpricedFlows',
  price: 'openingPrices',
  told: 'awaited',
  note: 'notes',
  unvalued: 'unvalued',
  valuation: 'valuations',
  plan: 'plans',
} as const
type Kind = 'head' | 'coverage' | 'asset' | keyof typeof MAP_OF

function split(key: string): [Kind, string] {
  const colon = key.indexOf(':')
  return colon < 0 ? ['head', ''] : [key.slice(0, colon) as Kind, key.slice(colon + 1)]
}

function headRow(state: LedgerState): StateRow {
  const { n, seq, birth, checkedAt, status, dealCount, netDeposits } = state
  return [
    'head',
    {
      n,
      seq,
      ...(birth === undefined ? {} : { birth }),
      ...(checkedAt === undefined ? {} : { checkedAt }),
      status,
      dealCount,
      netDeposits,
    },
  ]
}

function valueAt(state: LedgerState, key: string): unknown {
  const [kind, name] = split(key)
  switch (kind) {
    case 'head':
      return headRow(state)[1]
    case 'coverage': {
      const windows = state.coverage.filter((window) => window.kind === name)
      return windows.length === 0 ? undefined : windows
    }
    case 'asset': {
      const held = state.assets.get(name)
      const book = state.books.get(name)
      if (held === undefined && book === undefined) return undefined
      return { ...(held === undefined ? {} : { held }), ...(book === undefined ? {} : { book }) }
    }
    default:
      return state[MAP_OF[kind]].get(name)
  }
}

function touchedBy(event: LedgerEvent): string[] {
  switch (event.type) {
    case 'asset.changed':
      return [
        `asset:${event.change.asset}`,
        `flow:${event.change.asset}`,
        ...(event.told === undefined ? [] : [`told:${event.told}`]),
      ]
    case 'order.updated':
      return [`order:${event.order.orderId}`, `symbol:${event.order.symbol}`]
    case 'deal.added':
    case 'deal.dropped':
      return [
        `order:${event.deal.orderId}`,
        `symbol:${event.deal.symbol}`,
        ...dealEffects(event.deal).map((effect) => `asset:${effect.asset}`),
      ]
    case 'deal.named':
      return [`order:${event.orderId}`]
    case 'order.set-aside':
    case 'order.recalled':
      return [`order:${event.orderId}`, `lacking:${event.orderId}`]
    case 'flow.told':
      return [`asset:${event.flow.asset}`, `flow:${event.flow.asset}`, `told:${event.flow.id}`]
    case 'unexplained.noted':
      return [`note:${noteKey(event.note)}`]
    case 'opening.priced':
      return Object.keys(event.prices).map((asset) => `price:${asset}`)
    case 'flow.priced':
      return [`flow:${event.flow.asset}`]
    case 'valuation.changed':
      return [`unvalued:${event.change.asset}`, `valuation:${valuationKey(event.change)}`]
    case 'plan.changed':
      return [`plan:${event.plan.id}`]
    case 'coverage.marked':
      return [`coverage:${event.window.kind}`]
    case 'deal.priced':
    case 'account.checked':
    case 'status.changed':
      return []
  }
}

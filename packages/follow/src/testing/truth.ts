/** Questions of tests to a rig: is it following, and where does its ledger differ from the exchange's truth? */

import { add, decimal } from '@spotdeck/exact'
import {
  type CoverageKind,
  type CoverageState,
  type CoverageWindow,
  EMPTY_STATE,
  NO_BALANCE,
  applyAll,
  coverageOf,
  isPublic,
  reasonKind,
  sameBalance,
} from '@spotdeck/ledger'
import { isDeepStrictEqual } from 'node:util'
import type { ListedFlow } from '@spotdeck/store'
import type { VenueFlow } from './fake-venue-answers.ts'
import type { Rig } from './rig.ts'

/** Funds the account and follows it until it has been live for a while. */
export async function startedRig(rig: Rig): Promise<Rig> {
  rig.venue.deposit('USDT', '1000')
  rig.venue.deposit('MX', '50')
  await rig.start()
  rig.up()
  await rig.live()
  await rig.time.advance(90_000)
  return rig
}

/** Assets whose balance is not what the exchange holds true, with both sides. */
export function wrongAssets(rig: Rig): readonly string[] {
  return [...rig.venue.balances].flatMap(([asset, truth]) => {
    const held = rig.state.assets.get(asset) ?? NO_BALANCE
    return sameBalance(held, truth) ? [] : [`${asset}: ${held.free} ${held.locked}, true ${truth.free} ${truth.locked}`]
  })
}

/** Differences of the ledger from the truth: balances, orders, deals with their fees, flows that are none, and the numbering of its events. */
export async function differences(rig: Rig): Promise<readonly string[]> {
  const { venue, store, state } = rig
  const order = (id: string, status: string, executed: string): string => `order ${id} ${status} ${executed}`
  const deal = (id: string, quantity: string, quote: string, fee: string): string =>
    `deal ${id} ${quantity} ${quote} ${fee}`
  const held = [
    ...(await store.orders({ limit: ALL })).map((one) => order(one.orderId, one.status, one.executedQuantity)),
    ...(await store.deals({ limit: ALL })).map((one) => deal(one.orderId, one.quantity, one.quoteQuantity, one.fee)),
  ]
  const truth = [
    ...[...venue.orders.values()].map((one) => order(one.id, one.status, one.executed)),
    ...venue.deals.map((one) => deal(one.orderId, one.quantity, one.quoteQuantity, one.fee)),
  ]
  const events = await store.eventsAfter(0, ALL)
  const seqs = events.filter(isPublic).map(({ seq }) => seq)
  const verified = await store.verify()
  return [
    ...wrongAssets(rig),
    ...without(truth, held).map((row) => `missing ${row}`),
    ...without(held, truth).map((row) => `untrue ${row}`),
    ...(await flowsAgainst(rig)).untrue.map((row) => `untrue flow ${row}`),
    ...(seqs.every((seq, index) => seq === index + 1) ? [] : ['seq has a hole']),
    ...(verified.ok ? [] : [`chain: ${verified.what}`]),
    ...(isDeepStrictEqual(applyAll(EMPTY_STATE, events), state) ? [] : ['the events do not lead to the state']),
  ]
}

/**
 * Rows of the truth, older than `graceMs`, that the ledger lacks although coverage claims to know their time: there must be
 * none, at any moment.
 */
export async function falseClaims(rig: Rig, graceMs: number): Promise<readonly string[]> {
  const { venue, store, time } = rig
  const { coverage } = rig.served
  const bySymbol = new Map<string, readonly CoverageWindow[]>()
  const windowsOf = (symbol: string): readonly CoverageWindow[] => {
    const windows = bySymbol.get(symbol) ?? coverageOf(coverage, symbol)
    bySymbol.set(symbol, windows)
    return windows
  }
  const claimed = (kind: CoverageKind, at: number, symbol = ''): boolean =>
    at <= time.now() - graceMs &&
    windowsOf(symbol).some(
      (window) => window.kind === kind && CLAIMS.has(window.state) && window.from <= at && at < (window.to ?? Infinity),
    )
  const orders = new Set((await store.orders({ limit: ALL })).map(({ orderId }) => orderId))
  const dealOf = (one: { readonly orderId: string; readonly quantity: string; readonly time: number }): string =>
    `${one.orderId} ${one.quantity} ${Math.floor(one.time / 1_000)}`
  const held = (await store.deals({ limit: ALL })).map(dealOf)
  const missing = new Set(without(venue.deals.map(dealOf), held))
  const { missing: flows } = await flowsAgainst(rig)
  return [
    ...[...venue.orders.values()]
      .filter(({ id, symbol, createdAt }) => !orders.has(id) && claimed('orders', createdAt, symbol))
      .map(({ id, createdAt }) => `order ${id} at ${createdAt}`),
    ...venue.deals
      .filter((deal) => missing.has(dealOf(deal)) && claimed('deals', deal.time, deal.symbol))
      .map((deal) => `deal ${deal.tradeId} at ${deal.time}`),
    ...flows
      .filter((flow) => reasonKind(flow.reason) === 'flow' && claimed('flows', flow.time))
      .map((flow) => `flow ${flow.asset} ${flow.amount} at ${flow.time}`),
  ]
}

/** Returns the coverage at a time. */
export function coverageAt(rig: Rig, kind: CoverageKind, time: number): CoverageState | undefined {
  return rig.state.coverage.find(
    (window) => window.kind === kind && window.from <= time && time < (window.to ?? Infinity),
  )?.state
}

/** State of coverage of orders and of deals at `time`. */
export const orderAndDealCoverageAt = (rig: Rig, time: number) => ({
  orders: coverageAt(rig, 'orders', time),
  deals: coverageAt(rig, 'deals', time),
})

/** The names of deals that readers were told of more than once. */
export function toldTwice(rig: Rig): readonly string[] {
  const names = rig.published.flatMap((event) =>
    event.type === 'deal.added' ? [`${event.deal.orderId} ${event.deal.tradeId} ${event.deal.side}`] : [],
  )
  return without(names, [...new Set(names)])
}

/**
 * The ledger's flows against the true ones, one against one: at the time of the booking, or when the lists say it was. Which of two
 * equal deposits is which nobody can know, as they are listed before they are booked.
 */
async function flowsAgainst({ venue, store }: Rig) {
  const missing = [...venue.flows]
  const isTrue = ({ asset, change, reason, time, told }: ListedFlow, isAnyTime: boolean): boolean => {
    const found = missing.findIndex(
      (flow) =>
        flow.asset === asset &&
        flow.amount === change &&
        flow.reason === reason &&
        (isAnyTime || flow.time === time || (told !== undefined && flow.listedAt === time)),
    )
    if (found >= 0) missing.splice(found, 1)
    return found >= 0 || (told !== undefined && isWhole({ asset, change, time }))
  }
  /** A withdrawal and its fee, booked as the one sum that the list tells. */
  const isWhole = ({ asset, change, time }: Pick<ListedFlow, 'asset' | 'change' | 'time'>): boolean => {
    const both = missing.find(
      ({ fee, ...flow }) =>
        fee !== undefined &&
        missing.includes(fee) &&
        flow.asset === asset &&
        flow.time === time &&
        sumOf(flow, fee) === change,
    )
    if (both !== undefined)
      for (const flow of [both, both.fee]) if (flow !== undefined) missing.splice(missing.indexOf(flow), 1)
    return both !== undefined
  }
  const others = (await store.flows()).filter((flow) => !isTrue(flow, false))
  const untrue = others.filter((flow) => flow.reason !== 'DEPOSIT' || !isTrue(flow, true))
  return { missing, untrue: untrue.map(({ asset, time, change }) => `${asset} ${time} ${change}`) }
}

const sumOf = (a: Pick<VenueFlow, 'amount'>, b: Pick<VenueFlow, 'amount'>) =>
  add(decimal<'asset'>(a.amount), decimal<'asset'>(b.amount))

const ALL = 1_000_000
const CLAIMS: ReadonlySet<string> = new Set(['complete', 'repaired'])

/** Returns the rows of `all` that are not in `some`. */
function without(all: readonly string[], some: readonly string[]): readonly string[] {
  const left = new Map<string, number>()
  for (const row of some) left.set(row, (left.get(row) ?? 0) + 1)
  return all.filter((row) => {
    const count = left.get(row) ?? 0
    left.set(row, count - 1)
    return count <= 0
  })
}

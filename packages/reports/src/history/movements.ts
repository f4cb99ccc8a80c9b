/** Names for the balance changes of a page: orders and deals about their times, and flows that they are parts of. */

import type { LedgerStore } from '@spotdeck/store'
import { type LedgerEvent, type Order, FLOW_APART_MS, reasonKind } from '@spotdeck/ledger'
import { defined } from '@spotdeck/ports'
import { dealPages, pagesOf } from '../base/pages.ts'
import type { Hides, Span } from '../base/port.ts'
import type { FlowName } from './history.ts'
import {
  type ChangeEvent,
  type TradeName,
  NAMED_WITHIN_MS,
  isRelease,
  isTradeChange,
  namesOf,
} from './movement-names.ts'
import { withdrawalsAmong } from './withdrawals.ts'

/** The lists that name balance changes. */
export type NamingStore = Pick<LedgerStore, 'history' | 'dealsAscending' | 'orders' | 'eventsAfter'>
/** Source of the names, without those that the reader may not see. */
export type Naming = {
  readonly store: NamingStore
  readonly hides?: Hides | undefined
  /** Lets other work run. */
  readonly turn: () => Promise<void>
}
/** Time between two changes from which their orders and deals are read apart, in ms. */
const APART_MS = 60_000
/** Changes that are named before others may run, and groups of them. */
const [CHANGES, GROUPS] = [100, 20]
const PAGE = 500
/** Events that are read at once around a release, and how often in each direction. */
const [NEAR, NEAR_READS] = [50, 10]

/** Returns the order or deal of the changes that trading made, by the `n` of their event. */
export async function tradesOf(
  events: readonly LedgerEvent[],
  { store, hides, turn }: Naming,
): Promise<ReadonlyMap<number, TradeName>> {
  const names = new Map<number, TradeName>()
  const isSeen = ({ symbol, feeAsset }: { readonly symbol: string; readonly feeAsset?: string }): boolean =>
    hides === undefined || !(hides('symbol', symbol) || (feeAsset !== undefined && hides('asset', feeAsset)))
  for (const [index, group] of groupsOf(events.filter(isTradeChange)).entries()) {
    const times = group.map(({ change }) => change.time)
    const span = { from: Math.min(...times) - NAMED_WITHIN_MS, to: Math.max(...times) + NAMED_WITHIN_MS + 1 }
    const deals = (await all(dealPages({ store }, span, PAGE))).filter(isSeen)
    const placed = (await all(ordersIn(store, span))).filter(isSeen)
    // The number of events about a release counts hidden ones, and so would the time that reading them takes.
    const ended = hides === undefined ? await endedAbout(store, group.filter(isRelease)) : placed
    const traded = { deals, placed, ended }
    for (const [n, name] of namesOf(group, traded)) names.set(n, name)
    if (group.length >= CHANGES || index % GROUPS === GROUPS - 1) await turn()
  }
  return names
}

/** Changes in order of time, apart where nothing happened for a while. */
function groupsOf(events: readonly ChangeEvent[]): readonly (readonly ChangeEvent[])[] {
  const groups: ChangeEvent[][] = []
  let last = -Infinity
  for (const event of [...events].sort((a, b) => a.change.time - b.change.time || a.n - b.n)) {
    const { time } = event.change
    const group = groups.at(-1)
    if (group === undefined || time - last > APART_MS || group.length >= PAGE) groups.push([event])
    else group.push(event)
    last = time
  }
  return groups
}

async function all<Item>(pages: AsyncGenerator<readonly Item[]>): Promise<readonly Item[]> {
  const items: Item[] = []
  for await (const page of pages) items.push(...page)
  return items
}

const ordersIn = (store: NamingStore, span: Span): AsyncGenerator<readonly Order[]> =>
  pagesOf({
    size: PAGE,
    read: (last) => {
      const before = last && { time: last.createdAt, id: last.orderId }
      return store.orders({ ...span, limit: PAGE, before })
    },
  })

/** Orders whose report was recorded about when these changes were. */
async function endedAbout(store: NamingStore, releases: readonly ChangeEvent[]): Promise<readonly Order[]> {
  const orders = new Map<string, Order>()
  const take = (events: readonly LedgerEvent[]): void => {
    for (const event of events) if (event.type === 'order.updated') orders.set(event.order.orderId, event.order)
  }
  for (const { n, learntAt } of releases) {
    const isNear = (event: LedgerEvent | undefined): boolean =>
      event !== undefined && Math.abs(event.learntAt - learntAt) <= NAMED_WITHIN_MS
    for (let [to, reads] = [n, 0]; to > 1 && reads < NEAR_READS; to -= NEAR, reads += 1) {
      const page = await store.eventsAfter(Math.max(0, to - 1 - NEAR), Math.min(NEAR, to - 1))
      take(page.filter(isNear))
      if (!isNear(page[0])) break
    }
    for (let [after, reads] = [n, 0]; reads < NEAR_READS; after += NEAR, reads += 1) {
      const page = await store.eventsAfter(after, NEAR)
      take(page.filter(isNear))
      if (page.length < NEAR || !isNear(page.at(-1))) break
    }
  }
  return [...orders.values()]
}

/** Returns the flow of the changes that are a part of one, by the `n` of their event. */
export async function flowsOf(
  events: readonly LedgerEvent[],
  { store }: Pick<Naming, 'store'>,
): Promise<ReadonlyMap<number, FlowName>> {
  const moves = events.filter(
    (event): event is ChangeEvent => event.type === 'asset.changed' && reasonKind(event.change.reason) === 'flow',
  )
  const withdrawals = await withdrawalsAmong(moves, store)
  const told = await toldFlows(moves, store)
  return new Map(
    moves.map((event) => {
      const named = event.told === undefined ? undefined : told.get(event.told)
      const withdrawal = withdrawals.get(named?.n ?? event.n)
      const { network } = named?.flow ?? {}
      return [
        event.n,
        { flowId: String(withdrawal?.n ?? named?.n ?? event.n), ...defined({ flowState: withdrawal?.state, network }) },
      ]
    }),
  )
}

type ToldEvent = Extract<LedgerEvent, { type: 'flow.told' }>

/** Reported flows whose pushes are among `moves`, by their id. */
async function toldFlows(
  moves: readonly ChangeEvent[],
  store: Pick<LedgerStore, 'history'>,
): Promise<ReadonlyMap<string, ToldEvent>> {
  const pushes = moves.filter(({ told }) => told !== undefined)
  const found = new Map<string, ToldEvent>()
  if (pushes.length === 0) return found
  const times = pushes.map(({ time }) => time)
  const span = { from: Math.min(...times) - FLOW_APART_MS, to: Math.max(...times) + FLOW_APART_MS }
  const pages = pagesOf<LedgerEvent>({
    size: PAGE,
    read: (before) => store.history('flows', { ...span, limit: PAGE, before }),
  })
  for await (const page of pages)
    for (const event of page) if (event.type === 'flow.told') found.set(event.flow.id, event)
  return found
}

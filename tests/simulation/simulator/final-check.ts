/** The comparison at the end of a run: the whole ledger, its coverage, and what each reader was sent. */

import type { DealRecord, OrderRecord } from '@spotdeck/sandbox'
import { isDeepStrictEqual } from 'node:util'
import { ACCOUNT } from './gateway.ts'
import { differences } from './oracle.ts'
import type { Reader } from './reader.ts'
import type { Row } from './shown.ts'
import { DEMO, SYMBOLS, type SimulatedVenue } from './venue.ts'
import type { World } from './world.ts'

const BASE = `/api/v1/accounts/${ACCOUNT}`
const PAGE = 500
/** Most pages that a list is read in. */
const MAX_PAGES = 100
const CLAIMS: ReadonlySet<unknown> = new Set(['complete', 'repaired'])

/** Everything that is wrong at the end; nothing goes on meanwhile. */
export async function finalCheck(world: World): Promise<readonly string[]> {
  const { venue, readers } = world
  const [owner] = readers
  if (owner === undefined) return ['there is no reader']
  const truth = truthOf(venue)
  const [orders, deals] = [await all(owner, 'orders'), await all(owner, 'deals')]
  if (orders === undefined || deals === undefined) return ['the lists were not answered']
  return [
    ...readers.flatMap((reader) =>
      reader.audience === 'owner'
        ? differences(venue.truth, reader.shown).map(({ text }) => `${reader.name}: ${text}`)
        : [],
    ),
    ...compared(truth.orders.map(orderText), orders.map(orderText), 'order'),
    ...compared(truth.deals.map(dealText), deals.map(dealText), 'deal'),
    ...(await falseClaims(owner, truth, { orders, deals })),
    ...(await unlikeTheLedger(world)),
    ...world.orders.wrong(venue),
    ...readers.flatMap(({ name, errors }) => errors.map((error) => `${name}: ${error}`)),
  ]
}

type Truth = { readonly orders: readonly OrderRecord[]; readonly deals: readonly DealRecord[] }

function truthOf({ exchange }: SimulatedVenue): Truth {
  return {
    orders: SYMBOLS.flatMap((symbol) => exchange.orders(DEMO, symbol)),
    deals: SYMBOLS.flatMap((symbol) => exchange.deals(DEMO, symbol)),
  }
}

async function all(reader: Reader, list: 'orders' | 'deals'): Promise<readonly Row[] | undefined> {
  const rows: Row[] = []
  let cursor: unknown
  for (let page = 0; page < MAX_PAGES; page++) {
    const more = typeof cursor === 'string' ? `&cursor=${encodeURIComponent(cursor)}` : ''
    const answer = await reader.get(`${BASE}/${list}?limit=${PAGE}${more}`)
    if (answer === undefined) return undefined
    rows.push(...(answer['items'] as readonly Row[]))
    cursor = answer['nextCursor']
    if (typeof cursor !== 'string') return rows
  }
  return undefined
}

const orderText = (order: Row | OrderRecord): string => {
  const { orderId, status, executedQuantity, executedQuoteQuantity } = order as Row
  return [orderId, status, executedQuantity, executedQuoteQuantity].join(' ')
}
const dealText = (deal: Row | DealRecord): string => {
  const { orderId, side, price, quantity, fee, feeAsset } = deal as Row
  return [orderId, side, price, quantity, fee, feeAsset].join(' ')
}

/** Rows that only one side has, each as often as it is there. */
function compared(truth: readonly string[], held: readonly string[], kind: string): readonly string[] {
  return [
    ...without(truth, held).map((row) => `${kind} missing: ${row}`),
    ...without(held, truth).map((row) => `${kind} untrue: ${row}`),
  ]
}

function without(rows: readonly string[], others: readonly string[]): readonly string[] {
  const left = new Map<string, number>()
  for (const row of others) left.set(row, (left.get(row) ?? 0) + 1)
  return rows.filter((row) => {
    const count = left.get(row) ?? 0
    left.set(row, count - 1)
    return count <= 0
  })
}

/** Orders and deals that are missing although coverage claims their time. */
async function falseClaims(
  owner: Reader,
  truth: Truth,
  held: { readonly orders: readonly Row[]; readonly deals: readonly Row[] },
): Promise<readonly string[]> {
  const report = await owner.get(`${BASE}/coverage`)
  if (report === undefined) return ['coverage was not answered']
  const windows = report['items'] as readonly Row[]
  const knows = ({ state, symbols }: Row, symbol: string): boolean =>
    CLAIMS.has(state) || (Array.isArray(symbols) && !symbols.includes(symbol))
  const isClaimed = (kind: string, time: number, symbol: string): boolean =>
    windows.some(
      (window) =>
        window['kind'] === kind &&
        knows(window, symbol) &&
        Number(window['from']) <= time &&
        time < Number(window['to'] ?? Infinity),
    )
  const orders = new Set(held.orders.map(({ orderId }) => orderId))
  const deals = new Set(without(truth.deals.map(dealText), held.deals.map(dealText)))
  return [
    ...truth.orders
      .filter(({ orderId, symbol, createdAt }) => !orders.has(orderId) && isClaimed('orders', createdAt, symbol))
      .map(({ orderId }) => `coverage claims the time of the missing order ${orderId}`),
    ...truth.deals
      .filter((deal) => deals.has(dealText(deal)) && isClaimed('deals', deal.time, deal.symbol))
      .map((deal) => `coverage claims the time of the missing deal of ${deal.orderId}`),
  ]
}

/** Events of owners that are not, one by one and in order, those of the ledger. */
async function unlikeTheLedger({ gateway, readers }: World): Promise<readonly string[]> {
  const account = gateway.desk?.account(ACCOUNT)
  if (account === undefined) return ['the account is not served']
  const wrong: string[] = []
  for (const { name, audience, base, events } of readers) {
    if (audience !== 'owner' || base === undefined) continue
    const answer = await account.eventsAfter(base, 1_000_000)
    const ledger = answer.kind === 'gone' ? [] : answer.events
    const at = ledger.findIndex((event, index) => !isDeepStrictEqual(events[index], event))
    if (answer.kind === 'gone') wrong.push(`${name}: its position is gone`)
    else if (at >= 0)
      wrong.push(`${name}: ${JSON.stringify(events[at] ?? null)} in place of ${JSON.stringify(ledger[at])}`)
    else if (events.length !== ledger.length) wrong.push(`${name}: ${events.length} events of ${ledger.length}`)
  }
  return wrong
}

/** Compares what the edges show at the end with the exchange's own state, and with what readers were given. */

import type { AssetData, DealData, OrderData, Snapshot } from '@spotdeck/api'
import { type Truth, truthOf } from '../end-to-end/support/panel.ts'
import type { TradingAccount } from './traders.ts'

/** An edge, as a program with the owner's token reads it. */
export type Api = { readonly origin: string; readonly token: string }

type Shown = {
  readonly snapshot: Snapshot
  readonly orders: readonly OrderData[]
  readonly deals: readonly DealData[]
}

const CALL_MS = 15_000
const MAX_ROWS = 3

/** Reads a resource. @throws when it is not answered with 200 in time */
export async function readApi<T>({ origin, token }: Api, path: string): Promise<T> {
  const headers = { authorization: `Bearer ${token}` }
  const answer = await fetch(`${origin}/api/v1${path}`, { headers, signal: AbortSignal.timeout(CALL_MS) })
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
  return (await answer.json()) as T
}

async function readAll<T>(api: Api, path: string): Promise<readonly T[]> {
  const items: T[] = []
  for (let cursor: string | null = ''; cursor !== null;) {
    const more = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`
    const page: { items: T[]; nextCursor: string | null } = await readApi(api, `${path}?limit=1000${more}`)
    items.push(...page.items)
    cursor = page.nextCursor
  }
  return items
}

async function shownBy(api: Api, account: string): Promise<Shown> {
  const at = `/accounts/${account}`
  const snapshot = await readApi<Snapshot>(api, `${at}/snapshot`)
  return { snapshot, orders: await readAll(api, `${at}/orders`), deals: await readAll(api, `${at}/deals`) }
}

/** State of an account as an edge shows it, and how it differs from the exchange's. */
export type Comparison = {
  readonly epoch: string
  readonly seq: number
  readonly status: string
  readonly orders: number
  readonly deals: number
  /** Rows that only one side has; none where both are the same. */
  readonly differences: readonly string[]
}

/** Compares balances, orders and deals of an account at an edge with the exchange's. */
export async function compare(api: Api, exchange: string, account: TradingAccount): Promise<Comparison> {
  const { snapshot, orders, deals } = await shownBy(api, account.id)
  const truth = await truthOf(exchange, account)
  const differences = differencesOf(rowsShown(snapshot.assets, orders, deals), rowsTrue(truth))
  const { epoch, seq, status } = snapshot
  return { epoch, seq, status: status.code, orders: orders.length, deals: deals.length, differences }
}

function rowsShown(
  assets: readonly AssetData[],
  orders: readonly OrderData[],
  deals: readonly DealData[],
): readonly string[] {
  return [
    ...assets.map(({ asset, free, locked }) => `balance ${asset} ${free} ${locked}`).filter(isHeld),
    ...orders.map((one) => `order ${one.orderId} ${one.status} ${one.executedQuantity}`),
    ...deals.map((one) => `deal ${one.orderId} ${one.tradeId} ${one.quantity} ${one.fee}`),
  ]
}

function rowsTrue({ balances, orders, deals }: Truth): readonly string[] {
  return [
    ...Object.entries(balances)
      .map(([asset, { free, locked }]) => `balance ${asset} ${free} ${locked}`)
      .filter(isHeld),
    ...orders.map((one) => `order ${one.orderId} ${one.status} ${one.executedQuantity}`),
    ...deals.map((one) => `deal ${one.orderId} ${one.tradeId} ${one.quantity} ${one.fee}`),
  ]
}

const isHeld = (row: string): boolean => !row.endsWith(' 0 0')

/** Rows of one side alone; a row that is there twice counts twice. */
export function differencesOf(shown: readonly string[], truth: readonly string[]): readonly string[] {
  const counts = new Map<string, number>()
  for (const row of truth) counts.set(row, (counts.get(row) ?? 0) + 1)
  const extra: string[] = []
  for (const row of shown) {
    const left = counts.get(row) ?? 0
    if (left === 0) extra.push(row)
    else counts.set(row, left - 1)
  }
  const missing = [...counts].flatMap(([row, count]) => Array.from({ length: count }, () => row))
  return [...some('shown, and not at the exchange', extra), ...some('at the exchange, and not shown', missing)]
}

function some(what: string, rows: readonly string[]): readonly string[] {
  const first = rows.slice(0, MAX_ROWS).map((row) => `${what}: ${row}`)
  return rows.length > MAX_ROWS ? [...first, `${what}: ${rows.length - MAX_ROWS} more`] : first
}

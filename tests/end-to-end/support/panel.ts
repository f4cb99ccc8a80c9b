/** The sandbox's control panel: an account of one's own, and what the exchange knows of it. */

import type { Key } from './ccxt.ts'

export type Truth = {
  readonly balances: Readonly<Record<string, { readonly free: string; readonly locked: string }>>
  /** Oldest first. */
  readonly orders: readonly {
    readonly orderId: string
    readonly status: string
    readonly executedQuantity: string
    readonly createdAt: number
  }[]
  readonly deals: readonly {
    readonly orderId: string
    readonly tradeId: string
    readonly quantity: string
    readonly fee: string
  }[]
}

/** An account that nobody else trades on. */
export async function newAccount(sandboxUrl: string, balances: Readonly<Record<string, string>>): Promise<Key> {
  const answer = await fetch(`${sandboxUrl}/sandbox/accounts`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ balances }),
  })
  if (!answer.ok) throw new Error(`No account: ${answer.status} ${await answer.text()}`)
  return (await answer.json()) as Key
}

export async function truthOf(sandboxUrl: string, { apiKey }: Key): Promise<Truth> {
  return (await (await fetch(`${sandboxUrl}/sandbox/accounts/${apiKey}/truth`)).json()) as Truth
}

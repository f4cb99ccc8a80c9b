/** The gateway's REST as a program reads it, logged in by the one-time link. */

import { type DealData, type OrderData, type Snapshot } from '@spotdeck/api'

export type Session = { readonly origin: string; readonly cookie: string }

/** Uses the code of a login link, once. */
export async function logIn(link: string): Promise<Session> {
  const url = new URL(link)
  const code = new URLSearchParams(url.hash.slice(1)).get('login')
  const answer = await fetch(`${url.origin}/api/v1/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: url.origin },
    body: JSON.stringify({ code }),
  })
  const cookie = answer.headers.get('set-cookie')?.split(';')[0]
  if (!answer.ok || cookie === undefined) throw new Error(`Login failed: ${answer.status} ${await answer.text()}`)
  return { origin: url.origin, cookie }
}

export async function read<T>(session: Session, path: string): Promise<T> {
  const answer = await fetch(`${session.origin}/api/v1${path}`, { headers: { cookie: session.cookie } })
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
  return (await answer.json()) as T
}

export type Ledger = {
  readonly epoch: string
  readonly seq: number
  readonly deals: readonly DealData[]
  readonly orders: readonly OrderData[]
}

export async function readLedger(session: Session): Promise<Ledger> {
  const { epoch, seq } = await read<Snapshot>(session, '/accounts/main/snapshot')
  return { epoch, seq, deals: await readAll(session, 'deals'), orders: await readAll(session, 'orders') }
}

async function readAll<T>(session: Session, list: 'deals' | 'orders'): Promise<T[]> {
  const items: T[] = []
  let cursor: string | null = ''
  while (cursor !== null) {
    const query: string = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`
    const page: { items: T[]; nextCursor: string | null } = await read(
      session,
      `/accounts/main/${list}?limit=1000${query}`,
    )
    items.push(...page.items)
    cursor = page.nextCursor
  }
  return items
}

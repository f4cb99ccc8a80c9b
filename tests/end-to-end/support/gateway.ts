/** The gateway's REST as a program reads it, logged in by the one-time link. */

import type { AssetData, DealData, DurableEnvelope, OrderData, Snapshot } from '@spotdeck/api'

const REQUEST_TIMEOUT = 408
const MOST_TIMES = 5

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

/** Asks again where the gateway was told too slowly what is asked: a machine that does much else may stand still for seconds. */
async function get({ origin, cookie }: Session, path: string): Promise<Response> {
  for (let asked = 1; ; asked++) {
    const answer = await fetch(`${origin}/api/v1${path}`, { headers: { cookie } })
    if (answer.status !== REQUEST_TIMEOUT || asked === MOST_TIMES) return answer
    await answer.body?.cancel()
  }
}

export async function read<T>(session: Session, path: string): Promise<T> {
  const answer = await get(session, path)
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
  return (await answer.json()) as T
}

export type Ledger = {
  readonly epoch: string
  readonly seq: number
  readonly assets: readonly AssetData[]
  readonly deals: readonly DealData[]
  readonly orders: readonly OrderData[]
}

export async function readLedger(session: Session): Promise<Ledger> {
  const { epoch, seq, assets } = await read<Snapshot>(session, '/accounts/main/snapshot')
  return { epoch, seq, assets, deals: await readAll(session, 'deals'), orders: await readAll(session, 'orders') }
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

/** The durable events after a position, read over SSE until the position that closes the replay. */
export async function eventsAfter(
  session: Session,
  {
    epoch,
    seq,
    topics = 'assets,orders,deals',
  }: { readonly epoch: string; readonly seq: number; readonly topics?: string },
): Promise<DurableEnvelope[]> {
  const answer = await get(session, `/accounts/main/events?topics=${topics}&since=${epoch}:${seq}`)
  const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader()
  let text = ''
  while (!text.includes('event: position')) {
    const { value, done } = (await reader?.read()) ?? { value: undefined, done: true }
    if (done) break
    text += value
  }
  await reader?.cancel()
  const data = text.split('\n\n').filter((block) => !block.includes('event: '))
  return data.flatMap((block) => {
    const line = block.split('\n').find((one) => one.startsWith('data: '))
    return line === undefined ? [] : [JSON.parse(line.slice(6)) as DurableEnvelope]
  })
}

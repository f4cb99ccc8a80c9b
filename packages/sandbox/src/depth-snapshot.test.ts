/** GET depth beside the pushes of a streamed book: the snapshot is inside a push, and with the whole push it is the exchange's book. */

import { createHmac } from 'node:crypto'
import { buildChannel, decodePush, subscriptionRequest } from '@spotdeck/wire'
import { afterEach, expect, test } from 'vitest'
import { type StartOptions, type StartedSandbox, startSandbox } from './start-sandbox.ts'

const SYMBOL = 'MXUSDT'
type Rows = readonly (readonly [string, string])[]
type Depth = { readonly lastUpdateId: number; readonly bids: Rows; readonly asks: Rows }
type Push = { readonly from: number; readonly to: number; readonly bids: Rows; readonly asks: Rows }

let sandbox: StartedSandbox
afterEach(() => sandbox.close())

async function streamed(options: StartOptions = {}): Promise<readonly Push[]> {
  const own = { time: 'virtual', startAt: Date.UTC(2027, 0, 4, 12), port: false, bots: true, demo: false } as const
  sandbox = await startSandbox({ ...own, symbols: [SYMBOL], ...options })
  const pushes: Push[] = []
  const rowsOf = (levels: readonly { readonly price: string; readonly quantity: string }[]): Rows =>
    levels.map(({ price, quantity }) => [price, quantity])
  await new Promise<void>((resolve) => {
    const channel = buildChannel({ kind: 'aggreDepth', symbol: SYMBOL, interval: '100ms' })
    const socket = sandbox.openSocket(sandbox.wsUrl, {
      opened: () => socket.send(subscriptionRequest([channel])),
      message(data) {
        if (typeof data === 'string') return resolve()
        const { body } = decodePush(data)
        if (body.kind !== 'publicAggreDepths') return
        const { fromVersion, toVersion, bids, asks } = body.value
        pushes.push({ from: Number(fromVersion), to: Number(toVersion), bids: rowsOf(bids), asks: rowsOf(asks) })
      },
      closed: () => undefined,
    })
  })
  await sandbox.advance(3_000)
  return pushes
}

async function depth(): Promise<Depth> {
  const url = `${sandbox.restUrl}/api/v3/depth?symbol=${SYMBOL}&limit=2000`
  const { body } = await sandbox.fetch({ method: 'GET', url, timeoutMs: 5_000 })
  return JSON.parse(body) as Depth
}

/** Snapshots at times that no interval of the streams divides. */
async function snapshots(count: number): Promise<readonly Depth[]> {
  const taken: Depth[] = []
  for (let n = 0; n < count; n++) {
    await sandbox.advance(377)
    taken.push(await depth())
  }
  // Everything that they contain is pushed then.
  await sandbox.advance(1_000)
  return taken
}

/** The snapshot with every push that ends after it, by price; `whole` leaves out the push that it is inside. */
function advanced(snapshot: Depth, pushes: readonly Push[], whole = true): ReadonlyMap<string, number> {
  const book = new Map<string, number>()
  const put = (rows: Rows, side: string): void => {
    for (const [price, quantity] of rows) {
      if (Number(quantity) === 0) book.delete(`${side} ${Number(price)}`)
      else book.set(`${side} ${Number(price)}`, Number(quantity))
    }
  }
  const later = pushes.filter(({ from, to }) => (whole ? to : from - 1) > snapshot.lastUpdateId - (whole ? 0 : 1))
  for (const { bids, asks } of [snapshot, ...later]) {
    put(bids, 'bid')
    put(asks, 'ask')
  }
  return book
}

const inside = (pushes: readonly Push[], taken: readonly Depth[]): number =>
  taken.filter(({ lastUpdateId }) => pushes.some(({ from, to }) => from <= lastUpdateId && lastUpdateId < to)).length

test('is normally inside the range of a push, and becomes the book of the exchange with the whole push alone', async () => {
  const pushes = await streamed()
  const taken = await snapshots(80)
  expect(inside(pushes, taken)).toBeGreaterThan(56)
  const last = taken.at(-1) ?? (await depth())
  // Frames arrive after the time in which they were sent.
  await expect.poll(() => pushes.at(-1)?.to ?? 0).toBeGreaterThan(last.lastUpdateId)
  const now = advanced(last, pushes)
  for (const snapshot of taken) expect(advanced(snapshot, pushes)).toEqual(now)
  const wrong = taken.filter((snapshot) => {
    const without = advanced(snapshot, pushes, false)
    return without.size !== now.size || [...now].some(([level, quantity]) => without.get(level) !== quantity)
  })
  expect(wrong.length).toBeGreaterThan(0)
})

test('is as of now with the switch, and where nobody streams the book', async () => {
  const pushes = await streamed({ switches: { depthSnapshot: 'current' } })
  expect(inside(pushes, await snapshots(80))).toBeLessThan(24)
  await sandbox.close()
  sandbox = await startSandbox({ time: 'virtual', port: false, bots: true, demo: false, symbols: [SYMBOL] })
  const { lastUpdateId } = await depth()
  await sandbox.advance(5_000)
  expect((await depth()).lastUpdateId).toBeGreaterThan(lastUpdateId)
})

test('never lacks an order of a person that was acknowledged', async () => {
  await streamed()
  const { apiKey, secret } = sandbox.createAccount({ balances: { USDT: '1000' } })
  for (let n = 0; n < 20; n++) {
    await sandbox.advance(173)
    const price = `2.1${String(n).padStart(2, '0')}7`
    const order = `symbol=${SYMBOL}&side=BUY&type=LIMIT&quantity=10&price=${price}&timestamp=${sandbox.now()}`
    const signature = createHmac('sha256', secret).update(order).digest('hex')
    const url = `${sandbox.restUrl}/api/v3/order?${order}&signature=${signature}`
    const headers = { 'x-mexc-apikey': apiKey, 'content-type': 'application/json' }
    expect((await sandbox.fetch({ method: 'POST', url, headers, timeoutMs: 5_000 })).status).toBe(200)
    expect((await depth()).bids.filter(([known]) => known === price)).toHaveLength(1)
  }
})

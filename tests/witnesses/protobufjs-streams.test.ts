/**
 * A plain `ws` client that knows the .proto file alone reads every channel of the sandbox: protobuf.js by reflection, none
 * of our codec. It also keeps a book by the published algorithm, which must equal the one over REST.
 */

import { createHmac } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { silentLog } from '@spotdeck/ports'
import { nodeClock, nodeRandom, nodeSign, nodeTimers } from '@spotdeck/ports/node'
import { DEFAULT_LIMITS, type RunningSandbox, openSandbox } from '@spotdeck/sandbox'
import protobuf from 'protobufjs'
import { WebSocket } from 'ws'
import { afterAll, beforeAll, expect, test } from 'vitest'

const world = { clock: nodeClock, timers: nodeTimers, random: nodeRandom, sign: nodeSign, log: silentLog }
const PROTO = fileURLToPath(new URL('../../packages/wire/proto/push.proto', import.meta.url))
const wrapper = protobuf.loadSync(PROTO).lookupType('PushDataV3ApiWrapper')
const sockets: WebSocket[] = []
let sandbox: RunningSandbox

beforeAll(async () => {
  const limits = { ...DEFAULT_LIMITS, pools: false, perEndpoint: 1e9 }
  const symbols = ['MXUSDT', 'BTCUSDT']
  const switches = { depthSnapshot: 'current' } as const
  const config = { port: 0, host: '127.0.0.1', seed: 5, bots: true, demo: false, panel: true, symbols, limits }
  sandbox = await openSandbox({ ...config, switches }, world)
})
afterAll(async () => {
  for (const socket of sockets) socket.terminate()
  await sandbox.close()
})

type Message = Readonly<Record<string, unknown>> & { readonly channel: string; readonly body: string }

/** A socket with its texts and its decoded pushes. */
async function connect(listenKey?: string) {
  const socket = new WebSocket(listenKey === undefined ? sandbox.wsUrl : `${sandbox.wsUrl}?listenKey=${listenKey}`)
  sockets.push(socket)
  const client = { socket, texts: [] as string[], pushes: [] as Message[] }
  socket.on('message', (data: Buffer, isBinary) => {
    if (!isBinary) return client.texts.push(data.toString('utf8'))
    const options = { longs: String, oneofs: true, arrays: true } as const
    return client.pushes.push(wrapper.toObject(wrapper.decode(data), options) as Message)
  })
  await new Promise((resolve) => socket.once('open', resolve))
  return client
}

async function waitFor(isDone: () => boolean, what: () => string): Promise<void> {
  for (let n = 0; n < 1_500; n++) {
    if (isDone()) return
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error(`Waited in vain: ${what()}`)
}

async function signed(method: string, path: string, parameters: Record<string, string> = {}): Promise<unknown> {
  const text = new URLSearchParams({ ...parameters, timestamp: String(Date.now()) }).toString()
  const signature = createHmac('sha256', sandbox.demo.secret).update(text).digest('hex')
  const headers = { 'x-mexc-apikey': sandbox.demo.apiKey }
  return (await fetch(`${sandbox.url}/api/v3/${path}?${text}&signature=${signature}`, { method, headers })).json()
}

const subscription = (params: readonly string[]): string => JSON.stringify({ method: 'SUBSCRIPTION', params, id: 3 })

const PUBLIC: Readonly<Record<string, string>> = {
  'spot@public.aggre.deals.v3.api.pb@10ms@BTCUSDT': 'publicAggreDeals',
  'spot@public.aggre.deals.v3.api.pb@100ms@BTCUSDT': 'publicAggreDeals',
  'spot@public.aggre.depth.v3.api.pb@10ms@BTCUSDT': 'publicAggreDepths',
  'spot@public.aggre.depth.v3.api.pb@100ms@BTCUSDT': 'publicAggreDepths',
  'spot@public.limit.depth.v3.api.pb@BTCUSDT@5': 'publicLimitDepths',
  'spot@public.limit.depth.v3.api.pb@BTCUSDT@10': 'publicLimitDepths',
  'spot@public.limit.depth.v3.api.pb@BTCUSDT@20': 'publicLimitDepths',
  'spot@public.aggre.bookTicker.v3.api.pb@10ms@BTCUSDT': 'publicAggreBookTicker',
  'spot@public.aggre.bookTicker.v3.api.pb@100ms@BTCUSDT': 'publicAggreBookTicker',
  'spot@public.bookTicker.batch.v3.api.pb@BTCUSDT': 'publicBookTickerBatch',
  'spot@public.kline.v3.api.pb@BTCUSDT@Min1': 'publicSpotKline',
  'spot@public.kline.v3.api.pb@BTCUSDT@Hour8': 'publicSpotKline',
  'spot@public.miniTicker.v3.api.pb@BTCUSDT@UTC+8': 'publicMiniTicker',
  'spot@public.miniTickers.v3.api.pb@24H': 'publicMiniTickers',
}

test('every public channel arrives as the schema says, fields filled', async () => {
  const client = await connect()
  client.socket.send(subscription(Object.keys(PUBLIC)))
  const heard = (channel: string): Message | undefined => client.pushes.find((push) => push.channel === channel)
  const silent = (): string[] => Object.keys(PUBLIC).filter((channel) => heard(channel) === undefined)
  await waitFor(
    () => silent().length === 0,
    () => silent().join(' '),
  )
  expect(JSON.parse(client.texts[0] ?? '')).toMatchObject({ id: 3, code: 0 })
  for (const [channel, body] of Object.entries(PUBLIC)) {
    const push = heard(channel)
    expect(push?.body).toBe(body)
    expect(JSON.stringify(push?.[body])).toMatch(/"\d+(\.\d+)?"/)
  }
})

test('the three private channels tell an order, its deals and its balances, exactly as REST does', async () => {
  const { listenKey } = (await signed('POST', 'userDataStream')) as { listenKey: string }
  const client = await connect(listenKey)
  client.socket.send(subscription(['account', 'deals', 'orders'].map((name) => `spot@private.${name}.v3.api.pb`)))
  await waitFor(
    () => client.texts.length > 0,
    () => 'the acknowledgement',
  )
  const order = { symbol: 'MXUSDT', side: 'BUY', type: 'MARKET', quantity: '8' }
  const { orderId } = (await signed('POST', 'order', order)) as { orderId: string }
  const told = (body: string): Readonly<Record<string, string>>[] =>
    client.pushes.flatMap((push) => (push.body === body ? [push[body] as Record<string, string>] : []))
  await waitFor(
    () => told('privateOrders').some((one) => String(one['status']) === '2'),
    () => 'a filled order',
  )
  const [query, trades, account] = await Promise.all([
    signed('GET', 'order', { symbol: 'MXUSDT', orderId }),
    signed('GET', 'myTrades', { symbol: 'MXUSDT', orderId }),
    signed('GET', 'account'),
  ])
  const last = told('privateOrders').at(-1)
  expect(query).toMatchObject({
    executedQty: last?.['cumulativeQuantity'],
    cummulativeQuoteQty: last?.['cumulativeAmount'],
  })
  const ids = (trades as { id: string }[]).map((trade) => trade.id)
  expect(told('privateDeals').map((deal) => deal['tradeId'])).toEqual(ids.reverse())
  const { balances } = account as { balances: { asset: string; free: string }[] }
  for (const asset of ['MX', 'USDT']) {
    const push = told('privateAccount')
      .filter((one) => one['vcoinName'] === asset)
      .at(-1)
    expect(push?.['balanceAmount']).toBe(balances.find((one) => one.asset === asset)?.free)
  }
})

type Depth = { readonly lastUpdateId: number; readonly bids: [string, string][]; readonly asks: [string, string][] }
type Levels = readonly { readonly price: string; readonly quantity: string }[]
type Diff = { readonly fromVersion: string; readonly toVersion: string; readonly bids: Levels; readonly asks: Levels }

test('a book kept by the published algorithm equals the one over REST, whenever the versions meet', async () => {
  const client = await connect()
  const channel = 'spot@public.aggre.depth.v3.api.pb@10ms@BTCUSDT'
  client.socket.send(subscription([channel]))
  const diffs = (): Diff[] => client.pushes.map((push) => push['publicAggreDepths'] as Diff)
  await waitFor(
    () => client.pushes.length > 0,
    () => 'the first push',
  )
  const read = async (): Promise<Depth> =>
    (await (await fetch(`${sandbox.url}/api/v3/depth?symbol=BTCUSDT&limit=1000`)).json()) as Depth
  const first = await read()
  const snapshots: Depth[] = []
  for (let n = 0; n < 30; n++) {
    await new Promise((resolve) => setTimeout(resolve, 40))
    snapshots.push(await read())
  }
  const last = snapshots.at(-1)?.lastUpdateId ?? 0
  await waitFor(
    () => Number(diffs().at(-1)?.toVersion) >= last,
    () => 'the version of the last snapshot',
  )
  const sides = { bids: sideOf(first.bids), asks: sideOf(first.asks) }
  let version = first.lastUpdateId
  let met = 0
  for (const diff of diffs()) {
    if (Number(diff.toVersion) <= version) continue
    expect(Number(diff.fromVersion)).toBeLessThanOrEqual(version + 1)
    for (const side of ['bids', 'asks'] as const) {
      for (const { price, quantity } of diff[side]) sides[side].set(Number(price), Number(quantity))
    }
    version = Number(diff.toVersion)
    for (const snapshot of snapshots.filter(
      (one) => one.lastUpdateId === version && one.lastUpdateId > first.lastUpdateId,
    )) {
      met++
      expect(shown(sides.bids)).toEqual(shown(sideOf(snapshot.bids)))
      expect(shown(sides.asks)).toEqual(shown(sideOf(snapshot.asks)))
    }
  }
  expect(met).toBeGreaterThan(3)
})

function sideOf(rows: readonly [string, string][]): Map<number, number> {
  return new Map(rows.map(([price, quantity]) => [Number(price), Number(quantity)]))
}

function shown(side: ReadonlyMap<number, number>): [number, number][] {
  return [...side].filter(([, quantity]) => quantity > 0).sort((a, b) => a[0] - b[0])
}

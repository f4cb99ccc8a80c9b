/** The page that says how true each call and channel of the sandbox is: the SDK asks all of them, and the answers decide. */

import { readFileSync } from 'node:fs'
import { decimal } from '@spotdeck/exact'
import { DriftMonitor, createRestClient } from '@spotdeck/mexc'
import { nodeWorld } from '@spotdeck/mexc/node'
import { type StartedSandbox, startSandbox } from '@spotdeck/sandbox'
import {
  type AnyEndpoint,
  type Channel,
  buildChannel,
  channels,
  createListenKey,
  decodePush,
  endpoints,
  placeOrder,
  tickerPrice,
} from '@spotdeck/wire'
import { expect, test } from 'vitest'

const PAGE = '../../docs/evidence/sandbox-fidelity.md'
const START = Date.UTC(2027, 0, 4, 12)
const SYMBOL = 'MXUSDT'

/** Paths below which all content is made up, and how. */
const MADE_UP_BELOW = [
  ['/api/v3/rebate/affiliate/', 'made-up invited users of the demo account, or the referrals of a venue file'],
] as const
/** Content that is made up, whatever its form. */
const MADE_UP: ReadonlyMap<string, string> = new Map(
  Object.entries({
    announcements: 'symbols that close, and interfaces that ended',
    etfInfo: 'an empty list: no symbol here is a leveraged token',
    depositAddresses: 'addresses that belong to no network',
    createDepositAddress: 'addresses that belong to no network',
    rebateHistory: 'the same made-up rebates of the demo account, or those of the referrals of a venue file',
    rebateRecords: 'the same made-up rebates of the demo account, or those of the referrals of a venue file',
    kickbackRecords: 'the same made-up rebates of the demo account, or those of the referrals of a venue file',
    referralCode: 'one made-up code, or that of a venue file',
    withdraw: 'leaves at once, and takes minutes to complete by the clock alone',
    applyWithdrawal: 'leaves at once, and takes minutes to complete by the clock alone',
    enableSubAccountFutures: 'says so, and changes nothing',
    enableSubAccountMargin: 'says so, and changes nothing',
  }),
)
/** Returns how the content of an answer is made up; empty text where it is not. */
function madeUpIn({ name, path }: AnyEndpoint): string {
  return MADE_UP.get(name) ?? MADE_UP_BELOW.find(([prefix]) => path.startsWith(prefix))?.[1] ?? ''
}

/** Calls that the sandbox answers with 404, why, and where their names are from. */
const ABSENT = [
  ['GET /api/v3/strategy/group/uid', 'a client lists it, and no page says what it answers', 'ccxt 4.5.84'],
  ['POST /api/v3/broker/sub-account/virtualSubAccount', 'for broker partners alone', 'docs 2025-08'],
  ['GET /api/v3/margin/loan', 'the sandbox has spot accounts alone', 'docs 2025-08'],
] as const

const SCHEMA = 'protobuf schema; recorded frames'
const CHANNELS: readonly (readonly [Channel, string, string])[] = [
  [channels.aggreDeals(SYMBOL), 'exact', SCHEMA],
  [channels.aggreDepth(SYMBOL), 'exact', SCHEMA],
  [channels.aggreBookTicker(SYMBOL), 'exact', SCHEMA],
  [channels.kline(SYMBOL, 'Min1'), 'exact', SCHEMA],
  [channels.limitDepth(SYMBOL), 'approximate: how often it pushes is not documented; 100 ms here', SCHEMA],
  [channels.bookTickerBatch(SYMBOL), 'approximate: how often it pushes is not documented; 50 ms here', SCHEMA],
  [channels.miniTicker(SYMBOL), 'exact', SCHEMA],
  [channels.miniTickers(), 'exact', SCHEMA],
  [{ kind: 'privateAccount' }, 'exact', SCHEMA],
  [{ kind: 'privateDeals' }, 'exact', SCHEMA],
  [{ kind: 'privateOrders' }, 'exact', SCHEMA],
]

type Sample = { readonly call: string; readonly answer: unknown }
const samples = JSON.parse(
  readFileSync(new URL('../fixtures/rest-answers.json', import.meta.url), 'utf8'),
) as readonly Sample[]

/** The names of all fields in an answer, with their places. */
function fieldsOf(value: unknown, place = ''): readonly string[] {
  if (Array.isArray(value)) return [...new Set(value.flatMap((one: unknown) => fieldsOf(one, `${place}[]`)))]
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, field]) => [`${place}.${name}`, ...fieldsOf(field, `${place}.${name}`)])
}

/** Fields of documented or recorded answers that the sandbox's answer lacks, where it has anything to show. */
function lackingIn(endpoint: AnyEndpoint, answer: unknown): readonly string[] {
  if (Array.isArray(answer) && answer.length === 0) return []
  const own = new Set(fieldsOf(answer))
  const wanted = samples.filter(({ call }) => call === `${endpoint.method} ${endpoint.path}`)
  const lacks = wanted.map((sample) =>
    fieldsOf(sample.answer).filter((field) => !own.has(field) && isShown(field, own)),
  )
  return lacks.toSorted((a, b) => a.length - b.length)[0] ?? []
}

/** A list without rows shows no fields of them. */
function isShown(field: string, own: ReadonlySet<string>): boolean {
  const parent = field.slice(0, field.lastIndexOf('.'))
  return !parent.endsWith('[]') || [...own].some((one) => one.startsWith(`${parent}.`))
}

type Query = Readonly<Record<string, unknown>>

/** Calls that others need, and calls that end what others read. */
const FIRST = ['placeOrder', 'createListenKey', 'transfer', 'createSubAccount', 'createSubAccountKey', 'createStpGroup']
const LAST = ['cancelOpenOrders', 'cancelAllOrders', 'closeListenKey', 'removeStpGroupUsers', 'deleteStpGroup']
const rank = ({ name }: AnyEndpoint): number =>
  FIRST.includes(name) ? FIRST.indexOf(name) - FIRST.length : LAST.indexOf(name) + 1

/** Queries of the calls, in an order in which each finds what it needs; `made` are answers so far by name. */
function queryOf({ name, parameters }: AnyEndpoint, made: ReadonlyMap<string, unknown>): Query {
  const text = (call: string, field: string): string => String((made.get(call) as Query | undefined)?.[field])
  const move = { fromAccountType: 'SPOT', toAccountType: 'FUTURES', asset: 'USDT', amount: '5' }
  const order = { symbol: SYMBOL, side: 'BUY', type: 'MARKET', quoteOrderQty: '10' }
  const sub = 'desk7grid01'
  const withdrawal = { coin: 'USDT', address: 'T1', amount: '40', netWork: 'TRX', network: 'TRX' }
  const group = {
    tradeGroupName: 'desk7',
    tradeGroupId: (made.get('createStpGroup') as { data?: Query })?.data?.['tradeGroupId'],
  }
  const queries: Readonly<Record<string, Query>> = {
    placeOrder: order,
    testOrder: order,
    placeOrders: {
      batchOrders: [
        { ...order, quoteOrderQty: '6', newClientOrderId: 'one' },
        { ...order, quoteOrderQty: '0.01' },
      ],
    },
    queryOrder: { symbol: SYMBOL, orderId: text('placeOrder', 'orderId') },
    cancelOrder: { symbol: SYMBOL, orderId: text('resting', 'orderId') },
    klines: { symbol: SYMBOL, interval: '1m', limit: 5 },
    depth: { symbol: SYMBOL, limit: 5 },
    etfInfo: {},
    exchangeInfo: { symbol: SYMBOL },
    extendListenKey: { listenKey: text('createListenKey', 'listenKey') },
    closeListenKey: { listenKey: text('createListenKey', 'listenKey') },
    setMxDeduct: { mxDeductEnable: true },
    transfer: move,
    transfers: move,
    transferById: { tranId: text('transfer', 'tranId') },
    transferRecord: { transact_id: text('transfer', 'tranId') },
    internalTransfer: { toAccountType: 'UID', toAccount: '10000002', asset: 'USDT', amount: '5' },
    createSubAccount: { subAccount: sub, note: 'grid' },
    createSubAccountKey: { subAccount: sub, note: 'grid', permissions: 'SPOT_ACCOUNT_READ' },
    subAccountKeys: { subAccount: sub },
    deleteSubAccountKey: { subAccount: sub, apiKey: text('createSubAccountKey', 'apiKey') },
    enableSubAccountFutures: { subAccount: sub },
    enableSubAccountMargin: { subAccount: sub },
    subAccountTransfer: { ...move, toAccount: sub, toAccountType: 'SPOT' },
    subAccountTransfers: { ...move, toAccountType: 'SPOT' },
    subAccountAssets: { subAccount: sub, accountType: 'SPOT' },
    createStpGroup: group,
    stpGroups: { tradeGroupName: 'desk7' },
    deleteStpGroup: group,
    addStpGroupUsers: { ...group, uid: '10000001' },
    removeStpGroupUsers: { ...group, uid: '10000001' },
    withdraw: withdrawal,
    applyWithdrawal: withdrawal,
    cancelWithdrawal: { id: text('withdraw', 'id') },
    createDepositAddress: { coin: 'USDT', network: 'TRX' },
    depositAddresses: { coin: 'USDT' },
    convertDust: { asset: 'DOGE' },
    apiKeyInfo: { accessKey: 'mx0sandboxdemo' },
    editApiKey: { apiKey: 'mx0sandboxdemo', note: 'demo', ipWhiteList: '127.0.0.1' },
    tradeFee: { symbol: SYMBOL },
    openOrders: {},
    cancelOpenOrders: { symbol: 'BTCUSDT' },
  }
  const query = Object.entries(queries[name] ?? { symbol: SYMBOL })
  return Object.fromEntries(query.filter(([field]) => field in parameters))
}

type Row = readonly [call: string, grade: string, source: string]

async function restRows(sandbox: StartedSandbox): Promise<readonly Row[]> {
  const world = { ...nodeWorld(), fetch: sandbox.fetch }
  const drift = new DriftMonitor(world)
  // A client each time: one would keep MEXC's limits in the machine's time.
  const client = () => createRestClient({ baseUrl: sandbox.restUrl, credentials: sandbox.demo, world, drift })
  const { price } = await client().call(tickerPrice, { symbol: SYMBOL })
  const below = (Number(price) * 0.97).toFixed(4)
  const resting = { symbol: SYMBOL, side: 'BUY', type: 'LIMIT', quantity: decimal<'base'>('10'), price: below } as const
  const made = new Map<string, unknown>([['resting', await client().call(placeOrder, resting)]])
  const rows = new Map<string, Row>()
  let known = 0
  for (const endpoint of endpoints.toSorted((a, b) => rank(a) - rank(b))) {
    await sandbox.advance(2_000)
    const answer: unknown = await client().call<Query, unknown>(endpoint, queryOf(endpoint, made))
    made.set(endpoint.name, answer)
    const odd = drift.seen.slice(known).map((one) => JSON.stringify(one))
    known = drift.seen.length
    const lacks = lackingIn(endpoint, answer).map((field) => `no ${field}`)
    const why = [...lacks, ...odd, madeUpIn(endpoint)].filter((part) => part !== '').join('; ')
    const grade = why === '' ? 'exact' : `approximate: ${why}`
    rows.set(endpoint.name, [`${endpoint.method} ${endpoint.path}`, grade, endpoint.source])
  }
  return endpoints.flatMap(({ name }) => [rows.get(name) ?? []].filter((row) => row.length === 3))
}

/** Each channel, when it was acknowledged and pushed something of its kind. */
async function channelRows(sandbox: StartedSandbox): Promise<readonly Row[]> {
  const world = { ...nodeWorld(), fetch: sandbox.fetch }
  const rest = createRestClient({ baseUrl: sandbox.restUrl, credentials: sandbox.demo, world })
  const { listenKey } = await rest.call(createListenKey, {})
  const names = CHANNELS.map(([channel]) => buildChannel(channel))
  const heard = new Set<string>()
  await new Promise<void>((resolve) => {
    const socket = sandbox.openSocket(`${sandbox.wsUrl}?listenKey=${listenKey}`, {
      opened: () => socket.send(JSON.stringify({ method: 'SUBSCRIPTION', params: names })),
      message: (data) => (typeof data === 'string' ? resolve() : heard.add(decodePush(data).channel)),
      closed: () => undefined,
    })
  })
  const order = { symbol: SYMBOL, side: 'BUY', type: 'MARKET', quoteOrderQty: decimal<'quote'>('10') } as const
  await rest.call(placeOrder, order)
  await sandbox.advance(60_000)
  expect(names.filter((name) => !heard.has(name))).toEqual([])
  return CHANNELS.map(([, grade, source], n) => [names[n] ?? '', grade, source])
}

async function absentRows(sandbox: StartedSandbox): Promise<readonly Row[]> {
  const rows: Row[] = []
  for (const [call, why, source] of ABSENT) {
    const [method, path = ''] = call.split(' ')
    const request = {
      method: method === 'POST' ? 'POST' : 'GET',
      url: `${sandbox.restUrl}${path}`,
      timeoutMs: 5_000,
    } as const
    expect((await sandbox.fetch(request)).status).toBe(404)
    rows.push([call, `absent: ${why}`, source])
  }
  return rows
}

function table(heading: string, rows: readonly Row[]): string {
  const lines = rows.map(([call, grade, source]) => `| \`${call}\` | ${grade} | ${source} |`)
  return [`| ${heading} | how true | source |`, '| --- | --- | --- |', ...lines].join('\n')
}

const HEAD = `# The sandbox beside the exchange

Made by \`npx vitest run --project packages tests/witnesses/sandbox-fidelity.test.ts --update\`; the same test fails when it is not what the
sandbox answers. The SDK makes each call, and holds the answer to its documented types and to the fields of a documented or recorded one.

- **exact**: the documented or recorded form, from the sandbox's own state.
- **approximate**: the form, with content or a pace that is ours, or without the fields that are named.
- **absent**: 404, for the reason that is named.

What is documented in two ways is a [switch](../sandbox.md#switches-what-is-not-documented); the texts and forms of errors are under
[error texts](../sandbox.md#error-texts). The market itself, its spreads and its pace, is described in [sandbox-market.md](sandbox-market.md).
`

test('the page is what the calls and channels of the sandbox really are', async () => {
  await using sandbox = await startSandbox({
    ...{ time: 'virtual', startAt: START, port: false, bots: true, demo: true },
    symbols: [SYMBOL, 'BTCUSDT', 'KASUSDT', 'DOGEUSDT'],
  })
  const calls = await restRows(sandbox)
  const pushes = await channelRows(sandbox)
  const absent = await absentRows(sandbox)
  const parts = ['## Calls', table('call', [...calls, ...absent]), '## Channels', table('channel', pushes)]
  await expect(`${HEAD}\n${parts.join('\n\n')}\n`).toMatchFileSnapshot(PAGE)
}, 60_000)

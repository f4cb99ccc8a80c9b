/**
 * Gateways on one PostgreSQL server and one Redis, as real processes: one follows, the others read, one of them an edge. Redis is killed and comes back
 * empty, the first gateway is killed, and later the one that took over is stopped and wakes again: the ledger is the exchange's truth, and each gateway
 * has given each event once.
 */

import { readFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { Database, readPostgresStore } from '@spotdeck/store/postgres'
import { PostgresServer, freePort, hasPostgres } from '@spotdeck/store/testing'
import { createRestClient } from '@spotdeck/mexc'
import { silentLog } from '@spotdeck/ports'
import { nodeClock, nodeFetch, nodeOpenSocket, nodeRandom, nodeSign, nodeTimers } from '@spotdeck/ports/node'
import { placeOrder } from '@spotdeck/wire'
import { afterAll, afterEach, beforeAll, beforeEach, expect, onTestFinished, test } from 'vitest'
import type { Key } from './support/ccxt.ts'
import { type Running, runCommand, startCommand, temporaryFolder } from './support/command.ts'
import { type Session, eventsAfter, logIn, read as readApi, readLedger } from './support/gateway.ts'
import { newAccount, truthOf } from './support/panel.ts'
import { type RedisServer, hasRedis, startRedis } from './support/redis-server.ts'
import { StormReader } from './support/storm-reader.ts'
import { until } from './support/until.ts'

const TAKEOVER_MS = 10_000
const BETWEEN_ORDERS_MS = 250
const FOLLOWED = 'account followed'

const folder = temporaryFolder()
const running: Running[] = []
let postgres: PostgresServer
let redis: RedisServer | undefined
let database: Database
let sandbox: Running
let key: Key
/** Port at which the first gateway takes calls of the others. */
let followerPort = 0
/** Orders are placed while it says so. */
let isTrading = false

beforeAll(async () => {
  if (hasPostgres)
    sandbox = await startCommand(['sandbox', '--port', '0', '--data', folder.path, '--symbols', 'MXUSDT'])
})

afterAll(async () => {
  await sandbox?.end('SIGTERM')
  folder.remove()
})

// Each test has servers and an account of its own: what one leaves behind when it fails, another never waits for.
beforeEach(async () => {
  if (!hasPostgres) return
  postgres = await PostgresServer.start()
  redis = hasRedis ? await startRedis() : undefined
  followerPort = await freePort()
  database = await Database.open({ url: postgres.url })
  const docs = readFileSync(new URL('../../docs/operations.md', import.meta.url), 'utf8')
  const grants = /```sql\n([\s\S]*?)```/.exec(docs)?.[1] ?? ''
  for (const grant of grants.split(';').filter((text) => text.trim() !== '')) await database.all(grant)
  await database.all("ALTER ROLE spotdeck_edge PASSWORD 'test'")
  key = await newAccount(sandbox.address, { USDT: '100000', MX: '10000' })
})

afterEach(async () => {
  isTrading = false
  // A process that was stopped is killed all the same.
  await Promise.all(running.splice(0).map((one) => one.end('SIGKILL')))
  await database?.close()
  await postgres?.close()
  await redis?.close()
})

/** A gateway with a data directory of its own, and what it says. */
async function launchGateway(name: string, role: 'all' | 'ingest' | 'edge' = 'all', port = 0): Promise<Running> {
  const [rest, ws] = [sandbox.address, `${sandbox.address.replace('http', 'ws')}/ws`]
  const data = [
    '--port',
    String(port),
    '--data',
    `${folder.path}/${name}`,
    '--log-level',
    'info',
    '--role',
    role,
    '--name',
    name,
  ]
  const keys = { SPOTDECK_API_KEY: key.apiKey, SPOTDECK_API_SECRET: key.secret, SPOTDECK_TRADING: 'true' }
  const advertised = port === 0 ? {} : { SPOTDECK_ADVERTISE_URL: `http://127.0.0.1:${port}` }
  const bus = redis === undefined ? {} : { SPOTDECK_BUS_URL: `redis://127.0.0.1:${redis.port}` }
  const environment = {
    ...(role === 'edge' ? {} : keys),
    ...advertised,
    ...bus,
    SPOTDECK_DATABASE_URL: role === 'edge' ? edgeUrl() : postgres.url,
    SPOTDECK_GATEWAY_ORIGINS: `http://127.0.0.1:${followerPort}`,
    SPOTDECK_GATEWAY_SECRET: 'a secret of the gateways of this test',
  }
  const gateway = await startCommand(['gateway', ...data, '--rest', rest, '--ws', ws], { environment })
  running.push(gateway)
  return gateway
}

/** Address of the database for an edge, with the rights that the documentation gives it. */
function edgeUrl(): string {
  const url = new URL(postgres.url)
  ;[url.username, url.password] = ['spotdeck_edge', 'test']
  return url.href
}

async function startGateway(name: string): Promise<Running & { readonly session: Session }> {
  const gateway = await launchGateway(name)
  return { ...gateway, session: await logIn(gateway.address) }
}

/** An edge, which makes no credentials: the owner signs in there by a link of a command, and another gateway makes the session. */
async function startEdge(name: string): Promise<Running & { readonly session: Session }> {
  const edge = await launchGateway(name, 'edge')
  expect(edge.address).not.toContain('login=')
  const login = ['login', '--data', `${folder.path}/${name}`, '--port', new URL(edge.address).port]
  const refused = await runCommand(login, { environment: { SPOTDECK_DATABASE_URL: edgeUrl() } })
  expect([refused.out, refused.code]).toEqual(['', 5])
  const { out } = await runCommand(login, { environment: { SPOTDECK_DATABASE_URL: postgres.url } })
  return { ...edge, session: await logIn(out.trim()) }
}

/** HTTP statuses of an ingest without a credential, by path. */
async function answersOf({ address }: Running): Promise<Readonly<Record<string, number>>> {
  const paths = ['/healthz', '/readyz', '/api/v1/accounts', '/']
  const asked = paths.map(async (path) => [path, (await fetch(new URL(path, address))).status] as const)
  return Object.fromEntries(await Promise.all(asked))
}

type Gateway = Awaited<ReturnType<typeof startGateway>>

const statusOf = async ({ session }: Gateway): Promise<string> => {
  const { items } = await readApi<{ items: { status: { code: string } }[] }>(session, '/accounts')
  return items[0]?.status.code ?? ''
}
const isLive = (gateway: Gateway) => until(async () => (await statusOf(gateway)) === 'LIVE', 'the account is live')

/** Orders that fill at once, until told to stop. Answers how many. */
async function trade(): Promise<number> {
  isTrading = true
  const world = {
    clock: nodeClock,
    timers: nodeTimers,
    random: nodeRandom,
    fetch: nodeFetch,
    openSocket: nodeOpenSocket,
    sign: nodeSign,
    log: silentLog,
  }
  const client = createRestClient({ baseUrl: sandbox.address, credentials: key, world })
  let placed = 0
  for (; isTrading; placed++) {
    const side = placed % 2 === 0 ? 'BUY' : 'SELL'
    await client.call(placeOrder, { symbol: 'MXUSDT', side, type: 'MARKET', quantity: '3' })
    await pause(BETWEEN_ORDERS_MS)
  }
  return placed
}

/** Waits until a gateway follows, and says how long that took, in ms. */
async function followedAfter(gateway: Gateway): Promise<number> {
  const begun = performance.now()
  const before = gateway.output().split(FOLLOWED).length
  await until(() => gateway.output().split(FOLLOWED).length > before, 'the other gateway follows')
  return Math.round(performance.now() - begun)
}

const sorted = (rows: readonly string[]): readonly string[] => [...rows].sort()

/** Balances, orders and deals as this gateway shows them, and as the exchange has them. */
async function bothSides({ session }: Gateway) {
  const [ledger, truth] = [await readLedger(session), await truthOf(sandbox.address, key)]
  const rows = ({ orders, deals }: Pick<typeof truth, 'orders' | 'deals'>) => ({
    orders: sorted(orders.map((one) => `${one.orderId} ${one.status} ${one.executedQuantity}`)),
    deals: sorted(deals.map((one) => `${one.orderId} ${one.tradeId} ${one.quantity} ${one.fee}`)),
  })
  const held = ledger.assets.map(({ asset, free, locked }) => `${asset} ${free} ${locked}`)
  const owned = Object.entries(truth.balances).map(([asset, { free, locked }]) => `${asset} ${free} ${locked}`)
  const isHeld = (row: string): boolean => !row.endsWith(' 0 0')
  return {
    shown: { ...rows(ledger), balances: sorted(held.filter(isHeld)) },
    true: { ...rows(truth), balances: sorted(owned.filter(isHeld)) },
  }
}

/** A call to a gateway with a cookie that any gateway may have given. */
function ask({ origin, cookie }: Session, method: string, path: string, body?: object): Promise<Response> {
  const headers = { cookie, origin, ...(body === undefined ? {} : { 'content-type': 'application/json' }) }
  return fetch(`${origin}/api/v1${path}`, { method, headers, ...(body && { body: JSON.stringify(body) }) })
}

const isRefused = (session: Session) =>
  until(async () => (await ask(session, 'GET', '/session')).status === 401, 'the session is refused')

/** Whoever may come in at one gateway may at the other, and is refused at both; settings and notes are the same. */
async function checkSharedState({ session: here }: Gateway, { session: there }: Gateway): Promise<void> {
  const elsewhere = { ...here, origin: there.origin }
  expect(await readApi(elsewhere, '/session')).toMatchObject({ audience: 'owner', accounts: ['main'] })
  const made = await ask(here, 'POST', '/links', { audience: 'viewer', accounts: ['main'], label: 'a reader' })
  const link = (await made.json()) as { readonly id: string; readonly token: string }
  const signIn = (origin: string) => logIn(`${origin}/#login=${link.token}`)
  const [reader, other] = [await signIn(there.origin), await signIn(here.origin)]
  expect(await readApi({ ...reader, origin: here.origin }, '/session')).toMatchObject({ audience: 'viewer' })
  expect((await ask({ ...other, origin: there.origin }, 'DELETE', '/session')).status).toBe(204)
  await isRefused(other)
  expect((await ask(elsewhere, 'DELETE', `/links/${link.id}`)).status).toBe(200)
  await isRefused({ ...reader, origin: here.origin })
  await expect(signIn(here.origin)).rejects.toThrow('LOGIN_CODE_INVALID')
  await ask(here, 'POST', '/settings', { theme: 'dark' })
  expect(await readApi(there, '/settings')).toMatchObject({ theme: 'dark' })
  const note = await ask(there, 'PUT', '/accounts/main/journal/deals/1', { text: 'from there', tags: [] })
  expect(note.status).toBe(200)
  expect(await readApi(here, '/accounts/main/journal/deals/1')).toMatchObject({ text: 'from there' })
}

/** An order at a gateway that only serves is placed by the one that follows, and once, wherever it is repeated. */
async function checkPassedOn({ session: edge }: Gateway, { session: other }: Gateway): Promise<void> {
  const place = async ({ origin, cookie }: Session) => {
    const headers = { cookie, origin, 'content-type': 'application/json', 'idempotency-key': 'passed-on' }
    const body = JSON.stringify({ symbol: 'MXUSDT', side: 'BUY', type: 'MARKET', quoteQuantity: '20' })
    const answer = await fetch(`${origin}/api/v1/accounts/main/orders`, { method: 'POST', headers, body })
    return { status: answer.status, order: (await answer.json()) as { readonly orderId: string } }
  }
  const first = await place(edge)
  expect(first).toMatchObject({ status: 201, order: { outcome: 'placed' } })
  expect(await place(other)).toEqual(first)
  expect((await truthOf(sandbox.address, key)).orders.map(({ orderId }) => orderId)).toEqual([first.order.orderId])
}

test.skipIf(!hasPostgres)('a kill and a stop of the gateway that follows lose and double nothing', async () => {
  const first = await launchGateway('first', 'ingest', followerPort)
  expect(await answersOf(first)).toEqual({ '/healthz': 200, '/readyz': 200, '/api/v1/accounts': 401, '/': 404 })
  const edge = await startEdge('edge')
  await isLive(edge)
  const second = await startGateway('second')
  await isLive(second)
  expect([first.output().includes(FOLLOWED), second.output().includes(FOLLOWED)]).toEqual([true, false])
  const { epoch } = await readLedger(second.session)
  await checkSharedState(second, edge)
  await checkPassedOn(edge, second)
  const inDatabase = { environment: { SPOTDECK_DATABASE_URL: postgres.url } }
  const create = ['token', 'create', '--audience', 'owner', '--data', `${folder.path}/second`]
  expect((await runCommand(create)).err).toContain('CONFIG_BAD_VALUE')
  const token = (await runCommand(create, inDatabase)).out.trim()
  const byToken = await fetch(`${edge.session.origin}/api/v1/session`, {
    headers: { authorization: `Bearer ${token}` },
  })
  expect(byToken.status).toBe(200)
  const reader = new StormReader(second.session.origin, token, `${epoch}:0`)
  onTestFinished(() => reader.stop())

  const trading = trade()
  await redisComesBackEmpty([second, edge])
  void first.end('SIGKILL')
  const killed = await followedAfter(second)
  expect(killed).toBeLessThan(TAKEOVER_MS)
  await isLive(second)

  const third = await startGateway('third')
  await isLive(third)
  second.pause('SIGSTOP')
  const stopped = await followedAfter(third)
  expect(stopped).toBeLessThan(TAKEOVER_MS)
  await isLive(third)
  second.pause('SIGCONT')
  await until(() => second.output().includes('account no longer followed'), 'the woken gateway stops following')
  await isLive(second)
  isTrading = false
  const orders = await trading

  for (const gateway of [second, third, edge]) {
    await until(async () => {
      const { shown, true: truth } = await bothSides(gateway)
      return JSON.stringify(shown) === JSON.stringify(truth)
    }, 'the ledger is the truth')
  }
  const owed = await eventsAfter(third.session, { epoch, seq: 0, topics: 'assets,orders,deals,status' })
  expect(owed.map(({ seq }) => seq)).toEqual(owed.map((_, n) => n + 1))
  await until(
    () => reader.seq >= owed.length,
    () => `the reader stands at ${reader.seq} of ${owed.length}`,
  )
  await reader.stop()
  // It never left the second gateway, which read, followed, slept, and read again.
  expect([reader.resets, reader.received.slice(0, owed.length)]).toEqual([0, owed])
  expect(await (await readPostgresStore(database, 'main')).verify()).toMatchObject({ ok: true })
  const moving = runCommand(['accounts', 'move', 'main', '--to', 'second'], inDatabase)
  const moved = await followedAfter(second)
  expect(await moving).toMatchObject({ code: 0, out: 'main: followed by second\n' })
  await isLive(second)
  void second.end('SIGTERM')
  const handed = await followedAfter(third)
  expect(handed).toBeLessThan(TAKEOVER_MS)
  await isLive(third)
  const said = [first, second, third, edge].map((one) => one.output()).join('')
  expect(said).not.toContain('not-for-the-log')
  expect(orders).toBeGreaterThan(20)
  for (const one of [third, edge]) await one.end('SIGTERM')
  process.stdout.write(
    `\ntaken over ${killed} ms after a kill, ${stopped} ms after a stop, ${handed} ms after an end, ${moved} ms from the start of a move; orders ${orders}, events ${owed.length}\n`,
  )
})

test.skipIf(!hasPostgres)(
  'a gateway stops following while the database is away, says so, and goes on when it is back',
  async () => {
    const gateway = await startGateway('alone')
    await followedHere(gateway)
    await isLive(gateway)
    const trading = trade()
    await postgres.kill()
    await until(() => gateway.output().includes('account no longer followed'), 'the account is no longer followed')
    // A session that the database named long ago is not served any more; how long ago that was depends on the machine.
    expect(await statusOf(gateway).catch(String)).toMatch(/^LEASE_LOST$|STORE_UNREACHABLE/)
    await postgres.launch()
    await followedHere(gateway)
    await isLive(gateway)
    isTrading = false
    await trading
    await until(async () => {
      const { shown, true: truth } = await bothSides(gateway)
      return JSON.stringify(shown) === JSON.stringify(truth)
    }, 'the ledger is the truth')
    expect(await (await readPostgresStore(database, 'main')).verify()).toMatchObject({ ok: true })
  },
)

/** Following goes on while Redis is away, which the readers say, and no longer when it is back without what it had. */
async function redisComesBackEmpty(readers: readonly Gateway[]): Promise<void> {
  if (redis === undefined) return void (await pause(1_000))
  for (const reader of readers)
    await until(async () => (await readFrom(reader, 'bus')) > 5, 'events arrive from the bus')
  await redis.close()
  for (const reader of readers) {
    await until(async () => (await statusOf(reader)) === 'BUS_SILENT', 'the silence of the bus is told')
    const before = await readFrom(reader, 'database')
    await until(async () => (await readFrom(reader, 'database')) > before, 'events arrive from the database')
  }
  redis = await startRedis(redis.port)
  await Promise.all(readers.map(isLive))
}

/** Events of the account that a gateway has from the bus or from the database, by its metrics. */
async function readFrom({ address }: Running, from: 'bus' | 'database'): Promise<number> {
  const text = await (await fetch(new URL('/metrics', address))).text()
  return Number(new RegExp(`^spotdeck_read_events_total\\{from="${from}"\\} (\\d+)`, 'm').exec(text)?.[1] ?? 0)
}

/** Waits until the account is followed by this gateway alone: it has been acquired as often as it was lost, and once more. */
async function followedHere(gateway: Gateway): Promise<void> {
  const times = (text: string): number => gateway.output().split(text).length
  await until(() => times(FOLLOWED) > times('no longer followed'), 'the gateway follows')
}

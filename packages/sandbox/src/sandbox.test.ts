import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { silentLog } from '@spotdeck/ports'
import { nodeClock, nodeRandom, nodeSign, nodeTimers } from '@spotdeck/ports/node'
import { WebSocket } from 'ws'
import { afterEach, expect, test } from 'vitest'
import type { SandboxConfig } from './config.ts'
import { type RunningSandbox, openSandbox } from './sandbox.ts'

const world = { clock: nodeClock, timers: nodeTimers, random: nodeRandom, sign: nodeSign, log: silentLog }
const running: RunningSandbox[] = []
const folder = mkdtempSync(join(tmpdir(), 'sandbox-'))

afterEach(async () => {
  await Promise.all(running.splice(0).map((sandbox) => sandbox.close()))
})

async function open(config: Partial<SandboxConfig> = {}): Promise<RunningSandbox> {
  const sandbox = await openSandbox(
    { port: 0, host: '127.0.0.1', seed: 3, bots: false, panel: true, symbols: ['MXUSDT'], ...config },
    world,
  )
  running.push(sandbox)
  return sandbox
}

type Options = { method?: string; headers?: Record<string, string>; body?: string }
async function panel(sandbox: RunningSandbox, path: string, options: Options = {}) {
  const json = options.body === undefined ? {} : { 'content-type': 'application/json' }
  const answer = await fetch(`${sandbox.url}/sandbox/${path}`, { ...options, headers: { ...json, ...options.headers } })
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> }
}

test('serves REST and streams on one port and frees it when closed', async () => {
  const sandbox = await open()
  expect(await (await fetch(`${sandbox.url}/api/v3/ping`)).json()).toEqual({})
  const socket = new WebSocket(sandbox.wsUrl)
  await new Promise((resolve) => socket.once('open', resolve))
  const closed = new Promise((resolve) => socket.once('close', resolve))
  await sandbox.close()
  await closed
  await expect(fetch(`${sandbox.url}/api/v3/ping`)).rejects.toThrow()
  expect((await open({ port: sandbox.port })).port).toBe(sandbox.port)
})

test('names a taken port and leaves no folder behind', async () => {
  const other = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => other.once('listening', resolve))
  const address = other.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  await expect(open({ port, dataDir: join(folder, 'never') })).rejects.toMatchObject({
    code: 'SANDBOX_PORT_IN_USE',
    message: expect.stringContaining('--sandbox-port') as unknown,
  })
  expect(readdirSync(folder)).toEqual([])
  other.close()
})

test('names a folder it cannot write, and frees the port again', async () => {
  writeFileSync(join(folder, 'file'), '')
  const error = await open({ dataDir: join(folder, 'file', 'data') }).catch((cause: unknown) => cause)
  expect(error).toMatchObject({ code: 'SANDBOX_DATA_UNWRITABLE' })
  rmSync(join(folder, 'file'))
})

test('the demo account has a past, which is the same after a restart', async () => {
  const config = { dataDir: join(folder, 'demo'), demo: true, symbols: ['MXUSDT', 'BTCUSDT', 'ETHUSDT'] }
  const first = await open(config)
  await panel(first, 'clock', { method: 'POST', body: JSON.stringify({ paused: true }) })
  const before = await panel(first, 'accounts/mx0sandboxdemo/truth')
  const orders = before.body['orders'] as { orderId: string }[]
  expect(orders.length).toBeGreaterThan(100)
  await first.close()
  const second = await open(config)
  const after = await panel(second, 'accounts/mx0sandboxdemo/truth')
  expect((after.body['orders'] as unknown[]).slice(0, orders.length)).toEqual(orders)
  expect(after.body['balances']).toEqual(before.body['balances'])
})

test('the panel creates accounts, credits deposits, and returns the time and the truth', async () => {
  const sandbox = await open()
  const made = await panel(sandbox, 'accounts', {
    method: 'POST',
    body: JSON.stringify({ apiKey: 'mx0tester', secret: 'testers-secret', balances: { USDT: '1000.5' } }),
  })
  expect(made).toMatchObject({
    status: 201,
    body: { apiKey: 'mx0tester', balances: { USDT: { free: '1000.5', locked: '0' } } },
  })
  const more = await panel(sandbox, 'accounts/mx0tester/deposit', {
    method: 'POST',
    body: '{"asset":"MX","amount":"7"}',
  })
  expect(more).toMatchObject({ status: 200, body: { balance: { free: '7' } } })
  expect((await panel(sandbox, 'accounts/mx0tester/truth')).body).toMatchObject({
    balances: { USDT: { free: '1000.5' }, MX: { free: '7' } },
    orders: [],
    deals: [],
  })
  expect((await panel(sandbox, 'clock')).body).toMatchObject({ rate: 1, paused: false })
  expect(
    (await panel(sandbox, 'accounts/mx0tester/deposit', { method: 'POST', body: '{"asset":"MX","amount":"-7"}' }))
      .status,
  ).toBe(400)
  expect((await panel(sandbox, 'accounts/mx0nobody/truth')).status).toBe(404)
})

test('an hour of market passes in seconds, and ordinary clients keep working', async () => {
  const sandbox = await open({ bots: true, symbols: ['MXUSDT', 'BTCUSDT'] })
  const before = (await panel(sandbox, 'clock')).body['time'] as number
  const moved = await panel(sandbox, 'clock', { method: 'POST', body: '{"advanceMs":3600000}' })
  expect(moved.body['time']).toBeGreaterThanOrEqual(before + 3_600_000)
  const rows = (await (
    await fetch(`${sandbox.url}/api/v3/klines?symbol=MXUSDT&interval=1m&limit=30`)
  ).json()) as number[][]
  expect((rows.at(-1)?.[0] ?? 0) - before).toBeGreaterThan(58 * 60_000)
  const text = `timestamp=${Date.now()}`
  const account = await fetch(
    `${sandbox.url}/api/v3/account?${text}&signature=${nodeSign(sandbox.demo.secret, text)}`,
    {
      headers: { 'x-mexc-apikey': sandbox.demo.apiKey },
    },
  )
  expect(account.status).toBe(200)
  expect((await panel(sandbox, 'clock', { method: 'POST', body: '{"rate":-1}' })).status).toBe(400)
})

test('the panel answers neither foreign hosts nor foreign pages nor bodies that are not JSON', async () => {
  const sandbox = await open()
  const foreign = { headers: { origin: 'https://evil.example' } }
  expect((await panel(sandbox, 'clock', foreign)).status).toBe(403)
  const form = { method: 'POST', body: 'a=1', headers: { 'content-type': 'application/x-www-form-urlencoded' } }
  expect((await panel(sandbox, 'accounts', form)).status).toBe(415)
  expect((await panel(sandbox, 'clock', { headers: { origin: sandbox.url } })).status).toBe(200)
  const closed = await open({ panel: false })
  expect((await panel(closed, 'clock')).body).toMatchObject({ code: 404 })
})

test('broken, missing and late answers are real on the wire, and in-process tests see the truth', async () => {
  const sandbox = await open()
  const ping = (signal?: AbortSignal) => fetch(`${sandbox.url}/api/v3/ping`, signal === undefined ? {} : { signal })
  const once = (kind: 'drop' | 'half-open' | 'delay') => ({ kind, target: {}, probability: 1, times: 1, delayMs: 80 })
  sandbox.faults.add(once('drop'))
  await expect(ping()).rejects.toThrow()
  sandbox.faults.add(once('half-open'))
  await expect(ping(AbortSignal.timeout(150))).rejects.toThrow(/abort|time/i)
  sandbox.faults.add(once('delay'))
  const before = performance.now()
  expect(await (await ping()).json()).toEqual({})
  expect(performance.now() - before).toBeGreaterThan(70)
  expect(sandbox.truth(sandbox.demo.apiKey)?.balances['USDT']).toMatchObject({ locked: '0' })
  expect(sandbox.truth('mx0nobody')).toBeUndefined()
})

test.each([
  ['a path that is no path', 'GET /%zz HTTP/1.1'],
  ['a method of its own', 'PROPFIND /api/v3/order HTTP/1.1'],
  ['an unknown path', 'GET /api/v9/order HTTP/1.1'],
  ['bytes in the query', 'GET /api/v3/depth?symbol=\u00ff%ff HTTP/1.1'],
])('%s is answered in the shape of the exchange', async (_what, line) => {
  const sandbox = await open()
  const answer = await new Promise<string>((resolve) => {
    const socket = connect(sandbox.port, '127.0.0.1', () => {
      socket.write(`${line}\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n`, 'latin1')
    })
    let text = ''
    socket.on('data', (data) => (text += data.toString('utf8')))
    socket.on('close', () => resolve(text))
  })
  expect(answer).toMatch(/^HTTP\/1\.1 4\d\d /)
  expect(answer).toMatch(/\{"code":-?\d+,"msg":"/)
})

test('a body that is too large is refused in the exchange’s form, and the next call is answered', async () => {
  const sandbox = await open()
  const large = await fetch(`${sandbox.url}/api/v3/order`, { method: 'POST', body: 'x'.repeat(300_000) })
  expect([large.status, await large.json()]).toEqual([413, { code: 33333, msg: 'param is error' }])
  expect((await fetch(`${sandbox.url}/api/v3/ping`)).status).toBe(200)
})

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createHmac } from 'node:crypto'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { type StartOptions, type StartedSandbox, startSandbox } from '../start-sandbox.ts'
import { parseScenario, scenarioJsonSchema } from './parse.ts'

const START = Date.UTC(2027, 0, 1)
const BOB = { apiKey: 'mx0bob', secret: 'bobs-secret' }
const ACCOUNT = { atMs: 0, do: 'account', ...BOB, balances: { USDT: '1000' } }
const opened: StartedSandbox[] = []
afterEach(async () => {
  await Promise.all(opened.splice(0).map((one) => one.close()))
})

async function start(steps: readonly object[], more: StartOptions = {}): Promise<StartedSandbox> {
  const sandbox = await startSandbox({
    ...{ time: 'virtual', startAt: START, port: false, symbols: ['MXUSDT'], scenario: { steps } },
    ...more,
  })
  opened.push(sandbox)
  return sandbox
}

async function call(sandbox: StartedSandbox, method: 'GET' | 'POST' | 'DELETE', path: string, values: object = {}) {
  const texts = { ...values, timestamp: String(sandbox.now()) }
  const query = new URLSearchParams(texts).toString()
  const signature = createHmac('sha256', BOB.secret).update(query).digest('hex')
  const answer = await sandbox.fetch({
    method,
    url: `${sandbox.restUrl}/api/v3/${path}?${query}&signature=${signature}`,
    headers: { 'x-mexc-apikey': BOB.apiKey },
    timeoutMs: 5_000,
  })
  return { status: answer.status, body: JSON.parse(answer.body) as Record<string, unknown> }
}

const LIMIT = { symbol: 'MXUSDT', side: 'BUY', type: 'LIMIT', quantity: '90' }

describe('a scenario', () => {
  test('makes its steps at their times of the exchange, and tells which have happened', async () => {
    const sandbox = await start([
      ACCOUNT,
      { atMs: 60_000, do: 'deposit', apiKey: BOB.apiKey, asset: 'MX', amount: '5' },
      { atMs: 30_000, do: 'symbol', symbol: 'MXUSDT', apiTrading: false },
      { atMs: 40_000, do: 'switch', switches: { tradeIds: 'hex' } },
      { atMs: 50_000, do: 'fault', fault: { kind: 'error-before', status: 504, durationMs: 5_000 } },
    ])
    const states = () => sandbox.scenario()?.steps.map(({ state }) => state)
    expect(states()).toEqual(['waiting', 'waiting', 'waiting', 'waiting', 'waiting'])
    await sandbox.advance(29_999)
    expect(states()).toEqual(['done', 'waiting', 'waiting', 'waiting', 'waiting'])
    expect((await call(sandbox, 'POST', 'order/test', { ...LIMIT, price: '2.4' })).status).toBe(200)
    await sandbox.advance(1)
    expect((await call(sandbox, 'POST', 'order/test', { ...LIMIT, price: '2.4' })).body).toMatchObject({ code: 10007 })
    await sandbox.advance(30_000)
    expect(states()).toEqual(['done', 'done', 'done', 'done', 'done'])
    expect(sandbox.truth(BOB.apiKey).balances).toMatchObject({ USDT: { free: '1000' }, MX: { free: '5' } })
  })

  test('lets the next order fill in three parts and then cancels the rest, whatever the book is', async () => {
    const parts = [100, 200, 300].map((afterMs) => ({ afterMs, fill: 0.25 }))
    const sandbox = await start([
      ACCOUNT,
      { atMs: 0, do: 'react', to: { symbol: 'MXUSDT' }, then: [...parts, { afterMs: 400, cancel: true }] },
    ])
    await sandbox.advance(1)
    const price = String((await call(sandbox, 'GET', 'ticker/price', { symbol: 'MXUSDT' })).body['price'])
    const { orderId } = (await call(sandbox, 'POST', 'order', { ...LIMIT, quantity: '100', price })).body
    const seen: unknown[] = []
    for (let n = 0; n < 5; n++) {
      const { body } = await call(sandbox, 'GET', 'order', { symbol: 'MXUSDT', orderId })
      seen.push([body['status'], body['executedQty']])
      await sandbox.advance(100)
    }
    expect(seen).toEqual([
      ['NEW', '0'],
      ['PARTIALLY_FILLED', '25'],
      ['PARTIALLY_FILLED', '50'],
      ['PARTIALLY_FILLED', '75'],
      ['PARTIALLY_CANCELED', '75'],
    ])
    const { balances, deals } = sandbox.truth(BOB.apiKey)
    expect(deals.map((deal) => deal.quantity)).toEqual(['25', '25', '25'])
    expect(balances).toMatchObject({ MX: { free: '75', locked: '0' }, USDT: { locked: '0' } })
    const next = await call(sandbox, 'POST', 'order', { ...LIMIT, price })
    await sandbox.advance(1_000)
    expect(sandbox.truth(BOB.apiKey).orders.at(-1)).toMatchObject({ orderId: next.body['orderId'], status: 'NEW' })
  })

  test('keeps an order held back across a restart, also where it would cross the book', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'held-'))
    const steps = [ACCOUNT, { atMs: 0, do: 'deposit', apiKey: BOB.apiKey, asset: 'MX', amount: '90' }]
    const first = await start(
      [...steps, { atMs: 1_000, do: 'react', to: { side: 'BUY' }, then: [{ afterMs: 60_000, fill: 1 }] }],
      {
        dataDir,
      },
    )
    await first.advance(1_000)
    await call(first, 'POST', 'order', { ...LIMIT, side: 'SELL', price: '2.4' })
    const { body } = await call(first, 'POST', 'order', { ...LIMIT, price: '2.5' })
    await first.close()
    const second = await startSandbox({ time: 'virtual', port: false, symbols: ['MXUSDT'], dataDir })
    opened.push(second)
    const open = second.truth(BOB.apiKey).orders.filter(({ status }) => status === 'NEW')
    expect(open.map(({ side }) => side).sort()).toEqual(['BUY', 'SELL'])
    const cancelled = await call(second, 'DELETE', 'order', { symbol: 'MXUSDT', orderId: String(body['orderId']) })
    expect(cancelled.status).toBe(200)
    expect(second.truth(BOB.apiKey).balances['USDT']).toEqual({ free: '1000', locked: '0' })
    await second.close()
    rmSync(dataDir, { recursive: true })
  })

  test('lets a client cancel an order that is held back, and fills none of it afterwards', async () => {
    const sandbox = await start([ACCOUNT, { atMs: 0, do: 'react', then: [{ afterMs: 500, fill: 1 }] }])
    await sandbox.advance(1)
    const { orderId } = (await call(sandbox, 'POST', 'order', { ...LIMIT, price: '2.4' })).body
    expect((await call(sandbox, 'DELETE', 'order', { symbol: 'MXUSDT', orderId })).status).toBe(200)
    await sandbox.advance(1_000)
    const { balances, deals } = sandbox.truth(BOB.apiKey)
    expect([deals, balances['USDT']]).toEqual([[], { free: '1000', locked: '0' }])
  })

  test('is replaced by another one, and begins again with a reset', async () => {
    const sandbox = await start([ACCOUNT])
    await sandbox.play({ name: 'rain', steps: [{ atMs: 5, do: 'price', symbol: 'MXUSDT', percent: -3, overMs: 0 }] })
    await sandbox.advance(5)
    expect(sandbox.scenario()).toMatchObject({ name: 'rain', startedAt: START, steps: [{ state: 'done' }] })
    await expect(sandbox.play({ steps: [] })).rejects.toMatchObject({ code: 'SCENARIO_INVALID' })
    expect(sandbox.scenario()?.name).toBe('rain')
  })
})

describe('a scenario that cannot be played', () => {
  const wrong: readonly (readonly [string, object])[] = [
    ['steps[1].at: there is no such field', { steps: [ACCOUNT, { at: 0, do: 'clear-faults' }] }],
    ['steps[0].do: ', { steps: [{ atMs: 0, do: 'dance' }] }],
    ['steps[0].amount: an amount is decimal', { steps: [{ ...deposit(), amount: '-1' }] }],
    ['steps[0].percent: write percent or toPrice', { steps: [{ atMs: 0, do: 'price', symbol: 'MXUSDT' }] }],
    ['steps[0].fault: "kind" is one of drop', { steps: [{ atMs: 0, do: 'fault', fault: { kind: 'x' } }] }],
    ['steps[0].switches: there is no switch x', { steps: [{ atMs: 0, do: 'switch', switches: { x: '1' } }] }],
    ['steps[0].then[0].fill: ', { steps: [{ atMs: 0, do: 'react', then: [{ afterMs: 0, fill: 2 }] }] }],
    ['steps[0].symbol: there is no symbol NOPE', { steps: [{ atMs: 0, do: 'price', symbol: 'NOPE', percent: 1 }] }],
    ['steps[0].asset: there is no coin NOPE', { steps: [{ ...deposit(), asset: 'NOPE' }] }],
    ['steps[0].apiKey: no account has the key mx0eve', { steps: [{ ...deposit(), apiKey: 'mx0eve' }] }],
  ]

  test.each(wrong)('is refused with one message that names the place: %s', async (message, scenario) => {
    const refused = startSandbox({ scenario, port: false, symbols: ['MXUSDT'] })
    await expect(refused).rejects.toMatchObject({
      name: 'SandboxStartError',
      code: 'SANDBOX_BAD_SCENARIO',
      message: expect.stringContaining(message) as unknown,
    })
  })

  test('is refused as a file with its name, and as text that is not JSON', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'spotdeck-scenario-'))
    const file = join(folder, 'scenario.json')
    writeFileSync(file, '{"steps": [{"atMs": 1.5, "do": "clear-faults"}]}')
    const message = async () => {
      const refused: unknown = await startSandbox({ scenario: file, port: false }).catch((error: unknown) => error)
      return refused instanceof Error ? refused.message : ''
    }
    expect(await message()).toContain(`${file}: steps[0].atMs: `)
    writeFileSync(file, '{"steps": [')
    expect(await message()).toContain(`${file} is not valid JSON`)
    rmSync(folder, { recursive: true })
    expect(await message()).toContain(`${file} cannot be read`)
  })

  test('is refused by the panel, and the one before goes on', async () => {
    const sandbox = await start([ACCOUNT], { port: 0 })
    const post = async (body: object) => {
      const answer = await fetch(`${sandbox.restUrl}/sandbox/scenario`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      })
      return { status: answer.status, body: (await answer.json()) as unknown }
    }
    expect(await post({ steps: [{ atMs: 0, do: 'price', symbol: 'NOPE', percent: 1 }] })).toMatchObject({
      status: 400,
      body: { code: 'SCENARIO_INVALID', message: 'The scenario: steps[0].symbol: there is no symbol NOPE.' },
    })
    const shown = (await (await fetch(`${sandbox.restUrl}/sandbox/scenario`)).json()) as { scenario: object }
    expect(shown.scenario).toMatchObject({ steps: [{ do: 'account' }] })
    expect(await post({ steps: [{ atMs: 1, do: 'clear-faults' }] })).toMatchObject({
      status: 200,
      body: { scenario: { steps: [{ do: 'clear-faults', state: 'waiting' }] } },
    })
    const schema: unknown = await (await fetch(`${sandbox.restUrl}/sandbox/scenario.schema.json`)).json()
    expect(schema).toEqual(scenarioJsonSchema())
  })
})

function deposit() {
  return { atMs: 0, do: 'deposit', apiKey: 'mx0sandboxdemo', asset: 'MX', amount: '5' }
}

test('the published schema is the one that scenarios are checked by', async () => {
  const text = `${JSON.stringify(scenarioJsonSchema(), null, 2)}\n`
  await expect(text).toMatchFileSnapshot('../../public/generated/scenario.schema.json')
  expect(parseScenario({ steps: [{ atMs: 0, do: 'price', symbol: 'MXUSDT', percent: 1 }] }).steps).toMatchObject([
    { overMs: 60_000 },
  ])
})

test('two runs from one time and seed answer the same bytes over HTTP, headers, keys and ids included', async () => {
  const run = async (): Promise<string[]> => {
    const sandbox = await start(
      [
        ACCOUNT,
        { atMs: 1_000, do: 'price', symbol: 'MXUSDT', percent: 2, overMs: 5_000 },
        { atMs: 2_000, do: 'fault', fault: { kind: 'error-after', probability: 0.3 } },
        { atMs: 3_000, do: 'react', then: [{ afterMs: 100, fill: 0.5 }] },
      ],
      { port: 0, bots: true, demo: true, seed: 'again' },
    )
    const texts: string[] = []
    const read = async (method: string, path: string, values: object = {}): Promise<void> => {
      const query = new URLSearchParams({ ...values, timestamp: String(sandbox.now()) }).toString()
      const signature = createHmac('sha256', BOB.secret).update(query).digest('hex')
      texts.push(await bytesOf(`${sandbox.restUrl}/api/v3/${path}?${query}&signature=${signature}`, method))
    }
    for (let n = 0; n < 8; n++) {
      await sandbox.advance(700)
      await read('GET', 'depth', { symbol: 'MXUSDT' })
      await read('GET', 'trades', { symbol: 'MXUSDT' })
      await read('POST', 'order', { symbol: 'MXUSDT', side: 'BUY', type: 'MARKET', quoteOrderQty: '10' })
      await read('POST', 'userDataStream')
      await read('GET', 'myTrades', { symbol: 'MXUSDT' })
    }
    texts.push(JSON.stringify(sandbox.createAccount()))
    return texts
  }
  const first = await run()
  expect(await run()).toEqual(first)
  expect(first.join('\n')).toMatch(/HTTP\/1.1 200 OK/)
})

/** The answer as it came over the wire: status, headers and body. */
function bytesOf(url: string, method: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method, headers: { 'x-mexc-apikey': BOB.apiKey }, agent: false }, (answer) => {
      const head = `HTTP/${answer.httpVersion} ${answer.statusCode} ${answer.statusMessage}\n${answer.rawHeaders.join('\n')}`
      const parts: Buffer[] = []
      answer.on('data', (part: Buffer) => parts.push(part))
      answer.on('end', () => resolve(`${head}\n\n${Buffer.concat(parts).toString('utf8')}`))
    })
    sent.on('error', reject).end()
  })
}

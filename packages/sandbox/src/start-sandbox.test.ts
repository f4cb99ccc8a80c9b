import { createServer } from 'node:net'
import { nodeSign } from '@spotdeck/ports/node'
import { afterEach, describe, expect, test } from 'vitest'
import { journalMatchers, assertVerdict, toHaveCalls } from './journal/matchers.ts'
import { type StartOptions, type StartedSandbox, startSandbox } from './start-sandbox.ts'

const running: StartedSandbox[] = []
afterEach(async () => {
  await Promise.all(running.splice(0).map((sandbox) => sandbox.close()))
})

async function start(options: StartOptions = {}): Promise<StartedSandbox> {
  const sandbox = await startSandbox({ symbols: ['MXUSDT'], ...options })
  running.push(sandbox)
  return sandbox
}

type Key = { readonly apiKey: string; readonly secret: string }

/** A signed call of a plain client, by the machine's clock unless told. */
async function call(sandbox: StartedSandbox, key: Key, [method, path, more = {}]: Call, at = Date.now()) {
  const text = new URLSearchParams({ ...more, timestamp: String(at) }).toString()
  const url = `${sandbox.restUrl}/api/v3/${path}?${text}&signature=${nodeSign(key.secret, text)}`
  const headers = { 'x-mexc-apikey': key.apiKey, 'content-type': 'application/json' }
  const answer = await sandbox.fetch({ method, url, headers, timeoutMs: 5_000 })
  return { status: answer.status, body: JSON.parse(answer.body) as Record<string, unknown> }
}
type Call = readonly [method: 'GET' | 'POST' | 'DELETE', path: string, more?: Readonly<Record<string, string>>]

const order = (sandbox: StartedSandbox): Call => {
  const price = (Number(priceOf(sandbox)) * 0.99).toFixed(4)
  return ['POST', 'order', { symbol: 'MXUSDT', side: 'BUY', type: 'LIMIT', quantity: '10', price }]
}
const priceOf = (sandbox: StartedSandbox): string => {
  const [answer] = sandbox.journal.read({ path: 'ticker/price' }).slice(-1)
  return answer?.kind === 'call' ? (JSON.parse(answer.answer ?? '{}') as { price: string }).price : '2.5'
}
const ticker: Call = ['GET', 'ticker/price', { symbol: 'MXUSDT' }]

describe('an embedded sandbox', () => {
  test('serves on a free port, and the same exchange in the process', async () => {
    const sandbox = await start()
    const { serverTime } = (await (await fetch(`${sandbox.restUrl}/api/v3/time`)).json()) as { serverTime: number }
    expect(Math.abs(serverTime - Date.now())).toBeLessThan(5_000)
    expect((await call(sandbox, sandbox.demo, ['GET', 'account'])).status).toBe(200)
    expect(sandbox.wsUrl).toBe(`${sandbox.restUrl.replace('http', 'ws')}/ws`)
  })

  test('opens no port with `port: false`', async () => {
    const sandbox = await start({ port: false })
    expect((await call(sandbox, sandbox.demo, ['GET', 'account'])).status).toBe(200)
    expect(new URL(sandbox.restUrl).port).toBe('')
  })

  test('virtual time stands still until it is advanced, and calls signed by either clock pass', async () => {
    const startAt = Date.UTC(2027, 0, 1)
    const sandbox = await start({ port: false, time: 'virtual', startAt })
    expect(sandbox.now()).toBe(startAt)
    expect((await call(sandbox, sandbox.demo, ['GET', 'account'])).status).toBe(200)
    expect((await call(sandbox, sandbox.demo, ['GET', 'account'], startAt)).status).toBe(200)
    await sandbox.advance(90_000)
    expect(sandbox.now()).toBe(startAt + 90_000)
    expect((await call(sandbox, sandbox.demo, ['GET', 'account'], sandbox.now())).status).toBe(200)
    expect((await call(sandbox, sandbox.demo, ['GET', 'account'], startAt)).body).toMatchObject({ code: 700003 })
    sandbox.pause(false)
    await expect.poll(() => sandbox.now()).toBeGreaterThan(startAt + 90_000)
  })

  test('accounts, deposits, truth, snapshots: what the panel does, in code', async () => {
    const sandbox = await start({ port: false })
    const bob = sandbox.createAccount({ balances: { USDT: '1000' } })
    sandbox.deposit(bob.apiKey, 'MX', '5')
    expect(sandbox.truth(bob.apiKey).balances).toMatchObject({ USDT: { free: '1000' }, MX: { free: '5' } })
    const { id } = sandbox.snapshot()
    await call(sandbox, bob, ticker)
    expect((await call(sandbox, bob, order(sandbox))).status).toBe(200)
    expect(sandbox.truth(bob.apiKey).orders).toHaveLength(1)
    expect(sandbox.restore(id).id).toBe(id)
    expect(sandbox.truth(bob.apiKey).orders).toEqual([])
  })

  test('an account has several keys, each with its rights and its end, and a revoked one alone is refused', async () => {
    const sandbox = await start({ port: false, time: 'virtual' })
    const bob = sandbox.createAccount({ balances: { USDT: '1000' } })
    const { account } = bob
    const reader = sandbox.createAccount({ account, permissions: ['SPOT_ACCOUNT_READ'] })
    const brief = sandbox.createAccount({ account, expiresAt: sandbox.now() + 60_000 })
    expect([reader.account, brief.account]).toEqual([account, account])
    const codeOf = async (key: typeof bob, method: 'GET' | 'POST' = 'GET') =>
      (await call(sandbox, key, method === 'GET' ? ['GET', 'uid'] : order(sandbox), sandbox.now())).body['code']
    expect([await codeOf(bob), await codeOf(reader), await codeOf(brief)]).toEqual([undefined, undefined, undefined])
    expect(await codeOf(reader, 'POST')).toBe(700007)
    await sandbox.advance(60_000)
    sandbox.revokeKey(reader.apiKey)
    expect([await codeOf(bob), await codeOf(reader), await codeOf(brief)]).toEqual([undefined, 10072, 700001])
    expect(() => sandbox.createAccount({ account: '1' })).toThrow(expect.objectContaining({ code: 'UNKNOWN_ACCOUNT' }))
    expect(() => sandbox.revokeKey(reader.apiKey)).toThrow(expect.objectContaining({ code: 'UNKNOWN_KEY' }))
  })

  test('wrong arguments are one typed error each, and change nothing', async () => {
    const sandbox = await start({ port: false })
    const { apiKey } = sandbox.createAccount()
    const wrong: readonly (readonly [string, () => unknown])[] = [
      ['UNKNOWN_KEY', () => sandbox.deposit('mx0nobody', 'USDT', '1')],
      ['UNKNOWN_ASSET', () => sandbox.deposit(apiKey, 'NOSUCHCOIN', '1')],
      ['BAD_BODY', () => sandbox.deposit(apiKey, 'USDT', '-1')],
      ['UNKNOWN_ASSET', () => sandbox.createAccount({ apiKey: 'mx0carol', balances: { NOSUCHCOIN: '1' } })],
      ['KEY_TAKEN', () => sandbox.createAccount({ apiKey })],
      ['UNKNOWN_KEY', () => sandbox.truth('mx0carol')],
      ['UNKNOWN_SNAPSHOT', () => sandbox.restore('never')],
      ['FAULT_INVALID', () => sandbox.faults.add({ kind: 'nonsense' as never, target: {}, probability: 1 })],
    ]
    for (const [code, act] of wrong)
      expect(act, code).toThrow(expect.objectContaining({ name: 'SandboxInputError', code }))
    await expect(sandbox.advance(-1)).rejects.toMatchObject({ code: 'BAD_TIME' })
    expect(sandbox.truth(apiKey)).toMatchObject({ balances: {}, orders: [] })
  })

  test('wrong options and a port in use end the start with one typed error', async () => {
    const taken = createServer()
    const port = await new Promise<number>((resolve) =>
      taken.listen(0, '127.0.0.1', () => resolve((taken.address() as { port: number }).port)),
    )
    const wrong: readonly (readonly [string, StartOptions])[] = [
      ['SANDBOX_PORT_IN_USE', { port }],
      ['SANDBOX_UNKNOWN_SYMBOL', { symbols: ['NOPE'] }],
      ['SANDBOX_BAD_OPTION', { port: -1 }],
      ['SANDBOX_BAD_OPTION', { time: 'slow' as never }],
      ['SANDBOX_BAD_OPTION', { switches: { tradeIds: 'roman' as never } }],
    ]
    for (const [code, options] of wrong)
      await expect(start(options)).rejects.toMatchObject({ name: 'SandboxStartError', code })
    taken.close()
  })

  test('ends by `await using`', async () => {
    const sandbox = await startSandbox({ symbols: ['MXUSDT'] })
    await sandbox[Symbol.asyncDispose]()
    await expect(fetch(`${sandbox.restUrl}/api/v3/ping`)).rejects.toThrow()
  })
})

describe('the journal', () => {
  test('has calls with their answers, without signatures, secrets and listen keys', async () => {
    const sandbox = await start({ port: false })
    const bob = sandbox.createAccount({ balances: { USDT: '1000' } })
    const { body } = await call(sandbox, bob, ['POST', 'userDataStream'])
    await call(sandbox, bob, ['DELETE', 'userDataStream', { listenKey: String(body['listenKey']) }])
    await call(sandbox, bob, ['POST', 'order', { symbol: 'NOPE', side: 'BUY', type: 'MARKET', quantity: '1' }])
    expect(sandbox.journal.read({ apiKey: bob.apiKey })).toMatchObject([
      { kind: 'call', method: 'POST', path: '/api/v3/userDataStream', account: bob.account, status: 200 },
      { method: 'DELETE', parameters: { listenKey: '***' } },
      { path: '/api/v3/order', parameters: { symbol: 'NOPE', side: 'BUY' }, status: 400, code: 10007 },
    ])
    const text = JSON.stringify(sandbox.journal.read())
    expect(text).not.toContain(body['listenKey'])
    expect(text).not.toContain(bob.secret)
    expect(text).not.toMatch(/signature/i)
  })

  test('has connections, their messages and pushes, by account and channel, newest within its bounds', async () => {
    const sandbox = await start({ port: false, journal: 6 })
    const bob = sandbox.createAccount({ balances: { USDT: '1000' } })
    const { body } = await call(sandbox, bob, ['POST', 'userDataStream'])
    const texts: unknown[] = []
    const opened = await new Promise<{ close(): void }>((resolve) => {
      const socket = sandbox.openSocket(`${sandbox.wsUrl}?listenKey=${String(body['listenKey'])}`, {
        opened: () => socket.send('{"method":"SUBSCRIPTION","params":["spot@private.orders.v3.api.pb"]}'),
        message(data) {
          texts.push(data)
          resolve(socket)
        },
        closed: () => undefined,
      })
    })
    await call(sandbox, bob, ticker)
    await call(sandbox, bob, order(sandbox))
    opened.close()
    const kinds = sandbox.journal.read({ account: bob.account }).map((entry) => entry.kind)
    expect(kinds).toEqual(['sent', 'got', 'call', 'push', 'call', 'closed'])
    expect(sandbox.journal.read({ channel: 'private.orders' })).toMatchObject([
      { push: { body: { kind: 'privateOrders' } } },
    ])
    const numbers = sandbox.journal.read().map((entry) => entry.n)
    expect(sandbox.journal.read({ after: numbers[4] ?? 0 })).toMatchObject([{ kind: 'closed', by: 'client' }])
    expect(sandbox.journal.read({}, 2)).toHaveLength(2)
    sandbox.journal.clear()
    expect(sandbox.journal.read()).toEqual([])
  })

  test('is read over the panel, and refuses parameters that it does not take', async () => {
    const sandbox = await start()
    await call(sandbox, sandbox.demo, ['GET', 'account'])
    const read = async (query: string) => {
      const answer = await fetch(`${sandbox.restUrl}/sandbox/journal?${query}`)
      return { status: answer.status, body: (await answer.json()) as Record<string, unknown> }
    }
    expect(await read('kind=call&path=account&limit=1')).toMatchObject({
      status: 200,
      body: { entries: [{ path: '/api/v3/account', apiKey: sandbox.demo.apiKey, status: 200 }] },
    })
    for (const query of ['kind=rumour', 'limit=0', 'after=x', 'colour=red'])
      expect(await read(query)).toMatchObject({ status: 400, body: { code: 'BAD_QUERY' } })
  })
})

expect.extend(journalMatchers)

describe('matchers over the journal', () => {
  test('count calls', async () => {
    const sandbox = await start({ port: false })
    await call(sandbox, sandbox.demo, ticker)
    await call(sandbox, sandbox.demo, order(sandbox))
    await call(sandbox, sandbox.demo, ['DELETE', 'openOrders', { symbol: 'MXUSDT' }])
    const entries = sandbox.journal.read()
    expect(toHaveCalls(entries, { method: 'DELETE' }, 1).pass).toBe(true)
    const twice = toHaveCalls(entries, { method: 'DELETE', path: 'openOrders' }, 2)
    expect([twice.pass, twice.message()]).toEqual([false, expect.stringContaining('Expected 2 calls, got 1:')])
    expect(() => assertVerdict(twice)).toThrow(/DELETE \/api\/v3\/openOrders -> 200/)
  })

  test('find the span with too many calls', async () => {
    const sandbox = await start({ port: false, time: 'virtual' })
    for (const pause of [0, 300, 300, 500]) {
      await sandbox.advance(pause)
      await call(sandbox, sandbox.demo, ticker)
    }
    const { toStayBelowRate } = journalMatchers
    const entries = sandbox.journal.read()
    expect(toStayBelowRate(entries, { calls: 3, perMs: 1_000 }).pass).toBe(true)
    expect(toStayBelowRate(entries, { calls: 2, perMs: 1_000 }).pass).toBe(false)
    expect(toStayBelowRate(entries, { calls: 2, perMs: 600 }).pass).toBe(true)
    expect(toStayBelowRate(entries, { calls: 2, perMs: 1_000 }, { method: 'POST' }).pass).toBe(true)
  })

  test('know when a client recovered from failed calls and lost connections', async () => {
    const sandbox = await start({ port: false, time: 'virtual' })
    const within = (ms: number): boolean => journalMatchers.toRecoverWithin(sandbox.journal.read(), ms).pass
    expect(within(0)).toBe(true)
    sandbox.faults.add({ kind: 'error-before', target: {}, probability: 1, times: 1, status: 504 })
    await call(sandbox, sandbox.demo, ['GET', 'account'])
    await sandbox.advance(4_000)
    expect(within(5_000)).toBe(false)
    await call(sandbox, sandbox.demo, ['GET', 'account'])
    expect([within(5_000), within(3_000)]).toEqual([true, false])

    const connect = async (): Promise<void> => {
      const acknowledged = new Promise<void>((resolve) => {
        const socket = sandbox.openSocket(sandbox.wsUrl, {
          opened: () => socket.send('{"method":"SUBSCRIPTION","params":["spot@public.miniTickers.v3.api.pb@UTC+8"]}'),
          message: () => resolve(),
          closed: () => undefined,
        })
      })
      await acknowledged
    }
    await connect()
    sandbox.faults.add({ kind: 'version-back', target: {}, probability: 1 })
    await sandbox.advance(1_000)
    expect(within(5_000)).toBe(false)
    await connect()
    expect(within(5_000)).toBe(true)
  })
})

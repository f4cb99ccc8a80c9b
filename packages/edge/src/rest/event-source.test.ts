import { VirtualTime } from '@spotdeck/ports/virtual'
import { describe, expect, it } from 'vitest'
import { ConnectionGate } from '../http/connection-gate.ts'
import { buildServer } from '../http/server.ts'
import { CONNECTION_LIMITS } from '../limits/budgets.ts'
import type { EdgeHandler } from '../handler.ts'
import { edgeFixture } from '../testing/edge-fixture.ts'

const BROWSER = { accept: 'text/event-stream' }
const EVENTS = '/api/v1/accounts/main/events'
const ended = (code: string, retryMs = 2_000): unknown =>
  expect.stringMatching(new RegExp(`^retry: ${retryMs}\n\nevent: end\ndata: {"code":"${code}",.*}\n\n$`))

describe('an EventSource, which gives up for good on any answer but 200', () => {
  it('is told in the stream that the gateway restarts and reconnects; a program gets 503', async () => {
    const { call, rules } = edgeFixture()
    rules.close()
    const told = await call('GET', EVENTS, { headers: BROWSER })
    expect([told.status, told.answer.headers['content-type']]).toEqual([200, 'text/event-stream; charset=utf-8'])
    expect(told.answer.body).toEqual(ended('RESTARTING'))
    expect(await call('GET', EVENTS)).toMatchObject({ status: 503, json: { code: 'RESTARTING' } })
  })

  it('is told in the stream how long to wait when it connects too often', async () => {
    const { call } = edgeFixture()
    let program = await call('GET', EVENTS)
    for (let n = 0; program.status !== 429; n++) {
      if (n > 3_000) throw new Error('Nothing was ever refused.')
      program = await call('GET', '/api/v1/session')
    }
    const told = await call('GET', EVENTS, { headers: BROWSER })
    expect([told.status, told.answer.body]).toEqual([200, ended('RATE_LIMITED', 1_000)])
  })

  it('without a credential or the right to read is rejected like any other call', async () => {
    const { call, public: nobody } = edgeFixture()
    const status = async (url: string, token: string) => (await call('GET', url, { token, headers: BROWSER })).status
    expect(await status(EVENTS, '')).toBe(401)
    expect(await status(EVENTS, nobody)).toBe(403)
  })
})

it('a request during start-up is answered once the gateway is open', async () => {
  const time = new VirtualTime()
  const { rules } = edgeFixture()
  let opened: (rules: EdgeHandler) => void = () => {}
  const app = buildServer({
    rules: new Promise((resolve) => (opened = resolve)),
    callerOf: (ip, headers) => ({ ip, headers }),
    isOurHost: () => true,
    common: {},
    site: undefined,
    timers: time,
    limits: CONNECTION_LIMITS,
    gate: new ConnectionGate({ limits: CONNECTION_LIMITS, isProxy: () => false, timers: time }),
  })
  const asked = app.inject({ method: 'GET', url: '/healthz', headers: { host: '127.0.0.1:8787' } })
  await new Promise((resolve) => setImmediate(resolve))
  opened(rules)
  expect((await asked).statusCode).toBe(200)
  await app.close()
})

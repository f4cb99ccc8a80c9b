/** A desk whose exchange refuses its time even after the exchange's clock was asked again: it says so and does not start. */

import { openDesk } from '@spotdeck/gateway'
import { memoryStorage } from '@spotdeck/gateway/testing'
import { createRestClient, openMarketStreams, openUserStream } from '@spotdeck/mexc'
import { expect, it } from 'vitest'
import { CREDENTIALS, REST_URL, sandboxInMemory, WS_URL } from './support/sandbox-in-memory.ts'

it('ends the start with CLOCK_OFF after one more question to the clock, and starts once the clock is right', async () => {
  const { rules, time, world, calls } = sandboxInMemory({ seed: 3, bots: false, symbols: ['MXUSDT'] })
  rules.faults.add({ kind: 'wrong-clock', target: { apiKey: CREDENTIALS.apiKey }, probability: 1, offsetMs: 3_600_000 })
  const accounts = [{ id: 'main', label: 'Main', credentials: CREDENTIALS, trading: false }]
  const config = { accounts, restUrl: REST_URL, wsUrl: WS_URL, dataDir: '/nowhere' }
  const sdk = { createRestClient, openUserStream, openMarketStreams }
  const start = () =>
    openDesk(config, world, { sdk, storage: memoryStorage({ ledgers: new Map(), listenKeys: new Map() }) })
  let failure: unknown
  start().catch((error: unknown) => (failure = error))
  await time.until(() => failure !== undefined, 60_000)
  expect(failure).toMatchObject({ code: 'CLOCK_OFF' })
  expect(calls.filter(({ call }) => call === 'GET /api/v3/time').length).toBeGreaterThanOrEqual(2)

  rules.faults.clear()
  let state: string | undefined
  const opening = start()
  void opening.then(({ desk }) => (state = desk.accounts()[0]?.status.state))
  await time.until(() => state !== undefined, 60_000)
  expect(state).not.toBe('offline')
  void opening.then((running) => running.close())
  await time.advance(10_000)
  rules.close()
})

/** The proof of own trades against an exchange whose list of orders is not whole. */

import { expect, it } from 'vitest'
import { createRestClient } from '../rest/create-rest-client.ts'
import { json, ScriptedRest } from '../testing/scripted-rest.ts'
import { settled } from '../testing/settled.ts'
import { virtualWorld } from '../testing/virtual-world.ts'
import { History } from './history.ts'

it('is not complete where an order of the span could not be read', async () => {
  const world = virtualWorld()
  const exchange = new ScriptedRest(() => world.time.now())
  world.network.serve('mexc.example', { http: exchange.http })
  const credentials = { apiKey: 'mx0key', secret: 'secret' }
  const rest = createRestClient({ baseUrl: 'https://mexc.example', credentials, world })
  exchange.on('GET /api/v3/myTrades', json([])).on('GET /api/v3/allOrders', json([{ symbol: 'MXUSDT', orderId: '1' }]))
  const reading = new History(rest).trades({ symbol: 'MXUSDT', from: world.time.now() - 3_600_000 })
  const end = settled(reading.all())
  await world.time.until(() => end.isDone, 60_000)
  expect(end.result.value).toEqual([])
  expect(reading.coverage).toMatchObject({ state: 'incomplete', gaps: [{ reason: 'UNREADABLE' }] })
})

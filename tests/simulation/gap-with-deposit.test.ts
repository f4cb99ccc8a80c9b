import { flowsSummary, performance } from '@spotdeck/api'
import { decimal } from '@spotdeck/exact'
import { MINUTE_MS } from '@spotdeck/ports'
import type { SandboxHandler } from '@spotdeck/sandbox'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { EDGE_HOST, SimulatedGateway } from './simulator/gateway.ts'
import { memoryDisk } from './simulator/storage.ts'
import { DEMO, sandboxInMemory } from './support/sandbox-in-memory.ts'

const MAIN = '/api/v1/accounts/main'
const CANDLES = '/api/v3/klines'
const point = z.object({ netDeposits: z.string().nullable(), return: z.string().nullable().optional() })

/** A gateway on the sandbox that is live for five minutes, then away for 30 minutes in which 1 BTC is deposited, then live again. */
async function backFromGap() {
  const broken = new Set<string>()
  const scene = sandboxInMemory({ seed: 7, bots: false, symbols: ['BTCUSDT', 'MXUSDT'], broken })
  const { time, network, rules } = scene
  const deposit = (asset: string, amount: string) =>
    rules.core.house.wallet.deposit(DEMO, asset, decimal(amount), rules.time.now())
  deposit('USDT', '30000')
  const gateway = new SimulatedGateway({ seed: 7, time, network, disk: memoryDisk() })
  const live = () => time.until(() => gateway.phase === 'live', 10 * MINUTE_MS)
  gateway.start()
  await live()
  const begun = time.now()
  await time.advance(5 * MINUTE_MS)
  gateway.kill()
  gateway.startIn(30 * MINUTE_MS)
  await time.advance(12 * MINUTE_MS)
  const closeThen = await closeOfMinute(rules, time.now())
  broken.add(CANDLES)
  deposit('BTC', '1')
  await time.advance(18 * MINUTE_MS)
  await live()
  await time.advance(2 * MINUTE_MS)
  const read = async <T>(path: string, schema: z.ZodType<T>): Promise<T> => {
    const headers = { host: EDGE_HOST, authorization: `Bearer ${gateway.tokens.owner}` }
    const request = {
      method: 'GET',
      path: `${MAIN}/${path}`,
      query: `from=${begun}`,
      body: '',
      ip: '127.0.0.1',
      headers,
    }
    const answer = await gateway.rules?.handle(request)
    return schema.parse(JSON.parse(typeof answer?.body === 'string' ? answer.body : 'null'))
  }
  return { time, gateway, rules, read, candlesAreBack: () => broken.delete(CANDLES), closeThen }
}

/** The close of BTC's candle of the minute that contains `time` (ms), from the exchange itself. */
async function closeOfMinute({ handle }: Pick<SandboxHandler, 'handle'>, time: number): Promise<string> {
  const open = Math.floor(time / MINUTE_MS) * MINUTE_MS
  const query = `symbol=BTCUSDT&interval=1m&startTime=${open}&endTime=${open + 1}&limit=1`
  const outcome = await handle({ method: 'GET', path: CANDLES, query, body: '', ip: '127.0.0.1', headers: {} })
  const body = outcome.kind === 'answer' ? String(outcome.answer.body) : '[]'
  const [candle] = z.array(z.array(z.unknown())).parse(JSON.parse(body))
  return String(candle?.[4])
}

describe('1 BTC that was deposited while the gateway was away for 30 minutes', () => {
  it('is no growth: a hole while its price is not known, then a deposit at its price of that time', async () => {
    const { time, gateway, rules, read, candlesAreBack, closeThen } = await backFromGap()
    const figures = async () => {
      const { points } = await read('equity', z.object({ points: z.array(point) }))
      return {
        performance: await read('performance', performance),
        flows: await read('flows/summary', flowsSummary),
        equity: points.at(-1),
      }
    }
    expect(await figures()).toMatchObject({
      performance: { timeWeightedReturn: '0', profit: '0', awaitingPrice: ['BTC'] },
      flows: { net: '0', unpriced: ['BTC'] },
      equity: { netDeposits: '0', return: '0' },
    })
    candlesAreBack()
    await time.advance(2 * MINUTE_MS)
    const after = await figures()
    const worth = after.flows.net
    expect(after).toMatchObject({
      performance: { timeWeightedReturn: '0', profit: '0' },
      flows: { net: worth, unpriced: [] },
      equity: { netDeposits: worth, return: '0' },
    })
    expect(after.performance).not.toHaveProperty('awaitingPrice')
    expect(worth).toBe(closeThen)
    // Of the time that the gateway was away nothing is known.
    expect(after.performance.unknownMs).toBeGreaterThan(29 * MINUTE_MS)
    gateway.close()
    rules.close()
  })
})

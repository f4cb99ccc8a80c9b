import { type Decimal, decimal } from '@spotdeck/exact'
import { MINUTE_MS, SECOND_MS } from '@spotdeck/ports'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { EDGE_HOST, SimulatedGateway } from './simulator/gateway.ts'
import { memoryDisk } from './simulator/storage.ts'
import { OTHER } from './simulator/venue.ts'
import { DEMO, sandboxInMemory } from './support/sandbox-in-memory.ts'

const PRICES: Readonly<Record<string, number>> = { BTCUSDC: 85_900, ETHBTC: 0.0341 }
const figures = z.object({ timeWeightedReturn: z.string(), profit: z.string().optional() })
const curve = z.object({ points: z.array(z.object({ index: z.string().nullable().optional() })) })

function rounded<U extends string>(value: number, digits: number): Decimal<U> {
  return decimal<U>(value.toFixed(digits).replace(/\.?0+$/, ''))
}

/** A gateway that is away while 1 BTC is deposited and traded in two markets, and what it shows every second after that. */
async function backFromTrading() {
  const symbols = ['BTCUSDT', 'BTCUSDC', 'ETHBTC', 'ETHUSDT', 'MXUSDT']
  const { time, network, rules } = sandboxInMemory({ seed: 7, bots: false, symbols })
  const { exchange } = rules
  const deposit = (account: string, asset: string, amount: string) =>
    rules.core.house.wallet.deposit(account, asset, decimal(amount), rules.time.now())
  for (const asset of ['BTC', 'ETH', 'USDC'])
    exchange.adjust(OTHER, asset, decimal('10000000'), 'DEPOSIT', rules.time.now())
  const trade = (symbol: string, side: 'BUY' | 'SELL') => {
    const digits = exchange.rules.get(symbol)
    const price = rounded<'quote per base'>(PRICES[symbol] ?? 1, digits?.priceDigits ?? 2)
    const order = {
      symbol,
      quantity: rounded<'base'>(symbol === 'ETHBTC' ? 2 : 0.05, 2),
      price,
      time: rules.time.now(),
    }
    const other = side === 'BUY' ? 'SELL' : 'BUY'
    exchange.place({ ...order, account: OTHER, side: other, type: 'LIMIT' })
    exchange.place({ ...order, account: DEMO, side, type: 'IMMEDIATE_OR_CANCEL' })
  }
  deposit(DEMO, 'USDT', '30000')
  const gateway = new SimulatedGateway({ seed: 7, time, network, disk: memoryDisk() })
  const isLive = () => gateway.phase === 'live'
  gateway.start()
  await time.until(isLive, 10 * MINUTE_MS)
  const begun = time.now()
  await time.advance(5 * MINUTE_MS)
  gateway.kill()
  gateway.startIn(3 * MINUTE_MS)
  await time.advance(MINUTE_MS)
  deposit(DEMO, 'BTC', '1')
  for (const symbol of ['BTCUSDC', 'ETHBTC'])
    for (const side of ['BUY', 'SELL'] as const) {
      trade(symbol, side)
      await time.advance(10 * SECOND_MS)
    }
  const read = async <T>(path: string, schema: z.ZodType<T>, more = ''): Promise<T | undefined> => {
    const headers = { host: EDGE_HOST, authorization: `Bearer ${gateway.tokens.owner}` }
    const request = { method: 'GET', path: `/api/v1/accounts/main/${path}`, body: '', ip: '127.0.0.1', headers }
    const answer = await gateway.rules?.handle({ ...request, query: `from=${begun}${more}` })
    return answer?.status === 200 && typeof answer.body === 'string' ? schema.parse(JSON.parse(answer.body)) : undefined
  }
  await time.until(() => gateway.starts > 1, 10 * MINUTE_MS)
  const back = time.now()
  const shown: {
    readonly after: number
    readonly profit: number
    readonly return: number
    readonly index: number
    readonly isTold: boolean
  }[] = []
  while (time.now() < back + 90 * SECOND_MS) {
    await time.advance(SECOND_MS)
    const [owner, guest] = [await read('performance', figures), await read('equity', curve, '&audience=public')]
    if (owner === undefined || guest === undefined) continue
    const flows = await read('flows/summary', z.object({ byKind: z.array(z.object({ count: z.number() })) }))
    const isTold = flows?.byKind.some(({ count }) => count > 0) === true
    const index = Math.max(...guest.points.flatMap((point) => Number(point.index ?? 100)))
    const gain = { profit: Number(owner.profit ?? 0), return: Number(owner.timeWeightedReturn), index }
    shown.push({ after: (time.now() - back) / SECOND_MS, ...gain, isTold })
  }
  return { shown, gateway, rules }
}

describe('1 BTC deposited and traded in two markets while the gateway was away', () => {
  it('is never a gain, at any second after it is back', async () => {
    const { shown, gateway, rules } = await backFromTrading()
    expect(shown.length).toBeGreaterThan(60)
    // The round trips cost their fees, and prices of the market move.
    expect(shown.filter((one) => one.profit > 1 || one.profit < -20 || one.index > 100.1)).toEqual([])
    // Its list is read while the account is reconciled, and booked when that is over.
    expect(shown.find(({ isTold }) => isTold)?.after).toBeLessThan(16)
    gateway.close()
    rules.close()
  })
})

import { EMPTY_STATE } from '@spotdeck/ledger'
import { createRestClient } from '@spotdeck/mexc'
import { silentLog } from '@spotdeck/ports'
import { nodeSign } from '@spotdeck/ports/node'
import { VirtualNetwork, VirtualTime, seededRandom } from '@spotdeck/ports/virtual'
import { describe, expect, it } from 'vitest'
import type { Exchange } from './exchange.ts'
import { restExchange } from './rest-exchange.ts'
import { AT_ONCE, type Searched, SymbolBackfill } from './symbol-backfill.ts'
import { symbolsToAsk } from './symbols-to-ask.ts'
import { symbolsOf } from './symbols.ts'
import { symbolAnswers } from './testing/fake-venue-answers.ts'
import { Rig } from './testing/rig.ts'
import { startedRig } from './testing/truth.ts'

const LISTED = Array.from({ length: 2_000 }, (_, index) => `COIN${index}USDT`)
const MINUTE = 60_000

/** An exchange that holds nothing, behind the SDK's own limits and 50 to 150 ms away. */
function farExchange() {
  const time = new VirtualTime()
  const random = seededRandom(1)
  const network = new VirtualNetwork({ time, random, delayMs: [25, 75] })
  let calls = 0
  network.serve('exchange', {
    http: async ({ url }) => {
      calls += 1
      const body = url.includes('/time') ? { serverTime: time.now() } : url.includes('/account') ? { balances: [] } : []
      return { status: 200, headers: {}, body: JSON.stringify(body) }
    },
  })
  const world = {
    clock: time,
    timers: time,
    random,
    sign: nodeSign,
    log: silentLog,
    fetch: network.fetch,
    openSocket: network.openSocket,
  }
  const rest = createRestClient({ baseUrl: 'https://exchange', credentials: { apiKey: 'k', secret: 's' }, world })
  return { time, random, exchange: restExchange(rest), calls: () => calls }
}

function sweepOf(exchange: Exchange, time: VirtualTime, searched: (span: Searched) => void): SymbolBackfill {
  const read: ConstructorParameters<typeof SymbolBackfill>[0]['read'] = async (symbol, since) => {
    const orders = await exchange.orders(symbol, since.orders, time.now())
    const deals = await exchange.trades(symbol, since.deals, time.now())
    return { orders: orders.complete, deals: deals.complete }
  }
  return new SymbolBackfill({
    timers: time,
    random: seededRandom(2),
    log: silentLog,
    listing: async () => ({ symbols: new Map(LISTED.map((symbol) => [symbol, undefined])), complete: true }),
    tellFlows: async () => [],
    read,
    searched: async (span) => searched(span),
  })
}

describe('a search in 2,000 symbols', () => {
  it('costs 4,000 calls and less than an hour, the likely symbols less than a minute, and leaves more than half of the rate limit to everything else', async () => {
    const { time, exchange, calls } = farExchange()
    const begun = time.now()
    const seen: { searched?: Searched; likely?: number; slowest: number } = { slowest: 0 }
    const sweep = sweepOf(exchange, time, (searched) => void (seen.searched = searched))
    sweep.ask({ since: { orders: begun - MINUTE, deals: begun - MINUTE }, to: begun, amounts: new Map() })
    await time.until(() => calls() > 2 * AT_ONCE, 10 * MINUTE)
    seen.likely = time.now() - begun
    while (seen.searched === undefined) {
      const asked = time.now()
      const answer = { at: 0 }
      void exchange.balances().then(() => (answer.at = time.now()))
      await time.until(() => answer.at > 0, MINUTE)
      seen.slowest = Math.max(seen.slowest, answer.at - asked)
      await time.advance(20_000)
    }
    const minutes = (time.now() - begun) / MINUTE
    expect(seen.searched.complete).toEqual({ orders: true, deals: true })
    expect(seen.likely).toBeLessThan(MINUTE)
    expect(minutes).toBeGreaterThan(40)
    expect(minutes).toBeLessThan(60)
    expect(seen.slowest).toBeLessThan(2_000)
    expect(calls()).toBeGreaterThan(4_000)
  }, 30_000)

  it('of an account is through before coverage says so, and live does not wait for it', async () => {
    const fresh = new Rig()
    fresh.venue.symbols = ['MXUSDT', ...LISTED]
    const rig = await startedRig(fresh)
    const orders = (): readonly string[] =>
      rig.state.coverage.filter(({ kind }) => kind === 'orders').map(({ state }) => state)
    expect({ state: rig.state.status.state, repairing: orders().includes('repairing') }).toEqual({
      state: 'live',
      repairing: true,
    })
    await rig.time.advance(60 * MINUTE)
    expect(orders()).toEqual(['unknown', 'repaired', 'complete'])
  }, 30_000)
})

describe('the order in which symbols are asked', () => {
  it('is open orders, then what moved, then what was active, then markets of what is held', () => {
    const symbols = symbolsOf(symbolAnswers(['AUSDT', 'BUSDT', 'CUSDT', 'DUSDT', 'EUSDT', 'FUSDT']))
    const now = 1_000_000
    const order = { orderId: '1', symbol: 'FUSDT' } as never
    const state = {
      ...EMPTY_STATE,
      birth: 1,
      orders: new Map([['1', { order, deals: [], dealt: '0' as never, since: 1 }]]),
      symbols: new Map([
        ['CUSDT', now - 5],
        ['BUSDT', now - 1],
        ['DUSDT', now - 9],
      ]),
      assets: new Map([['E', {} as never]]),
    }
    const { first, rest } = symbolsToAsk(state, symbols, ['D', 'USDT'], now)
    expect([...first, '|', ...rest]).toEqual(['FUSDT', 'DUSDT', 'BUSDT', 'CUSDT', '|', 'EUSDT', 'AUSDT'])
  })
})

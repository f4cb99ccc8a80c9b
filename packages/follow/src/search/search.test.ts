import { EMPTY_STATE } from '@spotdeck/ledger'
import { NO_CHANNEL_HEALTH, createRestClient } from '@spotdeck/mexc'
import { silentLog } from '@spotdeck/ports'
import { nodeSign } from '@spotdeck/ports/node'
import { VirtualNetwork, VirtualTime, seededRandom } from '@spotdeck/ports/virtual'
import { describe, expect, it } from 'vitest'
import { restExchange } from '../exchange/rest-exchange.ts'
import { MemoryDisk, openMemoryStore } from '@spotdeck/store/testing'
import { AT_ONCE } from './search.ts'
import { AccountFollower } from '../shell/shell.ts'
import { Writer } from '../shell/writer.ts'
import { symbolsToAsk } from '../base/symbols-to-ask.ts'
import { symbolsOf } from '../symbols.ts'
import { symbolAnswers } from '../testing/fake-venue-answers.ts'
import { Rig } from '../testing/rig.ts'
import { startedRig } from '../testing/truth.ts'

const LISTED = Array.from({ length: 2_000 }, (_, index) => `COIN${index}USDT`)
const MINUTE = 60_000

/** Answers by path; all others are empty lists. */
const BODIES: readonly (readonly [string, unknown])[] = [
  ['/account', { balances: [] }],
  ['/exchangeInfo', { symbols: symbolAnswers(LISTED) }],
  ['/offline', { data: [] }],
]

/** An exchange that holds nothing, behind the SDK's own limits and 50 to 150 ms away. */
function farExchange() {
  const time = new VirtualTime()
  const random = seededRandom(1)
  const network = new VirtualNetwork({ time, random, delayMs: [25, 75] })
  let calls = 0
  network.serve('exchange', {
    http: async ({ url }) => {
      calls += 1
      const found = BODIES.find(([path]) => url.includes(path))?.[1] ?? []
      const body = url.includes('/time') ? { serverTime: time.now() } : found
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

/** A follower of an empty account there, whose stream is acknowledged at once. */
async function followed({ time, random, exchange }: ReturnType<typeof farExchange>) {
  const store = openMemoryStore(new MemoryDisk({ account: 'main', host: 'exchange', user: '1' }, 'abcdef01'))
  const world = { timers: time, random, log: silentLog }
  const writer = new Writer({
    ...world,
    store,
    state: await store.load(),
    now: () => exchange.now(),
    publish: () => undefined,
  })
  const symbols = symbolsOf(symbolAnswers(LISTED))
  const close = async (): Promise<void> => undefined
  const follower = new AccountFollower({
    ...world,
    exchange,
    writer,
    store,
    symbols: () => symbols,
    openStream: (handlers) => {
      time.after(1, () => handlers.ready(false))
      const health = { connected: true, reconnects: 0, channels: NO_CHANNEL_HEALTH }
      return { health, renew: () => undefined, close, [Symbol.asyncDispose]: close }
    },
  })
  follower.start()
  return writer
}

describe('a search in 2,000 symbols', () => {
  it('costs 4,000 calls and less than an hour, the likely symbols less than 90 s, and leaves everything else its part of the rate limit', async () => {
    const far = farExchange()
    const { time, exchange, calls } = far
    const writer = await followed(far)
    await time.until(() => writer.state.status.state === 'live', MINUTE)
    const [begun, before] = [time.now(), calls()]
    const isRepaired = (): boolean => !writer.state.coverage.some(({ state }) => state === 'repairing')
    await time.until(() => calls() > before + 2 * AT_ONCE, 10 * MINUTE)
    const likely = time.now() - begun
    let slowest = 0
    while (!isRepaired()) {
      const asked = time.now()
      const answer = { at: 0 }
      void exchange.balances().then(() => (answer.at = time.now()))
      await time.until(() => answer.at > 0, MINUTE)
      slowest = Math.max(slowest, answer.at - asked)
      await time.advance(20_000)
    }
    const minutes = (time.now() - begun) / MINUTE
    expect(likely).toBeLessThan(1.5 * MINUTE)
    expect(minutes).toBeGreaterThan(40)
    expect(minutes).toBeLessThan(60)
    expect(slowest).toBeLessThan(500)
    expect(calls()).toBeGreaterThan(4_000)
    expect(writer.state.status.state).toBe('live')
  })

  it('finishes before coverage is complete, while the account is already live', async () => {
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
  })
})

describe('the order in which symbols are asked', () => {
  it('is open orders, then moved assets, then active symbols, then markets of held assets', () => {
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

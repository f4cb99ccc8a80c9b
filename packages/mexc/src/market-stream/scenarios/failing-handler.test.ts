import { silentLog } from '@spotdeck/ports'
import { buildChannel, type Push } from '@spotdeck/wire'
import { beforeEach, expect, it } from 'vitest'
import type { HandlerFailure } from '../../hooks/hooks.ts'
import { ScriptedStream } from '../../testing/scripted-stream.ts'
import { type TestWorld, virtualWorld } from '../../testing/virtual-world.ts'
import type { MarketStreams } from '../market-stream.ts'
import { openMarketStreams } from '../open-market-streams.ts'

const HOST = '127.0.0.1:9090'
const [ONE, OTHER] = ['MXUSDT', 'BTCUSDT'].map((symbol) => ({ kind: 'aggreDeals', symbol, interval: '100ms' }) as const)

let world: TestWorld
let server: ScriptedStream
let streams: MarketStreams
let failures: HandlerFailure[]
let logged: unknown[]
beforeEach(() => {
  failures = []
  logged = []
  const log = { ...silentLog, error: (fields: unknown, message: string) => void logged.push([message, fields]) }
  world = { ...virtualWorld(1, log), hooks: { handlerFailed: (failure) => void failures.push(failure) } }
  server = new ScriptedStream(() => world.time.now())
  world.network.serve(HOST, { accept: server.accept })
  streams = openMarketStreams({ wsUrl: `ws://${HOST}/ws`, world })
})

function trade(channel: NonNullable<typeof ONE>, tradeId: string): Push {
  const deals = [{ price: '1', quantity: '1', tradeType: 1, time: 1, tradeId }]
  const body = { kind: 'publicAggreDeals', value: { deals, eventType: '' } } as const
  return { channel: buildChannel(channel), symbol: channel.symbol, sendTime: 1, body }
}

const mistake = (): never => {
  throw new RangeError('of the program')
}

it.each<readonly [string, () => unknown]>([
  ['throws', mistake],
  ['rejects', async () => mistake()],
])('a handler that %s is reported, and every other channel and subscriber goes on', async (_how, fails) => {
  if (ONE === undefined || OTHER === undefined) throw new Error('no channels')
  const seen: string[] = []
  const note = (name: string) => ({
    push: () => void seen.push(name),
    lost: () => void seen.push(`${name} lost`),
  })
  streams.subscribe(ONE, { push: () => fails() as undefined, subscribed: mistake })
  streams.subscribe(ONE, note('one'))
  streams.subscribe(OTHER, note('other'))
  await world.time.advance(1_000)
  for (let n = 0; n < 3; n++) {
    server.push(trade(ONE, `a${n}`))
    server.push(trade(OTHER, `b${n}`))
    await world.time.advance(100)
  }
  expect(seen.filter((name) => name === 'one')).toHaveLength(3)
  expect(seen.filter((name) => name === 'other')).toHaveLength(3)
  await world.time.advance(60_000)
  expect(seen).toHaveLength(6)
  expect(server.sockets).toHaveLength(1)
})

it('a handler that fails is named to the hook each time, and to the log without its text', async () => {
  if (ONE === undefined) throw new Error('no channel')
  streams.subscribe(ONE, { push: mistake })
  await world.time.advance(1_000)
  for (let n = 0; n < 3; n++) server.push(trade(ONE, `a${n}`))
  await world.time.advance(100)
  expect(failures.map(({ where, error }) => [where, error instanceof RangeError])).toEqual(
    Array.from({ length: 3 }, () => ['market stream push', true]),
  )
  expect(logged).toEqual(
    [1, 2].map((count) => ['handler failed', { where: 'market stream push', count, error: 'RangeError' }]),
  )
})

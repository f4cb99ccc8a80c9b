import { silentLog } from '@spotdeck/ports'
import { DEFAULT_SWITCHES, type Switches } from '../switches.ts'
import { VirtualTime } from '@spotdeck/ports/virtual'
import { type DecodedPush, decodePush } from '@spotdeck/wire'
import { expect, test } from 'vitest'
import { type Connection, type StreamOptions, openStreamFront } from './front.ts'
import type { Peer } from './session.ts'
import { scriptedExchange, stillMarket } from './testing/scripted-exchange.ts'

const START = 1_790_300_000_000
const DEALS = 'spot@public.aggre.deals.v3.api.pb@100ms@MXUSDT'
const DEPTH = 'spot@public.aggre.depth.v3.api.pb@100ms@MXUSDT'
const TICKER = 'spot@public.aggre.bookTicker.v3.api.pb@100ms@MXUSDT'
const ORDERS = 'spot@private.orders.v3.api.pb'

type Client = Peer & {
  readonly texts: string[]
  readonly pushes: DecodedPush[]
  closes: number
  pings: number
  connection: Connection
  say(request: unknown): void
}

function world(options: StreamOptions = {}, chosen: Partial<Switches> = {}, machine?: VirtualTime) {
  const time = new VirtualTime(START)
  const exchange = scriptedExchange()
  const keys = new Map([['key-of-alice', 'alice']])
  const keyListeners: ((key: string, why: 'expired' | 'deleted') => void)[] = []
  const front = openStreamFront({
    exchange,
    data: stillMarket(),
    listenKeys: {
      accountOf: (key) => keys.get(key),
      onClosed(listener) {
        keyListeners.push(listener)
        return () => undefined
      },
    },
    clock: time,
    timers: time,
    ...(machine === undefined ? {} : { idle: { clock: machine, timers: machine } }),
    log: silentLog,
    options,
    switches: { ...DEFAULT_SWITCHES, ...chosen },
  })
  const connect = (listenKey?: string): Client => {
    const client: Client = {
      texts: [],
      pushes: [],
      closes: 0,
      pings: 0,
      sendText: (text) => void client.texts.push(text),
      sendBinary: (bytes) => void client.pushes.push(decodePush(bytes)),
      close: () => void client.closes++,
      ping: () => void client.pings++,
      connection: { receive: () => undefined, gone: () => undefined, channels: () => [] },
      say: (request) => client.connection.receive(typeof request === 'string' ? request : JSON.stringify(request)),
    }
    client.connection = front.connect(client, listenKey)
    return client
  }
  const endKey = (key: string): void => {
    keys.delete(key)
    for (const listener of keyListeners) listener(key, 'expired')
  }
  return { time, exchange, front, connect, endKey }
}

const subscribe = (params: readonly string[], id?: number) => ({ method: 'SUBSCRIPTION', params, id })

test('acknowledges accepted channels, and answers exactly `Blocked!` for others', () => {
  const client = world().connect()
  client.say(subscribe([DEALS, DEPTH], 7))
  client.say(subscribe(['spot@public.deals.v3.api.pb@MXUSDT', 'spot@public.aggre.deals.v3.api.pb@100ms@mxusdt'], 8))
  client.say(subscribe([DEALS, 'spot@public.aggre.deals.v3.api.pb@MXUSDT']))
  client.say(subscribe(['spot@public.kline.v3.api.pb@NOSUCHUSDT@Min1'], 9))
  client.say({ method: 'UNSUBSCRIPTION', params: [DEALS], id: 10 })
  expect(client.texts).toEqual([
    `{"id":7,"code":0,"msg":"${DEALS},${DEPTH}"}`,
    '{"id":8,"code":0,"msg":"Not Subscribed successfully! [spot@public.deals.v3.api.pb@MXUSDT,spot@public.aggre.deals.v3.api.pb@100ms@mxusdt].  Reason： Blocked! "}',
    `{"id":0,"code":0,"msg":"Subscribed successful! [${DEALS}]. Not Subscribed successfully! [spot@public.aggre.deals.v3.api.pb@MXUSDT].  Reason： Blocked! "}`,
    '{"id":9,"code":0,"msg":"Not Subscribed successfully! [spot@public.kline.v3.api.pb@NOSUCHUSDT@Min1].  Reason： Blocked! "}',
    `{"id":10,"code":0,"msg":"${DEALS}"}`,
  ])
})

test('answers PING in upper and lower case, and explains a malformed message', () => {
  const client = world().connect()
  for (const text of ['{"method":"ping"}', '{"method":"PING"}', '{"id":3}', 'hello', '{"method":"PONG"}'])
    client.say(text)
  expect(client.texts).toEqual([
    '{"id":0,"code":0,"msg":"PONG"}',
    '{"id":0,"code":0,"msg":"PONG"}',
    '{"id":0,"code":0,"msg":"method is empty."}',
    '{"id":0,"code":0,"msg":"msg format invalid"}',
  ])
})

test('refuses the 31st stream of a connection, counted over all requests', () => {
  const client = world().connect()
  const zones = ['BTCUSDT', 'ETHUSDT', 'SOLUSDT'].flatMap((symbol) =>
    ['Min1', 'Min5', 'Min15', 'Min30', 'Min60', 'Hour4', 'Hour8', 'Day1', 'Week1', 'Month1'].map(
      (interval) => `spot@public.kline.v3.api.pb@${symbol}@${interval}`,
    ),
  )
  client.say(subscribe(zones.slice(0, 20)))
  client.say(subscribe([...zones.slice(20), DEALS]))
  expect(client.texts[1]).toContain(`Not Subscribed successfully! [${DEALS}].  Reason： Blocked! `)
  client.say(subscribe([zones[0] ?? '']))
  expect(client.texts[2]).toBe(`{"id":0,"code":0,"msg":"${zones[0]}"}`)
})

test('closes on the 101st message within a second, and not on the 100th', async () => {
  const { connect, time } = world()
  const client = connect()
  for (let n = 0; n < 100; n++) client.say('{"method":"PING"}')
  await time.advance(1_000)
  for (let n = 0; n < 100; n++) client.say('{"method":"PING"}')
  expect(client.closes).toBe(0)
  client.say('{"method":"PING"}')
  expect(client.closes).toBe(1)
})

test('closes after 30 s without an accepted subscription, PING or not', async () => {
  const { connect, time } = world()
  const client = connect()
  client.say(subscribe(['spot@public.deals.v3.api.pb@MXUSDT']))
  for (let n = 0; n < 29; n++) {
    await time.advance(1_000)
    client.say('{"method":"PING"}')
  }
  expect(client.closes).toBe(0)
  await time.advance(1_500)
  expect(client.closes).toBe(1)
})

test('closes a subscribed connection after 60 s without push and PING, and not while either comes', async () => {
  const { connect, time } = world()
  const silent = connect('key-of-alice')
  silent.say(subscribe([ORDERS]))
  const pinging = connect('key-of-alice')
  pinging.say(subscribe([ORDERS]))
  const pushed = connect()
  pushed.say(subscribe([TICKER]))
  for (let n = 0; n < 12; n++) {
    await time.advance(10_000)
    pinging.say('{"method":"PING"}')
  }
  expect([silent.closes, pinging.closes, pushed.closes]).toEqual([1, 0, 0])
})

test('sends control pings, and closes at the age limit', async () => {
  const { connect, time, front } = world({}, { connectionAgeMs: '600000' })
  const client = connect()
  client.say(subscribe([TICKER]))
  await time.advance(590_000)
  expect(client.pings).toBe(23)
  await time.advance(11_000)
  expect(client.closes).toBe(1)
  expect(front.connections).toBe(0)
  const count = client.pushes.length
  await time.advance(5_000)
  expect(client.pushes.length).toBe(count)
})

test("ends a connection after a day of the exchange's time, however short it was for the machine", async () => {
  const machine = new VirtualTime(START)
  const { connect, time } = world({}, {}, machine)
  const client = connect()
  await time.advance(86_399_999)
  await machine.advance(1_000)
  expect(client.closes).toBe(0)
  await time.advance(1)
  await machine.advance(1_000)
  expect(client.closes).toBe(1)
})

test('does not answer a private subscription without a key, and does not count it', async () => {
  const { connect, time } = world()
  const client = connect()
  client.say(subscribe([ORDERS], 4))
  expect(client.texts).toEqual(['{"id":4,"code":0,"msg":""}'])
  await time.advance(31_000)
  expect(client.closes).toBe(1)
})

test('reports a wrong listen key and closes, as JSON or as plain text', () => {
  const json = world().connect('stolen')
  expect([json.texts, json.closes]).toEqual([['{"id":0,"code":0,"msg":"Wrong listen key"}'], 1])
  const text = world({}, { deadListenKey: 'text' }).connect('stolen')
  expect([text.texts, text.closes]).toEqual([['Invalid listen key'], 1])
})

test('accepts five connections on a key and closes the sixth; an expired key closes them all', () => {
  const { connect, endKey } = world()
  const clients = Array.from({ length: 6 }, () => connect('key-of-alice'))
  expect(clients.map((client) => client.closes)).toEqual([0, 0, 0, 0, 0, 1])
  clients[0]?.connection.gone()
  const again = connect('key-of-alice')
  expect(again.closes).toBe(0)
  endKey('key-of-alice')
  expect(again.closes).toBe(1)
  expect(clients.map((client) => client.closes)).toEqual([0, 1, 1, 1, 1, 1])
})

test('pushes once to a client that subscribed twice, and no more after it unsubscribed', async () => {
  const { connect, time, exchange } = world()
  const client = connect()
  client.say(subscribe([DEALS]))
  client.say(subscribe([DEALS]))
  exchange.trade('2.5', '1', 'BUY', time.now())
  await time.advance(100)
  expect(client.pushes).toHaveLength(1)
  client.say({ method: 'UNSUBSCRIPTION', params: [DEALS] })
  exchange.trade('2.5', '1', 'BUY', time.now())
  await time.advance(200)
  expect(client.pushes).toHaveLength(1)
})

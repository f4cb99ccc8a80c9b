import { type IncomingMessage, createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { silentLog } from '@spotdeck/ports'
import { nodeClock, nodeTimers } from '@spotdeck/ports/node'
import { decodePush } from '@spotdeck/wire'
import { WebSocket } from 'ws'
import { afterEach, expect, test } from 'vitest'
import { DEFAULT_SWITCHES, type Switches } from '../switches.ts'
import { attachStreams } from './attach.ts'
import { type StreamFront, openStreamFront } from './front.ts'
import type { Peer } from './session.ts'
import { AddressBans } from '../venue/access/address-bans.ts'
import { scriptedExchange, stillMarket } from './testing/scripted-exchange.ts'

const closers: (() => void)[] = []
afterEach(() => {
  for (const close of closers.splice(0)) close()
})

async function serve(chosen: Partial<Switches> = {}) {
  const front = openStreamFront({
    exchange: scriptedExchange(),
    data: stillMarket(),
    listenKeys: { accountOf: () => undefined, onClosed: () => () => undefined },
    clock: nodeClock,
    timers: nodeTimers,
    log: silentLog,
    options: { withoutSubscriptionMs: 300 },
    switches: { ...DEFAULT_SWITCHES, ...chosen },
    bans: new AddressBans([nodeClock], { firstBanMs: 120_000, longestBanMs: 240_000 }),
  })
  const server = createServer()
  const attached = attachStreams(server, front)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closers.push(() => {
    front.close()
    attached.close()
    server.close()
  })
  return `ws://127.0.0.1:${(server.address() as AddressInfo).port}`
}

test('a real client gets text acknowledgements and binary pushes', async () => {
  const socket = new WebSocket(`${await serve()}/ws`)
  const channel = 'spot@public.aggre.bookTicker.v3.api.pb@10ms@MXUSDT'
  const messages: (string | Uint8Array)[] = []
  socket.on('message', (data: Buffer, binary) => void messages.push(binary ? data : data.toString('utf8')))
  socket.on('open', () => socket.send(JSON.stringify({ method: 'SUBSCRIPTION', params: [channel], id: 1 })))
  await expect.poll(() => messages.length).toBeGreaterThan(2)
  expect(messages[0]).toBe(`{"id":1,"code":0,"msg":"${channel}"}`)
  expect(decodePush(messages[1] as Uint8Array)).toMatchObject({ channel, symbol: 'MXUSDT' })
  socket.close()
})

test('an idle client is closed without a code, a wrong key is refused, other paths are not found', async () => {
  const base = await serve()
  const idle = new WebSocket(`${base}/ws`)
  const code = new Promise<number>((resolve) => idle.on('close', resolve))
  const wrong = new WebSocket(`${base}/ws?listenKey=nobody`)
  const emitted = new Promise<string>((resolve) =>
    wrong.on('message', (data: Buffer) => resolve(data.toString('utf8'))),
  )
  const elsewhere = new WebSocket(`${base}/other`)
  const refused = new Promise<string>((resolve) => elsewhere.on('error', (error) => resolve(error.message)))
  expect(await emitted).toBe('{"id":0,"code":0,"msg":"Wrong listen key"}')
  expect(await refused).toContain('404')
  expect(await code).toBe(1005)
})

test('with streamBan an address gets 418 and Retry-After after three disconnections for too many messages', async () => {
  const base = await serve({ streamBan: '3' })
  for (let n = 0; n < 3; n++) {
    const socket = new WebSocket(`${base}/ws`)
    socket.on('open', () => {
      for (let count = 0; count <= 100; count++) socket.send('{"method":"PING"}')
    })
    await new Promise((resolve) => socket.on('close', resolve))
  }
  const banned = new WebSocket(`${base}/ws`)
  const answer = await new Promise<IncomingMessage>((resolve) =>
    banned.on('unexpected-response', (_request, response) => resolve(response)),
  )
  expect([answer.statusCode, answer.headers['retry-after']]).toEqual([418, '120'])
  answer.resume()
})

test('with code 1006 the socket is dropped after sent messages have arrived', async () => {
  const base = await serve({ closeCode: '1006' })
  const idle = new WebSocket(`${base}/ws`)
  const wrong = new WebSocket(`${base}/ws?listenKey=nobody`)
  const emitted = new Promise<string>((resolve) =>
    wrong.on('message', (data: Buffer) => resolve(data.toString('utf8'))),
  )
  const codes = [idle, wrong].map((one) => new Promise<number>((resolve) => one.on('close', resolve)))
  expect(await emitted).toContain('Wrong listen key')
  expect(await Promise.all(codes)).toEqual([1006, 1006])
})

test('messages of every size arrive whole and in order between texts, the same bytes for every client', async () => {
  const messages = [0, 1, 125, 126, 127, 65_535, 65_536, 300_000].map((size) => new Uint8Array(size).fill(size % 251))
  const server = createServer()
  const front: StreamFront = {
    connect(peer) {
      peer.sendText('before')
      for (const message of messages) peer.sendBinary(message)
      peer.sendText('after')
      return { receive() {}, gone() {}, channels: () => [] }
    },
    bannedForMs: () => 0,
    connections: 0,
    close() {},
  }
  const attached = attachStreams(server, front)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closers.push(() => {
    attached.close()
    server.close()
  })
  const url = `ws://127.0.0.1:${(server.address() as AddressInfo).port}/ws`
  const read = async (): Promise<(string | Uint8Array)[]> => {
    const received: (string | Uint8Array)[] = []
    const socket = new WebSocket(url)
    socket.on(
      'message',
      (data: Buffer, binary) => void received.push(binary ? new Uint8Array(data) : data.toString('utf8')),
    )
    await expect.poll(() => received.length).toBe(messages.length + 2)
    socket.close()
    return received
  }
  const [first, second] = await Promise.all([read(), read()])
  expect(first).toEqual(['before', ...messages, 'after'])
  expect(second).toEqual(first)
})

test('pushes of one batch arrive in order at every client, texts at their place in between', async () => {
  const peers: Peer[] = []
  const server = createServer()
  const attached = attachStreams(server, {
    connect(peer) {
      peers.push(peer)
      return { receive() {}, gone() {}, channels: () => [] }
    },
    bannedForMs: () => 0,
    connections: 0,
    close() {},
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closers.push(() => {
    attached.close()
    server.close()
  })
  const received: string[][] = [[], [], []]
  for (const list of received) {
    const socket = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}/ws`)
    socket.on(
      'message',
      (data: Buffer, binary) => void list.push(`${binary ? 'push' : 'text'} ${data.toString('utf8')}`),
    )
    await new Promise((resolve) => socket.on('open', resolve))
  }
  const [first, second, third] = ['first', 'second', 'x'.repeat(70_000)].map((text) => Buffer.from(text)) as [
    Buffer,
    Buffer,
    Buffer,
  ]
  for (const peer of peers) peer.sendBinary(first)
  for (const peer of peers.slice(0, 2)) peer.sendBinary(second)
  peers[1]?.sendText('said')
  for (const peer of peers) peer.sendBinary(third)
  for (const peer of peers) peer.sendBinary(first)
  await expect.poll(() => received.map((list) => list.length)).toEqual([4, 5, 3])
  expect(received).toEqual([
    ['push first', 'push second', `push ${third.toString()}`, 'push first'],
    ['push first', 'push second', 'text said', `push ${third.toString()}`, 'push first'],
    ['push first', `push ${third.toString()}`, 'push first'],
  ])
})

/** REST and sockets through proxies on loopback, to a host whose name only the proxy knows. */

import { createServer, type Server } from 'node:http'
import { type AddressInfo, connect, createServer as createTcpServer, type Server as TcpServer } from 'node:net'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { WebSocketServer } from 'ws'
import { NetworkFault } from '../network.ts'
import { createNodeFetch, keptAgents } from './fetch.ts'
import { createNodeSocket } from './socket.ts'

const closers: (() => void)[] = []
let exchangePort: number
/** Ways that were opened, as `host:port login`. */
let opened: string[]
beforeEach(async () => {
  opened = []
  const exchange = createServer((request, answer) => void answer.end(`${request.method} ${request.url}`))
  const sockets = new WebSocketServer({ server: exchange })
  sockets.on('connection', (peer) => peer.on('message', (data: Buffer) => peer.send(`got ${data.toString()}`)))
  exchangePort = await listen(exchange)
})
afterEach(() => {
  for (const close of closers.splice(0).reverse()) close()
})

async function listen(server: Server | TcpServer): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closers.push(() => {
    if ('closeAllConnections' in server) server.closeAllConnections()
    server.close()
  })
  return (server.address() as AddressInfo).port
}

/** Answers CONNECT; leads every name to the exchange. */
async function httpProxy(status = 200): Promise<string> {
  const proxy = createServer().on('connect', (request, socket) => {
    opened.push(`${request.url} ${request.headers['proxy-authorization'] ?? '-'}`)
    if (status !== 200) return socket.end(`HTTP/1.1 ${status} no\r\n\r\n`)
    const far = connect(exchangePort, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 ok\r\n\r\n')
      far.pipe(socket).pipe(far)
    })
    closers.push(
      () => void far.destroy(),
      () => void socket.destroy(),
    )
    return undefined
  })
  return `127.0.0.1:${await listen(proxy)}`
}

/** A SOCKS5 server that asks for a login, and leads every name to the exchange. It answers byte by byte. */
async function socksProxy(failure = 0): Promise<string> {
  const proxy = createTcpServer((socket) => {
    let step = 0
    const say = (...bytes: readonly number[]): void => bytes.forEach((byte) => void socket.write(Uint8Array.of(byte)))
    const take = (data: Buffer): void => {
      step += 1
      if (step === 1) return say(5, data[2] ?? 0)
      if (step === 2 && data[0] === 1) {
        opened.push(data.subarray(2, 2 + (data[1] ?? 0)).toString())
        return say(1, 0)
      }
      opened.push(`${data.subarray(5, -2).toString()}:${data.readUInt16BE(data.length - 2)}`)
      socket.off('data', take)
      say(5, failure, 0, 3, 1, 120, 0, 80)
      const far = connect(exchangePort, '127.0.0.1')
      far.pipe(socket).pipe(far)
      closers.push(
        () => void far.destroy(),
        () => void socket.destroy(),
      )
    }
    socket.on('data', take).on('error', () => undefined)
  })
  return `127.0.0.1:${await listen(proxy)}`
}

const CALL = { method: 'GET', url: 'http://exchange.example/api/v3/ping', timeoutMs: 5_000 } as const

function talk(proxy: string): Promise<readonly string[]> {
  const log: string[] = []
  return new Promise((resolve) => {
    const socket = createNodeSocket(keptAgents(proxy))('ws://exchange.example/ws', {
      opened: () => socket.send('hello'),
      message: (data) => {
        log.push(String(data))
        socket.close()
      },
      closed: (code) => resolve([...log, String(code)]),
    })
  })
}

it('sends REST and sockets through an HTTP proxy, with its login, and keeps the connection', async () => {
  const proxy = `http://me:p%40ss@${await httpProxy()}`
  const fetch = createNodeFetch(keptAgents(proxy))
  expect((await fetch(CALL)).body).toBe('GET /api/v3/ping')
  expect((await fetch(CALL)).status).toBe(200)
  const login = `Basic ${Buffer.from('me:p@ss').toString('base64')}`
  expect(opened).toEqual([`exchange.example:80 ${login}`])
  expect(await talk(proxy)).toEqual(['got hello', '1000'])
  expect(opened).toHaveLength(2)
})

it('sends them through a SOCKS5 proxy, which looks the name up', async () => {
  const address = await socksProxy()
  expect((await createNodeFetch(keptAgents(`socks5://me:secret@${address}`))(CALL)).body).toBe('GET /api/v3/ping')
  expect(opened).toEqual(['me', 'exchange.example:80'])
  expect(await talk(`socks5://${address}`)).toEqual(['got hello', '1000'])
})

it('tells a proxy that refuses from a call that may have arrived', async () => {
  const refusing = [
    [`http://${await httpProxy(407)}`, 'PROXY_407'],
    [`socks5://me:x@${await socksProxy(5)}`, 'PROXY_5'],
    ['http://127.0.0.1:9', 'ECONNREFUSED'],
  ] as const
  for (const [proxy, code] of refusing) {
    const fault = await createNodeFetch(keptAgents(proxy))(CALL).catch((error: unknown) => error)
    expect(fault).toBeInstanceOf(NetworkFault)
    expect(fault).toMatchObject({ code: 'HTTP_REFUSED', message: `Could not connect (${code}).` })
  }
})

it('reaches this machine without it, and takes no other text for its address', async () => {
  const fetch = createNodeFetch(keptAgents('http://127.0.0.1:9'))
  expect((await fetch({ ...CALL, url: `http://127.0.0.1:${exchangePort}/x` })).body).toBe('GET /x')
  for (const text of ['host:1', 'ftp://me:secret@host', '']) {
    expect(() => keptAgents(text)).toThrow('A proxy is http://')
  }
})

import { createServer, type Server, type ServerResponse } from 'node:http'
import { type AddressInfo, connect, createServer as createTcpServer } from 'node:net'
import { gzipSync } from 'node:zlib'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { WebSocketServer } from 'ws'
import { NetworkFault, type Socket } from '../network.ts'
import { measureLoopDelay } from './loop-delay.ts'
import { createNodeFetch, keptAgents, nodeFetch } from './fetch.ts'
import { nodeOpenSocket } from './socket.ts'
import { nodeRandom } from './random.ts'
import { nodeSign } from './sign.ts'
import { nodeTimers } from './time.ts'

const closers: (() => void)[] = []
afterEach(() => {
  for (const close of closers.splice(0)) close()
  vi.unstubAllGlobals()
})

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closers.push(() => {
    server.closeAllConnections()
    server.close()
  })
  return (server.address() as AddressInfo).port
}

async function faultOf(call: Promise<unknown>): Promise<NetworkFault> {
  const fault = await call.then(
    () => undefined,
    (error: unknown) => error,
  )
  if (fault instanceof NetworkFault) return fault
  throw new Error('The call did not end in a NetworkFault.')
}

describe('HTTP over Node', () => {
  it('returns status, lower-case headers and body, for any status', async () => {
    const port = await listen(
      createServer((request, answer) => {
        answer.writeHead(418, { 'Retry-After': '7', 'X-Method': request.method ?? '' }).end('teapot')
      }),
    )
    const answer = await nodeFetch({ method: 'DELETE', url: `http://127.0.0.1:${port}/x`, timeoutMs: 5_000 })
    expect([answer.status, answer.headers['retry-after'], answer.headers['x-method'], answer.body]).toEqual([
      418,
      '7',
      'DELETE',
      'teapot',
    ])
  })

  it('distinguishes a refused connection, a broken one, a timeout and an aborted call', async () => {
    const port = await listen(
      createServer((request, answer) => {
        if (request.url === '/broken') request.socket.destroy()
        if (request.url === '/half') answer.writeHead(200, { 'content-length': '100' }).write('half')
      }),
    )
    const url = `http://127.0.0.1:${port}`
    const caller = new AbortController()
    const aborted = faultOf(nodeFetch({ method: 'GET', url: `${url}/never`, timeoutMs: 5_000, signal: caller.signal }))
    caller.abort()
    expect((await aborted).code).toBe('HTTP_ABORTED')
    expect((await faultOf(nodeFetch({ method: 'GET', url: `${url}/broken`, timeoutMs: 5_000 }))).code).toBe(
      'HTTP_BROKEN',
    )
    expect((await faultOf(nodeFetch({ method: 'GET', url: `${url}/half`, timeoutMs: 200 }))).code).toBe('HTTP_TIMEOUT')
    const gone = await faultOf(nodeFetch({ method: 'GET', url: 'http://127.0.0.1:9/', timeoutMs: 5_000 }))
    expect(gone.code === 'HTTP_REFUSED' || gone.code === 'HTTP_BROKEN').toBe(true)
  })

  it.each(['EHOSTUNREACH', 'ENETUNREACH', 'ECONNRESET'])(
    'takes %s before a connection for a refusal, and on one for a break: what was sent may have been done',
    async (code) => {
      const fails = Object.assign(new Error(code), { code })
      const agents = keptAgents()
      const fetch = createNodeFetch(agents)
      const port = await listen(createServer(() => open.destroy(fails)))
      const open = connect(port, '127.0.0.1')
      const call = { method: 'POST', url: `http://127.0.0.1:${port}`, timeoutMs: 5_000 } as const
      agents.http.createConnection = () => open
      expect((await faultOf(fetch(call))).code).toBe('HTTP_BROKEN')
      agents.http.createConnection = (_options, done) => void done?.(fails, open)
      expect((await faultOf(fetch(call))).code).toBe('HTTP_REFUSED')
    },
  )

  it('takes a host that ends the handshake for one that got nothing', async () => {
    const peer = createTcpServer((socket) => socket.once('data', () => socket.destroy()))
    await new Promise<void>((resolve) => peer.listen(0, '127.0.0.1', resolve))
    closers.push(() => peer.close())
    const url = `https://127.0.0.1:${(peer.address() as AddressInfo).port}`
    expect((await faultOf(nodeFetch({ method: 'POST', url, timeoutMs: 5_000 }))).code).toBe('HTTP_REFUSED')
  })

  it('keeps a connection for a minute and more, and sends the next call over it', async () => {
    let accepted = 0
    const server = createServer((_request, answer) => void answer.end('{}'))
    server.keepAliveTimeout = 75_000
    const port = await listen(server.on('connection', () => accepted++))
    const agents = keptAgents()
    const idle = (): readonly (number | undefined)[] =>
      Object.values(agents.http.freeSockets).flatMap((sockets) => sockets?.map(({ timeout }) => timeout) ?? [])
    const fetch = createNodeFetch(agents)
    const call = { method: 'POST', url: `http://127.0.0.1:${port}/api/v3/order`, timeoutMs: 5_000 } as const
    await fetch(call)
    await expect.poll(idle).toHaveLength(1)
    expect(idle()[0]).toBeGreaterThanOrEqual(60_000)
    await fetch(call)
    expect(accepted).toBe(1)
  })

  it('trusts no idle connection after one that was open brought nothing', async () => {
    const held: ServerResponse[] = []
    let isDead = false
    let accepted = 0
    const server = createServer((_request, answer) => {
      if (isDead) return
      held.push(answer)
      if (held.length >= 2) for (const waiting of held) waiting.end('{}')
    })
    const port = await listen(server.on('connection', () => accepted++))
    const fetch = createNodeFetch(keptAgents())
    const call = { method: 'GET', url: `http://127.0.0.1:${port}/`, timeoutMs: 5_000 } as const
    await Promise.all([fetch(call), fetch(call)])
    isDead = true
    expect((await faultOf(fetch({ ...call, timeoutMs: 50 }))).code).toBe('HTTP_TIMEOUT')
    isDead = false
    await fetch(call)
    expect(accepted).toBe(3)
  })

  it('unpacks a packed answer within its bound, and follows no redirect', async () => {
    const port = await listen(
      createServer((request, answer) => {
        if (request.url === '/moved') return answer.writeHead(302, { location: 'https://elsewhere.example/' }).end()
        answer.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('x'.repeat(100_000)))
      }),
    )
    const call = { method: 'GET', url: `http://127.0.0.1:${port}/`, timeoutMs: 5_000 } as const
    expect((await nodeFetch(call)).body).toHaveLength(100_000)
    expect((await faultOf(nodeFetch({ ...call, maxBytes: 99_999 }))).code).toBe('HTTP_TOO_LARGE')
    const moved = await faultOf(nodeFetch({ ...call, url: `${call.url}moved` }))
    expect([moved.code, moved.message]).toEqual(['HTTP_BROKEN', 'The host redirects to another.'])
  })

  it('times out on an endless answer, and reads a chunked one whole', async () => {
    const port = await listen(
      createServer((request, answer) => {
        if (request.url === '/pieces') {
          for (const byte of Buffer.from('{"name":"妖股"}')) answer.write(Uint8Array.of(byte))
          return answer.end()
        }
        const more = (): void => {
          while (answer.write(Buffer.alloc(1_000_000, 32)));
        }
        return (more(), answer.on('drain', more))
      }),
    )
    const url = `http://127.0.0.1:${port}`
    const { body } = await nodeFetch({ method: 'GET', url: `${url}/pieces`, timeoutMs: 5_000 })
    expect(body).toBe('{"name":"妖股"}')
    const fault = await faultOf(nodeFetch({ method: 'GET', url: `${url}/endless`, timeoutMs: 20_000 }))
    expect([fault.code, fault.message]).toEqual(['HTTP_TOO_LARGE', expect.stringContaining('larger')])
    const small = { method: 'GET', timeoutMs: 5_000, maxBytes: 16 } as const
    expect((await nodeFetch({ ...small, url: `${url}/pieces`, maxBytes: 17 })).status).toBe(200)
    expect((await faultOf(nodeFetch({ ...small, url: `${url}/pieces` }))).message).toBe(
      'The answer is larger than 16 bytes.',
    )
  })

  it('never repeats a URL in an error', async () => {
    const fault = await faultOf(nodeFetch({ method: 'GET', url: 'http://bad host/?signature=abc', timeoutMs: 1_000 }))
    expect(JSON.stringify([fault.message, String(fault.cause)])).not.toContain('signature')
  })
})

describe('sockets over Node', () => {
  function open(url: string): { socket: Socket; log: string[]; closed: Promise<void> } {
    const log: string[] = []
    let end: () => void = () => undefined
    const closed = new Promise<void>((resolve) => (end = resolve))
    const socket = nodeOpenSocket(url, {
      opened: () => {
        log.push('opened')
        socket.send('hello')
      },
      message: (data) => {
        log.push(typeof data === 'string' ? data : `bytes ${data.join(',')}`)
        if (typeof data !== 'string') socket.close()
      },
      closed: (code) => {
        log.push(`closed ${code}`)
        end()
      },
    })
    return { socket, log, closed }
  }

  it('carry text and bytes and close once', async () => {
    const server = new WebSocketServer({ port: 0, host: '127.0.0.1' })
    closers.push(() => server.close())
    await new Promise<void>((resolve) => server.once('listening', resolve))
    server.on('connection', (peer) =>
      peer.on('message', (data: Buffer) => {
        peer.send(`got ${data.toString()}`)
        peer.send(Uint8Array.of(1, 2, 3))
      }),
    )
    const { socket, log, closed } = open(`ws://127.0.0.1:${(server.address() as AddressInfo).port}/ws`)
    await closed
    socket.close()
    socket.send('too late')
    expect(log).toEqual(['opened', 'got hello', 'bytes 1,2,3', 'closed 1000'])
  })

  it('bring the frames of an exchange that floods in order, some a turn of the loop, and the close last', async () => {
    const server = new WebSocketServer({ port: 0, host: '127.0.0.1' })
    closers.push(() => server.close())
    await new Promise<void>((resolve) => server.once('listening', resolve))
    const count = 60_000
    server.on('connection', (peer, request) => {
      request.socket.cork()
      for (let n = 0; n < count; n++) peer.send(String(n % 10))
      request.socket.uncork()
      peer.close()
    })
    const perTurn: number[] = []
    let [turn, seen, order] = [0, 0, true]
    const next = (): void => {
      perTurn.push(turn)
      turn = 0
      if (seen <= count) nodeTimers.after(0, next)
    }
    await new Promise<void>((resolve) => {
      nodeOpenSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`, {
        opened: next,
        message: (data) => {
          order &&= data === String(seen % 10)
          seen++
          turn++
        },
        closed: () => {
          order &&= seen === count
          seen++
          resolve()
        },
      })
    })
    expect([seen, order]).toEqual([count + 1, true])
    expect(Math.max(...perTurn)).toBeLessThanOrEqual(512)
  })

  it('report a close if nobody listens or the address is invalid, without repeating it', async () => {
    const nobody = open('ws://127.0.0.1:9/')
    await nobody.closed
    expect(nobody.log).toEqual(['closed 1006'])
    const nowhere = open('http//?listenKey=secret')
    await nowhere.closed
    expect(nowhere.log).toEqual(['closed 1006'])
  })

  it('closed before they open do not connect, and report one close', async () => {
    const server = new WebSocketServer({ port: 0, host: '127.0.0.1' })
    closers.push(() => server.close())
    let connections = 0
    server.on('connection', () => connections++)
    await new Promise<void>((resolve) => server.once('listening', resolve))
    const { socket, log, closed } = open(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`)
    socket.close()
    socket.close()
    await closed
    expect([log, connections]).toEqual([['closed 1006'], 0])
  })
})

it('measures how late the event loop was, since the measurement before', async () => {
  const delay = measureLoopDelay()
  const turns = async (): Promise<void> => {
    for (let n = 0; n < 40; n++) await new Promise<void>((resolve) => nodeTimers.after(1, resolve))
  }
  delay.take()
  await turns()
  const until = Date.now() + 150
  while (Date.now() < until);
  await turns()
  expect(delay.take().mostMs).toBeGreaterThan(100)
  delay.close()
  expect(delay.take()).toEqual({ medianMs: 0, p99Ms: 0, mostMs: 0 })
})

it('signs as the exchange prints it', () => {
  expect(nodeSign('45d0b3c26f2644f19bfb98b07741b2f5', 'timestamp=1644489390087')).toBe(
    '09b4b5a40aeec864d2caa60f2e6a740b61dc423d76c5615c00fd72681f52a094',
  )
})

it('lets the process end before a timer that need not fire', () => {
  const waiting = (): number => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length
  const before = waiting()
  const timer = nodeTimers.after(60_000, () => undefined)
  expect(waiting()).toBe(before + 1)
  timer.unref?.()
  expect(waiting()).toBe(before)
  timer.cancel()
})

it('is uniformly random and wakes on time', async () => {
  const values = Array.from({ length: 1_000 }, () => nodeRandom.next())
  expect(values.every((value) => value >= 0 && value < 1)).toBe(true)
  expect(nodeRandom.bytes(16)).toHaveLength(16)
  await new Promise<void>((resolve) => nodeTimers.after(-5, resolve))
  nodeTimers.after(1, () => expect.unreachable()).cancel()
})

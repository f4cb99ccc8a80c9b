import { EventEmitter, once } from 'node:events'
import { mkdtempSync } from 'node:fs'
import { type Socket, connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { silentLog } from '@spotdeck/ports'
import { nodeClock, nodeRandom, nodeTimers } from '@spotdeck/ports/node'
import { VirtualTime } from '@spotdeck/ports/virtual'
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import { openAccess } from '@spotdeck/desk/access'
import { type Edge, openEdge } from '../edge.ts'
import { CONNECTION_LIMITS, type ConnectionLimits } from '../limits/budgets.ts'
import type { Principal } from '@spotdeck/desk'
import { FakeDesk } from '../testing/fake-desk.ts'
import { ConnectionGate } from './connection-gate.ts'
import { grantsOf } from '../testing/grants.ts'

const world = { clock: nodeClock, timers: nodeTimers, random: nodeRandom, log: silentLog }
const edges: Edge[] = []
const sockets: Socket[] = []

afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy()
})
afterAll(async () => {
  for (const edge of edges) await edge.close()
})

async function start(connectionLimits: Partial<ConnectionLimits>) {
  const dataDir = mkdtempSync(join(tmpdir(), 'spotdeck-gate-'))
  const config = { host: '127.0.0.1', port: 0, sandbox: true, dataDir, connectionLimits }
  const edge = await openEdge({ desk: new FakeDesk(), world, config })
  edges.push(edge)
  const access = openAccess(dataDir, world)
  const owner = access.createToken({ audience: 'owner', accounts: 'all' }).secret
  access.close()
  return { edge, owner }
}

async function open({ port }: Edge, bytes = ''): Promise<Socket> {
  const socket = connect(port, '127.0.0.1')
  sockets.push(socket)
  socket.on('error', () => undefined)
  await once(socket, 'connect')
  if (bytes !== '') socket.write(bytes)
  socket.resume()
  return socket
}

/** The status of one answer, over a connection that stays open. */
async function ask(socket: Socket, { port }: Edge, token: string): Promise<string> {
  const lines = ['GET /api/v1/accounts HTTP/1.1', `Host: 127.0.0.1:${port}`, `Authorization: Bearer ${token}`]
  socket.write(`${lines.join('\r\n')}\r\n\r\n`)
  const [bytes] = (await once(socket, 'data')) as [Buffer]
  return bytes.toString('latin1').split(' ')[1] ?? ''
}

const closed = (socket: Socket): Promise<unknown> => (socket.closed ? Promise.resolve() : once(socket, 'close'))

describe('a silent connection', () => {
  it.each([
    ['from the first moment', '', { headersMs: 50 }],
    ['after half of its headers', 'GET / HTTP/1.1\r\nHost: x\r\n', { headersMs: 50 }],
    // Node takes the shorter of the two deadlines for the headers: they are equal, so that the request's own is what ends it.
    [
      'after its headers, which announce a body',
      'POST /a HTTP/1.1\r\nContent-Length: 9\r\n\r\n',
      { headersMs: 60, requestMs: 60 },
    ],
    ['after an answer', 'GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n', { keepAliveMs: 50 }],
    ['and no deadline of HTTP would end it', '', { idleMs: 50 }],
  ])('is closed: %s', async (_when, bytes, limits) => {
    const { edge } = await start({ checkEveryMs: 20, ...limits })
    await closed(await open(edge, bytes))
  })

  it('is told that its request timed out, so that it may send it again', async () => {
    const { edge } = await start({ checkEveryMs: 20, headersMs: 50 })
    const socket = await open(edge, 'GET /api/v1/accounts HTTP/1.1\r\nHost: x\r\n')
    let answer = ''
    socket.on('data', (bytes: Buffer) => (answer += bytes.toString('latin1')))
    await closed(socket)
    const [head = '', body = ''] = answer.split('\r\n\r\n')
    expect(head).toMatch(/^HTTP\/1\.1 408 [^]*\r\nconnection: close$/)
    expect(JSON.parse(body)).toMatchObject({ status: 408, code: 'REQUEST_TIMEOUT' })
  })
})

describe('unauthenticated connections', () => {
  it('are kept up to the limit; the owner still connects and is not disconnected', async () => {
    const { edge, owner } = await start({ strangersPerAddress: 5 })
    const strangers = await Promise.all(Array.from({ length: 5 }, () => open(edge)))
    const own = await open(edge)
    expect(await ask(own, edge, owner)).toBe('200')
    await closed(strangers[0] as Socket)
    // More than the limit, and more: none of them is the owner's place.
    for (let n = 0; n < 12; n++) strangers.push(await open(edge))
    await closed(strangers[10] as Socket)
    expect(await ask(own, edge, owner)).toBe('200')
    const again = await open(edge)
    expect(await ask(again, edge, owner)).toBe('200')
  })
})

class FakeConnection extends EventEmitter {
  destroyed = false
  writableLength = 0
  readonly remoteAddress: string
  constructor(remoteAddress: string) {
    super()
    this.remoteAddress = remoteAddress
  }
  destroy(): this {
    this.destroyed = true
    this.emit('close')
    return this
  }
}

const guest: Principal = { id: 'g', kind: 'token', grants: grantsOf('public'), expiresAt: Infinity }

describe('the gate', () => {
  const limits = { ...CONNECTION_LIMITS, strangersPerAddress: 3, strangers: 6, guestsPerCredential: 2, guestBytes: 100 }
  const time = new VirtualTime()
  const gateWith = () => new ConnectionGate({ limits, isProxy: (address) => address === '10.0.0.1', timers: time })
  const admitted = (gate: ConnectionGate, address: string, count: number) =>
    Array.from({ length: count }, () => {
      const connection = new FakeConnection(address)
      gate.admit(connection as unknown as Socket)
      return connection
    })
  const open = (connections: readonly FakeConnection[]) => connections.filter(({ destroyed }) => !destroyed).length

  it('closes the oldest of the address that has too many, and leaves other addresses alone', () => {
    const gate = gateWith()
    const others = admitted(gate, '198.51.100.1', 2)
    const many = admitted(gate, '203.0.113.9', 50)
    expect([open(others), open(many), gate.strangers]).toEqual([2, 3, 5])
    expect(many.slice(-3).every(({ destroyed }) => !destroyed)).toBe(true)
  })

  it('closes the oldest of all when there are too many together', () => {
    const gate = gateWith()
    const many = Array.from({ length: 40 }, (_, n) => admitted(gate, `203.0.113.${n}`, 1)).flat()
    expect([open(many), gate.strangers]).toEqual([6, 6])
  })

  it('counts an IPv6 network as one address, and a trusted proxy as none', () => {
    const gate = gateWith()
    const network = Array.from({ length: 9 }, (_, n) => admitted(gate, `2001:db8::${n}`, 1)).flat()
    expect(open(network)).toBe(3)
    for (const connection of network) connection.destroy()
    expect(open(admitted(gate, '10.0.0.1', 6))).toBe(6)
  })

  it('counts a guest’s connections beyond its share as unauthenticated ones', () => {
    const gate = gateWith()
    const connections = admitted(gate, '10.0.0.1', 5)
    for (const connection of connections) gate.signedIn(connection as unknown as Socket, guest)
    expect(gate.strangers).toBe(3)
    connections[0]?.destroy()
    const [next] = admitted(gate, '10.0.0.1', 1)
    gate.signedIn(next as unknown as Socket, guest)
    expect(gate.strangers).toBe(3)
  })
  it('closes those for whom most waits to be read once too much waits, and never one of the owner', async () => {
    const gate = gateWith()
    const who = (id: string, given: Partial<Principal> = {}): Principal => ({ ...guest, id, ...given })
    const connections = admitted(gate, '10.0.0.1', 6)
    const callers = [
      who('a'),
      who('a'),
      who('b'),
      who('o', { grants: grantsOf('owner') }),
      who('o', { grants: grantsOf('owner'), as: 'public' }),
    ]
    for (const [at, caller] of callers.entries()) gate.signedIn(connections[at] as unknown as Socket, caller)
    const waiting = async (...bytes: readonly number[]): Promise<readonly number[]> => {
      for (const [at, size] of bytes.entries()) Object.assign(connections[at] ?? {}, { writableLength: size })
      await time.advance(1_000)
      return connections.flatMap(({ destroyed }, at) => (destroyed ? [at] : []))
    }
    expect(await waiting(40, 30, 30, 500, 500, 0)).toEqual([])
    expect(await waiting(40, 30, 31, 500, 500, 0)).toEqual([0])
    // Also of a stranger, who counts by the address.
    expect(await waiting(0, 20, 30, 500, 500, 60)).toEqual([0, 5])
  })
})

import { EventEmitter, once } from 'node:events'
import { mkdtempSync } from 'node:fs'
import { type Socket, connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Timers, silentLog } from '@spotdeck/ports'
import { nodeClock, nodeRandom, nodeTimers } from '@spotdeck/ports/node'
import { afterEach, describe, expect, it } from 'vitest'
import { accountIn } from '@spotdeck/gateway/testing'
import { openAccess } from '@spotdeck/desk/access'
import { type Edge, openEdge } from '../edge.ts'
import { type ConnectionLimits, PLACES } from '../limits/budgets.ts'
import { orderDraft } from '../testing/drafts.ts'
import { FakeDesk } from '../testing/fake-desk.ts'
import { GUEST_BYTES_CHECK_MS } from './guest-bytes.ts'

/** Tells each look at the bytes that wait. */
const looks = new EventEmitter()
const timers: Timers = {
  after: (ms, run) =>
    nodeTimers.after(ms, () => {
      run()
      if (ms === GUEST_BYTES_CHECK_MS) looks.emit('look')
    }),
}
const world = { clock: nodeClock, timers, random: nodeRandom, log: silentLog }
const EXPORT = '/api/v1/accounts/main/export/orders.csv'
const EVENTS = '/api/v1/accounts/main/events?topics=status'
/** More than the kernel takes for a client that does not read. */
const UNREAD_BYTES = 16 * 1024 * 1024
const KEY = 'AAAAAAAAAAAAAAAAAAAAAA=='
const edges: Edge[] = []
const sockets: Socket[] = []

afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy()
  for (const edge of edges.splice(0)) await edge.close()
})

type Given = {
  readonly late?: () => Promise<void>
  readonly hidden?: readonly string[]
  readonly connectionLimits?: Partial<ConnectionLimits>
}

async function opened({ late, hidden = [], connectionLimits }: Given = {}) {
  const dataDir = mkdtempSync(join(tmpdir(), 'spotdeck-ended-'))
  const desk = new FakeDesk(late === undefined ? {} : { late })
  const audiences = { viewer: { withoutAssets: hidden } }
  const config = { host: '127.0.0.1', port: 0, sandbox: true, dataDir, audiences, connectionLimits }
  const edge = await openEdge({ desk, world, config })
  edges.push(edge)
  const access = openAccess(dataDir, world)
  const tokenOf = (audience: 'owner' | 'viewer') => access.createToken({ audience, accounts: 'all' }).secret
  const tokens = { owner: tokenOf('owner'), viewer: tokenOf('viewer') }
  access.close()
  const request = (line: string, token: string, ...more: readonly string[]): string =>
    [`${line} HTTP/1.1`, `Host: 127.0.0.1:${edge.port}`, `Authorization: Bearer ${token}`, ...more, '', ''].join('\r\n')
  const open = async (bytes: string): Promise<Socket> => {
    const socket = connect(edge.port, '127.0.0.1')
    sockets.push(socket)
    socket.on('error', () => undefined)
    await once(socket, 'connect')
    socket.write(bytes)
    return socket
  }
  const ask = async (path: string, token: string, init: RequestInit = {}): Promise<Response> =>
    await fetch(`${edge.localUrl}${path}`, { ...init, headers: { authorization: `Bearer ${token}`, ...init.headers } })
  const countOf = async (door: string): Promise<string | undefined> =>
    new RegExp(`door="${door}"\\} (\\d+)`).exec(await (await ask('/metrics', tokens.owner)).text())?.[1]
  const [streams, webSockets] = [() => countOf('sse'), () => countOf('websocket')]
  return { edge, desk, ...tokens, request, open, ask, streams, webSockets }
}

type Opened = Awaited<ReturnType<typeof opened>>

/** A client that asked for a long answer and reads nothing of it; the next request waits behind that answer. */
async function unread({ desk, open, request, viewer }: Opened, token = viewer): Promise<Socket> {
  desk.commit([orderDraft(1)])
  const [order] = (await accountIn(desk).orders({ limit: 1 })).items
  const long = { ...order, symbol: 'X'.repeat(UNREAD_BYTES) }
  Object.assign(accountIn(desk), { orders: () => Promise.resolve({ items: [long], nextCursor: null }) })
  const socket = await open(request('GET /api/v1/accounts/main/orders', token))
  await once(socket, 'readable')
  Reflect.deleteProperty(accountIn(desk), 'orders')
  return socket
}

/** The ways in which a request comes to wait behind another of its connection. */
const before: readonly (readonly [string, (desk: Opened, waiting: string) => Promise<Socket>])[] = [
  ['an event stream', ({ open, request, viewer }, waiting) => open(`${request(`GET ${EVENTS}`, viewer)}${waiting}`)],
  [
    'an answer that is not read',
    async (desk, waiting) => {
      const socket = await unread(desk)
      socket.write(waiting)
      return socket
    },
  ],
]

describe.each(before)('what was asked for behind %s, over a connection that ended,', (_what, send) => {
  const closed = async (desk: Opened, waiting: string): Promise<void> => {
    const socket = await send(desk, waiting)
    // The gateway ends it: a client that stays would otherwise hold what it asked for.
    if (!socket.closed) await once(socket.resume(), 'close')
  }

  it('holds no place of streams', async () => {
    const desk = await opened()
    await closed(desk, desk.request(`GET ${EVENTS}`, desk.viewer))
    await expect.poll(desk.streams).toBe('0')
  })

  it('holds no export', async () => {
    const desk = await opened()
    const { request, viewer, ask } = desk
    await closed(desk, request(`GET ${EXPORT}`, viewer))
    const all = async () => {
      const opened = Array.from({ length: PLACES.exports.viewer.perCredential }, () => ask(EXPORT, viewer))
      return (await Promise.all(opened)).map(({ status }) => status)
    }
    await expect.poll(all).toEqual(Array.from({ length: PLACES.exports.viewer.perCredential }, () => 200))
  })

  it('holds no upload, of its account or of all', async () => {
    const desk = await opened()
    const { request, owner, ask } = desk
    const json = ['Content-Type: application/json', 'Content-Length: 2']
    await closed(desk, `${request('POST /api/v1/accounts/main/import', owner, ...json)}{}`)
    const headers = { 'content-type': 'application/json' }
    const again = async () =>
      (await ask('/api/v1/accounts/main/import', owner, { method: 'POST', headers, body: '{}' })).status
    await expect.poll(again).toBe(422)
  })
})

describe('an event stream', () => {
  it('whose client left before it was opened holds no place', async () => {
    let release: () => void = () => {}
    const held = new Promise<void>((resolve) => (release = resolve))
    let asked: () => void = () => {}
    const isAsked = new Promise<void>((resolve) => (asked = resolve))
    const desk = await opened({
      hidden: ['MX'],
      late: () => {
        asked()
        return held
      },
    })
    desk.desk.hold()
    desk.desk.commit([orderDraft(1)])
    desk.desk.lose()
    const socket = await desk.open(desk.request(`GET ${EVENTS}`, desk.viewer))
    await isAsked
    socket.destroy()
    // By the time that others were answered, the gateway has seen it leave.
    for (let n = 0; n < 3; n++) await desk.ask('/healthz', desk.owner)
    release()
    for (let n = 0; n < 3; n++) expect(await desk.streams()).toBe('0')
  })

  it('asked for by HEAD holds no place', async () => {
    const { ask, viewer, streams } = await opened()
    for (let n = 0; n < 3; n++) expect((await ask(EVENTS, viewer, { method: 'HEAD' })).status).toBe(200)
    expect(await streams()).toBe('0')
  })
})

it('closes in time with streams and exports that nobody reads', async () => {
  const desk = await opened()
  await unread(desk)
  await desk.open(desk.request(`GET ${EVENTS}`, desk.viewer))
  await expect.poll(desk.streams).toBe('1')
  await desk.edge.close()
})

it('releases a stream over whose connection a socket was opened, too', async () => {
  const desk = await opened()
  const upgrade = [
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    `Sec-WebSocket-Key: ${KEY}`,
  ]
  const socket = await desk.open(desk.request(`GET ${EVENTS}`, desk.viewer))
  await expect.poll(desk.streams).toBe('1')
  socket.write(desk.request('GET /api/v1/ws', desk.viewer, ...upgrade))
  await expect.poll(desk.webSockets).toBe('1')
  socket.destroy()
  await expect.poll(desk.streams).toBe('0')
  await expect.poll(desk.webSockets).toBe('0')
})

it('ends a guest who lets much wait unread while others do, and never the owner', async () => {
  const desk = await opened({ connectionLimits: { guestBytes: 1.5 * UNREAD_BYTES } })
  const all = [await unread(desk, desk.owner), await unread(desk), await unread(desk)]
  await once(looks, 'look')
  await once(looks, 'look')
  const isWhole = all.map(
    (socket) =>
      new Promise<boolean>((resolve) => {
        let bytes = 0
        // The one that was not ended stays open when its answer has been read.
        socket.on('data', (piece: Buffer) => {
          bytes += piece.length
          if (bytes >= UNREAD_BYTES) resolve(true)
        })
        socket.once('close', () => resolve(bytes >= UNREAD_BYTES))
        if (socket.closed) resolve(false)
      }),
  )
  const [owner, ...guests] = await Promise.all(isWhole)
  expect([owner, guests.filter(Boolean)]).toEqual([true, [true]])
})

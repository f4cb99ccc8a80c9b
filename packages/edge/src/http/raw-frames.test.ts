import { once } from 'node:events'
import { mkdtempSync } from 'node:fs'
import { type Server, createServer } from 'node:http'
import { type AddressInfo, type Socket, connect } from 'node:net'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { silentLog } from '@spotdeck/ports'
import { nodeClock, nodeRandom, nodeTimers } from '@spotdeck/ports/node'
import { afterEach, describe, expect, it } from 'vitest'
import { WebSocket, WebSocketServer } from 'ws'
import { openAccess } from '@spotdeck/desk/access'
import { openEdge } from '../edge.ts'
import { orderDraft } from '../testing/drafts.ts'
import { FakeDesk } from '../testing/fake-desk.ts'
import { TESTED_WS_VERSION, chunkOf, textFrame, writeChunk, writeFrame } from './raw-frames.ts'

const ends: (() => unknown)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})

async function listening(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  ends.push(() => {
    server.closeAllConnections()
    return new Promise((resolve) => server.close(resolve))
  })
  return (server.address() as AddressInfo).port
}

/** A server's socket of `ws`, as it is opened here, and the client at its other end. */
async function socketPair() {
  const server = createServer()
  const wss = new WebSocketServer({ noServer: true, perMessageDeflate: false })
  const accepted = new Promise<{ ws: WebSocket; raw: Socket }>((resolve) => {
    server.on('upgrade', (request, socket, head) =>
      wss.handleUpgrade(request, socket, head, (ws) => resolve({ ws, raw: request.socket })),
    )
  })
  const client = new WebSocket(`ws://127.0.0.1:${await listening(server)}`)
  ends.push(() => client.terminate())
  const texts: string[] = []
  client.on('message', (data: Buffer) => texts.push(data.toString('utf8')))
  await once(client, 'open')
  return { ...(await accepted), client, texts }
}

const SIZES = [0, 1, 125, 126, 65_535, 65_536, 200_000]
const text = (size: number): string => '交'.repeat(Math.floor(size / 3)) + 'x'.repeat(size % 3)

describe('a frame written below ws', () => {
  it('was tested with this version: read lib/sender.js of another before the version is changed here', () => {
    const { version } = createRequire(import.meta.url)('ws/package.json') as { version: string }
    expect(version).toBe(TESTED_WS_VERSION)
  })

  it('is sent whole and in order between the library’s own messages, at every size', async () => {
    const { ws, raw, client, texts } = await socketPair()
    const sent = SIZES.flatMap((size, n) => {
      const [own, shared] = [`own ${n} ${text(size)}`, `shared ${n} ${text(size)}`]
      ws.send(own)
      writeFrame(ws, raw, { text: shared })
      ws.ping()
      return [own, shared]
    })
    ws.close(1000)
    await once(client, 'close')
    expect(texts).toEqual(sent)
  })

  it('is handed to the socket within the call, so nothing overtakes it', async () => {
    const { ws, raw } = await socketPair()
    const before = raw.bytesWritten
    ws.send(text(300))
    expect(raw.bytesWritten - before).toBe(textFrame(text(300)).length)
  })

  it('is not sent after a close frame, from either side', async () => {
    for (const closes of ['server', 'client'] as const) {
      const { ws, raw, client, texts } = await socketPair()
      if (closes === 'server') ws.close(1003)
      else {
        client.close()
        await once(ws, 'close')
      }
      const written = raw.bytesWritten
      expect([writeFrame(ws, raw, { text: 'late' }), raw.bytesWritten]).toEqual([false, written])
      if (closes === 'server') await once(client, 'close')
      expect(texts).toEqual([])
    }
  })
})

describe('a chunk written below node:http', () => {
  it('is sent whole and in order between node:http’s own chunks, and not after the last one', async () => {
    const server = createServer((_request, response) => {
      response.writeHead(200)
      response.flushHeaders()
      for (const [n, size] of SIZES.entries()) {
        response.write(`own ${n} ${text(size)};`)
        writeChunk(response, { text: `shared ${n} ${text(size)};` })
      }
      response.end()
      expect(writeChunk(response, { text: 'late' })).toBe(false)
    })
    const answer = await fetch(`http://127.0.0.1:${await listening(server)}`)
    const whole = SIZES.map((size, n) => `own ${n} ${text(size)};shared ${n} ${text(size)};`).join('')
    expect(await answer.text()).toBe(whole)
    expect(chunkOf('交').toString('utf8')).toBe('3\r\n交\r\n')
  })
})

describe('a client that sends a binary message', () => {
  it('gets the close frame 1003, and no data frame after it, whatever is published meanwhile', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'spotdeck-frames-'))
    const world = { clock: nodeClock, timers: nodeTimers, random: nodeRandom, log: silentLog }
    const desk = new FakeDesk()
    const edge = await openEdge({ desk, world, config: { host: '127.0.0.1', port: 0, sandbox: true, dataDir } })
    ends.push(() => edge.close())
    const access = openAccess(dataDir, world)
    const { secret } = access.createToken({ audience: 'owner', accounts: 'all' })
    access.close()
    const socket = await bareSocket(edge.port, secret)
    ends.push(() => socket.destroy())
    socket.write(clientFrame(0x81, '{"op":"subscribe","id":1,"account":"main","topics":["orders"],"intervalMs":0}'))
    await heard(socket, (bytes) => bytes.includes('"subscribed"'))
    socket.write(clientFrame(0x82, 'binary'))
    // The client does not answer the closing handshake, and events go on.
    const bytes = await heard(socket, (all) => {
      desk.commit([orderDraft(all.length % 40)])
      return all.includes('TEXT_ONLY')
    })
    for (let n = 0; n < 20; n++) desk.commit([orderDraft(n)])
    const after = await restOf(socket, bytes)
    expect(opcodes(after).slice(opcodes(after).indexOf(8))).toEqual([8])
  })
})

/** A WebSocket whose bytes are seen as they are: opened, and past its handshake. */
async function bareSocket(port: number, token: string): Promise<Socket> {
  const socket = connect(port, '127.0.0.1')
  socket.write(
    [
      'GET /api/v1/ws HTTP/1.1',
      `Host: 127.0.0.1:${port}`,
      `Authorization: Bearer ${token}`,
      'Connection: Upgrade',
      'Upgrade: websocket',
      'Sec-WebSocket-Version: 13',
      'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==',
      '\r\n',
    ].join('\r\n'),
  )
  await once(socket, 'data')
  return socket
}

/** All that comes until `isEnough`. */
function heard(socket: Socket, isEnough: (bytes: Buffer) => boolean): Promise<Buffer> {
  let bytes = Buffer.alloc(0)
  return new Promise((resolve) => {
    const take = (data: Buffer): void => {
      bytes = Buffer.concat([bytes, data])
      if (!isEnough(bytes)) return
      socket.off('data', take)
      resolve(bytes)
    }
    socket.on('data', take)
  })
}

/** `before` and all that comes until the server gives up on the closing handshake. */
async function restOf(socket: Socket, before: Buffer): Promise<Buffer> {
  const rest: Buffer[] = [before]
  socket.on('data', (data: Buffer) => rest.push(data))
  await once(socket, 'close')
  return Buffer.concat(rest)
}

/** A frame of a client, masked with zeros. */
function clientFrame(first: number, payload: string): Buffer {
  return Buffer.concat([Buffer.from([first, 0x80 | payload.length, 0, 0, 0, 0]), Buffer.from(payload)])
}

/** The opcode of each whole frame. */
function opcodes(bytes: Buffer): number[] {
  const found: number[] = []
  for (let at = 0; at < bytes.length;) {
    const short = (bytes[at + 1] ?? 0) & 0x7f
    const length =
      short < 126 ? short : short === 126 ? bytes.readUInt16BE(at + 2) : Number(bytes.readBigUInt64BE(at + 2))
    found.push((bytes[at] ?? 0) & 0x0f)
    at += (short < 126 ? 2 : short === 126 ? 4 : 10) + length
  }
  return found
}

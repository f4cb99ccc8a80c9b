import { connect } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import { ONE_MARKET, type Running, startCommand, temporaryFolder } from './support/command.ts'
import { logIn } from './support/gateway.ts'

const folder = temporaryFolder()
let running: Running | undefined
afterEach(async () => {
  await running?.end('SIGKILL')
  folder.remove()
})

/** Opens a connection, sends, and then never reads a byte; answers once the first has come. */
function stalledReader(port: number, request: string): Promise<{ readonly closed: Promise<void>; destroy(): void }> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(request))
    const closed = new Promise<void>((done) => socket.once('close', () => done()))
    socket.once('error', reject)
    socket.once('readable', () => {
      socket.pause()
      resolve({ closed, destroy: () => socket.destroy() })
    })
  })
}

describe('a gateway that gets SIGTERM', () => {
  test('ends cleanly within 10 s, also with stalled subscribers and an unfinished request', async () => {
    running = await startCommand(['up', '--port', '0', '--sandbox-port', '0', '--data', folder.path], {
      environment: ONE_MARKET,
    })
    const session = await logIn(running.address)
    const { host, port } = new URL(session.origin)
    const head = `Host: ${host}\r\nCookie: ${session.cookie}\r\n`
    const events = `GET /api/v1/accounts/main/events?topics=assets,orders,deals,equity,health HTTP/1.1\r\n${head}\r\n`
    const upgrade = `GET /api/v1/ws HTTP/1.1\r\n${head}Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n`
    const slow = `POST /api/v1/settings HTTP/1.1\r\n${head}Content-Type: application/json\r\nContent-Length: 5000\r\nExpect: 100-continue\r\n\r\n`
    const readers = await Promise.all(
      [events, events, upgrade, upgrade, slow].map((text) => stalledReader(Number(port), text)),
    )
    expect((await fetch(`${session.origin}/readyz`)).status).toBe(200)
    const ended = await running.end('SIGTERM')
    // A process that has not closed everything after 10 s ends with 1.
    expect(ended.code).toBe(0)
    expect(ended.err).not.toMatch(/UNEXPECTED/)
    expect(ended.out.trim().split('\n').at(-1)).toBe('Stopped by SIGTERM: everything is saved.')
    for (const reader of readers) reader.destroy()
  })
})

import { mkdtempSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { problem } from '@spotdeck/api'
import { silentLog } from '@spotdeck/ports'
import { nodeClock, nodeRandom, nodeTimers } from '@spotdeck/ports/node'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openAccess } from '@spotdeck/desk/access'
import { type Edge, openEdge } from '../edge.ts'
import { addressOf } from './server.ts'
import { FakeDesk } from '../testing/fake-desk.ts'

const world = { clock: nodeClock, timers: nodeTimers, random: nodeRandom, log: silentLog }
const desk = new FakeDesk()
let edge: Edge
let bearer: string

beforeAll(async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'spotdeck-http-'))
  edge = await openEdge({ desk, world, config: { host: '127.0.0.1', port: 0, sandbox: true, dataDir } })
  const access = openAccess(dataDir, world)
  bearer = access.createToken({ audience: 'owner', accounts: 'all' }).secret
  access.close()
})
afterAll(() => edge.close())

it('names no address for a connection that ended before its request was read', () => {
  expect([addressOf({}), addressOf({ remoteAddress: '10.0.0.7' })]).toEqual(['', '10.0.0.7'])
})

/** Everything that comes back for bytes as they are, until the server ends the connection. */
function rawAnswer(bytes: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = ''
    const socket = connect(edge.port, '127.0.0.1', () => socket.write(bytes))
    socket.on('data', (data: Buffer) => (text += data.toString('latin1')))
    socket.on('close', () => resolve(text))
    socket.on('error', reject)
  })
}

const asked = (line: string, ...headers: readonly string[]): string =>
  [line, ...headers, `Authorization: Bearer ${bearer}`, 'Connection: close', '', ''].join('\r\n')
const host = (): string => `Host: 127.0.0.1:${edge.port}`
const upgrade = (path: string, key: string, token = bearer): string =>
  [
    `GET ${path} HTTP/1.1`,
    host(),
    `Authorization: Bearer ${token}`,
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    `Sec-WebSocket-Key: ${key}`,
    '',
    '',
  ].join('\r\n')
const KEY = 'AAAAAAAAAAAAAAAAAAAAAA=='

it('returns 401 to an unauthenticated caller even for an address that is not text', async () => {
  const nobody = (path: string) => rawAnswer(`GET ${path} HTTP/1.1\r\n${host()}\r\nConnection: close\r\n\r\n`)
  expect(await nobody('/api/v1/accounts/%zz/orders')).toMatch(/^HTTP\/1\.1 401 /)
  expect(await nobody('/%zz')).toMatch(/^HTTP\/1\.1 400 /)
})

it('closes a connection that pipelines a request, and drops that request', async () => {
  const events = `GET /api/v1/accounts/main/events?topics=status HTTP/1.1\r\n${host()}\r\nAuthorization: Bearer ${bearer}\r\n\r\n`
  await rawAnswer(events.repeat(30))
  const metrics = async () => await rawAnswer(asked('GET /metrics HTTP/1.1', host()))
  await expect.poll(metrics).toMatch(/door="sse"\} 0\n/)
})

it('ends a market read whose caller has left', async () => {
  const ended = new Promise<void>((resolve) => {
    desk.book = (_symbol, { signal }) => {
      socket.destroy()
      return new Promise(() => signal?.addEventListener('abort', () => resolve()))
    }
  })
  const socket = connect(edge.port, '127.0.0.1', () =>
    socket.write(asked('GET /api/v1/markets/MXUSDT/book HTTP/1.1', host())),
  )
  await expect(ended).resolves.toBeUndefined()
})

describe('any bytes sent to the port', () => {
  const requests = (): readonly (readonly [what: string, bytes: string, code: string])[] => [
    ['no HTTP at all', 'GARBAGE\r\n\r\n', 'BAD_REQUEST'],
    ['a header without a colon', `GET / HTTP/1.1\r\n${host()}\r\nBad Header\r\n\r\n`, 'BAD_REQUEST'],
    [
      'a query longer than is read',
      asked(`GET /api/v1/accounts?x=${'a'.repeat(20_000)} HTTP/1.1`, host()),
      'TOO_LARGE',
    ],
    ['two names of hosts', asked('GET /api/v1/accounts HTTP/1.1', host(), 'Host: evil.example'), 'WRONG_HOST'],
    ['no name of a host', asked('GET /api/v1/accounts HTTP/1.1'), 'WRONG_HOST'],
    ['a method that nothing takes', asked('PROPFIND /api/v1/accounts HTTP/1.1', host()), 'NOT_FOUND'],
    ['a method of nobody’s page', asked('PROPFIND / HTTP/1.1', host()), 'NOT_FOUND'],
    ['an address that is no text', asked('GET /api/v1/accounts/%zz/orders HTTP/1.1', host()), 'BAD_REQUEST'],
    [
      'another kind of JSON',
      asked(
        'POST /api/v1/settings HTTP/1.1',
        host(),
        'Content-Type: application/json-patch+json',
        'Content-Length: 2',
      ).concat('{}'),
      'BAD_REQUEST',
    ],
    ['an upgrade by nobody', upgrade('/api/v1/ws', KEY, 'sdt_none'), 'UNAUTHENTICATED'],
    ['an upgrade elsewhere', upgrade('/api/v1/accounts', KEY), 'NOT_FOUND'],
    ['an upgrade without a proper key', upgrade('/api/v1/ws', 'short'), 'BAD_REQUEST'],
  ]

  it('is answered by a problem document under the headers that every answer has', async () => {
    for (const [what, bytes, code] of requests()) {
      const [head = '', body = ''] = (await rawAnswer(bytes)).split('\r\n\r\n')
      expect([what, head]).toEqual([what, expect.stringMatching(/content-type: application\/problem\+json/i)])
      const told = problem.parse(JSON.parse(body))
      expect([what, told.code, head.split(' ')[1]]).toEqual([what, code, String(told.status)])
      for (const header of [
        "content-security-policy: default-src 'none'",
        'x-content-type-options: nosniff',
        'x-frame-options: DENY',
        'cache-control: no-store',
      ])
        expect([what, head.toLowerCase()]).toEqual([what, expect.stringContaining(header.toLowerCase())])
      if (code === 'BAD_REQUEST') expect([what, told.params['reason']]).toEqual([what, expect.any(String)])
    }
  })
})

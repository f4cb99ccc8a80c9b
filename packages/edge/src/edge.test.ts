import { formatPosition } from './stream/resume.ts'
import { mkdtempSync, mkdirSync, statSync, writeFileSync } from 'node:fs'
import { connect as connectTcp } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliCompressSync } from 'node:zlib'
import { type Timers, silentLog } from '@spotdeck/ports'
import { nodeClock, nodeRandom, nodeTimers } from '@spotdeck/ports/node'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { WebSocket } from 'ws'
import { openAccess } from '@spotdeck/desk/access'
import { type Edge, openEdge } from './edge.ts'
import { EdgeStartError } from './start-error.ts'
import { assetDraft, dealDraft, equityOf, orderDraft } from './testing/drafts.ts'
import { FakeDesk } from './testing/fake-desk.ts'
import { EventSourceClient } from './testing/event-source.ts'

const world = { clock: nodeClock, timers: nodeTimers, random: nodeRandom, log: silentLog }
const open: Edge[] = []
/** Waits longer than `vi.waitFor` does by itself: a machine that does much else answers late. */
const waitFor = <T>(look: () => T | Promise<T>): Promise<T> => vi.waitFor(look, { timeout: 60_000, interval: 20 })
const dirOf = (): string => mkdtempSync(join(tmpdir(), 'spotdeck-edge-'))

async function start(
  config: { trustedProxies?: readonly string[]; port?: number; dataDir?: string; dashboardDir?: string } = {},
  desk = new FakeDesk(),
  timers = world.timers,
) {
  const dataDir = config.dataDir ?? dirOf()
  const edge = await openEdge({
    desk,
    world: { ...world, timers },
    config: { host: '127.0.0.1', port: 0, sandbox: true, ...config, dataDir },
  })
  open.push(edge)
  const access = openAccess(dataDir, world)
  const token = access.createToken({ audience: 'owner', accounts: 'all' }).secret
  access.close()
  return { edge, desk, dataDir, token, bearer: { authorization: `Bearer ${token}` } }
}

afterEach(async () => {
  await Promise.all(open.splice(0).map((edge) => edge.close()))
})

async function logIn(edge: Edge): Promise<string> {
  const code = (await edge.loginLink()).split('#login=')[1]
  const answer = await fetch(`${edge.url}/api/v1/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: edge.url },
    body: JSON.stringify({ code }),
  })
  expect(answer.status).toBe(200)
  return answer.headers.get('set-cookie')?.split(';')[0] ?? ''
}

function socket(edge: Edge, headers: Record<string, string>) {
  const messages: Record<string, unknown>[] = []
  const ws = new WebSocket(`${edge.url.replace('http', 'ws')}/api/v1/ws`, { headers })
  const closed = new Promise<number>((resolve) => ws.on('close', (code) => resolve(code)))
  const refused = new Promise<number>((resolve) =>
    ws.on('unexpected-response', (_, res) => resolve(res.statusCode ?? 0)),
  )
  ws.on('error', () => {})
  ws.on('message', (data: Buffer) => {
    const json = JSON.parse(data.toString('utf8')) as Record<string, unknown> | Record<string, unknown>[]
    messages.push(...(Array.isArray(json) ? json : [json]))
  })
  const opened = new Promise<void>((resolve) => ws.on('open', resolve))
  return {
    ws,
    messages,
    opened,
    closed,
    refused,
    say: (message: object) => ws.send(JSON.stringify(message)),
  }
}

const seqsOf = (messages: readonly Record<string, unknown>[]): unknown[] =>
  messages.filter((message) => message['topic'] !== undefined).map((message) => message['seq'])

describe('signing in', () => {
  it('accepts a link once, sets a cookie that scripts cannot read, and keeps the session over a restart', async () => {
    const first = await start()
    const link = await first.edge.loginLink()
    const body = JSON.stringify({ code: link.split('#login=')[1] })
    const post = () =>
      fetch(`${first.edge.url}/api/v1/session`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body,
      })
    const answer = await post()
    const cookie = answer.headers.get('set-cookie') ?? ''
    expect(cookie).toMatch(
      new RegExp(`^spotdeck_${first.edge.port}=[\\w-]+; Path=/; HttpOnly; SameSite=Strict; Max-Age=\\d+$`),
    )
    expect(await answer.json()).toMatchObject({ audience: 'owner', accounts: ['main'], sandbox: true })
    expect((await post()).status).toBe(401)

    await first.edge.close()
    const again = await start({ dataDir: first.dataDir, port: first.edge.port })
    const headers = { cookie: cookie.split(';')[0] ?? '' }
    // The pool of the client may still hold a connection of the first server: then it tries again.
    const who = await waitFor(() => fetch(`${again.edge.url}/api/v1/session`, { headers }))
    expect(who.status).toBe(200)
  })

  it('ends every stream of a session when it is signed out', async () => {
    const { edge } = await start()
    const cookie = await logIn(edge)
    const client = socket(edge, { cookie, origin: edge.url })
    await client.opened
    const answer = await fetch(`${edge.url}/api/v1/session`, {
      method: 'DELETE',
      headers: { cookie, origin: edge.url },
    })
    expect(answer.status).toBe(204)
    expect(await client.closed).toBe(4001)
    expect((await fetch(`${edge.url}/api/v1/session`, { headers: { cookie } })).status).toBe(401)
  })

  it('stores credentials and notes unreadable for other users of the machine', async () => {
    const { dataDir } = await start()
    for (const name of ['access.db', 'journal.db']) expect(statSync(join(dataDir, name)).mode & 0o077).toBe(0)
  })
})

describe('access control', () => {
  it('refuses a socket without a session, of another origin or under another name', async () => {
    const { edge, bearer } = await start()
    expect(await socket(edge, {}).refused).toBe(401)
    expect(await socket(edge, { ...bearer, origin: 'https://evil.example' }).refused).toBe(403)
    expect(await socket(edge, { ...bearer, host: `evil.example:${edge.port}` }).refused).toBe(421)
    const cookie = await logIn(edge)
    expect(await socket(edge, { cookie, origin: 'null' }).refused).toBe(403)
  })

  it('trusts a reverse proxy only if it is configured, and rejects an invalid one', async () => {
    const limited = async (trustedProxies: readonly string[], ip: string, edge?: Edge) => {
      const used = edge ?? (await start({ trustedProxies })).edge
      const statuses: number[] = []
      for (let n = 0; n < 11; n++) {
        const answer = await fetch(`${used.url}/api/v1/session`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', 'x-forwarded-for': ip },
          body: '{"code":"wrong"}',
        })
        statuses.push(answer.status)
      }
      return { edge: used, wasLimited: statuses.includes(429) }
    }
    const believing = await limited(['127.0.0.1'], '1.2.3.4')
    expect(believing.wasLimited).toBe(true)
    const other = await fetch(`${believing.edge.url}/api/v1/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-forwarded-for': '1.2.3.5' },
      body: '{"code":"wrong"}',
    })
    expect(other.status).toBe(401)
    const plain = await limited([], '1.2.3.4')
    expect(await limited([], '1.2.3.5', plain.edge)).toMatchObject({ wasLimited: true })
    await expect(start({ trustedProxies: ['proxy.example'] })).rejects.toMatchObject({ code: 'BAD_TRUSTED_PROXY' })
  })

  it('says what to do when its port is taken', async () => {
    const { edge } = await start()
    const trouble = await start({ port: edge.port }).catch((error: unknown) => error)
    expect(trouble).toBeInstanceOf(EdgeStartError)
    expect(trouble).toMatchObject({ code: 'PORT_IN_USE', message: expect.stringContaining('--port') as string })
  })
})

describe('streams over real sockets', () => {
  it('goes on by seq over a WebSocket, live and after a break', async () => {
    const { edge, desk, bearer } = await start()
    desk.commit([orderDraft(1), dealDraft(1)])
    const one = socket(edge, bearer)
    await one.opened
    one.say({ op: 'subscribe', id: 1, account: 'main', topics: ['orders', 'deals'], intervalMs: 0 })
    await waitFor(() => expect(one.messages[0]).toMatchObject({ op: 'subscribed', seq: 2 }))
    desk.commit([orderDraft(2)])
    await waitFor(() => expect(seqsOf(one.messages)).toEqual([3]))
    one.ws.terminate()
    desk.commit([orderDraft(3), dealDraft(3)])
    const two = socket(edge, bearer)
    await two.opened
    const since = { epoch: 'aaaaaaaaaaaaaaaa', seq: 3 }
    two.say({ op: 'subscribe', id: 2, account: 'main', topics: ['orders', 'deals'], since, intervalMs: 0 })
    await waitFor(() => expect(seqsOf(two.messages)).toEqual([4, 5]))
    expect(two.messages.at(-1)).toMatchObject({ op: 'position', seq: 5 })
  })

  it('goes on by Last-Event-ID over SSE', async () => {
    const { edge, desk, bearer } = await start()
    desk.commit([orderDraft(1), dealDraft(1)])
    const url = `${edge.url}/api/v1/accounts/main/events?topics=orders,deals&since=aaaaaaaaaaaaaaaa:0`
    const one = new EventSourceClient(url, bearer)
    const [first, second] = desk.log().map(formatPosition)
    await waitFor(() => expect(one.events.map(({ id }) => id)).toEqual([first, second, second]))
    expect(one.events.at(-1)?.event).toBe('position')
    one.close()
    desk.commit([orderDraft(2)])
    const two = new EventSourceClient(url, { ...bearer, 'last-event-id': one.lastId })
    const third = formatPosition(desk.log()[2] ?? { epoch: '', seq: 0 })
    await waitFor(() => expect(two.events[0]).toMatchObject({ id: third }))
    two.close()
    const lost = new EventSourceClient(url, { ...bearer, 'last-event-id': 'bbbbbbbbbbbbbbbb:1' })
    await waitFor(() => expect(lost.events[0]).toMatchObject({ event: 'reset', id: third }))
    lost.close()
    const older = new EventSourceClient(url, { ...bearer, 'last-event-id': 'aaaaaaaaaaaaaaaa:2' })
    await waitFor(() => expect(older.events[0]).toMatchObject({ id: third }))
    older.close()
    const forked = new EventSourceClient(url, { ...bearer, 'last-event-id': 'aaaaaaaaaaaaaaaa:2:00000000' })
    await waitFor(() => expect(forked.events[0]).toMatchObject({ event: 'reset', id: third }))
    forked.close()
  })

  it('notifies every subscriber when it closes, and closes before the deadline', async () => {
    // Deadlines of seconds never come here.
    const timers: Timers = { after: (ms, run) => nodeTimers.after(ms, ms < 3_000 ? run : () => {}) }
    const { edge, bearer } = await start({}, undefined, timers)
    const client = socket(edge, bearer)
    await client.opened
    client.say({ op: 'subscribe', id: 1, account: 'main', topics: ['orders'] })
    const stream = new EventSourceClient(`${edge.url}/api/v1/accounts/main/events`, bearer)
    await waitFor(() => expect(stream.events).toHaveLength(1))
    await edge.close()
    expect(await client.closed).toBe(1012)
    await waitFor(() => expect(stream.events.at(-1)).toMatchObject({ event: 'end' }))
    expect(await stream.ended).toBe(true)
  })

  it('answers nonsense on a socket by typed errors, and serves the others on', async () => {
    const { edge, desk, bearer } = await start()
    const good = socket(edge, bearer)
    await good.opened
    good.say({ op: 'subscribe', id: 1, account: 'main', topics: ['orders'], intervalMs: 0 })
    const bad = socket(edge, bearer)
    await bad.opened
    for (const text of [
      '',
      '{',
      '[]',
      '{"op":"fly"}',
      '{"op":"subscribe","id":7,"account":"nope","topics":["orders"]}',
    ])
      bad.ws.send(text)
    await waitFor(() => expect(bad.messages).toHaveLength(5))
    expect(bad.messages.map(({ code }) => code)).toEqual([...Array<string>(4).fill('BAD_REQUEST'), 'UNKNOWN_ACCOUNT'])
    bad.ws.send('x'.repeat(100_000))
    expect(await bad.closed).toBe(1009)
    const broken = connectTcp(edge.port, '127.0.0.1', () =>
      broken.write('GET /api/v1/ws HTTP/1.1\r\nUpgrade: x\r\n\x00\x01'),
    )
    broken.on('error', () => {})
    desk.commit([orderDraft(1)])
    await waitFor(() => expect(seqsOf(good.messages)).toEqual([1]))
    broken.destroy()
  })
})

describe('the page', () => {
  const dashboard = (): string => {
    const folder = dirOf()
    mkdirSync(join(folder, 'assets'))
    writeFileSync(
      join(folder, 'index.html'),
      '<!doctype html><html><head><script type="module" src="/assets/app-Ab12Cd34.js"></script></head><body></body></html>',
    )
    writeFileSync(join(folder, 'assets', 'app-Ab12Cd34.js'), 'console.log(1)\n'.repeat(200))
    writeFileSync(join(folder, 'notes.secret'), 'not for the web')
    return folder
  }

  it('comes with a fresh nonce, on every address that is not a file', async () => {
    const { edge } = await start({ dashboardDir: dashboard() })
    const nonces = new Set<string>()
    for (const path of ['/', '/orders', '/index.html']) {
      const answer = await fetch(edge.url + path, { headers: { accept: 'text/html' } })
      const text = await answer.text()
      const nonce = /<meta name="csp-nonce" content="([^"]+)">/.exec(text)?.[1] ?? ''
      expect(text).toContain(`<script nonce="${nonce}" type="module"`)
      expect(answer.headers.get('content-security-policy')).toContain(`script-src 'self' 'nonce-${nonce}'`)
      expect(answer.headers.get('content-security-policy')).toContain(
        "require-trusted-types-for 'script'; trusted-types default",
      )
      nonces.add(nonce)
    }
    expect(nonces.size).toBe(3)
  })

  it('lets browsers keep hashed files for ever, and gives no file that is not of the page', async () => {
    const { edge } = await start({ dashboardDir: dashboard() })
    const asset = await fetch(`${edge.url}/assets/app-Ab12Cd34.js`)
    expect(asset.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
    expect(asset.headers.get('content-encoding')).toBe('gzip')
    expect(await asset.text()).toMatch(/^console/)
    for (const path of [
      '/assets/gone-Ab12Cd34.js',
      '/notes.secret',
      '/..%2f..%2fetc%2fpasswd',
      '/%2e%2e/%2e%2e/etc/hosts.txt',
    ]) {
      expect([path, (await fetch(edge.url + path)).status]).toEqual([path, 404])
    }
  })

  it('serves the compressed file to clients that accept it, and the plain file to others', async () => {
    const folder = dashboard()
    writeFileSync(join(folder, 'assets', 'app-Ab12Cd34.js.br'), brotliCompressSync('console.log(1)\n'.repeat(200)))
    const { edge } = await start({ dashboardDir: folder })
    const path = `${edge.url}/assets/app-Ab12Cd34.js`
    for (const [accepted, coding] of [
      ['gzip, br', 'br'],
      ['gzip', 'gzip'],
      ['identity', null],
    ] as const) {
      const asset = await fetch(path, { headers: { 'accept-encoding': accepted } })
      expect(asset.headers.get('content-encoding')).toBe(coding)
      expect(await asset.text()).toBe('console.log(1)\n'.repeat(200))
    }
    expect((await fetch(`${path}.br`)).status).toBe(404)
  })

  it('reveals no more of itself than necessary, on any path', async () => {
    const { edge, bearer } = await start()
    const answer = await fetch(`${edge.url}/api/v1/accounts`, { headers: bearer })
    expect(answer.headers.get('cache-control')).toBe('no-store')
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
    expect(answer.headers.get('x-frame-options')).toBe('DENY')
    expect(answer.headers.get('x-powered-by')).toBeNull()
    const large = await fetch(`${edge.url}/api/v1/session`, {
      method: 'POST',
      headers: bearer,
      body: 'x'.repeat(70_000),
    })
    expect([large.status, ((await large.json()) as { code: string }).code]).toEqual([413, 'TOO_LARGE'])
    const foreign = await fetch(`${edge.url}/api/v1/links`, {
      method: 'POST',
      headers: { ...bearer, origin: 'https://evil.example' },
    })
    expect(foreign.status).toBe(403)
    expect((await fetch(`${edge.url}/api/v1/accounts/main/events`, { method: 'HEAD', headers: bearer })).status).toBe(
      200,
    )
  })
})

describe('frames shared by many subscribers', () => {
  it('arrive whole at every size and in every script, between frames of a single subscriber', async () => {
    const { edge, desk, bearer } = await start()
    const readers = [socket(edge, bearer), socket(edge, bearer)]
    for (const { opened, say } of readers) {
      await opened
      say({ op: 'subscribe', id: 1, account: 'main', topics: ['orders', 'assets'], intervalMs: 0 })
    }
    await waitFor(() =>
      expect(readers.every(({ messages }) => messages.some(({ op }) => op === 'position'))).toBe(true),
    )
    const asset = assetDraft(1, '漢字🦊')
    desk.commit([asset])
    desk.commit(Array.from({ length: 400 }, (_, n) => orderDraft(n)))
    for (const { say } of readers) say({ op: 'ping', id: 7 })
    desk.commit([orderDraft(1), orderDraft(2)])
    for (const { messages } of readers) {
      await waitFor(() => expect(seqsOf(messages)).toEqual(Array.from({ length: 403 }, (_, n) => n + 1)))
      await waitFor(() => expect(messages).toContainEqual({ op: 'pong', id: 7 }))
      expect(messages.find(({ seq }) => seq === 1)?.['data']).toMatchObject({ asset: '漢字🦊' })
    }
  })

  it('arrive whole over SSE too, between samples of a single subscriber', async () => {
    const { edge, desk, bearer } = await start()
    const url = `${edge.url}/api/v1/accounts/main/events?topics=orders,assets,equity`
    const readers = [new EventSourceClient(url, bearer), new EventSourceClient(url, bearer)]
    await waitFor(() =>
      expect(readers.every(({ events }) => events.some(({ event }) => event === 'position'))).toBe(true),
    )
    desk.commit([assetDraft(1, '漢字🦊')])
    desk.commit(Array.from({ length: 400 }, (_, n) => orderDraft(n)))
    desk.sample({ account: 'main', topic: 'equity', type: 'equity.sampled', time: 1, data: equityOf(1, '100') })
    desk.commit([orderDraft(1), orderDraft(2)])
    for (const reader of readers) {
      const told = () =>
        reader.events.flatMap(({ event, data }) => (event === 'message' ? [data as Record<string, unknown>] : []))
      await waitFor(() =>
        expect(told().flatMap(({ seq }) => seq ?? [])).toEqual(Array.from({ length: 403 }, (_, n) => n + 1)),
      )
      expect(told().find(({ seq }) => seq === 1)?.['data']).toMatchObject({ asset: '漢字🦊' })
      expect(told().filter(({ topic }) => topic === 'equity')).toHaveLength(1)
      reader.close()
    }
  })
})

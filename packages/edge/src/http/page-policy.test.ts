import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Audience, marketStreamSchema } from '@spotdeck/api'
import { silentLog } from '@spotdeck/ports'
import { nodeClock, nodeRandom, nodeTimers } from '@spotdeck/ports/node'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type LocalAccess, openAccess } from '@spotdeck/desk/access'
import { type Edge, openEdge } from '../edge.ts'
import { FakeDesk } from '../testing/fake-desk.ts'

const world = { clock: nodeClock, timers: nodeTimers, random: nodeRandom, log: silentLog }
const EXCHANGE = 'wss://wbs-api.mexc.com'
const ALONE = "connect-src 'self'"
let edge: Edge
let access: LocalAccess

beforeAll(async () => {
  const [dataDir, dashboardDir] = ['data', 'page'].map((name) => mkdtempSync(join(tmpdir(), `spotdeck-${name}-`)))
  if (dataDir === undefined || dashboardDir === undefined) throw new Error('no folders')
  writeFileSync(join(dashboardDir, 'index.html'), '<html><head></head></html>')
  const config = { host: '127.0.0.1', port: 0, sandbox: false, dataDir, dashboardDir, wsUrl: `${EXCHANGE}/ws` }
  edge = await openEdge({ desk: new FakeDesk(), world, config })
  access = openAccess(dataDir, world)
})
afterAll(async () => {
  access.close()
  await edge.close()
})

/** The cookie of a session: the owner's of a login code, others' of a link. */
function sessionOf(audience: Audience): string {
  const linked = { accounts: ['main'], label: 'a friend' }
  const code = audience === 'owner' ? access.newLoginCode() : access.createLink({ audience, ...linked }).secret
  return `spotdeck_${edge.port}=${access.logIn(code)?.cookie ?? ''}`
}

async function connectSources(cookie?: string): Promise<string | undefined> {
  const headers = { accept: 'text/html', ...(cookie === undefined ? {} : { cookie }) }
  const answer = await fetch(`${edge.localUrl}/market/MXUSDT`, { headers })
  const policy = answer.headers.get('content-security-policy') ?? ''
  return policy.split('; ').find((part) => part.startsWith('connect-src'))
}

async function streamTold(token: string): Promise<string | null> {
  const headers = { authorization: `Bearer ${token}` }
  const answer = await fetch(`${edge.localUrl}/api/v1/markets/schema`, { headers })
  return marketStreamSchema.parse(await answer.json()).url
}

it('lets the page connect to nothing else until the owner has turned the direct stream on', async () => {
  const { secret: token } = access.createToken({ audience: 'owner', accounts: 'all' })
  expect(await connectSources(sessionOf('owner'))).toBe(ALONE)
  expect(await streamTold(token)).toBeNull()
  access.changeSettings({ directMarket: true })
  expect(await connectSources(sessionOf('owner'))).toBe(`${ALONE} ${EXCHANGE}`)
  expect(await streamTold(token)).toBe(`${EXCHANGE}/ws`)
  access.changeSettings({ directMarket: null })
  expect(await connectSources(sessionOf('owner'))).toBe(ALONE)
})

it.each([
  ['nobody is signed in', () => undefined],
  ['a viewer is', () => sessionOf('viewer')],
  ['the public is', () => sessionOf('public')],
  ['a session has ended', () => ended()],
])('names no exchange while %s, though the owner has turned the direct stream on', async (_, cookie) => {
  access.changeSettings({ directMarket: true })
  expect(await connectSources(cookie())).toBe(ALONE)
  expect(await connectSources(sessionOf('owner'))).toBe(`${ALONE} ${EXCHANGE}`)
})

function ended(): string {
  const cookie = sessionOf('owner')
  const principal = access.bySession(cookie.slice(cookie.indexOf('=') + 1))
  if (principal !== undefined) access.logOut(principal)
  return cookie
}

import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { seededRandom } from '@spotdeck/ports/virtual'
import { expect, it } from 'vitest'
import { pagePolicy } from './headers.ts'
import { publicStreamUrl } from './public-stream.ts'
import { loadStaticSite } from './static-site.ts'

const MEXC = 'wss://wbs-api.mexc.com/ws'
const SANDBOX = 'ws://127.0.0.1:9090/ws'

it.each([
  ['the exchange, for a page of this machine', { wsUrl: MEXC }, MEXC],
  ['the exchange, for a page over https', { wsUrl: MEXC, publicUrl: 'https://desk.example' }, MEXC],
  ['a sandbox of this machine, for a page of it', { wsUrl: SANDBOX }, SANDBOX],
  [
    'the same by another name',
    { wsUrl: 'ws://localhost:9090/ws', publicUrl: 'http://127.0.0.1:8787' },
    'ws://localhost:9090/ws',
  ],
  [
    'a sandbox of this machine, for a page that is opened elsewhere',
    { wsUrl: SANDBOX, publicUrl: 'http://desk.example' },
    undefined,
  ],
  ['an unencrypted stream, for a page over https', { wsUrl: SANDBOX, publicUrl: 'https://127.0.0.1' }, undefined],
  ['an unencrypted stream of another machine', { wsUrl: 'ws://exchange.example/ws' }, undefined],
  ['no stream', {}, undefined],
  ['what is no stream', { wsUrl: 'https://wbs-api.mexc.com/ws' }, undefined],
  ['what is no address', { wsUrl: 'nothing' }, undefined],
])('a page may open, or may not: %s', (_, options, url) => {
  expect(publicStreamUrl(options)).toBe(url)
})

it('never passes a query on: no key can be in the address', () => {
  expect(publicStreamUrl({ wsUrl: `${MEXC}?listenKey=abc` })).toBe(MEXC)
  expect(publicStreamUrl({ wsUrl: 'wss://user:secret@wbs-api.mexc.com/ws' })).toBe(MEXC)
})

it('allows the page to connect to the direct stream besides itself, only where there is one', async () => {
  const connectOf = (policy: string) => policy.split('; ').find((part) => part.startsWith('connect-src'))
  expect(connectOf(pagePolicy('n'))).toBe("connect-src 'self'")
  expect(connectOf(pagePolicy('n', SANDBOX))).toBe("connect-src 'self' ws://127.0.0.1:9090")
  const folder = mkdtempSync(join(tmpdir(), 'spotdeck-site-'))
  writeFileSync(join(folder, 'index.html'), '<html><head></head></html>')
  const request = { path: '/', accept: 'text/html', acceptEncoding: '', ifNoneMatch: undefined, stream: MEXC }
  const answer = await loadStaticSite(folder, seededRandom(1))?.answer(request)
  expect(connectOf(answer?.headers['content-security-policy'] ?? '')).toBe("connect-src 'self' wss://wbs-api.mexc.com")
})

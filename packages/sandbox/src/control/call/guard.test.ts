import { expect, test } from 'vitest'
import { rejectForeignRequest } from './guard.ts'

const call = { method: 'GET', path: '/sandbox/clock', query: '', body: '', ip: '127.0.0.1' }

test.each([
  ['a program of this machine', '127.0.0.1', { host: 'localhost:9090' }, undefined],
  ['the same by IPv6', '::1', { host: '[::1]:9090' }, undefined],
  ['another machine that writes a loopback Host', '192.0.2.7', { host: 'localhost:9090' }, 'FOREIGN_ADDRESS'],
  ['a name that was rebound to this machine', '127.0.0.1', { host: 'evil.example:9090' }, 'FOREIGN_HOST'],
  ['a page of another origin', '127.0.0.1', { host: 'localhost', origin: 'https://evil.example' }, 'FOREIGN_ORIGIN'],
  [
    'a page of another site that sends no Origin',
    '127.0.0.1',
    { host: 'localhost', 'sec-fetch-site': 'cross-site' },
    'FOREIGN_ORIGIN',
  ],
  [
    'a page on another port of this machine',
    '127.0.0.1',
    { host: 'localhost', origin: 'http://localhost:3000', 'sec-fetch-site': 'same-site' },
    'FOREIGN_ORIGIN',
  ],
  ['its own page', '127.0.0.1', { host: 'localhost', 'sec-fetch-site': 'same-origin' }, undefined],
  ['an address that a person typed', '127.0.0.1', { host: 'localhost', 'sec-fetch-site': 'none' }, undefined],
])('the panel and %s', (_name, ip, headers, code) => {
  const reply = rejectForeignRequest({ ...call, ip, headers })
  expect(reply).toEqual(
    code === undefined ? undefined : { status: 403, body: expect.objectContaining({ code }) as unknown },
  )
})

const access = { token: 'a-long-panel-token', host: 'sandbox' }
test.each([
  ['has the token', { authorization: 'Bearer a-long-panel-token', host: 'sandbox:9090' }, undefined],
  ['has none', { host: 'sandbox:9090' }, 'FOREIGN_ADDRESS'],
  ['has another one', { authorization: 'Bearer a-long-panel-tokem', host: 'sandbox:9090' }, 'FOREIGN_ADDRESS'],
  ['names another host', { authorization: 'Bearer a-long-panel-token', host: 'evil.example' }, 'FOREIGN_ADDRESS'],
  [
    'is a page',
    { authorization: 'Bearer a-long-panel-token', host: 'sandbox', 'sec-fetch-site': 'cross-site' },
    'FOREIGN_ORIGIN',
  ],
])('a program of another machine that %s', (_name, headers, code) => {
  const reply = rejectForeignRequest({ ...call, ip: '172.17.0.3', headers }, access)
  expect((reply as { body: { code: string } } | undefined)?.body.code).toBe(code)
})

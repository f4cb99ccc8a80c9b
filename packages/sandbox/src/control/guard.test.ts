import { expect, test } from 'vitest'
import { refuseStranger } from './guard.ts'

const call = { method: 'GET', path: '/sandbox/clock', query: '', body: '', ip: '127.0.0.1' }

test.each([
  ['a program of this machine', '127.0.0.1', { host: 'localhost:9090' }, undefined],
  ['the same by IPv6', '::1', { host: '[::1]:9090' }, undefined],
  ['another machine that writes a loopback Host', '192.0.2.7', { host: 'localhost:9090' }, 'FOREIGN_ADDRESS'],
  ['a name that was rebound to this machine', '127.0.0.1', { host: 'evil.example:9090' }, 'FOREIGN_HOST'],
  ['a page of another origin', '127.0.0.1', { host: 'localhost', origin: 'https://evil.example' }, 'FOREIGN_ORIGIN'],
])('the panel and %s', (_name, ip, headers, code) => {
  const reply = refuseStranger({ ...call, ip, headers })
  expect(reply === undefined ? undefined : (reply.body as { code: string }).code).toBe(code)
})

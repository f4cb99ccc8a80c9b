import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { silentLog } from '@spotdeck/ports'
import { nodeClock, nodeRandom, nodeTimers } from '@spotdeck/ports/node'
import { describe, expect, it } from 'vitest'
import { openEdge } from './edge.ts'
import { FakeDesk } from './testing/fake-desk.ts'
import { advertisedExposure, exchangeExposure, isLoopback, listeningExposure, redisExposure } from './exposure.ts'

describe('an address', () => {
  it.each([
    ['localhost', true],
    ['127.0.0.1', true],
    ['127.8.9.1', true],
    ['::1', true],
    ['[::1]', true],
    ['0.0.0.0', false],
    ['::', false],
    ['', false],
    ['192.168.1.7', false],
    ['127.0.0.1.evil.example', false],
    ['localhost.evil.example', false],
  ])('%s leads to this machine alone: %s', (host, expected) => {
    expect(isLoopback(host)).toBe(expected)
  })
})

describe('an address at which other gateways pass orders on', () => {
  it.each([
    ['https://desk-1.example', undefined],
    ['http://127.0.0.1:8787', undefined],
    ['http://10.1.2.3:8787', undefined],
    ['http://172.31.0.1', undefined],
    ['http://192.168.1.7:8787', undefined],
    ['http://[fd00::7]:8787', undefined],
    ['http://172.32.0.1', 'EXPOSED_HOST'],
    ['http://8.8.8.8', 'EXPOSED_HOST'],
    ['http://desk-1.internal:8787', 'EXPOSED_HOST'],
  ])('%s: %s', (advertiseUrl, expected) => {
    expect(advertisedExposure({ advertiseUrl })?.code).toBe(expected)
    expect(advertisedExposure({ advertiseUrl, allowPlainHttp: true })).toBeUndefined()
  })

  it('is not needed', () => {
    expect(advertisedExposure({})).toBeUndefined()
  })
})

describe('listening beyond this machine', () => {
  it('is rejected without an https public address, with the next step', () => {
    for (const host of ['0.0.0.0', '::', '192.168.1.7', 'desk.example']) {
      const { code, message } = listeningExposure({ host }) ?? {}
      expect(code).toBe('EXPOSED_HOST')
      for (const word of [host, '--public-url', '--trusted-proxies', '--allow-plain-http'])
        expect(message).toContain(word)
      expect(listeningExposure({ host, publicUrl: 'http://desk.example' })?.code).toBe('EXPOSED_HOST')
    }
  })

  it('is rejected for a plain public address beyond this machine', () => {
    expect(listeningExposure({ host: '127.0.0.1', publicUrl: 'http://desk.example' })?.code).toBe('EXPOSED_HOST')
    expect(listeningExposure({ host: '127.0.0.1', publicUrl: 'http://127.0.0.1:9' })).toBeUndefined()
  })

  it('is rejected behind a trusted proxy whose https address is not given: cookies would lack Secure', () => {
    for (const publicUrl of [undefined, 'http://127.0.0.1:9', 'http://desk.example']) {
      const settings = { host: '0.0.0.0', trustedProxies: ['10.0.0.0/8'], publicUrl }
      const found = listeningExposure(settings)
      expect([found?.code, found?.message]).toEqual(['EXPOSED_HOST', expect.stringContaining('--public-url')])
    }
    const { message = '' } = listeningExposure({ host: '0.0.0.0' }) ?? {}
    for (const word of ['https://', 'publicUrl', 'SPOTDECK_PUBLIC_URL']) expect(message).toContain(word)
  })

  it('is accepted with an https public address, or when it is allowed explicitly', () => {
    const host = '0.0.0.0'
    expect(listeningExposure({ host, publicUrl: 'https://desk.example' })).toBeUndefined()
    expect(listeningExposure({ host, allowPlainHttp: true })).toBeUndefined()
    expect(listeningExposure({ host: '127.0.0.1' })).toBeUndefined()
  })

  it('opens no port: the edge rejects it before it listens or writes', async () => {
    const world = { clock: nodeClock, timers: nodeTimers, random: nodeRandom, log: silentLog }
    const dataDir = join(mkdtempSync(join(tmpdir(), 'spotdeck-exposed-')), 'data')
    const config = { host: '0.0.0.0', port: 0, sandbox: true, dataDir }
    for (const trustedProxies of [[], ['10.0.0.7']])
      await expect(
        openEdge({ desk: new FakeDesk(), world, config: { ...config, trustedProxies } }),
      ).rejects.toMatchObject({ code: 'EXPOSED_HOST' })
  })
})

describe('a plain address of the exchange', () => {
  const live = { rest: 'https://api.mexc.com', ws: 'wss://wbs-api.mexc.com/ws' }
  it('is rejected beyond this machine unless it is allowed explicitly', () => {
    expect(exchangeExposure(live)).toBeUndefined()
    expect(exchangeExposure({ rest: 'http://127.0.0.1:9090', ws: 'ws://localhost:9090/ws' })).toBeUndefined()
    expect(exchangeExposure({ ...live, rest: 'http://10.0.0.5' })?.message).toMatch(/--rest .*https:/)
    expect(exchangeExposure({ ...live, ws: 'ws://10.0.0.5/ws' })?.message).toMatch(/--ws .*wss:/)
    expect(exchangeExposure({ ...live, rest: 'http://10.0.0.5', allowPlainExchange: true })).toBeUndefined()
  })
})

describe('a plain Redis', () => {
  it('is rejected beyond this machine unless its target allows it; the password is not printed', () => {
    const plain = 'redis://desk:hunter22@redis.example/0'
    const { code, message = '' } = redisExposure([{ url: 'redis://127.0.0.1' }, { url: plain }]) ?? {}
    expect([code, message]).toEqual(['PLAIN_REDIS', expect.stringMatching(/^redis\[1\].*rediss:.*allowPlain/)])
    expect(message).not.toContain('hunter22')
    for (const url of ['redis://desk:hunter22@127.0.0.1', 'rediss://desk:hunter22@redis.example'])
      expect(redisExposure([{ url }])).toBeUndefined()
    expect(redisExposure([{ url: 'redis://redis.example' }])?.code).toBe('PLAIN_REDIS')
    expect(redisExposure([{ url: plain, allowPlain: true }])).toBeUndefined()
  })
})

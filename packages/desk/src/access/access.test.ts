import { mkdtempSync, readFileSync, readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { VirtualTime, seededRandom } from '@spotdeck/ports/virtual'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createAccess } from './access.ts'
import { cookieName, readCookie, writeCookie } from './cookie.ts'
import { openLibsqlAccessStore } from './libsql-store.ts'
import { memoryAccessStore } from './libsql-store.ts'
import { ourAddresses } from './origin.ts'
import { cursorSeal, hashSecret, maskIdWith } from './secrets.ts'
import { createThrottle } from './throttle.ts'

function access(store = memoryAccessStore()) {
  const time = new VirtualTime()
  return { time, store, access: createAccess({ store, clock: time, random: seededRandom(7) }) }
}

describe('access', () => {
  it('lets a login code in once, and not after ten minutes', async () => {
    const { access: door, time } = access()
    const [used, late] = [door.newLoginCode(), door.newLoginCode()]
    expect(door.logIn(used)?.principal).toMatchObject({ grants: [{ role: 'owner', accounts: 'all' }] })
    expect(door.logIn(used)).toBeUndefined()
    await time.advance(10 * 60_000)
    expect(door.logIn(late)).toBeUndefined()
  })

  it('gives a session no longer than the link it came from', async () => {
    const { access: door, time } = access()
    const expiresAt = time.now() + 60_000
    const { credential: link, secret } = door.createLink({
      audience: 'viewer',
      accounts: ['main'],
      label: 'x',
      expiresAt,
    })
    const session = door.logIn(secret)
    expect(session?.principal.expiresAt).toBe(expiresAt)
    expect(door.logIn(secret)).toBeDefined()
    expect(door.bySession(session?.cookie ?? '')).toBeDefined()
    expect(door.revokeLink(link.id)).toBe(true)
    expect(door.bySession(session?.cookie ?? '')).toBeUndefined()
    expect(session && door.stillHolds(session.principal)).toBe(false)
  })

  it('does not take one kind of secret for another', () => {
    const { access: door } = access()
    const { secret } = door.createToken({ audience: 'owner', accounts: 'all' })
    expect(door.byToken(secret)).toBeDefined()
    expect(door.bySession(secret)).toBeUndefined()
    expect(door.logIn(secret)).toBeUndefined()
    expect(door.byToken(door.newLoginCode())).toBeUndefined()
  })

  it('ends a token by its id, and tells which there are without what opens anything', () => {
    const { access: door } = access()
    const [kept, lost] = ['kept', 'lost'].map((label) =>
      door.createToken({ audience: 'viewer', accounts: 'all', label }),
    )
    expect(
      door
        .tokens()
        .map(({ label }) => label)
        .sort(),
    ).toEqual(['kept', 'lost'])
    expect(door.revokeToken(lost?.credential.id ?? '')).toBe(true)
    expect(door.revokeToken(lost?.credential.id ?? '')).toBe(false)
    expect([kept, lost].map((made) => door.byToken(made?.secret ?? '')?.label)).toEqual(['kept', undefined])
    expect(door.tokens().map(({ label }) => label)).toEqual(['kept'])
    expect(door.records()[0]).toMatchObject({ event: 'token-revoked', label: 'lost', door: 'command' })
  })

  it('writes no secret to the disk', () => {
    const folder = mkdtempSync(join(tmpdir(), 'spotdeck-access-'))
    const { access: door } = access(openLibsqlAccessStore(join(folder, 'access.db')))
    const secrets = [door.newLoginCode(), door.createToken({ audience: 'owner', accounts: 'all' }).secret]
    secrets.push(door.logIn(door.newLoginCode())?.cookie ?? '')
    door.close()
    const stored = readdirSync(folder)
      .map((file) => readFileSync(join(folder, file), 'latin1'))
      .join('')
    expect(stored).toContain(hashSecret(secrets[1] ?? ''))
    for (const secret of secrets) expect(stored).not.toContain(secret)
  })
})

describe('the access log', () => {
  it('records each login, and each caller’s transport and address once per 15 minutes', async () => {
    const { access: door, time, store } = access()
    const who = { id: 'a', label: 'my bot', audience: 'viewer' } as const
    for (let i = 0; i < 1_000; i++) door.log.used(who, { door: 'rest', from: '10.0.0.1' })
    door.log.used(who, { door: 'sse', from: '10.0.0.1' })
    door.log.used(who, { door: 'rest', from: '10.0.0.2' })
    await time.advance(15 * 60_000)
    door.log.used(who, { door: 'rest', from: '10.0.0.1' })
    for (let i = 0; i < 2; i++) door.log.happened('logged-in', { door: 'rest', from: '10.0.0.1' }, who)
    expect(store.records().map(({ event, door: by, from }) => `${event} ${by} ${from}`)).toEqual([
      'logged-in rest 10.0.0.1',
      'logged-in rest 10.0.0.1',
      'used rest 10.0.0.1',
      'used rest 10.0.0.2',
      'used sse 10.0.0.1',
      'used rest 10.0.0.1',
    ])
  })

  it('cannot be flooded by refusals from ever new addresses', () => {
    const { access: door, store } = access()
    for (let i = 0; i < 5_000; i++)
      door.log.refused('UNAUTHENTICATED', { door: 'rest', from: `10.0.${i >> 8}.${i & 255}` })
    for (let i = 0; i < 5_000; i++)
      door.log.happened('login-refused', { door: 'rest', from: `10.1.${i >> 8}.${i & 255}` })
    expect(store.records().length).toBeLessThanOrEqual(2_000)
  })
})

describe('masked ids', () => {
  it('are 12 letters, stable, and different per account and per key', () => {
    fc.assert(
      fc.property(fc.string(), (id) => {
        const masked = maskIdWith('aa', 'main')(id)
        expect(masked).toMatch(/^[a-z2-7]{12}$/)
        expect(maskIdWith('aa', 'main')(id)).toBe(masked)
        expect(maskIdWith('aa', 'other')(id)).not.toBe(masked)
        expect(maskIdWith('bb', 'main')(id)).not.toBe(masked)
      }),
    )
  })

  it('stay the same beyond the number that is kept', () => {
    const maskId = maskIdWith('aa', 'main')
    const list = (from: number): string[] => Array.from({ length: 10_000 }, (_, n) => maskId(`C02__${from + n}`))
    const first = list(0)
    list(10_000)
    list(20_000)
    expect(list(0)).toEqual(first)
  })

  it('do not leak through cursors: an encrypted cursor reveals nothing and cannot be changed', () => {
    const seal = cursorSeal('aa', seededRandom(1))
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.nat(), (cursor, at) => {
        const encrypted = seal.seal(cursor, '/orders')
        expect(seal.open(encrypted, '/deals')).toBeUndefined()
        expect(seal.open(encrypted, '/orders')).toBe(Buffer.from(cursor, 'utf8').toString('utf8'))
        const i = at % encrypted.length
        const bent = encrypted.slice(0, i) + (encrypted[i] === 'A' ? 'B' : 'A') + encrypted.slice(i + 1)
        if (Buffer.from(bent, 'base64url').compare(Buffer.from(encrypted, 'base64url')) !== 0)
          expect(seal.open(bent, '/orders')).toBeUndefined()
      }),
    )
  })
})

describe('addresses', () => {
  it('are the loopback names with the port, and no name usable for DNS rebinding', () => {
    const { isOurHost, isOurOrigin, url } = ourAddresses({ host: '127.0.0.1', port: 8787 })
    expect(['127.0.0.1:8787', 'localhost:8787', 'LOCALHOST:8787', '[::1]:8787'].map(isOurHost)).toEqual([
      true,
      true,
      true,
      true,
    ])
    const foreign = [
      'evil.example:8787',
      '127.0.0.1:8788',
      'localhost',
      '127.0.0.1.evil.example:8787',
      '',
      undefined,
      '192.168.1.5:8787',
    ]
    expect(foreign.filter(isOurHost)).toEqual([])
    expect(isOurOrigin('http://localhost:8787', 'localhost:8787')).toBe(true)
    expect(isOurOrigin(undefined, 'localhost:8787')).toBe(true)
    const strange = [
      'null',
      'https://localhost:8787',
      'http://evil.example',
      'http://localhost:8787.evil.example',
      'http://127.0.0.1:8787',
    ]
    expect(strange.filter((origin) => isOurOrigin(origin, 'localhost:8787'))).toEqual([])
    expect(url).toBe('http://127.0.0.1:8787')
  })

  it('include the public one, and every IP address when it listens on all interfaces', () => {
    const { isOurHost, isOurOrigin, url, secure } = ourAddresses({
      host: '0.0.0.0',
      port: 8787,
      publicUrl: 'https://desk.example/',
      ownAddresses: () => ['127.0.0.1', '192.168.1.5', 'fe80::1'],
    })
    expect(['desk.example', '10.0.0.7:8787', '[fe80::1]:8787'].map(isOurHost)).toEqual([true, true, true])
    expect(['evil.example:8787', '10.0.0.7'].filter(isOurHost)).toEqual([])
    expect(isOurOrigin('https://desk.example', '127.0.0.1:8787')).toBe(true)
    expect(isOurOrigin('http://desk.example', 'desk.example')).toBe(false)
    expect([url, secure]).toEqual(['https://desk.example', true])
  })

  it('exclude a page of another machine on an IP address with the same port', () => {
    const { isOurOrigin } = ourAddresses({
      host: '0.0.0.0',
      port: 8787,
      ownAddresses: () => ['192.168.1.5', 'fe80::1'],
    })
    expect(isOurOrigin('http://203.0.113.66:8787', '192.168.1.5:8787')).toBe(false)
    expect(isOurOrigin('http://203.0.113.66:8787', '203.0.113.66:8787')).toBe(false)
    expect(isOurOrigin('http://192.168.1.5:8787', '192.168.1.5:8787')).toBe(true)
    expect(isOurOrigin('http://[fe80::1]:8787', '[fe80::1]:8787')).toBe(true)
    expect(isOurOrigin('http://192.168.1.5:8787', '127.0.0.1:8787')).toBe(false)
    expect(isOurOrigin('http://localhost:8787', 'localhost:8787')).toBe(true)
  })
})

describe('throttle', () => {
  it('allows a burst, then a rate, and keeps callers apart', async () => {
    const time = new VirtualTime()
    const throttle = createThrottle(time, { burst: 3, perSecond: 0.5 })
    expect([1, 2, 3, 4].map(() => throttle.take('a'))).toEqual([0, 0, 0, 2])
    expect(throttle.take('b')).toBe(0)
    await time.advance(2_000)
    expect([throttle.take('a'), throttle.take('a')]).toEqual([0, 2])
  })

  it('remembers a bounded number of callers', () => {
    const throttle = createThrottle(new VirtualTime(), { burst: 1, perSecond: 1, callers: 2 })
    for (const caller of ['a', 'b', 'c']) expect(throttle.take(caller)).toBe(0)
    expect(throttle.take('c')).toBe(1)
    expect(throttle.take('a')).toBe(0)
  })
})

describe('cookies', () => {
  it('are read among others, and by their whole name', () => {
    expect(readCookie('a=1; spotdeck_8787=x-y; b=2', 'spotdeck_8787')).toBe('x-y')
    expect(readCookie('xspotdeck_8787=no', 'spotdeck_8787')).toBeUndefined()
    expect(readCookie(undefined, 'spotdeck_8787')).toBeUndefined()
  })

  it('are bound to the host under HTTPS', () => {
    expect([cookieName(8787), cookieName(8787, true)]).toEqual(['spotdeck_8787', '__Host-spotdeck_8787'])
    expect(readCookie('spotdeck_8787=old; __Host-spotdeck_8787=new', cookieName(8787, true))).toBe('new')
  })

  it('are Secure where the page is', () => {
    expect(writeCookie({ name: 'n', value: 'v', maxAgeSeconds: 9.5, secure: true })).toBe(
      'n=v; Path=/; HttpOnly; SameSite=Strict; Max-Age=9; Secure',
    )
  })
})

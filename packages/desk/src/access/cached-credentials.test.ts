import { VirtualTime, seededRandom } from '@spotdeck/ports/virtual'
import { describe, expect, it } from 'vitest'
import { createConnections } from '@spotdeck/edge/testing'
import { type Access, createAccess } from './access.ts'
import { CachedCredentials, FRESH_MS, GRACE_MS } from './cached-credentials.ts'
import { memoryAccessStore } from './libsql-store.ts'
import type { SharedAccessStore } from './store.ts'

/** A store that two gateways share; while it is `away`, no call is answered. */
function sharedStore() {
  const memory = memoryAccessStore()
  const network = { away: false, asked: 0 }
  const call = async <T>(answer: () => T): Promise<T> => {
    network.asked += 1
    await Promise.resolve()
    if (network.away) throw new Error('the database is away')
    return answer()
  }
  const store: SharedAccessStore = {
    add: (...given) => call(() => memory.add(...given)),
    find: (...given) => call(() => memory.find(...given)),
    byId: (...given) => call(() => memory.byId(...given)),
    byIds: (ids, now) => call(() => ids.flatMap((id) => memory.byId(id, now) ?? [])),
    consume: (...given) => call(() => memory.consume(...given)),
    revoke: (...given) => call(() => memory.revoke(...given)),
    revokeOthers: (...given) => call(() => memory.revokeOthers(...given)),
    end: (...given) => call(() => memory.end(...given)),
    touch: (...given) => call(() => memory.touch(...given)),
    list: (...given) => call(() => memory.list(...given)),
    sweep: (...given) => call(() => memory.sweep(...given)),
    secret: (...given) => call(() => memory.secret(...given)),
    preferences: () => call(() => memory.preferences()),
    keepPreferences: (...given) => call(() => memory.keepPreferences(...given)),
    record: (...given) => call(() => memory.record(...given)),
    records: () => call(() => memory.records()),
    passkeys: memory.passkeys,
    audit: memory.audit,
    users: memory.users,
    close() {},
  }
  return { store, network }
}

async function twoGateways() {
  const time = new VirtualTime()
  const { store, network } = sharedStore()
  const open = (name: string): Promise<Access> => {
    const known = new CachedCredentials({ store, clock: time, monotonic: time })
    return createAccess({ store: known.store, known, clock: time, random: seededRandom(name) })
  }
  return { time, network, here: await open('here'), there: await open('there') }
}

/** A request with this token: who it is, `nobody`, or `unreachable`. */
async function ask(access: Access, token: string): Promise<string> {
  await access.prepare({ token })
  try {
    return access.byToken(token)?.grants[0]?.role ?? 'nobody'
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'STORE_UNREACHABLE' ? 'unreachable' : 'failed'
  }
}

describe('credentials that gateways share', () => {
  it('are known at every gateway at once, and read once a second however often they are used', async () => {
    const { here, there, network } = await twoGateways()
    const { secret } = await here.createToken({ audience: 'viewer', accounts: 'all' })
    expect(await ask(there, secret)).toBe('viewer')
    const asked = network.asked
    for (let n = 0; n < 50; n++) expect(await ask(there, secret)).toBe('viewer')
    expect(network.asked).toBe(asked)
  })

  it('follow a user’s roles here at once, and at every other gateway within a second', async () => {
    const { time, here, there } = await twoGateways()
    const user = await here.users.add({ name: 'Ann', grants: [{ role: 'trader', accounts: ['main'] }] })
    if (typeof user === 'string') throw new Error(user)
    const { cookie = '' } = (await there.logIn((await here.newUserLink(user.id))?.code ?? '')) ?? {}
    const roleAt = async (access: Access): Promise<string | undefined> => {
      await access.prepare({ cookie })
      return access.bySession(cookie)?.grants[0]?.role
    }
    const both = async () => [await roleAt(here), await roleAt(there)]
    expect(await both()).toEqual(['trader', 'trader'])
    await here.users.change(user.id, { grants: [{ role: 'viewer', accounts: 'all' }] })
    expect(await roleAt(here)).toBe('viewer')
    await time.advance(1_000)
    expect(await both()).toEqual(['viewer', 'viewer'])
    await here.users.change(user.id, { disabled: true })
    expect(await roleAt(here)).toBeUndefined()
    await time.advance(1_000)
    expect(await both()).toEqual([undefined, undefined])
  })

  it('let a session in at another gateway, with the same cookie name and the same masked ids', async () => {
    const { here, there } = await twoGateways()
    const signedIn = await there.logIn(await here.newLoginCode())
    const cookie = signedIn?.cookie ?? ''
    await here.prepare({ cookie })
    expect(here.bySession(cookie)?.id).toBe(signedIn?.principal.id)
    expect(here.desk).toBe(there.desk)
    expect(here.maskIdOf('main')('1')).toBe(there.maskIdOf('main')('1'))
    expect(there.cursors.open(here.cursors.seal('place', '/list'), '/list')).toBe('place')
  })

  it('are refused elsewhere within a second after one gateway revokes them, and at that one at once', async () => {
    const { time, here, there } = await twoGateways()
    const { secret, credential } = await here.createToken({ audience: 'owner', accounts: 'all' })
    expect([await ask(here, secret), await ask(there, secret)]).toEqual(['owner', 'owner'])
    expect(await here.revokeToken(credential.id)).toBe(true)
    expect(await ask(here, secret)).toBe('nobody')
    await time.advance(FRESH_MS)
    expect(await ask(there, secret)).toBe('nobody')
  })

  it('end the streams of a session that another gateway signed out', async () => {
    const { time, here, there } = await twoGateways()
    const signedIn = await here.logIn(await here.newLoginCode())
    if (signedIn === undefined) throw new Error('not signed in')
    const { principal } = signedIn
    await there.recheck([principal.id])
    expect(there.stillHolds(principal)).toBe(true)
    await here.logOut(principal)
    await time.advance(there.checkEveryMs)
    await there.recheck([principal.id])
    expect(there.stillHolds(principal)).toBe(false)
  })

  it('serve those who are known for some seconds while the store is away, and never anybody else', async () => {
    const { time, network, here, there } = await twoGateways()
    const { secret } = await here.createToken({ audience: 'owner', accounts: 'all' })
    const other = await here.createToken({ audience: 'owner', accounts: 'all' })
    const never = `sdt_${'x'.repeat(43)}`
    expect([await ask(there, secret), await ask(there, never)]).toEqual(['owner', 'nobody'])
    network.away = true
    await time.advance(FRESH_MS + 1)
    expect([await ask(there, secret), await ask(there, other.secret)]).toEqual(['owner', 'unreachable'])
    // It was nobody's when it could be asked, which says nothing about now.
    expect(await ask(there, never)).toBe('unreachable')
    await expect(there.logIn(secret)).rejects.toThrow('away')
    expect(await there.isReadable()).toBe(false)
    await time.advance(GRACE_MS)
    expect(await ask(there, secret)).toBe('unreachable')
    network.away = false
    await time.advance(FRESH_MS)
    expect([await ask(there, secret), await ask(there, other.secret), await ask(there, never)]).toEqual([
      'owner',
      'owner',
      'nobody',
    ])
  })

  it('keep streams while they are known, end them within two seconds of a revocation, and let go of them after ten', async () => {
    const { time, network, here, there } = await twoGateways()
    const connections = createConnections(there, { clock: time, timers: time })
    const said: string[] = []
    const follow = async (name: string) => {
      const { secret, credential } = await here.createToken({ audience: 'owner', accounts: 'all' })
      await there.prepare({ token: secret })
      const principal = there.byToken(secret)
      if (principal === undefined) throw new Error('not known')
      const [restart, revoke] = [() => void said.push(`${name} restarts`), () => void said.push(`${name} revoked`)]
      connections.add({ principal, door: 'sse', bufferedBytes: () => 0, restart, revoke })
      return credential
    }
    const first = await follow('first')
    await follow('second')
    await here.revokeToken(first.id)
    await time.advance(2 * FRESH_MS)
    expect(said).toEqual(['first revoked'])
    network.away = true
    await time.advance(GRACE_MS - FRESH_MS)
    expect(said).toEqual(['first revoked'])
    await time.advance(2 * FRESH_MS)
    expect(said).toEqual(['first revoked', 'second restarts'])
    connections.close()
  })

  it('expire on time also while the store is away', async () => {
    const { time, network, here, there } = await twoGateways()
    const expiresAt = time.now() + 3_000
    const { secret } = await here.createToken({ audience: 'owner', accounts: 'all', expiresAt })
    expect(await ask(there, secret)).toBe('owner')
    network.away = true
    await time.advance(3_000)
    expect(await ask(there, secret)).toBe('nobody')
  })

  it('do not ask the store about what no gateway can have made', async () => {
    const { there, network } = await twoGateways()
    const asked = network.asked
    await there.prepare({ token: 'guess', cookie: 'sds_short' })
    expect(network.asked).toBe(asked)
  })
})

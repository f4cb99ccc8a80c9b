import { readFileSync } from 'node:fs'
import { Database, followerAddress } from '@spotdeck/follow/postgres'
import { PostgresServer, hasPostgres } from '@spotdeck/follow/testing'
import { nodeClock, nodeRandom } from '@spotdeck/ports/node'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { EdgeState } from './edge-state.ts'
import { openPostgresState } from './postgres-state.ts'

const docs = readFileSync(new URL('../../../../docs/operations.md', import.meta.url), 'utf8')
const world = { clock: nodeClock, random: nodeRandom, monotonic: nodeClock }
let server: PostgresServer
let database: Database

beforeAll(async () => {
  if (!hasPostgres) return
  server = await PostgresServer.start()
  database = await Database.open({ url: server.url })
}, 60_000)
afterAll(async () => {
  await database?.close()
  await server?.close()
})

/** The state of a gateway whose user of the database has the rights that the documentation gives an edge. */
async function asEdge(): Promise<EdgeState> {
  const rights = /```sql\n([\s\S]*?)```/.exec(docs)?.[1] ?? ''
  for (const statement of rights.split(';').filter((text) => text.trim() !== '')) await database.all(statement)
  await database.all("ALTER ROLE spotdeck_edge PASSWORD 'edge'")
  const url = new URL(server.url)
  url.username = 'spotdeck_edge'
  url.password = 'edge'
  return openPostgresState({ url: url.href, world })
}

describe.skipIf(!hasPostgres)('the state of gateways that share a database', () => {
  it('is served with no more rights than the documentation gives an edge, and its user cannot write a ledger', async () => {
    const all = await openPostgresState({ url: server.url, world })
    const edge = await asEdge()
    const { secret, credential } = await edge.access.createToken({ audience: 'owner', accounts: 'all' })
    await all.access.prepare({ token: secret })
    expect(all.access.byToken(secret)?.id).toBe(credential.id)
    expect(await edge.access.revokeToken(credential.id)).toBe(true)
    expect(await all.access.changeSettings({ theme: 'dark' })).toEqual({ theme: 'dark' })
    expect(await edge.access.settings()).toEqual({ theme: 'dark' })
    const note = { account: 'main', kind: 'order', id: '1' } as const
    await edge.journal.put(note, { text: 'why', tags: [], updatedAt: 5 })
    expect(await all.journal.delete(note)).toBe(true)
    const submission = { account: 'main', key: 'k' }
    const answer = { fingerprint: 'f', answer: { status: 201, headers: {}, body: '{}' } }
    const times = { now: 5, forgetBefore: 0 }
    await edge.submissions?.bind(submission, answer.fingerprint, times)
    await edge.submissions?.keep(submission, answer)
    expect(await all.submissions?.bind(submission, 'g', times)).toEqual(answer)
    expect(edge.forwardKey).toBe(all.forwardKey)
    const recorded = async () => (await edge.access.records()).map(({ event }) => event)
    await expect.poll(recorded, { timeout: 60_000 }).toContain('token-revoked')
    const made = await edge.access.audit.list({ action: 'token-made', limit: 9 })
    expect(made).toMatchObject([{ door: 'command', outcome: 'ok', target: credential.id }])
    const url = new URL(server.url)
    ;[url.username, url.password] = ['spotdeck_edge', 'edge']
    const asUser = await Database.open({ url: url.href, migrates: false })
    expect(await followerAddress(asUser, 'main')).toBeUndefined()
    for (const table of ['passkeys', 'spent_challenges', 'confirmations'])
      await asUser.writes.all(`DELETE FROM ${table}`)
    await expect(asUser.writes.all("UPDATE audit_records SET body = '{}'")).rejects.toMatchObject({
      code: 'STORE_REFUSED',
    })
    for (const table of ['ledgers', 'leases', 'events', 'members', 'ordered'])
      await expect(asUser.all(`DELETE FROM ${table}`)).rejects.toMatchObject({ code: 'STORE_REFUSED' })
    await Promise.all([asUser.close(), edge.close(), all.close()])
  })

  it('is away when the database is, and nobody is let in', async () => {
    const state = await openPostgresState({ url: server.url, world })
    const { secret } = await state.access.createToken({ audience: 'owner', accounts: 'all' })
    await server.kill()
    await state.access.prepare({ token: secret })
    expect(() => state.access.byToken(secret)).toThrow('did not answer')
    await expect(state.access.logIn(secret)).rejects.toMatchObject({ code: 'STORE_UNREACHABLE' })
    expect(await state.access.isReadable()).toBe(false)
    await server.launch()
    await expect.poll(() => state.access.isReadable(), { timeout: 60_000 }).toBe(true)
    await state.close()
  })
})

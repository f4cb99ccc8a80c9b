import { Database } from '@spotdeck/follow/postgres'
import { PostgresServer, hasPostgres } from '@spotdeck/follow/testing'
import { silentLog } from '@spotdeck/ports'
import { VirtualTime } from '@spotdeck/ports/virtual'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { json } from './answer.ts'
import { createIdempotency } from './idempotency.ts'
import { postgresSubmissions } from './postgres-submissions.ts'
import { type Submissions, memorySubmissions } from './submissions.ts'

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

async function inDatabase(): Promise<Submissions> {
  await database.all('TRUNCATE submissions')
  return postgresSubmissions(database)
}

const submission = { account: 'main', key: 'a-key' }
const answer = {
  fingerprint: 'f1',
  status: 201,
  headers: { 'content-type': 'application/json' },
  body: '{"orderId":"1"}',
}

/** Every store keeps these. */
function submissionsContract(name: string, makeStore: () => Promise<Submissions>, isSkipped: boolean): void {
  describe.skipIf(isSkipped)(name, () => {
    it('keeps the first answer of a key, per account', async () => {
      const store = await makeStore()
      expect(await store.find(submission)).toBeUndefined()
      await store.keep(submission, answer, { now: 5, forgetBefore: 0 })
      await store.keep(submission, { ...answer, fingerprint: 'f2' }, { now: 6, forgetBefore: 0 })
      expect(await store.find(submission)).toEqual(answer)
      expect(await store.find({ ...submission, account: 'other' })).toBeUndefined()
    })

    it('forgets answers that are old, and then takes the key again', async () => {
      const store = await makeStore()
      await store.keep(submission, answer, { now: 5, forgetBefore: 0 })
      await store.keep({ ...submission, key: 'old' }, answer, { now: 5, forgetBefore: 0 })
      const later = { ...answer, fingerprint: 'f2' }
      await store.keep(submission, later, { now: 20, forgetBefore: 10 })
      expect(await store.find(submission)).toEqual(later)
      expect(await store.find({ ...submission, key: 'old' })).toBeUndefined()
    })
  })
}

submissionsContract('answers in memory', async () => memorySubmissions(), false)
submissionsContract('answers in a database', inDatabase, !hasPostgres)

describe('an order that is repeated at another gateway', () => {
  const time = new VirtualTime()
  const run = (work: () => Promise<ReturnType<typeof json>>, body = 'body') => ({
    submission,
    body,
    work,
    isFinal: ({ status }: { readonly status: number }) => status !== 202,
  })
  const gateways = () => {
    const submissions = memorySubmissions()
    const open = () => createIdempotency(time, { submissions, log: silentLog })
    return { submissions, here: open(), there: open() }
  }

  it('gets the first answer and is not placed again, and another order under its key is refused', async () => {
    const { here, there } = gateways()
    let placed = 0
    const work = async () => json({ orderId: `C02__${++placed}` }, 201)
    const first = await here.once(run(work))
    expect(await there.once(run(work))).toEqual(first)
    expect(placed).toBe(1)
    await expect(there.once(run(work, 'another body'))).rejects.toMatchObject({ code: 'CONFLICT' })
  })

  it('is asked for again while its outcome is unknown or its gateway refused it', async () => {
    const { here, there } = gateways()
    expect((await here.once(run(async () => json({}, 202)))).status).toBe(202)
    await expect(here.once(run(() => Promise.reject(new Error('followed elsewhere'))))).rejects.toThrow('elsewhere')
    expect((await there.once(run(async () => json({}, 201)))).status).toBe(201)
  })

  it('is not placed while nobody can tell whether it was answered', async () => {
    const { submissions } = gateways()
    let placed = 0
    const work = async () => json({ placed: ++placed }, 201)
    const away = { ...submissions, find: () => Promise.reject(new Error('away')) }
    await expect(createIdempotency(time, { submissions: away, log: silentLog }).once(run(work))).rejects.toThrow('away')
    expect(placed).toBe(0)
  })

  it('has its answer also when that cannot be stored', async () => {
    const { submissions } = gateways()
    const full = { ...submissions, keep: () => Promise.reject(new Error('full')) }
    const idempotency = createIdempotency(time, { submissions: full, log: silentLog })
    expect((await idempotency.once(run(async () => json({}, 201)))).status).toBe(201)
  })
})

import { hasPostgres } from '@spotdeck/store/testing'
import { silentLog } from '@spotdeck/ports'
import { VirtualTime } from '@spotdeck/ports/virtual'
import { describe, expect, it } from 'vitest'
import { json, createIdempotency } from '@spotdeck/edge/testing'
import { postgresSubmissions } from './postgres-submissions.ts'
import type { Submission, SubmissionKey, Submissions } from './submissions.ts'
import { usePostgres } from './testing/use-postgres.ts'

const postgres = usePostgres()

async function inDatabase(): Promise<Submissions> {
  await postgres.database.all('TRUNCATE submissions')
  return postgresSubmissions(postgres.database)
}

/** Submissions in memory. */
function memorySubmissions(): Submissions {
  const kept = new Map<string, Submission & { readonly at: number }>()
  const nameOf = ({ account, key }: SubmissionKey): string => `${account} ${key}`
  return {
    async bind(submission, fingerprint, { now, forgetBefore }) {
      for (const [name, { at }] of kept) if (at < forgetBefore) kept.delete(name)
      const { at, ...bound } = kept.get(nameOf(submission)) ?? { fingerprint, at: now }
      kept.set(nameOf(submission), { ...bound, at })
      return bound
    },
    async keep(submission, answered) {
      const bound = kept.get(nameOf(submission))
      if (bound?.fingerprint === answered.fingerprint) kept.set(nameOf(submission), { ...answered, ...bound })
    },
  }
}

const submission = { account: 'main', key: 'a-key' }
const answer = { status: 201, headers: { 'content-type': 'application/json' }, body: '{"orderId":"1"}' }
const at = (now: number, forgetBefore = 0) => ({ now, forgetBefore })

/** Every store keeps these. */
function submissionsContract(name: string, makeStore: () => Promise<Submissions>, isSkipped: boolean): void {
  describe.skipIf(isSkipped)(name, () => {
    it('binds a key to its first body, and keeps the first answer to that, per account', async () => {
      const store = await makeStore()
      expect(await store.bind(submission, 'f1', at(5))).toEqual({ fingerprint: 'f1' })
      expect(await store.bind(submission, 'f2', at(6))).toEqual({ fingerprint: 'f1' })
      await store.keep(submission, { fingerprint: 'f2', answer: { ...answer, status: 422 } })
      expect(await store.bind(submission, 'f1', at(7))).toEqual({ fingerprint: 'f1' })
      await store.keep(submission, { fingerprint: 'f1', answer })
      await store.keep(submission, { fingerprint: 'f1', answer: { ...answer, status: 422 } })
      expect(await store.bind(submission, 'f2', at(8))).toEqual({ fingerprint: 'f1', answer })
      expect(await store.bind({ ...submission, account: 'other' }, 'f2', at(8))).toEqual({ fingerprint: 'f2' })
    })

    it('forgets keys that are old, and then takes them again', async () => {
      const store = await makeStore()
      const old = { ...submission, key: 'old' }
      for (const one of [submission, old]) await store.bind(one, 'f1', at(5))
      await store.keep(submission, { fingerprint: 'f1', answer })
      expect(await store.bind(submission, 'f2', at(20, 10))).toEqual({ fingerprint: 'f2' })
      expect(await store.bind(old, 'f3', at(21))).toEqual({ fingerprint: 'f3' })
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

  it('is refused with another body though the first has no answer yet, and is not sent', async () => {
    const { here, there } = gateways()
    let [placed, answerFirst] = [0, () => {}]
    const first = here.once(
      run(async () => {
        placed += 1
        await new Promise<void>((resolve) => (answerFirst = resolve))
        return json({ orderId: 'C02__1' }, 201)
      }),
    )
    const other = run(async () => json({ placed: ++placed }, 201), 'another body')
    await expect(there.once(other)).rejects.toMatchObject({ code: 'CONFLICT' })
    answerFirst()
    expect((await first).status).toBe(201)
    await expect(there.once(other)).rejects.toMatchObject({ code: 'CONFLICT' })
    expect(placed).toBe(1)
  })

  it('is refused with another body though the gateway of the first ended before it had the answer', async () => {
    const { here, there } = gateways()
    await expect(here.once(run(() => Promise.reject(new Error('killed'))))).rejects.toThrow('killed')
    const other = run(async () => json({}, 201), 'another body')
    await expect(there.once(other)).rejects.toMatchObject({ code: 'CONFLICT' })
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
    const away = { ...submissions, bind: () => Promise.reject(new Error('away')) }
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

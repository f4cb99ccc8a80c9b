import { expect, test } from 'vitest'
import { prefetch } from './prefetch.ts'

const json = (value: unknown, status = 200) => new Response(JSON.stringify(value), { status })
const accounts = { items: [{ id: 'main' }, { id: 'second' }] }

/** A gateway that answers `answers` and notes what it was asked. */
function gateway(answers: Readonly<Record<string, () => Response>>) {
  const asked: string[] = []
  const ask = (path: string) => {
    asked.push(path)
    const answer = answers[path]
    return answer === undefined ? Promise.reject(new TypeError('no line')) : Promise.resolve(answer())
  }
  return { asked, ask }
}

const settled = () => new Promise((resolve) => setImmediate(resolve))

test('asks for the session, the accounts and the snapshot of the account in the address', async () => {
  const { asked, ask } = gateway({
    '/api/v1/session': () => json({ audience: 'owner' }),
    '/api/v1/accounts': () => json(accounts),
    '/api/v1/accounts/second/snapshot': () => json({ seq: 7 }),
  })
  const early = prefetch(ask, '?account=second')
  await settled()
  expect(asked).toEqual(['/api/v1/session', '/api/v1/accounts', '/api/v1/accounts/second/snapshot'])
  const answer = await early.take('/api/v1/accounts/second/snapshot', undefined)
  expect(await answer?.json()).toEqual({ seq: 7 })
})

test('an answer is given away once: what is asked later is asked anew', async () => {
  const { ask } = gateway({
    '/api/v1/session': () => json({ audience: 'owner' }),
    '/api/v1/accounts': () => json({ items: [] }),
  })
  const early = prefetch(ask, '')
  expect(await (await early.take('/api/v1/session', undefined))?.json()).toEqual({ audience: 'owner' })
  expect(early.take('/api/v1/session', undefined)).toBeUndefined()
})

test('who goes on from one answer finds the next one asked for already', async () => {
  const { asked, ask } = gateway({
    '/api/v1/session': () => json({ audience: 'owner' }),
    '/api/v1/accounts': () => json(accounts),
    '/api/v1/accounts/main/snapshot': () => json({ seq: 7 }),
  })
  const early = prefetch(ask, '')
  const paths = ['/api/v1/session', '/api/v1/accounts', '/api/v1/accounts/main/snapshot']
  for (const path of paths) await (await early.take(path, undefined))?.text()
  expect(asked).toEqual(paths)
})

test('a public link and a signed-out reader are asked for nothing that they would be refused', async () => {
  for (const session of [() => json({ audience: 'public' }), () => json({ code: 'UNAUTHENTICATED' }, 401)]) {
    const { asked, ask } = gateway({ '/api/v1/session': session })
    prefetch(ask, '')
    await settled()
    expect(asked).toEqual(['/api/v1/session'])
  }
})

test('a line that is lost is told to who takes the answer, and to nobody else', async () => {
  const early = prefetch(gateway({}).ask, '')
  await settled()
  await expect(early.take('/api/v1/session', undefined)).rejects.toThrow('no line')
})

test('an answer that does not come ends with the deadline of who waits for it', async () => {
  const early = prefetch(() => new Promise(() => undefined), '')
  const deadline = new AbortController()
  const taken = early.take('/api/v1/session', deadline.signal)
  deadline.abort()
  await expect(taken).rejects.toThrow('aborted')
})

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

test('a prefetched answer is used once: later requests are sent again', async () => {
  const { ask } = gateway({
    '/api/v1/session': () => json({ audience: 'owner' }),
    '/api/v1/accounts': () => json({ items: [] }),
  })
  const early = prefetch(ask, '')
  expect(await (await early.take('/api/v1/session', undefined))?.json()).toEqual({ audience: 'owner' })
  expect(early.take('/api/v1/session', undefined)).toBeUndefined()
})

test('a follow-up request is prefetched too', async () => {
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

test('nothing is prefetched that a public link or a signed-out user may not read', async () => {
  for (const session of [() => json({ audience: 'public' }), () => json({ code: 'UNAUTHENTICATED' }, 401)]) {
    const { asked, ask } = gateway({ '/api/v1/session': session })
    prefetch(ask, '')
    await settled()
    expect(asked).toEqual(['/api/v1/session'])
  }
})

test('a failed prefetch is reported to its consumer only', async () => {
  const early = prefetch(gateway({}).ask, '')
  await settled()
  await expect(early.take('/api/v1/session', undefined)).rejects.toThrow('no line')
})

test('a missing answer ends with its consumer’s deadline', async () => {
  const early = prefetch(() => new Promise(() => undefined), '')
  const deadline = new AbortController()
  const taken = early.take('/api/v1/session', deadline.signal)
  deadline.abort()
  await expect(taken).rejects.toThrow('aborted')
})

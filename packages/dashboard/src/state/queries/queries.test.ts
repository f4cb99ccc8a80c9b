import { QueryClient, QueryObserver } from '@tanstack/react-query'
import { expect, test } from 'vitest'
import type { Session } from '@spotdeck/api'
import { ApiError } from '../../live/api-client.ts'
import { mayRetry, sessionQuery } from './queries.ts'

test('a signed-out user is asked to sign in once per session, for any number of renders', async () => {
  const client = new QueryClient({ defaultOptions: { queries: { retry: mayRetry } } })
  let asked = 0
  let isSignedIn = false
  const api = {
    session: () => {
      asked += 1
      return isSignedIn
        ? Promise.resolve({ audience: 'owner' } as Session)
        : Promise.reject(new ApiError('UNAUTHENTICATED', 401))
    },
  }
  await client.prefetchQuery(sessionQuery(api))
  const observer = new QueryObserver(client, sessionQuery(api))
  observer.subscribe(() => undefined)()
  expect(observer.getCurrentResult().error).toBeInstanceOf(ApiError)
  expect(asked).toBe(1)

  isSignedIn = true
  await client.resetQueries({ queryKey: ['session'] })
  const after = new QueryObserver(client, sessionQuery(api))
  const seen = new Promise<Session>((resolve) => {
    const stop = after.subscribe(({ data }) => {
      if (data === undefined) return
      resolve(data)
      stop()
    })
  })
  expect(await seen).toMatchObject({ audience: 'owner' })
  expect(asked).toBe(2)
  client.clear()
})

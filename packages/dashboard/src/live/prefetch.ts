/** Requests that every visit makes first, sent while the page's own code is still loading. */

import type { AccountInfo, Page, Session } from '@spotdeck/api'
import { of } from './call.ts'
import { chosenAccount } from './chosen-account.ts'

/** Sends one GET on the page's own origin. */
export type Ask = (path: string) => Promise<Response>

/** Answers that were asked for early; each is given away once. */
export interface EarlyAnswers {
  /** `undefined` where `path` was not asked for, or has been taken. Rejects as a fetch does, also once `signal` aborts. */
  take(path: string, signal: AbortSignal | undefined): Promise<Response> | undefined
}

/**
 * Asks who the reader is, which accounts they may see, and how the account of the address stands: each as soon as the one
 * before allows it, and nothing that a public link would be refused.
 */
export function prefetch(ask: Ask, search: string): EarlyAnswers {
  const asked = new Map<string, Promise<Response>>()
  const read = async <T>(path: string): Promise<T | undefined> => {
    const answer = ask(`/api/v1${path}`)
    const value = answer.then(async (response) => (response.ok ? ((await response.clone().json()) as T) : undefined))
    // Given away once it has been read here: who goes on from it finds the next one asked for.
    const given = value.then(() => answer)
    given.catch(() => undefined)
    asked.set(`/api/v1${path}`, given)
    return value
  }
  // A failure here is ignored: the same call fails again for its caller and is reported there.
  readChain(read, new URLSearchParams(search)).catch(() => undefined)
  return {
    take: (path, signal) => {
      const answer = asked.get(path)
      asked.delete(path)
      return answer === undefined ? undefined : until(answer, signal)
    },
  }
}

async function readChain(read: <T>(path: string) => Promise<T | undefined>, search: URLSearchParams): Promise<void> {
  const session = await read<Session>('/session')
  if (session === undefined || session.audience === 'public') return
  const accounts = await read<Page<AccountInfo>>('/accounts')
  const account = chosenAccount(accounts?.items ?? [], search)
  if (account !== undefined) await read(`${of(account.id)}/snapshot`)
}

/** `answer`, unless `signal` aborts first. */
function until(answer: Promise<Response>, signal: AbortSignal | undefined): Promise<Response> {
  return new Promise((resolve, reject) => {
    signal?.addEventListener('abort', () => reject(new Error('aborted')), { once: true })
    answer.then(resolve, reject)
  })
}

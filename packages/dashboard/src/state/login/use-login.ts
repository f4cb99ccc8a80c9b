/** Signing in by a link: that of the page's first address, one that came into it later, or a pasted one. */

import type { PasskeyAssertion, Problem } from '@spotdeck/api'
import { type QueryClient, useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useRef, useState } from 'react'
import { ApiError, type GatewayApi } from '../../live/api-client.ts'
import { takeLoginCode } from '../../live/login.ts'
import { useServices } from '../../settings/services.ts'

/** `asked`: the link would replace the session by the `grant`. `isFirst`: the page was opened with it. */
export type Login =
  | { readonly kind: 'idle' | 'busy' }
  | { readonly kind: 'asked'; readonly code: string; readonly grant: Problem['params'] }
  | { readonly kind: 'failed'; readonly error: Error; readonly isFirst: boolean }

/** State of the login and the actions of its page. */
export type LoginControl = {
  readonly login: Login
  /** Tries a code; `replace` once the user has confirmed that it may replace the session. */
  readonly signIn: (code: string, replace?: boolean) => void
  /** Signs the owner in with the signature of a passkey. */
  readonly signInWithPasskey: (response: PasskeyAssertion) => void
  /** Goes back to what was there before the link. */
  readonly dismiss: () => void
}

/** Trades each code for a session, once. */
export function useLogin(first: string | undefined): LoginControl {
  const { api } = useServices()
  const client = useQueryClient()
  const [login, setLogin] = useState<Login>({ kind: first === undefined ? 'idle' : 'busy' })
  const sent = useRef(false)
  const attempt = useCallback(
    async (send: () => Promise<void>, refusal: (error: Error) => Login) => {
      setLogin({ kind: 'busy' })
      try {
        await send()
        forgetAnswers(client)
        setLogin({ kind: 'idle' })
      } catch (thrown) {
        setLogin(refusal(thrown instanceof Error ? thrown : new Error('login failed')))
      }
    },
    [client],
  )
  const trade = useCallback(
    (code: string, replace: boolean, isFirst: boolean) =>
      void attempt(
        () => signInWith(api, code, replace),
        (error) => refusalOf(error, code, isFirst),
      ),
    [api, attempt],
  )
  const signIn = useCallback((code: string, replace = false) => trade(code, replace, false), [trade])
  const signInWithPasskey = useCallback(
    (response: PasskeyAssertion) =>
      void attempt(
        () => api.signInWithPasskey(response),
        (error) => ({ kind: 'failed', error, isFirst: false }),
      ),
    [api, attempt],
  )
  useEffect(() => {
    // The code works once: sending it twice would turn a good link into a refused one.
    if (first === undefined || sent.current) return
    sent.current = true
    trade(first, false, true)
  }, [trade, first])
  useEffect(() => {
    // A link that is pasted into this tab changes nothing but the part behind the `#`.
    const changed = (): void => {
      const code = takeLoginCode(window)
      if (code !== undefined) signIn(code)
    }
    window.addEventListener('hashchange', changed)
    return () => window.removeEventListener('hashchange', changed)
  }, [signIn])
  const dismiss = useCallback(() => setLogin({ kind: 'idle' }), [])
  return { login, signIn, signInWithPasskey, dismiss }
}

/** The owner's own code takes nothing away from anybody: it needs no question. */
async function signInWith(api: GatewayApi, code: string, replace: boolean): Promise<void> {
  try {
    await api.login(code, replace)
  } catch (error) {
    const takesNothing =
      error instanceof ApiError && error.code === 'SESSION_EXISTS' && error.params['audience'] === 'owner'
    if (!takesNothing) throw error
    await api.login(code, true)
  }
}

function refusalOf(error: Error, code: string, isFirst: boolean): Login {
  if (!(error instanceof ApiError) || error.code !== 'SESSION_EXISTS') return { kind: 'failed', error, isFirst }
  return { kind: 'asked', code, grant: error.params }
}

/** Removes all answers: those for one audience must not be shown to the next. */
function forgetAnswers(client: QueryClient): void {
  client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'session' })
  void client.resetQueries({ queryKey: ['session'] })
}

/** Typed calls of sessions, links, passkeys, the access log and the settings; most are for the owner. */

import type * as Api from '@spotdeck/api'
import { type Send, callsThrough, query } from './call.ts'

/** A session as a gateway of an older version tells it: without `grants` the page offers nothing that needs a right. */
type LooseSession = Omit<Api.Session, 'grants'> & { readonly grants?: Api.Session['grants'] }

/** The calls through `send`. */
export function ownerApi(send: Send) {
  const { get, post, remove } = callsThrough(send)
  const session = get<LooseSession>('/session')
  const login = post<{ readonly code: string; readonly replace?: true }>('/session')
  const signIn = post<{ readonly response: Api.PasskeyAssertion }>('/session/passkey')
  const confirm = post<{ readonly response: Api.PasskeyAssertion }, Api.Confirmation>('/session/confirmation')
  return {
    // Whoever has no `grants` in the answer may do nothing, and still sees the page.
    session: async (signal?: AbortSignal): Promise<Api.Session> => ({ grants: [], ...(await session(signal)) }),
    /** Trades a login code or a link's token for a session cookie; one that there is stays unless `replace`. */
    login: (code: string, replace = false) => login(replace ? { code, replace } : { code }),
    logout: () => send<void>('/session', { method: 'DELETE' }),
    accounts: get<Api.Page<Api.AccountInfo>>('/accounts'),
    links: get<Api.Page<Api.Link>>('/links'),
    /** The answer carries the token, this once. */
    makeLink: post<Api.NewLink, Api.LinkCreated>('/links'),
    revokeLink: remove('/links'),
    /** For anybody: what to sign, where there is a passkey to sign in with. */
    passkeySignIn: get<Api.PasskeySignInOffer>('/session/passkey'),
    /** Trades a passkey's signature for the owner's session cookie. */
    signInWithPasskey: (response: Api.PasskeyAssertion) => signIn({ response }),
    /** Says whether the session is confirmed, and what to sign to confirm it. */
    confirmation: get<Api.ConfirmationOffer>('/session/confirmation'),
    confirm: (response: Api.PasskeyAssertion) => confirm({ response }),
    /** Newest first. */
    passkeys: get<Api.PasskeyList>('/passkeys?limit=1000'),
    /** For a session that is confirmed. */
    newPasskey: () => send<Api.PasskeyCreation>('/passkeys/options', { method: 'POST' }),
    addPasskey: post<Api.NewPasskey, Api.Passkey>('/passkeys'),
    removePasskey: remove('/passkeys'),
    /** Newest first. */
    access: (place: { cursor?: string | undefined; limit?: number }, signal?: AbortSignal) =>
      get<Api.Page<Api.AccessRecord>>(`/access${query(place)}`)(signal),
    /** Empty where no Redis is configured. */
    redis: get<Api.Page<Api.RedisTargetStats>>('/redis'),
    /** Newest first. */
    sessions: get<Api.Page<Api.SignedInSession>>('/sessions?limit=1000'),
    /** Signs a browser out. */
    endSession: remove<Api.CredentialEnded>('/sessions'),
    /** Signs out every browser but this one. */
    endOtherSessions: () => send<Api.CredentialEnded>('/sessions', { method: 'DELETE' }),
    /** Removes a person, for a confirmed session. */
    removeUser: remove('/users'),
    /** The owner's settings that the gateway stores. */
    settings: get<Api.Settings>('/settings'),
    /** Changes what is named and keeps the rest. */
    changeSettings: post<Api.SettingsChange, Api.Settings>('/settings'),
  }
}

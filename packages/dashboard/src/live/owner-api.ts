/** Typed calls of sessions, links, passkeys, the access log and the settings; most are for the owner. */

import type {
  AccessRecord,
  AccountInfo,
  Confirmation,
  ConfirmationOffer,
  CredentialEnded,
  Link,
  LinkCreated,
  NewLink,
  NewPasskey,
  Page,
  Passkey,
  PasskeyAssertion,
  PasskeyCreation,
  PasskeyList,
  PasskeySignInOffer,
  RedisTargetStats,
  Session,
  Settings,
  SettingsChange,
  SignedInSession,
} from '@spotdeck/api'
import { type Send, callsThrough, query } from './call.ts'

/** A session as a gateway of an older version tells it: without `grants` the page offers nothing that needs a right. */
type LooseSession = Omit<Session, 'grants'> & { readonly grants?: Session['grants'] }

/** The calls through `send`. */
export function ownerApi(send: Send) {
  const { get, post, remove } = callsThrough(send)
  const session = get<LooseSession>('/session')
  const login = post<{ readonly code: string; readonly replace?: true }>('/session')
  const signIn = post<{ readonly response: PasskeyAssertion }>('/session/passkey')
  const confirm = post<{ readonly response: PasskeyAssertion }, Confirmation>('/session/confirmation')
  return {
    // Whoever has no `grants` in the answer may do nothing, and still sees the page.
    session: async (signal?: AbortSignal): Promise<Session> => ({ grants: [], ...(await session(signal)) }),
    /** Trades a login code or a link's token for a session cookie; refused over a session that there is, unless it may `replace` that. */
    login: (code: string, replace = false) => login(replace ? { code, replace } : { code }),
    logout: () => send<void>('/session', { method: 'DELETE' }),
    accounts: get<Page<AccountInfo>>('/accounts'),
    links: get<Page<Link>>('/links'),
    /** The answer carries the token, this once. */
    makeLink: post<NewLink, LinkCreated>('/links'),
    revokeLink: remove('/links'),
    /** For anybody: what to sign, where there is a passkey to sign in with. */
    passkeySignIn: get<PasskeySignInOffer>('/session/passkey'),
    /** Trades a passkey's signature for the owner's session cookie. */
    signInWithPasskey: (response: PasskeyAssertion) => signIn({ response }),
    /** Says whether the session is confirmed, and what to sign to confirm it. */
    confirmation: get<ConfirmationOffer>('/session/confirmation'),
    confirm: (response: PasskeyAssertion) => confirm({ response }),
    /** Newest first. */
    passkeys: get<PasskeyList>('/passkeys?limit=1000'),
    /** For a session that is confirmed. */
    newPasskey: () => send<PasskeyCreation>('/passkeys/options', { method: 'POST' }),
    addPasskey: post<NewPasskey, Passkey>('/passkeys'),
    removePasskey: remove('/passkeys'),
    /** Newest first. */
    access: (place: { cursor?: string | undefined; limit?: number }, signal?: AbortSignal) =>
      get<Page<AccessRecord>>(`/access${query(place)}`)(signal),
    /** Empty where no Redis is configured. */
    redis: get<Page<RedisTargetStats>>('/redis'),
    /** Newest first. */
    sessions: get<Page<SignedInSession>>('/sessions?limit=1000'),
    /** Signs a browser out. */
    endSession: remove<CredentialEnded>('/sessions'),
    /** Signs out every browser but this one. */
    endOtherSessions: () => send<CredentialEnded>('/sessions', { method: 'DELETE' }),
    /** Removes a person, for a confirmed session. */
    removeUser: remove('/users'),
    /** The owner's settings that the gateway stores. */
    settings: get<Settings>('/settings'),
    /** Changes what is named and keeps the rest. */
    changeSettings: post<SettingsChange, Settings>('/settings'),
  }
}

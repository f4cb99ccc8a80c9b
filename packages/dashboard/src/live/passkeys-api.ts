/** Typed calls of passkeys: signing in, confirming the session, the list of them. */

import type {
  Confirmation,
  ConfirmationOffer,
  NewPasskey,
  Passkey,
  PasskeyAssertion,
  PasskeyCreation,
  PasskeyList,
  PasskeySignInOffer,
} from '@spotdeck/api'
import type { Send } from './call.ts'

/** Calls of passkeys. */
export interface PasskeysApi {
  /** For anybody: what to sign, where there is a passkey to sign in with. */
  passkeySignIn(signal?: AbortSignal): Promise<PasskeySignInOffer>
  /** Trades a passkey's signature for the owner's session cookie. */
  signInWithPasskey(response: PasskeyAssertion): Promise<void>
  /** For the owner: whether the session is confirmed, and what to sign to confirm it. */
  confirmation(signal?: AbortSignal): Promise<ConfirmationOffer>
  confirm(response: PasskeyAssertion): Promise<Confirmation>
  /** For the owner; newest first. */
  passkeys(signal?: AbortSignal): Promise<PasskeyList>
  /** For a session that is confirmed. */
  newPasskey(): Promise<PasskeyCreation>
  addPasskey(passkey: NewPasskey): Promise<Passkey>
  removePasskey(id: string): Promise<void>
}

/** The calls through `send`. */
export function passkeysApi(send: Send): PasskeysApi {
  return {
    passkeySignIn: (signal) => send('/session/passkey', { signal }),
    signInWithPasskey: (response) => send('/session/passkey', { method: 'POST', body: { response } }),
    confirmation: (signal) => send('/session/confirmation', { signal }),
    confirm: (response) => send('/session/confirmation', { method: 'POST', body: { response } }),
    passkeys: (signal) => send('/passkeys?limit=1000', { signal }),
    newPasskey: () => send('/passkeys/options', { method: 'POST' }),
    addPasskey: (passkey) => send('/passkeys', { method: 'POST', body: passkey }),
    removePasskey: (id) => send(`/passkeys/${encodeURIComponent(id)}`, { method: 'DELETE' }),
  }
}

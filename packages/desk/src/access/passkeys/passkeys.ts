/**
 * The owner's passkeys: added, used to sign in and to confirm a session, listed, removed. A passkey signs a challenge of this desk at
 * its one address, after its authenticator has verified its user; everything else is refused with a code.
 */

import type {
  PasskeyAssertion,
  PasskeyAttestation,
  PasskeyCreation,
  PasskeyProblemCode,
  PasskeyRequest,
} from '@spotdeck/api'
import { type Clock, CodedError, MINUTE_MS, type Random } from '@spotdeck/ports'
import { z } from 'zod'
import type { Awaitable } from '../awaitable.ts'
import { deviceOf } from '../device.ts'
import { newId } from '../secrets.ts'
import type { SignIn } from '../sessions.ts'
import type { Credential } from '../store.ts'
import { type ChallengeUse, newChallenge, openChallenge, userHandleOf } from './challenges.ts'
import { creationOptions, requestOptions } from './options.ts'
import type { PasskeyStore, StoredPasskey } from './passkey-store.ts'
import { providerOf } from './providers.ts'
import type { RelyingParty } from './relying-party.ts'

/** Most passkeys of a desk. */
export const MAX_PASSKEYS = 20
/** Time for which a sign-in or a confirmation proves that the owner is there, in ms. */
export const CONFIRMED_LASTS_MS = 5 * MINUTE_MS
const MAX_FROM = 64
const DEFAULT_NAME = 'Passkey'

/** A passkey, a challenge or its signature was refused. */
export class PasskeyError extends CodedError<PasskeyProblemCode> {
  /** Passkey that was refused, where it is known. */
  readonly passkey: StoredPasskey | undefined
  constructor(code: PasskeyProblemCode, passkey?: StoredPasskey) {
    super(code, `The passkey was refused (${code}): the catalogue says what to do.`)
    this.passkey = passkey
  }
}

/** Parts of the passkeys. */
export type PasskeysOptions = {
  readonly store: PasskeyStore
  /** Key of challenges: hex text, the same for all gateways of the store. */
  readonly key: () => Awaitable<string>
  readonly clock: Clock
  readonly random: Random
}

/** A session that is confirmed, or adds a passkey. */
export type ConfirmingSession = Pick<Credential, 'id' | 'createdAt' | 'user'>

/** Passkeys of the owner. Every refusal is a `PasskeyError`. All calls reject with `STORE_*` where the store does not answer. */
export class Passkeys {
  readonly #store: PasskeyStore
  readonly #key: PasskeysOptions['key']
  readonly #clock: Clock
  readonly #random: Random

  constructor({ store, key, clock, random }: PasskeysOptions) {
    this.#store = store
    this.#key = key
    this.#clock = clock
    this.#random = random
  }

  /** Newest first. */
  async list(): Promise<readonly StoredPasskey[]> {
    return this.#store.list()
  }

  /** Removes a passkey. Returns it, or `undefined` where there is none. */
  async remove(id: string): Promise<StoredPasskey | undefined> {
    const found = (await this.#store.list()).find((passkey) => passkey.id === id)
    return found !== undefined && (await this.#store.remove(id)) ? found : undefined
  }

  /** Options of a sign-in; `undefined` where no passkey could be used. */
  async signInOptions(party: RelyingParty): Promise<PasskeyRequest | undefined> {
    if ((await this.#usable(party)).length === 0) return undefined
    return requestOptions(party, await this.#challenge({ purpose: 'sign-in', rpId: party.id }))
  }

  /** The passkey that signed a sign-in. */
  async signIn(party: RelyingParty, response: PasskeyAssertion, by: SignIn): Promise<StoredPasskey> {
    return this.#used(party, { purpose: 'sign-in', rpId: party.id }, { response, by })
  }

  /** Options of a confirmation of a session; `undefined` where no passkey could be used. */
  async confirmationOptions(party: RelyingParty, { id }: ConfirmingSession): Promise<PasskeyRequest | undefined> {
    const usable = await this.#usable(party)
    if (usable.length === 0) return undefined
    return requestOptions(party, await this.#challenge({ purpose: 'confirm', rpId: party.id, session: id }), usable)
  }

  /** Confirms a session. Returns the passkey that signed, and the time until which the session counts as confirmed. */
  async confirm(
    party: RelyingParty,
    session: ConfirmingSession,
    given: { readonly response: PasskeyAssertion; readonly by: SignIn },
  ): Promise<{ readonly passkey: StoredPasskey; readonly confirmedUntil: number }> {
    const passkey = await this.#used(party, { purpose: 'confirm', rpId: party.id, session: session.id }, given)
    const now = this.#clock.now()
    await this.#store.confirm(session.id, now)
    return { passkey, confirmedUntil: now + CONFIRMED_LASTS_MS }
  }

  /**
   * Time until which a session counts as confirmed, by the owner's own sign-in or by a passkey; `undefined` where it does not. A user
   * signs in by a link, which whoever has it may open: that confirms nothing.
   */
  async confirmedUntil({ id, createdAt, user }: ConfirmingSession): Promise<number | undefined> {
    const at = Math.max(user === undefined ? createdAt : 0, (await this.#store.confirmedAt(id)) ?? 0)
    const until = at + CONFIRMED_LASTS_MS
    return this.#clock.now() < until ? until : undefined
  }

  /** True if a session could be confirmed by a passkey. */
  async canConfirm(party: RelyingParty | undefined): Promise<boolean> {
    return party !== undefined && (await this.#usable(party)).length > 0
  }

  /** Options of a new passkey, for a session that is confirmed. */
  async creationOptions(party: RelyingParty, { id }: ConfirmingSession): Promise<PasskeyCreation> {
    const known = await this.#store.list()
    if (known.length >= MAX_PASSKEYS) throw new PasskeyError('TOO_MANY_PASSKEYS')
    const challenge = await this.#challenge({ purpose: 'add', rpId: party.id, session: id })
    const userHandle = userHandleOf(await this.#key())
    return creationOptions(party, challenge, { userHandle, known: known.filter(({ rpId }) => rpId === party.id) })
  }

  /** Adds the passkey that a browser made with such options. Without a name it is named after its provider or its device. */
  async add(
    party: RelyingParty,
    session: ConfirmingSession,
    given: { readonly response: PasskeyAttestation; readonly name?: string | undefined; readonly by: SignIn },
  ): Promise<StoredPasskey> {
    const { response } = given
    const use = { purpose: 'add', rpId: party.id, session: session.id } as const
    const { challenge, opened } = await this.#opened(use, response.response.clientDataJSON)
    const { verifiedPasskey } = await import('./verify.ts')
    const verified = await verifiedPasskey(party, { response, challenge })
    if (verified === undefined) throw new PasskeyError('PASSKEY_INVALID')
    if (!(await this.#store.spend(opened, this.#clock.now()))) throw new PasskeyError('PASSKEY_EXPIRED')
    const device = deviceOf(given.by.userAgent)
    const passkey: StoredPasskey = {
      id: newId(this.#random),
      ...verified,
      transports: response.response.transports ?? [],
      rpId: party.id,
      name: [given.name?.trim(), providerOf(verified.aaguid), device].find((name) => name) ?? DEFAULT_NAME,
      device,
      createdAt: this.#clock.now(),
    }
    const outcome = await this.#store.add(passkey, MAX_PASSKEYS)
    if (outcome === 'exists') throw new PasskeyError('PASSKEY_EXISTS')
    if (outcome === 'full') throw new PasskeyError('TOO_MANY_PASSKEYS')
    return passkey
  }

  async #usable(party: RelyingParty): Promise<readonly StoredPasskey[]> {
    return (await this.#store.list()).filter(({ rpId }) => rpId === party.id)
  }

  async #challenge(use: ChallengeUse): Promise<string> {
    return newChallenge(await this.#key(), use, { now: this.#clock.now(), random: this.#random })
  }

  /** Checks a signature and records it: each challenge once, each counter upwards. */
  async #used(
    party: RelyingParty,
    use: ChallengeUse,
    { response, by }: { readonly response: PasskeyAssertion; readonly by: SignIn },
  ): Promise<StoredPasskey> {
    const { challenge, opened } = await this.#opened(use, response.response.clientDataJSON)
    const passkey = await this.#store.byCredential(response.id)
    if (passkey === undefined || passkey.rpId !== party.id) throw new PasskeyError('PASSKEY_UNKNOWN')
    const { verifiedUse } = await import('./verify.ts')
    const verified = await verifiedUse(party, { response, challenge, passkey })
    const { userHandle } = response.response
    const isOurs = userHandle === undefined || userHandle === null || userHandle === userHandleOf(await this.#key())
    if (verified === undefined || !isOurs || verified.canBackUp !== passkey.canBackUp)
      throw new PasskeyError('PASSKEY_INVALID', passkey)
    const now = this.#clock.now()
    if (!(await this.#store.spend(opened, now))) throw new PasskeyError('PASSKEY_EXPIRED', passkey)
    const { counter, isBackedUp } = verified
    if (await this.#store.use(passkey.id, { counter, isBackedUp, at: now, from: by.from.slice(0, MAX_FROM) }))
      return passkey
    const isRemoved = (await this.#store.byCredential(passkey.credentialId)) === undefined
    throw new PasskeyError(isRemoved ? 'PASSKEY_UNKNOWN' : 'PASSKEY_COPIED', passkey)
  }

  /** The challenge that a browser says it signed, where it is one of this desk's for this use. */
  async #opened(use: ChallengeUse, clientDataJSON: string) {
    const challenge = challengeIn(clientDataJSON)
    const opened = openChallenge(await this.#key(), use, { challenge, now: this.#clock.now() })
    if (opened === undefined) throw new PasskeyError('PASSKEY_INVALID')
    if (opened === 'expired') throw new PasskeyError('PASSKEY_EXPIRED')
    return { challenge, opened }
  }
}

const clientData = z.object({ challenge: z.string().max(200) })

/** The challenge of a browser's client data; empty where there is none. */
function challengeIn(clientDataJSON: string): string {
  try {
    return clientData.parse(JSON.parse(Buffer.from(clientDataJSON, 'base64url').toString('utf8'))).challenge
  } catch {
    return ''
  }
}

/** Verifies what a browser answers, by SimpleWebAuthn. Loaded when it is needed first: most gateways never are. */

import type { PasskeyAssertion, PasskeyAttestation } from '@spotdeck/api'
import {
  type AuthenticationResponseJSON,
  type RegistrationResponseJSON,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from '@simplewebauthn/server'
import { defined } from '@spotdeck/ports'
import { ALGORITHMS } from './options.ts'
import type { StoredPasskey } from './passkey-store.ts'
import type { RelyingParty } from './relying-party.ts'

/** Facts of a verified signature. */
export type VerifiedUse = Pick<StoredPasskey, 'counter' | 'canBackUp' | 'isBackedUp'>
/** Facts of a verified new passkey. */
export type VerifiedPasskey = VerifiedUse & Pick<StoredPasskey, 'credentialId' | 'publicKey' | 'aaguid'>

const MULTI_DEVICE = 'multiDevice'

/** Checks a signature: type, challenge, origin, host, presence, verification of the user, key. `undefined` where one is wrong. */
export async function verifiedUse(
  { id: expectedRPID, origin: expectedOrigin }: RelyingParty,
  {
    response,
    challenge,
    passkey,
  }: {
    readonly response: PasskeyAssertion
    readonly challenge: string
    readonly passkey: StoredPasskey
  },
): Promise<VerifiedUse | undefined> {
  try {
    const { verified, authenticationInfo: info } = await verifyAuthenticationResponse({
      response: assertionOf(response),
      expectedChallenge: challenge,
      expectedOrigin,
      expectedRPID,
      requireUserVerification: true,
      credential: {
        id: passkey.credentialId,
        publicKey: bytesOf(passkey.publicKey),
        // The store compares counters, so that two signatures at once are not both taken for the newer one.
        counter: 0,
      },
    })
    if (!verified) return undefined
    const canBackUp = info.credentialDeviceType === MULTI_DEVICE
    return { counter: info.newCounter, canBackUp, isBackedUp: info.credentialBackedUp }
  } catch {
    return undefined
  }
}

/** Checks a new passkey in the same way. `undefined` where something is wrong. */
export async function verifiedPasskey(
  { id: expectedRPID, origin: expectedOrigin }: RelyingParty,
  { response, challenge }: { readonly response: PasskeyAttestation; readonly challenge: string },
): Promise<VerifiedPasskey | undefined> {
  try {
    const { registrationInfo: info } = await verifyRegistrationResponse({
      response: attestationOf(response),
      expectedChallenge: challenge,
      expectedOrigin,
      expectedRPID,
      requireUserVerification: true,
      supportedAlgorithmIDs: [...ALGORITHMS],
    })
    if (info === undefined) return undefined
    const { credential, aaguid, credentialDeviceType, credentialBackedUp } = info
    return {
      credentialId: credential.id,
      publicKey: Buffer.from(credential.publicKey).toString('base64url'),
      counter: credential.counter,
      aaguid,
      canBackUp: credentialDeviceType === MULTI_DEVICE,
      isBackedUp: credentialBackedUp,
    }
  } catch {
    return undefined
  }
}

const bytesOf = (text: string): Uint8Array<ArrayBuffer> => new Uint8Array(Buffer.from(text, 'base64url'))

function assertionOf({ id, rawId, type, response }: PasskeyAssertion): AuthenticationResponseJSON {
  const { clientDataJSON, authenticatorData, signature, userHandle } = response
  const given = { clientDataJSON, authenticatorData, signature, ...defined({ userHandle: userHandle ?? undefined }) }
  return { id, rawId, type, response: given, clientExtensionResults: {} }
}

function attestationOf({ id, rawId, type, response }: PasskeyAttestation): RegistrationResponseJSON {
  const { clientDataJSON, attestationObject } = response
  return { id, rawId, type, response: { clientDataJSON, attestationObject }, clientExtensionResults: {} }
}

/** Requests to a browser: to make a passkey, or to sign a challenge with one. */

import type { PasskeyCreation, PasskeyRequest } from '@spotdeck/api'
import { CHALLENGE_LASTS_MS } from './challenges.ts'
import type { StoredPasskey } from './passkey-store.ts'
import type { RelyingParty } from './relying-party.ts'

/** Signature algorithms by their COSE number: EdDSA, ES256, RS256. Named, so that gateways on different Node versions agree. */
export const ALGORITHMS: readonly number[] = [-8, -7, -257]

const PUBLIC_KEY = 'public-key'

const descriptorOf = ({ credentialId, transports }: StoredPasskey): PasskeyRequest['allowCredentials'][number] => ({
  type: PUBLIC_KEY,
  id: credentialId,
  transports: [...transports],
})

/** Options of a signature. `allowed`: the passkeys that may sign; any that the browser finds where there are none. */
export function requestOptions(
  { id: rpId }: RelyingParty,
  challenge: string,
  allowed: readonly StoredPasskey[] = [],
): PasskeyRequest {
  const allowCredentials = allowed.map(descriptorOf)
  return { challenge, rpId, timeout: CHALLENGE_LASTS_MS, userVerification: 'required', allowCredentials }
}

/** Options of a new passkey, on an authenticator that has none of `known`. */
export function creationOptions(
  { id, origin }: RelyingParty,
  challenge: string,
  { userHandle, known }: { readonly userHandle: string; readonly known: readonly StoredPasskey[] },
): PasskeyCreation {
  // Desks on other ports of one host share its passkeys in the browser's list: the name tells them apart.
  const name = `Spotdeck (${new URL(origin).host})`
  return {
    challenge,
    rp: { id, name: 'Spotdeck' },
    user: { id: userHandle, name, displayName: name },
    pubKeyCredParams: ALGORITHMS.map((alg) => ({ type: PUBLIC_KEY, alg })),
    timeout: CHALLENGE_LASTS_MS,
    attestation: 'none',
    excludeCredentials: known.map(descriptorOf),
    authenticatorSelection: { residentKey: 'required', requireResidentKey: true, userVerification: 'required' },
  }
}

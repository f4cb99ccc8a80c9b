/** Passkeys of the owner (WebAuthn): what is listed, what a browser is asked for, and what it answers; for the owner alone. */

import { z } from 'zod'
import { isLinkLabel } from './link-label.ts'
import { page } from './resources.ts'
import { timeMs } from './scalars.ts'

/** Bytes as base64url without padding, at most `max` letters. */
const bytes = (max: number) =>
  z
    .string()
    .max(max)
    .regex(/^[\w-]*$/)
const credentialId = bytes(1_400)
const transports = z.array(z.string().max(20)).max(10)

/** A passkey as it is listed; without its public key. */
export const passkey = z.object({
  /** Names the passkey in DELETE passkeys/{id}; not a secret. */
  id: z.string(),
  name: z.string(),
  /** The host that it signs in to: a passkey of another host than the present one cannot be used. */
  host: z.string(),
  /** True if it belongs to the present address. */
  usable: z.boolean(),
  /** Password manager or system that keeps it, such as `Apple Passwords`; empty where it is not known. */
  provider: z.string(),
  /** Browser that it was added in, such as `Firefox 145 · Windows`; empty where the browser did not say. */
  device: z.string(),
  /** True if the provider has a copy, which other devices of its user can get. */
  synced: z.boolean(),
  createdAt: timeMs,
  /** Absent until it is used. */
  lastUsedAt: timeMs.optional(),
  lastUsedFrom: z.string().optional(),
})
/** GET passkeys: newest first. `address` is the one page address at which passkeys work; null where this gateway has none. */
export const passkeyList = page(passkey).extend({ address: z.string().nullable() })

const descriptor = z.object({ type: z.literal('public-key'), id: credentialId, transports })
/** Request to sign with a passkey, for a browser: `PublicKeyCredentialRequestOptionsJSON` of WebAuthn. */
export const passkeyRequest = z.object({
  challenge: bytes(200),
  rpId: z.string(),
  timeout: z.number().int(),
  userVerification: z.literal('required'),
  /** Empty: any passkey of this host that the browser finds. */
  allowCredentials: z.array(descriptor),
})
/** Request to make a passkey, for a browser: `PublicKeyCredentialCreationOptionsJSON` of WebAuthn. */
export const passkeyCreation = z.object({
  challenge: bytes(200),
  rp: z.object({ id: z.string(), name: z.string() }),
  user: z.object({ id: bytes(100), name: z.string(), displayName: z.string() }),
  pubKeyCredParams: z.array(z.object({ type: z.literal('public-key'), alg: z.number().int() })),
  timeout: z.number().int(),
  attestation: z.literal('none'),
  excludeCredentials: z.array(descriptor),
  authenticatorSelection: z.object({
    residentKey: z.literal('required'),
    requireResidentKey: z.literal(true),
    userVerification: z.literal('required'),
  }),
})
/** GET session/passkey. `options` is null where there is no passkey to sign in with. */
export const passkeySignInOffer = z.object({ address: z.string().nullable(), options: passkeyRequest.nullable() })
/** GET session/confirmation. `options` is null where no passkey can confirm. */
export const confirmationOffer = z.object({
  address: z.string().nullable(),
  options: passkeyRequest.nullable(),
  /** Time until which the session counts as confirmed; null where it does not. */
  confirmedUntil: timeMs.nullable(),
})
/** POST session/confirmation. */
export const confirmation = z.object({ confirmedUntil: timeMs })

const answered = {
  id: credentialId.min(1),
  rawId: credentialId.min(1),
  type: z.literal('public-key'),
  authenticatorAttachment: z.enum(['platform', 'cross-platform']).nullish(),
  clientExtensionResults: z.record(z.string().max(40), z.unknown()),
}
const clientDataJSON = bytes(8_192).min(1)
/** A browser's signature with a passkey: `AuthenticationResponseJSON` of WebAuthn. */
export const passkeyAssertion = z.strictObject({
  ...answered,
  response: z.strictObject({
    clientDataJSON,
    authenticatorData: bytes(8_192).min(1),
    signature: bytes(2_048).min(1),
    userHandle: bytes(100).nullish(),
  }),
})
/** A passkey that a browser made: `RegistrationResponseJSON` of WebAuthn. */
export const passkeyAttestation = z.strictObject({
  ...answered,
  response: z.strictObject({
    clientDataJSON,
    attestationObject: bytes(32_768).min(1),
    transports: transports.nullish(),
    authenticatorData: bytes(16_384).nullish(),
    publicKey: bytes(8_192).nullish(),
    publicKeyAlgorithm: z.number().int().nullish(),
  }),
})
/** POST session/passkey and POST session/confirmation. */
export const passkeySignature = z.strictObject({ response: passkeyAssertion })
/** POST passkeys. Without a name, the passkey is named after its provider or its device. */
export const newPasskey = z.strictObject({
  name: z.string().refine(isLinkLabel, 'must be 1 to 64 printable characters').optional(),
  response: passkeyAttestation,
})

/** A passkey as it is listed. */
export type Passkey = z.infer<typeof passkey>
/** The passkeys, and the address at which they work. */
export type PasskeyList = z.infer<typeof passkeyList>
/** Options of a signature with a passkey. */
export type PasskeyRequest = z.infer<typeof passkeyRequest>
/** Options of a new passkey. */
export type PasskeyCreation = z.infer<typeof passkeyCreation>
/** Offer of a sign-in by passkey. */
export type PasskeySignInOffer = z.infer<typeof passkeySignInOffer>
/** Offer of a confirmation by passkey. */
export type ConfirmationOffer = z.infer<typeof confirmationOffer>
/** Confirmation of a session. */
export type Confirmation = z.infer<typeof confirmation>
/** Signature that a browser made with a passkey. */
export type PasskeyAssertion = z.infer<typeof passkeyAssertion>
/** Passkey that a browser made. */
export type PasskeyAttestation = z.infer<typeof passkeyAttestation>
/** Wish for a new passkey. */
export type NewPasskey = z.infer<typeof newPasskey>

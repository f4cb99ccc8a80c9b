/** Problems of passkeys and of confirmations, and their HTTP statuses. Free of zod, so that a browser pays nothing for them. */

/** Codes of passkeys and confirmations; part of `problemCodes`. */
export const passkeyProblemCodes = [
  'CONFIRMATION_NEEDED',
  'PASSKEYS_UNAVAILABLE',
  'PASSKEY_UNKNOWN',
  'PASSKEY_INVALID',
  'PASSKEY_EXPIRED',
  'PASSKEY_COPIED',
  'PASSKEY_EXISTS',
  'TOO_MANY_PASSKEYS',
] as const
/** Code of a problem with a passkey or a confirmation. */
export type PasskeyProblemCode = (typeof passkeyProblemCodes)[number]

/** HTTP status of each of them; part of `problemStatus`. */
export const passkeyProblemStatus: { readonly [Code in PasskeyProblemCode]: number } = {
  CONFIRMATION_NEEDED: 403,
  PASSKEYS_UNAVAILABLE: 409,
  PASSKEY_UNKNOWN: 401,
  PASSKEY_INVALID: 401,
  PASSKEY_EXPIRED: 401,
  PASSKEY_COPIED: 401,
  PASSKEY_EXISTS: 409,
  TOO_MANY_PASSKEYS: 409,
}

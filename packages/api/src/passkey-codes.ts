/** Problems of passkeys and confirmations, and their HTTP statuses. Free of zod: a browser pays nothing for them. */

/** HTTP status of each of them; part of `problemStatus`. */
export const passkeyProblemStatus = {
  CONFIRMATION_NEEDED: 403,
  PASSKEYS_UNAVAILABLE: 409,
  PASSKEY_UNKNOWN: 401,
  PASSKEY_INVALID: 401,
  PASSKEY_EXPIRED: 401,
  PASSKEY_COPIED: 401,
  PASSKEY_EXISTS: 409,
  TOO_MANY_PASSKEYS: 409,
}
/** Code of a problem with a passkey or a confirmation. */
export type PasskeyProblemCode = keyof typeof passkeyProblemStatus

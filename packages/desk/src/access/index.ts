/** `@spotdeck/desk/access`: the credentials of a gateway, without the gateway. */

export { type Access, type LocalAccess, createAccess } from './access.ts'
export { openAccess } from './open-access.ts'
export type { StoredPasskey } from './passkeys/passkey-store.ts'
export { providerOf } from './passkeys/providers.ts'
export { isProof } from './proof.ts'
export { roleOf } from './roles.ts'
export type { User } from './users/user-store.ts'
export { type Addresses, ourAddresses } from './origin.ts'

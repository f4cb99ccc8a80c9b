/** `@spotdeck/desk/testing`: the small state of a desk: credentials, users, passkeys, audit, notes, submissions. */

export { memoryAccessStore, openLibsqlAccessStore } from '../access/libsql-store.ts'
export { maskIdWith } from '../access/secrets.ts'

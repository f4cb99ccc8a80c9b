/** `@spotdeck/desk/testing`: the small state of a desk: credentials, users, passkeys, audit, notes, submissions. */

export { openLibsqlAccessStore } from '../access/libsql-store.ts'
export { maskIdWith } from '../access/secrets.ts'
export { memoryAccessStore } from '../access/testing/memory-store.ts'

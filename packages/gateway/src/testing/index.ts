/** `@spotdeck/gateway/testing`: stores in memory for the tests of packages above. */

export { type MemoryDisks, memoryStorage } from './memory-storage.ts'
export { accountIn, importsIn } from './account-in.ts'
export { deskOnVenue } from './desk-on-venue.ts'
export { applied, explained, imported, traded } from './traded-desk.ts'

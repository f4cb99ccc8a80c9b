/** `@spotdeck/follow/testing`: rigs and fixtures for the tests of packages above. */

export { added, commit, deal, deposited, order, updated } from '../store/store.contract.ts'
export { symbolAnswers } from './fake-venue-answers.ts'
export { PostgresServer, freePort, hasPostgres } from '../store/postgres/testing/postgres-server.ts'
export { FakeVenue } from './fake-venue.ts'
export { Rig } from './rig.ts'
export { differences, falseClaims, startedRig } from './truth.ts'
export { memoryArchive } from '../store/testing/memory-folder.ts'
export { MemoryDisk, openMemoryStore } from '../store/testing/memory.ts'

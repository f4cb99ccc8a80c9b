/** `@spotdeck/gateway/testing`: stores in memory for the tests of packages above. */

export { memoryAccessStore } from '../edge/access/testing/memory-store.ts'
export { type MemoryDisks, memoryStorage } from './memory-storage.ts'

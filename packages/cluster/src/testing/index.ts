/** `@spotdeck/cluster/testing`: a bus in memory for the tests of packages above. */

export { MemoryBus } from './memory-bus.ts'

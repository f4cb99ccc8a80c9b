/** Deterministic twins on one seed and one time line, for tests and simulation. */

export { VirtualTime } from './time.ts'
export { seededRandom } from './random.ts'
export { VirtualNetwork } from './network.ts'
export type { VirtualPeer } from './socket-link.ts'

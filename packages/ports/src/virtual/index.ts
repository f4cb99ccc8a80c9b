/** Deterministic twins on one seed and one time line, for tests and simulation. */

export { VirtualTime } from './time.ts'
export { seededRandom } from './random.ts'
export type { LinkState } from './socket-link.ts'
export {
  type AcceptSocket,
  type HttpHandler,
  type VirtualHost,
  type VirtualNetworkOptions,
  VirtualNetwork,
} from './network.ts'
export type { VirtualPeer } from './socket-link.ts'

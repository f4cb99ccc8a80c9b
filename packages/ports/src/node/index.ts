/** The real twins for Node.js. The only place outside `cli` that touches the machine's clock and dice. */

export { ownerOnlyFile, ownerOnlyFolder } from './owner-only.ts'
export { nodeClock, nodeMonotonic, nodeTimers } from './time.ts'
export { measureLoopDelay } from './loop-delay.ts'
export { nodeRandom } from './random.ts'
export { createNodeFetch, keptAgents, nodeFetch } from './fetch.ts'
export { createNodeSocket, nodeOpenSocket } from './socket.ts'
export { nodeSign } from './sign.ts'

/** Deterministic twins on one seed and one time line, for tests and simulation. */

export { VirtualTime } from './time.ts'
export { seededRandom } from './random.ts'

/** Cryptographic randomness from Node. */

import { randomBytes } from 'node:crypto'
import type { Random } from '../random.ts'

const NUMBER_BYTES = 6
/** Bytes that are drawn at once: a call for each number would take most of its time. */
const POOL_BYTES = 128 * NUMBER_BYTES
let pool = Buffer.alloc(0)
let used = 0

function next(): number {
  if (used === pool.length) {
    pool = randomBytes(POOL_BYTES)
    used = 0
  }
  const value = pool.readUIntBE(used, NUMBER_BYTES) / 2 ** (8 * NUMBER_BYTES)
  used += NUMBER_BYTES
  return value
}

/** Cryptographically secure randomness. */
export const nodeRandom: Random = {
  next,
  bytes: (count) => new Uint8Array(randomBytes(count)),
}

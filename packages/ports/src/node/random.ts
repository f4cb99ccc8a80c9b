/** Cryptographic randomness from Node. */

import { randomBytes } from 'node:crypto'
import type { Random } from '../random.ts'

/** Cryptographically secure randomness. */
export const nodeRandom: Random = {
  next: () => randomBytes(6).readUIntBE(0, 6) / 2 ** 48,
  bytes: (count) => new Uint8Array(randomBytes(count)),
}

/** Cryptographic randomness of the browser. */

import type { Random } from '../random.ts'

function bytes(count: number): Uint8Array {
  return crypto.getRandomValues(new Uint8Array(count))
}

/** Cryptographically secure randomness of a browser. */
export const webRandom: Random = {
  next: () => new DataView(bytes(8).buffer).getUint32(0) / 2 ** 32,
  bytes,
}

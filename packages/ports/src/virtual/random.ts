/** A seeded random source (sfc32): the same seed gives the same run on every machine. Not for secrets. */

import type { Random } from '../random.ts'

/** Any text or number is a seed; two that print alike are the same. */
export function seededRandom(seed: number | string): Random {
  const state = expand(String(seed))
  const next32 = (): number => {
    const t = (((state[0] + state[1]) | 0) + state[3]) | 0
    state[3] = (state[3] + 1) | 0
    state[0] = state[1] ^ (state[1] >>> 9)
    state[1] = (state[2] + (state[2] << 3)) | 0
    state[2] = ((state[2] << 21) | (state[2] >>> 11)) + t
    return t >>> 0
  }
  for (let i = 0; i < 15; i++) next32()
  return {
    next: () => (next32() * 2 ** 21 + (next32() >>> 11)) / 2 ** 53,
    bytes: (count) => Uint8Array.from({ length: count }, () => next32() & 0xff),
  }
}

function expand(seed: string): [number, number, number, number] {
  let h = 2166136261
  const word = (): number => {
    h = Math.imul(h ^ (h >>> 15), 2246822519)
    h = Math.imul(h ^ (h >>> 13), 3266489917)
    return (h ^= h >>> 16)
  }
  for (const char of seed) h = Math.imul(h ^ (char.codePointAt(0) ?? 0), 16777619)
  return [word(), word(), word(), word()]
}

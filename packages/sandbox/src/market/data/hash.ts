/**
 * Pseudo-random numbers as a pure function: the same words give the same number on every machine, so a market made from
 * them stores no generator state. Integer arithmetic only.
 */

/** One 32-bit word from text (a seed, a symbol, the name of a decision). */
export function wordOf(text: string): number {
  let h = 0x811c9dc5
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193)
  return scramble(h)
}

/** A new word from a word and an integer of up to 53 bits; the words of neighbouring integers look unrelated. */
export function mix(word: number, value: number): number {
  const high = Math.floor(value / 0x100000000)
  const low = value | 0
  return scramble(Math.imul(word ^ Math.imul(low, 0x9e3779b1), 0x85ebca6b) ^ Math.imul(high, 0xc2b2ae35))
}

/** One integer that is mixed with many words, as `mix` and `chance` do it: its own part is computed once. */
export class SharedValue {
  #low = 0
  #high = 0

  /** Puts another integer of up to 53 bits in its place. */
  set(value: number): void {
    this.#low = Math.imul(value | 0, 0x9e3779b1)
    this.#high = Math.imul(Math.floor(value / 0x100000000), 0xc2b2ae35)
  }

  /** `mix` of a word and the integer. */
  mix(word: number): number {
    return scramble(Math.imul(word ^ this.#low, 0x85ebca6b) ^ this.#high)
  }

  /** `chance` of a word and the integer. */
  chance(word: number): number {
    return unit(this.mix(word))
  }
}

/** A word as a number in [0, 1). */
function unit(word: number): number {
  return (word >>> 0) / 0x100000000
}

/** `mix` and `unit` in one: chance number `value` of the source `word`, in [0, 1). */
export function chance(word: number, value: number): number {
  return unit(mix(word, value))
}

/** Text of `length` lower-case hex characters that is always the same for the same `text`. */
export function hexOf(text: string, length: number): string {
  const word = wordOf(text)
  let hex = ''
  for (let part = 0; hex.length < length; part++) hex += (mix(word, part) >>> 0).toString(16).padStart(8, '0')
  return hex.slice(0, length)
}

function scramble(word: number): number {
  let h = word
  h = Math.imul(h ^ (h >>> 16), 0x7feb352d)
  h = Math.imul(h ^ (h >>> 15), 0x846ca68b)
  return h ^ (h >>> 16)
}

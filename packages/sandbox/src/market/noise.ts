/**
 * Smooth noise over time, the raw stuff of prices: random values on a grid of cells, joined by smooth steps, and layers
 * of it from seconds to months. Only `+ - * /` on doubles: engines may differ in the last digit of `Math.exp` or `sin`.
 */

import { DAY_MS } from '@spotdeck/ports'
import { chance, mix } from './hash.ts'

/** A smooth random function of time. */
export interface Noise {
  /** In [-1, 1]; continuous, a pure function of the time. */
  at(time: number): number
}

/** Value noise whose cells are `cellMs` long. It remembers its last cell: reading along a line of time is cheap. */
export function smoothNoise(word: number, cellMs: number): Noise {
  const phaseMs = Math.floor(chance(word, -1) * cellMs)
  let cell = Number.NaN
  let left = 0
  let right = 0
  return {
    at(time) {
      const position = (time + phaseMs) / cellMs
      const index = Math.floor(position)
      if (index !== cell) {
        left = index === cell + 1 ? right : chance(word, index) * 2 - 1
        right = chance(word, index + 1) * 2 - 1
        cell = index
      }
      const x = position - index
      return left + (right - left) * x * x * (3 - 2 * x)
    },
  }
}

/** A movement of many layers. `fast` scales the layers whose cells are shorter than `moodyBelowMs`. */
export type Walk = (time: number, fast: number) => number

/**
 * Layers of smooth noise whose cells grow by `factor` from `shortestMs` to `longestMs` and whose amplitude grows with the
 * square root of the cell, as a random walk's does. `daily` is the amplitude of a layer with cells of one day.
 */
export function layeredWalk(
  word: number,
  options: { shortestMs: number; longestMs: number; factor: number; daily: number; moodyBelowMs: number },
): Walk {
  const cells: number[] = []
  for (let cellMs = options.shortestMs; cellMs <= options.longestMs; cellMs *= options.factor) cells.push(cellMs)
  const count = cells.length
  const moody = cells.filter((cellMs) => cellMs < options.moodyBelowMs).length
  const words = Int32Array.from(cells, (_, n) => mix(word, n))
  const lengths = Float64Array.from(cells)
  const phases = Float64Array.from(cells, (cellMs, n) => Math.floor(chance(words[n] ?? 0, -1) * cellMs))
  const amplitudes = Float64Array.from(cells, (cellMs) => options.daily * Math.sqrt(cellMs / DAY_MS))
  // Each layer keeps the cell it was last read in: its index, and the values at both its ends.
  const indices = new Float64Array(count).fill(Number.NaN)
  const lefts = new Float64Array(count)
  const rights = new Float64Array(count)
  return (time, fast) => {
    let quick = 0
    let slow = 0
    for (let n = 0; n < count; n++) {
      const position = (time + (phases[n] ?? 0)) / (lengths[n] ?? 1)
      const index = Math.floor(position)
      if (index !== indices[n]) {
        const source = words[n] ?? 0
        lefts[n] = index - 1 === indices[n] ? (rights[n] ?? 0) : chance(source, index) * 2 - 1
        rights[n] = chance(source, index + 1) * 2 - 1
        indices[n] = index
      }
      const x = position - index
      const left = lefts[n] ?? 0
      const value = (left + ((rights[n] ?? 0) - left) * x * x * (3 - 2 * x)) * (amplitudes[n] ?? 0)
      if (n < moody) quick += value
      else slow += value
    }
    return slow + quick * fast
  }
}

const LN2 = 0.6931471805599453

/** e to the `x`, from basic arithmetic alone; good to 12 digits for |x| < 20. */
export function exponential(x: number): number {
  const doublings = Math.round(x / LN2)
  const rest = x - doublings * LN2
  let term = 1
  let total = 1
  for (let n = 1; n <= 12; n++) {
    term = (term * rest) / n
    total += term
  }
  const step = doublings < 0 ? 0.5 : 2
  for (let n = Math.abs(doublings); n > 0; n--) total *= step
  return total
}

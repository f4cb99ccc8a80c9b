/**
 * Smooth noise over time, the raw stuff of prices: random values on a grid of cells, joined by smooth steps, and layers
 * of it from seconds to months. Only `+ - * /` on doubles: engines may differ in the last digit of `Math.exp` or `sin`.
 */

import { chance, mix } from './hash.ts'

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

export type Layer = { readonly noise: Noise; readonly cellMs: number; readonly amplitude: number }

/**
 * Layers whose cells grow by `factor` from `shortestMs` to `longestMs` and whose amplitude grows with the square root of
 * the cell, as a random walk's does. `daily` is the amplitude of a layer with cells of one day.
 */
export function walkLayers(
  word: number,
  options: { shortestMs: number; longestMs: number; factor: number; daily: number },
): readonly Layer[] {
  const layers: Layer[] = []
  for (let cellMs = options.shortestMs; cellMs <= options.longestMs; cellMs *= options.factor) {
    const noise = smoothNoise(mix(word, layers.length), cellMs)
    layers.push({ noise, cellMs, amplitude: options.daily * Math.sqrt(cellMs / 86_400_000) })
  }
  return layers
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

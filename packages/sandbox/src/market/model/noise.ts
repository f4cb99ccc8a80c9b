/**
 * Smooth noise over time, the raw stuff of prices: random values on a grid of cells, joined by smooth steps, and layers
 * of it from seconds to months. Only `+ - * /` on doubles: engines may differ in the last digit of `Math.exp` or `sin`.
 */

import { DAY_MS } from '@spotdeck/ports'
import { chance, mix } from '../data/hash.ts'

/**
 * Value noise in [-1, 1] whose cells are `cellMs` long: continuous, a pure function of the time. It remembers its last
 * cell, so reading along a line of time is cheap.
 */
export function smoothNoise(word: number, cellMs: number): (time: number) => number {
  const phaseMs = Math.floor(chance(word, -1) * cellMs)
  let cell = Number.NaN
  let left = 0
  let right = 0
  return (time) => {
    const position = (time + phaseMs) / cellMs
    const index = Math.floor(position)
    if (index !== cell) {
      left = index === cell + 1 ? right : chance(word, index) * 2 - 1
      right = chance(word, index + 1) * 2 - 1
      cell = index
    }
    const x = position - index
    return left + (right - left) * x * x * (3 - 2 * x)
  }
}

/** A movement of many layers. `fast` scales the layers whose cells are shorter than `moodyBelowMs`. */
type Walk = (time: number, fast: number) => number

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
  const moody = cells.filter((cellMs) => cellMs < options.moodyBelowMs).length
  const words = Int32Array.from(cells, (_, n) => mix(word, n))
  const layers = new Float64Array(cells.length * WIDTH)
  cells.forEach((cellMs, n) => {
    const phase = Math.floor(chance(words[n] ?? 0, -1) * cellMs)
    layers.set([phase, cellMs, options.daily * Math.sqrt(cellMs / DAY_MS), Number.NaN, 0, 0], n * WIDTH)
  })
  /** The sum of the layers from one place to another. */
  const sum = (time: number, from: number, to: number): number => {
    let total = 0
    for (let at = from; at < to; at += WIDTH) {
      const position = (time + (layers[at] ?? 0)) / (layers[at + CELL] ?? 1)
      const index = Math.floor(position)
      if (index !== layers[at + INDEX]) enter(layers, at, { source: words[at / WIDTH] ?? 0, index })
      const x = position - index
      const left = layers[at + LEFT] ?? 0
      total += (left + ((layers[at + RIGHT] ?? 0) - left) * x * x * (3 - 2 * x)) * (layers[at + AMPLITUDE] ?? 0)
    }
    return total
  }
  const middle = moody * WIDTH
  return (time, fast) => {
    const quick = sum(time, 0, middle)
    return sum(time, middle, layers.length) + quick * fast
  }
}

/** Numbers of a layer: its phase; the length of its cells; its amplitude; and of the cell that it was last read in, index and both ends. */
const WIDTH = 6
const CELL = 1
const AMPLITUDE = 2
const INDEX = 3
const LEFT = 4
const RIGHT = 5

/** Puts a layer into another cell. */
function enter(layers: Float64Array, at: number, cell: { readonly source: number; readonly index: number }): void {
  const { source, index } = cell
  layers[at + LEFT] = index - 1 === layers[at + INDEX] ? (layers[at + RIGHT] ?? 0) : chance(source, index) * 2 - 1
  layers[at + RIGHT] = chance(source, index + 1) * 2 - 1
  layers[at + INDEX] = index
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
    const next = total + term
    // Each further term is smaller, and changes nothing either.
    if (next === total) break
    total = next
  }
  const step = doublings < 0 ? 0.5 : 2
  for (let n = Math.abs(doublings); n > 0; n--) total *= step
  return total
}

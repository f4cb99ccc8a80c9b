// Times contestants in turn, round after round, by the processor time they take: what else the machine does falls on all of
// them alike, and waiting for the processor counts for none. Memory is cleared before each turn, so that what one contestant
// leaves behind is not collected in another's time.

import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/** Folder of a brief run, whose benchmarks share what they prepare; undefined in a whole one. */
export const briefFolder = process.env.SPOTDECK_BENCH_BRIEF

/** In a brief run few short rounds are enough: it says that a benchmark works, and about what. */
export const brief = (rounds, least) => (briefFolder === undefined ? rounds : least)

/** Passes between two looks at the clock take at least this long: a look costs some microseconds. */
const BATCH_MS = 4

/**
 * @param {Record<string, (() => unknown) | { before: () => void, passes: number, pass: () => unknown }>} contestants each does
 *   one pass over the same work; what it does before so many passes is not counted
 * @param {{ rounds?: number, roundMs?: number }} options
 * @returns {Record<string, number>} ms of processor time a pass, the median of the rounds
 */
export function interleave(contestants, { rounds: asked = 9, roundMs: askedMs = 150 } = {}) {
  const [rounds, roundMs] = [brief(asked, 3), brief(askedMs, 30)]
  const samples = Object.fromEntries(Object.keys(contestants).map((name) => [name, []]))
  for (let round = -2; round < rounds; round++) {
    for (const [name, pass] of Object.entries(contestants)) {
      collect({ type: 'minor' })
      const ms = timed(pass, round < 0 ? roundMs / 2 : roundMs)
      if (round >= 0) samples[name].push(ms)
    }
  }
  return Object.fromEntries(Object.entries(samples).map(([name, list]) => [name, median(list)]))
}

/** Collects what is not used any more, at once. */
export const collect = collector()

function collector() {
  setFlagsFromString('--expose-gc')
  return runInNewContext('gc')
}

/** ms of processor time a pass, over passes for `roundMs`. */
export function timed(contestant, roundMs) {
  const pass = contestant.pass ?? contestant
  let passes = 0
  let spent = 0
  let batch = contestant.passes ?? 1
  do {
    if (contestant.before !== undefined) {
      contestant.before()
      settleMemory()
    }
    const started = process.cpuUsage()
    for (let n = 0; n < batch; n++) pass()
    const { user, system } = process.cpuUsage(started)
    const ms = (user + system) / 1_000
    passes += batch
    spent += ms
    if (contestant.before === undefined && ms < BATCH_MS) batch *= 2
  } while (spent < roundMs)
  return spent / passes
}

/** Collects twice, so that the prepared data is old memory when it is used, as in a program that runs for hours. */
function settleMemory() {
  collect({ type: 'minor' })
  collect({ type: 'minor' })
}

export const median = (list) => list.toSorted((a, b) => a - b)[list.length >> 1]

/** One table: the first column as it is, the others to the right. */
export function printTable(head, rows) {
  const texts = [head, ...rows.map((row) => row.map(String))]
  const widths = head.map((_, column) => Math.max(...texts.map((row) => row[column].length)))
  for (const row of texts) {
    console.log(row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]) : cell.padStart(widths[i]))).join('  '))
  }
}

// Times contestants in turn, round after round, by the processor time they take: what else the machine does falls on all of
// them alike, and waiting for the processor counts for none. Memory is cleared before each turn, so that what one contestant
// leaves behind is not collected in another's time.

import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/** Passes between two looks at the clock. */
const BATCH = 4

/**
 * @param {Record<string, (() => unknown) | { before: () => void, pass: () => unknown }>} contestants each does one pass over
 *   the same work; what it does before is not counted
 * @param {{ rounds?: number, roundMs?: number }} options
 * @returns {Record<string, number>} ms of processor time a pass, the median of the rounds
 */
export function interleave(contestants, { rounds = 9, roundMs = 150 } = {}) {
  const collect = collector()
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

function collector() {
  setFlagsFromString('--expose-gc')
  return runInNewContext('gc')
}

/** ms of processor time a pass, over passes for `roundMs`. */
export function timed(contestant, roundMs) {
  const pass = contestant.pass ?? contestant
  let passes = 0
  let spent = 0
  do {
    contestant.before?.()
    const started = process.cpuUsage()
    for (let n = 0; n < (contestant.before === undefined ? BATCH : 1); n++) {
      pass()
      passes++
    }
    const { user, system } = process.cpuUsage(started)
    spent += (user + system) / 1_000
  } while (spent < roundMs)
  return spent / passes
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

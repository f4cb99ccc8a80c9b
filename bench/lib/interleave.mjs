// Times contestants in turn, round after round, so that what else the machine does falls on all of them alike.

/**
 * @param {Record<string, () => unknown>} contestants each does one pass over the same work
 * @param {{ rounds?: number, roundMs?: number }} options
 * @returns {Record<string, number>} ms a pass, the median of the rounds
 */
export function interleave(contestants, { rounds = 9, roundMs = 150 } = {}) {
  const samples = Object.fromEntries(Object.keys(contestants).map((name) => [name, []]))
  for (let round = -2; round < rounds; round++) {
    for (const [name, pass] of Object.entries(contestants)) {
      const ms = timed(pass, round < 0 ? roundMs / 2 : roundMs)
      if (round >= 0) samples[name].push(ms)
    }
  }
  return Object.fromEntries(Object.entries(samples).map(([name, list]) => [name, median(list)]))
}

function timed(pass, roundMs) {
  const started = performance.now()
  let passes = 0
  do {
    pass()
    passes++
  } while (performance.now() - started < roundMs)
  return (performance.now() - started) / passes
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

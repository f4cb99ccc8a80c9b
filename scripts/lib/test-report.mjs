// Reads vitest's JSON report: the counts, the slowest files, and the files that exceed their time budget.

import { availableParallelism, loadavg } from 'node:os'
import { relative } from 'node:path'
import { root } from './steps.mjs'

/** Seconds that one test file may take, by its folder, where each worker has a core; far above what the files take. */
const budgets = [
  { under: 'tests/end-to-end/', seconds: 240 },
  { under: 'tests/', seconds: 120 },
  { under: 'packages/', seconds: 60 },
]

const SHOWN = 15

/** Every test file with its duration in seconds, slowest first. */
export function durationsOf(report) {
  return report.testResults
    .map(({ name, startTime, endTime }) => ({
      file: relative(root, name).replaceAll('\\', '/'),
      seconds: (endTime - startTime) / 1_000,
    }))
    .sort((a, b) => b.seconds - a.seconds)
}

/**
 * The share by which a machine that does much else slows the files down, at least 1: how many processes wanted a core for each core
 * that there is.
 */
export function slowdown() {
  return Math.max(1, ...loadavg().map((load) => load / availableParallelism()))
}

/** The lines that end a run: the slowest files, the files over budget, the counts. Budgets grow with the slowdown. */
export function summaryOf(report, slower = slowdown()) {
  const durations = durationsOf(report)
  const over = durations.filter(({ file, seconds }) => seconds > budgetOf(file) * slower)
  const { numPassedTests, numFailedTests, numPendingTests } = report
  const skipped = numPendingTests > 0 ? `, ${numPendingTests} skipped` : ''
  const lines = [
    `The ${Math.min(SHOWN, durations.length)} slowest files:`,
    ...durations.slice(0, SHOWN).map(({ file, seconds }) => `${seconds.toFixed(1).padStart(7)} s  ${file}`),
    ...over.map(({ file }) => `Over its budget of ${budgetOf(file)} s: ${file}. Split it or make it cheaper.`),
    '',
    `${numPassedTests} passed, ${numFailedTests} failed${skipped}`,
  ]
  return { lines, isOverBudget: over.length > 0 }
}

function budgetOf(file) {
  return budgets.find(({ under }) => file.startsWith(under))?.seconds ?? Infinity
}

// Reads vitest's JSON report: the counts, the slowest files, and the files that exceed their time budget.

import { relative } from 'node:path'
import { root } from './steps.mjs'

/** Seconds that one test file may take, by its folder; far above what it takes on an idle machine with two cores. */
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

/** The lines that end a run: the slowest files, the files over budget, the counts. */
export function summaryOf(report) {
  const durations = durationsOf(report)
  const over = durations.filter(({ file, seconds }) => seconds > budgetOf(file))
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

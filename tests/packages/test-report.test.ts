/** The summary that ends `npm test`: slow files, budgets, counts. */

import { expect, test } from 'vitest'

type Summary = { readonly lines: readonly string[]; readonly isOverBudget: boolean }
type Report = {
  readonly numPassedTests: number
  readonly numFailedTests: number
  readonly numPendingTests: number
  readonly testResults: readonly { readonly name: string; readonly startTime: number; readonly endTime: number }[]
}

const script = new URL('../../scripts/lib/test-report.mjs', import.meta.url).href
const root = new URL('../../', import.meta.url).pathname

async function summary(seconds: number, slower: number): Promise<Summary> {
  const { summaryOf } = (await import(/* @vite-ignore */ script)) as {
    summaryOf: (report: Report, slower: number) => Summary
  }
  const quick = { name: `${root}tests/docs/pages.test.ts`, startTime: 0, endTime: 1_000 }
  const slow = { name: `${root}packages/exact/src/exact.test.ts`, startTime: 0, endTime: seconds * 1_000 }
  return summaryOf({ numPassedTests: 5, numFailedTests: 0, numPendingTests: 1, testResults: [quick, slow] }, slower)
}

test('the slowest files come first and the counts last', async () => {
  const { lines, isOverBudget } = await summary(12, 1)
  expect(isOverBudget).toBe(false)
  expect(lines.slice(1, 3).map((line) => line.trim())).toEqual([
    '12.0 s  packages/exact/src/exact.test.ts',
    '1.0 s  tests/docs/pages.test.ts',
  ])
  expect(lines.at(-1)).toBe('5 passed, 0 failed, 1 skipped')
})

test('a file over its budget fails the run, unless the machine was as much slower', async () => {
  const over = await summary(100, 1)
  expect(over.isOverBudget).toBe(true)
  expect(over.lines.join('\n')).toContain('packages/exact/src/exact.test.ts. Split it or make it cheaper.')
  expect((await summary(100, 2)).isOverBudget).toBe(false)
})

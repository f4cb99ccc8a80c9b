/** Result of a proof as text: the table of faults, the figures, and what failed. */

import type { LiveFigures } from './live-watch.ts'
import { type Fault, nameOf } from './plan.ts'
import type { Takeover } from './takeovers.ts'

/** A fault that was carried out. `isAlone`: no other fault that can delay a take-over ran at the same time. */
export type Carried = { readonly fault: Fault; readonly takeover?: Takeover | undefined; readonly isAlone: boolean }

/** A question that the proof answers, and what differed where the answer is no. */
export type Check = { readonly what: string; readonly differences: readonly string[] }

const seconds = (ms: number): string => `${(ms / 1_000).toFixed(1)} s`
const sorted = (values: readonly number[]): readonly number[] => [...values].sort((a, b) => a - b)

/** A quantile of values; 0 of none. */
export function quantile(values: readonly number[], share: number): number {
  const ascending = sorted(values)
  return ascending[Math.min(ascending.length - 1, Math.floor(share * ascending.length))] ?? 0
}

/** Times until accounts were followed again after faults that ran alone, in ms. */
export const takeoverTimes = (carried: readonly Carried[], isAlone: boolean): readonly number[] =>
  carried.filter((one) => one.isAlone || !isAlone).flatMap(({ takeover }) => takeover?.times ?? [])

/** Table of faults: how often each was carried out, and what became of the accounts that its gateway followed. */
export function faultTable(carried: readonly Carried[]): string {
  const groups = grouped(carried)
  const rows = [...groups]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, all]) => {
      const held = all.reduce((sum, { takeover }) => sum + (takeover?.held ?? 0), 0)
      const kept = all.reduce((sum, { takeover }) => sum + (takeover?.kept ?? 0), 0)
      const times = all.flatMap(({ takeover }) => takeover?.times ?? [])
      const taken = times.length === 0 ? '' : `${seconds(quantile(times, 0.5))} ${seconds(Math.max(...times))}`
      return [name, String(all.length), held === 0 ? '' : `${held - kept} of ${held}`, taken]
    })
  return aligned([['fault', 'times', 'accounts taken over', 'median and longest'], ...rows])
}

function grouped(carried: readonly Carried[]): Map<string, Carried[]> {
  const groups = new Map<string, Carried[]>()
  for (const one of carried) groups.set(nameOf(one.fault), [...(groups.get(nameOf(one.fault)) ?? []), one])
  return groups
}

/** Figures of all edges. */
export function liveText(all: readonly LiveFigures[]): string {
  const delays = all.flatMap((one) => one.delays)
  const worst = (of: 'longest' | 'longestQuiet'): string => {
    const { ms, what } = all.map(({ [of]: one }) => one).reduce((a, b) => (b.ms > a.ms ? b : a))
    return `${seconds(ms)} (${what})`
  }
  return [
    `compared while live: ${all.reduce((sum, { compared }) => sum + compared, 0)}`,
    `exchange to edge while live: p50 ${quantile(delays, 0.5).toFixed(0)} ms, p99 ${quantile(delays, 0.99).toFixed(0)} ms`,
    `longest time wrong while live: ${worst('longest')}`,
    `the same while nothing failed: ${worst('longestQuiet')}`,
  ].join('\n')
}

/** Answers of the checks, and the closing line. */
export function checkText(checks: readonly Check[], seed: string): string {
  const lines = checks.flatMap(({ what, differences }) => [
    `${differences.length === 0 ? 'ok    ' : 'FAILED'} ${what}`,
    ...differences.map((one) => `         ${one}`),
  ])
  const failed = checks.filter(({ differences }) => differences.length > 0).length
  const again = failed === 0 ? [] : [`The same faults again: npm run desk-proof -- --seed ${seed}`]
  return [...lines, ...again, `${checks.length - failed} passed, ${failed} failed`].join('\n')
}

function aligned(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, at) => Math.max(...rows.map((row) => row[at]?.length ?? 0)))
  return rows
    .map((row) =>
      row
        .map((cell, at) => cell.padEnd(widths[at] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

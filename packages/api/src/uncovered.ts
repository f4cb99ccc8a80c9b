/** Parts of a span without complete records, by the windows of coverage: one rule for files, answers and the page. */

import type { CoverageWindow } from './resources.ts'

type Span = { readonly from: number; readonly to: number }

/**
 * The parts of `from <= time < to` in which records of one of the kinds are not known, oldest first. Windows in which the records of some
 * symbols may be missing are among them.
 */
export function uncoveredIn(
  windows: readonly CoverageWindow[],
  span: Span,
  kinds: readonly CoverageWindow['kind'][] = ['deals', 'flows'],
): readonly Span[] {
  const gaps = kinds.flatMap((kind) => {
    const known = windows.filter((one) => one.kind === kind && (one.state === 'complete' || one.state === 'repaired'))
    let { from } = span
    const found: Span[] = []
    for (const window of [...known].sort((a, b) => a.from - b.from)) {
      if (window.from > from) found.push({ from, to: Math.min(window.from, span.to) })
      from = Math.max(from, window.to ?? Infinity)
    }
    return [...found, { from, to: span.to }].filter((gap) => gap.from < gap.to)
  })
  const merged: Span[] = []
  for (const gap of gaps.sort((a, b) => a.from - b.from)) {
    const before = merged.at(-1)
    if (before === undefined || gap.from > before.to) merged.push(gap)
    else merged[merged.length - 1] = { from: before.from, to: Math.max(before.to, gap.to) }
  }
  return merged
}

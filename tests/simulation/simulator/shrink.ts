/** Makes a failing schedule small: steps are left out as long as it fails in the same way. */

import { type FailureKind, type RunResult, run } from './run.ts'
import { type Schedule, type Step, keep } from './steps.ts'

/** Most runs that one failure is made smaller with. */
const MAX_RUNS = 60

/** A schedule that still fails, and how. */
export type Shrunk = { readonly schedule: Schedule; readonly result: RunResult; readonly runs: number }

/** Leaves out halves, quarters, … and at last single steps; `kind`: the failure that must stay. */
export async function shrink(schedule: Schedule, result: RunResult, maxRuns = MAX_RUNS): Promise<Shrunk> {
  const kind: FailureKind | undefined = result.failure?.kind
  let best = { schedule, result, runs: 0 }
  let size = Math.ceil(schedule.steps.length / 2)
  while (size >= 1 && best.runs < maxRuns) {
    const before = best.schedule.steps.length
    for (let from = 0; from < best.schedule.steps.length && best.runs < maxRuns;) {
      const { steps } = best.schedule
      const smaller = keep(schedule, idsOf([...steps.slice(0, from), ...steps.slice(from + size)]))
      const tried = await run(smaller)
      best = { ...best, runs: best.runs + 1 }
      if (tried.failure?.kind === kind) best = { ...best, schedule: smaller, result: tried }
      else from += size
    }
    if (size === 1 && best.schedule.steps.length === before) break
    size = size === 1 ? 1 : Math.ceil(size / 2)
  }
  return best
}

const idsOf = (steps: readonly Step[]): ReadonlySet<number> => new Set(steps.map(({ id }) => id))

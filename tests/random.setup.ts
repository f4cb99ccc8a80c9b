/** Runs before each test file: random tests draw from the seed of the run, and a failing one is made smaller for a bounded time. */

import fc from 'fast-check'

/** Longest time in which a smaller example of a failure is looked for. */
const SHRINK_MS = 10_000

/** Ends the search for a smaller example some time after the first failure; the property stays failed. */
const boundedShrinking: fc.Plugin<unknown> = () => {
  let failedAt = Infinity
  const note = (outcome: fc.PreconditionFailure | fc.PropertyFailure | null): typeof outcome => {
    if (outcome !== null && !fc.PreconditionFailure.isFailure(outcome)) failedAt = Math.min(failedAt, performance.now())
    return outcome
  }
  return {
    decorateRun: (run) => (value) => {
      if (performance.now() - failedAt > SHRINK_MS) return new fc.PreconditionFailure(true)
      const outcome = run(value)
      return outcome instanceof Promise ? outcome.then(note) : note(outcome)
    },
  }
}

// Files share a process and its fast-check: only the first finds no seed there.
if (fc.readConfigureGlobal().seed === undefined) fc.installGlobalPlugin(boundedShrinking)
fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: Number(process.env['SPOTDECK_SEED']) })

/**
 * Splits work on many rows into bounded slices: between them other work runs, progress is counted, and a cancel takes
 * effect.
 */

import { ImportError } from './import-error.ts'

/** Called between slices of long work. */
export interface Pace {
  /** Reports the rows of a finished slice. @throws {ImportError} `IMPORT_CANCELED` */
  done(rows: number): Promise<void>
}

/** Rows between two turns of the event loop: a few milliseconds of matching. */
const SLICE_ROWS = 200

/** Runs everything in one slice. */
export const UNPACED: Pace = { done: () => Promise.resolve() }

/** Cancellation, yielding and progress of one job. */
export type JobPaceOptions = {
  readonly signal: AbortSignal
  /** Resolves after other work had its turn. */
  readonly turn: () => Promise<void>
  readonly onDone?: (rows: number) => void
}

/** Returns the pace of one job: counts progress, stops when canceled, yields. */
export function jobPace({ signal, turn, onDone }: JobPaceOptions): Pace {
  return {
    async done(rows) {
      onDone?.(rows)
      if (!signal.aborted) await turn()
      if (signal.aborted) throw new ImportError('IMPORT_CANCELED')
    },
  }
}

/** Runs `work` on every item, slice by slice. */
export async function inSlices<T>(items: readonly T[], pace: Pace, work: (item: T) => void): Promise<void> {
  for (let at = 0; at < items.length; at += SLICE_ROWS) {
    const slice = items.slice(at, at + SLICE_ROWS)
    for (const item of slice) work(item)
    await pace.done(slice.length)
  }
}

/** The same pace without counting, for work that is not progress through the file. */
export const uncounted = (pace: Pace): Pace => ({ done: () => pace.done(0) })

/**
 * Splits work on many rows into bounded slices: between them other work runs, progress is counted, and a cancel takes
 * effect.
 */

import type { Slices } from '@spotdeck/follow'
import { ImportError } from '../import-error.ts'

/** Called between parts of an import: `done` lets other work run where the slice is used up. */
export interface Pace extends Slices {
  /** Reports the rows of a finished part; other work always runs. @throws {ImportError} `IMPORT_CANCELED` */
  turn(rows: number): Promise<void>
}

/** Work between two turns of the event loop, in ms. */
const SLICE_MS = 8

/** Runs everything in one slice. */
export const UNPACED: Pace = { done: () => Promise.resolve(), turn: () => Promise.resolve() }

/** Cancellation, yielding and progress of one job. */
export type JobPaceOptions = {
  readonly signal: AbortSignal
  /** Time in ms, for the length of slices. */
  readonly now: () => number
  /** Resolves after other work had its turn. */
  readonly turn: () => Promise<void>
  readonly onDone?: (rows: number) => void
}

/** Returns the pace of one job: counts progress, stops when canceled, yields. */
export function jobPace({ signal, now, turn, onDone }: JobPaceOptions): Pace {
  let since = now()
  const yielded = async (): Promise<void> => {
    if (!signal.aborted) await turn()
    since = now()
    if (signal.aborted) throw new ImportError('IMPORT_CANCELED')
  }
  return {
    async done(rows) {
      onDone?.(rows)
      if (signal.aborted || now() - since >= SLICE_MS) await yielded()
    },
    async turn(rows) {
      onDone?.(rows)
      await yielded()
    },
  }
}

/** The same pace without counting, for work that is not progress through the file. */
export const uncounted = (pace: Pace): Pace => ({ done: () => pace.done(0), turn: () => pace.turn(0) })

/** Time as it is passed in: a clock to read and timers to be woken by. Nothing below `cli` reads the wall clock. */

export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number
}

/** A timer that is set. */
export interface Timer {
  /** Forgets the call; harmless when it has run or was cancelled already. */
  cancel(): void
  /** Lets the process end before it; absent where no process waits for timers. */
  unref?(): void
}

/** Delayed calls. */
export interface Timers {
  /** Calls `run` once, `ms` from now (0 or less: as soon as the current work is done, never inside this call). */
  after(ms: number, run: () => void): Timer
}

/** Delays of the event loop in ms, since the measurement before. */
export type LoopDelays = { readonly medianMs: number; readonly p99Ms: number; readonly mostMs: number }

/** Measures how late the event loop runs what is due. */
export interface LoopDelay {
  /** The delays since the last call; zeros where nothing was measured. */
  take(): LoopDelays
  /** Ends the measurement. Idempotent. */
  close(): void
}

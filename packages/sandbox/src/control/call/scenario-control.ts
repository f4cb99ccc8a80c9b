/** The running scenario as the control panel sees it. */

/** A step of a scenario and whether it has happened. */
export type StepState = {
  readonly atMs: number
  readonly do: string
  readonly state: 'waiting' | 'done' | 'failed'
  /** Reason of a step that failed. */
  readonly message?: string
}

/** A scenario that was started. */
export type ScenarioState = {
  readonly name: string | null
  /** The exchange's time at its start, ms since the epoch. */
  readonly startedAt: number
  readonly steps: readonly StepState[]
}

/** The scenario of a sandbox. */
export interface ScenarioControl {
  /** The scenario that was started last; `undefined` when none was. */
  state(): ScenarioState | undefined
  /**
   * Checks a scenario and plays it from now on, in place of the one before. Answers a message that names the wrong place
   * where it cannot be played; then the one before goes on.
   */
  play(value: unknown): Promise<string | undefined>
}

/** Text of the simulator: failures with their replay command, and the table of what was covered. */

import { NARROW, breadthText } from './breadth.ts'
import { FAULT_NAMES, type FaultName } from './fault-names.ts'
import type { GatewayPhase } from './gateway.ts'
import type { RunResult } from './run.ts'
import type { Schedule, Step } from './steps.ts'

const PHASES: readonly GatewayPhase[] = ['connecting', 'reconciling', 'live', 'polling', 'closed']
const NAME_WIDTH = 20
const CELL_WIDTH = 12

type FaultRow = {
  readonly phases: Map<GatewayPhase, number>
  longestMs: number
  totalMs: number
  settledMs: number
  notLiveMs: number
}

const emptyRow = (): FaultRow => ({ phases: new Map(), longestMs: 0, totalMs: 0, settledMs: 0, notLiveMs: 0 })

/** Sums over runs, fault by fault. */
export class Coverage {
  runs = 0
  lastedMs = 0
  liveMs = 0
  readonly #rows = new Map<FaultName, FaultRow>()

  add({ begun, wrong, lastedMs, settledMs }: RunResult): void {
    this.runs += 1
    this.lastedMs += lastedMs
    this.liveMs += wrong.liveMs
    for (const { fault, phase } of begun) {
      const row = this.#rows.get(fault) ?? emptyRow()
      row.phases.set(phase, (row.phases.get(phase) ?? 0) + 1)
      // Only runs of one fault say something of that fault.
      if (begun.length === 1) {
        row.longestMs = Math.max(row.longestMs, wrong.longestMs)
        row.totalMs += wrong.totalMs
        row.settledMs = Math.max(row.settledMs, settledMs ?? 0)
        row.notLiveMs = Math.max(row.notLiveMs, wrong.notLiveMs)
      }
      this.#rows.set(fault, row)
    }
  }

  /** Faults and phases in which no run has begun them. */
  get missing(): readonly string[] {
    return FAULT_NAMES.filter((fault) => !this.#rows.has(fault))
  }

  /** Fault × phase: times that it began; times wrong while live, until right again and not live, in ms, of runs with that fault alone. */
  table(): string {
    const cells = (row: FaultRow | undefined): readonly (string | number)[] => [
      ...PHASES.map((phase) => row?.phases.get(phase) ?? 0),
      row?.longestMs ?? 0,
      row?.totalMs ?? 0,
      row?.settledMs ?? 0,
      row?.notLiveMs ?? 0,
    ]
    const line = (name: string, values: readonly (string | number)[]): string =>
      name.padEnd(NAME_WIDTH) + values.map((value) => String(value).padStart(CELL_WIDTH)).join('')
    return [
      line('fault', [...PHASES, 'longest', 'total', 'right after', 'not live']),
      ...FAULT_NAMES.map((fault) => line(fault, cells(this.#rows.get(fault)))),
    ].join('\n')
  }
}

/** A failure with the schedule that leads to it and the command that replays it. */
export function describeFailure(schedule: Schedule, { failure }: RunResult, isWhole: boolean): string {
  const { seed, lengthMs, steps, breadth = NARROW } = schedule
  const kept = isWhole ? '' : ` --keep ${steps.map(({ id }) => id).join(',')}`
  return [
    `seed ${seed}: ${failure?.kind ?? 'passed'} at ${failure?.at ?? 0} ms`,
    ...(failure?.what ?? []).map((what) => `  ${what}`),
    `  schedule: ${breadthText(breadth)}`,
    ...steps.map((step) => `    ${stepText(step)}`),
    `  replay: npm run simulate -- --seed ${seed} --minutes ${lengthMs / 60_000}${kept}`,
  ].join('\n')
}

function stepText(step: Step): string {
  const what = step.kind === 'trade' ? step.trade : `FAULT ${step.fault} for ${step.forMs} ms`
  return `${step.at} ms: ${what} (${step.id})`
}

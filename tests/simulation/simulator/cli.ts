/** `npm run simulate`: runs seeds, makes the failures small and prints what was covered. */

import { parseArgs } from 'node:util'
import { MINUTE_MS } from '@spotdeck/ports'
import { breadthOf } from './breadth.ts'
import { Coverage, describeFailure } from './report.ts'
import { run } from './run.ts'
import { shrink } from './shrink.ts'
import { type Schedule, keep, scheduleOf } from './steps.ts'

const USAGE = `npm run simulate -- [--seeds N] [--seed S] [--minutes M] [--keep 3,7] [--failures N]
  --seeds N     number of seeds, from --seed on; default 100, or 1 with --seed
  --seed S      first seed; default 1
  --minutes M   virtual time in which steps begin; default 0.5
  --keep IDS    only these steps of the schedule
  --failures N  stops after so many failures; default 5
`
const DEFAULT_SEEDS = 100
const DEFAULT_FAILURES = 5
/** Seeds after which a line tells how many ran. */
const PROGRESS_SEEDS = 100
/** Minutes of virtual time in which steps begin. */
export const DEFAULT_MINUTES = 0.5

/** Parsed arguments. */
type Arguments = {
  readonly first: number
  readonly count: number
  readonly lengthMs: number
  readonly keep: ReadonlySet<number> | undefined
  readonly failures: number
}

/** Runs the command. Answers its exit code: 1 after a failure, 2 for arguments that it cannot use. */
export async function main(argv: readonly string[], write: (text: string) => void): Promise<number> {
  const given = argumentsOf(argv)
  if (given === undefined) {
    write(USAGE)
    return 2
  }
  const coverage = new Coverage()
  let failures = 0
  for (let seed = given.first; seed < given.first + given.count && failures < given.failures; seed++) {
    const whole = { ...scheduleOf(seed, given.lengthMs), breadth: breadthOf(seed, false) }
    const schedule = given.keep === undefined ? whole : keep(whole, given.keep)
    const result = await run(schedule)
    coverage.add(result)
    if (coverage.runs % PROGRESS_SEEDS === 0) write(`${coverage.runs} seeds up to ${seed}, ${failures} failed so far\n`)
    if (given.count === 1) write(`trace ${result.hash}\n`)
    if (result.failure === undefined) continue
    failures += 1
    write(`${await smallest(schedule, result, whole)}\n\n`)
  }
  write(`${coverage.table()}\n\n`)
  if (given.count > 1 && coverage.missing.length > 0) write(`not begun: ${coverage.missing.join(', ')}\n`)
  const { user, system } = process.cpuUsage()
  const cpuMs = (user + system) / 1_000
  const { lastedMs, liveMs } = coverage
  write(
    `${coverage.runs} seeds, ${failures} failed; ${(lastedMs / MINUTE_MS).toFixed(1)} virtual minutes, ` +
      `${Math.round((100 * liveMs) / lastedMs)} % of them live; ${Math.round(lastedMs / cpuMs)} virtual seconds per processor second\n`,
  )
  return failures === 0 ? 0 : 1
}

async function smallest(schedule: Schedule, result: Awaited<ReturnType<typeof run>>, whole: Schedule): Promise<string> {
  const { schedule: small, result: same } = await shrink(schedule, result)
  return describeFailure(small, same, small.steps.length === whole.steps.length)
}

function argumentsOf(argv: readonly string[]): Arguments | undefined {
  try {
    const { values } = parseArgs({
      args: [...argv],
      options: {
        seeds: { type: 'string' },
        seed: { type: 'string' },
        minutes: { type: 'string' },
        keep: { type: 'string' },
        failures: { type: 'string' },
      },
    })
    const numbers = {
      first: Number(values.seed ?? 1),
      count: Number(values.seeds ?? (values.seed === undefined ? DEFAULT_SEEDS : 1)),
      lengthMs: Number(values.minutes ?? DEFAULT_MINUTES) * MINUTE_MS,
      failures: Number(values.failures ?? DEFAULT_FAILURES),
    }
    const ids = values.keep?.split(',').map(Number)
    const all = [...Object.values(numbers), ...(ids ?? [])]
    if (all.some((value) => !Number.isFinite(value) || value < 0)) return undefined
    return { ...numbers, keep: ids === undefined ? undefined : new Set(ids) }
  } catch {
    return undefined
  }
}

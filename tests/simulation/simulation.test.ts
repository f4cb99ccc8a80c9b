import { describe, expect, it } from 'vitest'
import { breadthOf } from './simulator/breadth.ts'
import { FAULT_NAMES, type FaultName } from './simulator/fault-names.ts'
import { describeFailure } from './simulator/report.ts'
import { type RunResult, run } from './simulator/run.ts'
import { shrink } from './simulator/shrink.ts'
import { type Schedule, keep, scheduleOf, soloSchedule } from './simulator/steps.ts'

/** `SPOTDECK_PROPERTY_RUNS=2` runs twice as many; `npm run simulate` runs thousands. */
const RUNS = Number(process.env['SPOTDECK_PROPERTY_RUNS'] ?? 1)
/** The seed of the run is the first one. */
const FIRST = Number(process.env['SPOTDECK_SEED'])
const SEEDS = Math.round(60 * RUNS)
/** Seeds of one test: a failure names its own. */
const BATCH = 20
/** Virtual time in which steps begin: short, because there are many. */
const LENGTH_MS = 9_000

async function failureOf(seed: number): Promise<string | undefined> {
  const schedule = { ...scheduleOf(seed, LENGTH_MS), breadth: breadthOf(seed, true) }
  const result = await run(schedule)
  if (result.failure === undefined) return undefined
  const { schedule: small, result: same } = await shrink(schedule, result)
  return describeFailure(small, same, small.steps.length === schedule.steps.length)
}

/** Movements that no deal explains: one in a gap is proven by reads 10 s apart, from the last that differed. */
const FLOWS: ReadonlySet<string> = new Set(['deposit', 'withdraw', 'give-back', 'transfer', 'convert'])

describe('a listen key that is taken away while the account trades', () => {
  it.each(['steal-listen-key', 'expire-listen-key'] as const)(
    '%s: the account is live again within 15 s, though a backfill runs',
    async (fault) => {
      const slow: string[] = []
      const seeds = [137, 165, 176, 193, 201, 205, 211, 311, 325, 360, 366, 371]
      for (const seed of seeds.slice(0, Math.ceil(2 * RUNS))) {
        const schedule = soloSchedule(seed, fault)
        const steps = schedule.steps.filter((step) => step.kind === 'fault' || !FLOWS.has(step.trade))
        const { failure, wrong } = await run({ ...schedule, steps })
        if (failure !== undefined || wrong.notLiveMs > 15_000)
          slow.push(`seed ${seed}: ${failure?.kind ?? `not live for ${wrong.notLiveMs} ms`}`)
      }
      expect(slow).toEqual([])
    },
  )
})

/** Schedules that failed once: the steps that are left of a seed, and what the reader must be told. */
const FOUND = [
  [
    'a disk that is full as the account becomes live is told at once, though the ledger cannot be written',
    { seed: 14_179, lengthMs: 30_000, ids: [1, 3], fault: 'full-disk', among: 41, begins: 'start' },
  ],
  [
    'a change that one without a push takes back is not taken for the lag of REST for longer than 3 s',
    { seed: 22_030, ids: [10, 1, 11], fault: 'steal-listen-key', among: 41 },
  ],
  [
    'the private stream is opened again as soon as the firewall lets calls through',
    { seed: 28_169, ids: [1], fault: 'firewall', among: 41 },
  ],
  [
    'a withdrawal that is given back after the last step is judged like every other movement',
    { seed: 30_746, ids: [1, 2, 4, 5], fault: 'steal-listen-key', among: 41 },
  ],
  [
    'an order that no push told of ends `live`, though another asset reads like before its last push',
    { seed: 50_936, ids: [4, 1, 6, 8], fault: 'stalled-pushes' },
  ],
  [
    'a deposit that no push told of ends `live`, though another asset reads like before its last push',
    { seed: 53_139, ids: [7, 1, 9, 14], fault: 'expire-listen-key' },
  ],
  [
    'a canceled order is not called live while the exchange’s clock is read',
    { seed: 62_234, ids: [4, 7, 1, 9], fault: 'stalled-pushes' },
  ],
  [
    'a comparison of balances does not wait for the weights that a reconciliation has used',
    { seed: 53_035, ids: [2, 3, 1, 6], fault: 'stalled-pushes' },
  ],
  [
    'a withdrawal that is given back is compared, though the first readings have used most weights',
    { seed: 63_415, ids: [2, 4, 5, 6, 1], fault: 'silent-account' },
  ],
  [
    'answers older than REST’s usual lag do not take back an order that was pushed',
    { seed: 60_244, ids: [1, 2, 3], fault: 'late-rest' },
  ],
  [
    'answers older than REST’s usual lag do not take back a trade and an order',
    { seed: 62_491, ids: [1, 3, 4], fault: 'late-rest' },
  ],
  [
    'an account of which neither pushes nor REST tell is stale at its time, not after the next refusal',
    { seed: 62_937, ids: [4, 1, 7, 2, 10], fault: 'steal-listen-key' },
  ],
  [
    'a push of one asset does not put off the comparison that finds what was lost of another one',
    { seed: 211_909, ids: [1, 3, 4], fault: 'stalled-pushes' },
  ],
  [
    'pushes of the other channels do not stand for balances that a silent one left out',
    { seed: 213_486, ids: [2, 4, 6, 1, 7, 8, 11], fault: 'silent-account' },
  ],
  [
    'a comparison that waits for the firewall’s pause proves nothing',
    { seed: 202_951, ids: [3, 4, 2], fault: 'stalled-pushes' },
  ],
  [
    'a figure that is always less than a second late is not wrong, though the next change happens before each push',
    { seed: 201_909, ids: [1, 16, 18, 19, 20, 21, 22, 23], fault: 'jitter' },
  ],
  [
    'an order that was not listed yet as the account became live for the first time is shown within 3 s',
    { seed: 300_055, ids: [1, 2], fault: 'clock-step', begins: 'start' },
  ],
  [
    'a trade just before the first start is not missing from a live account, though REST does not tell of it yet',
    { seed: 408_718, ids: [2, 1], fault: 'late-rest', begins: 'start' },
  ],
  [
    'an answer from before the pushes of the first seconds is not taken for the opening balance',
    { seed: 417_804, ids: [2, 3, 5, 6, 1, 7, 8], fault: 'late-rest', begins: 'start' },
  ],
] as const satisfies readonly (readonly [string, Found])[]

/** Length is that of the test's seeds by default. `among`: number of faults that the seed drew from; later ones were appended. */
type Found = {
  readonly seed: number
  readonly lengthMs?: number
  readonly ids: readonly number[]
  readonly fault: FaultName
  readonly among?: number
  /** Beginning of its steps: once the account is live, by default. */
  readonly begins?: Schedule['begins']
}
const FAULTS_NOW = 42

it.each<readonly [string, Found]>(FOUND)(
  '%s',
  async (_, { seed, lengthMs = LENGTH_MS, ids, fault, among = FAULTS_NOW, begins = 'live' }) => {
    const drawn = keep(scheduleOf(seed, lengthMs, FAULT_NAMES.slice(0, among)), new Set(ids))
    const schedule: Schedule = { ...drawn, begins }
    expect(schedule.steps).toContainEqual(expect.objectContaining({ kind: 'fault', fault }))
    expect((await run(schedule)).failure).toBeUndefined()
  },
)

describe('the whole product under virtual time', () => {
  const batches = Array.from({ length: Math.ceil(SEEDS / BATCH) }, (_, index) => FIRST + index * BATCH)
  it.each(batches)('shows the exchange’s figures under every fault, for 20 seeds from %i', async (from) => {
    const failures: string[] = []
    for (let seed = from; seed < Math.min(from + BATCH, FIRST + SEEDS) && failures.length === 0; seed++)
      failures.push(...[await failureOf(seed)].filter((text) => text !== undefined))
    expect(failures.join('\n')).toBe('')
  })

  it('gives the same bytes for the same seed, and others for another', async () => {
    const hashOf = async (seed: number): Promise<RunResult['hash']> => (await run(scheduleOf(seed, LENGTH_MS))).hash
    const first = await hashOf(7)
    expect(await hashOf(7)).toBe(first)
    expect(await hashOf(8)).not.toBe(first)
  })
})

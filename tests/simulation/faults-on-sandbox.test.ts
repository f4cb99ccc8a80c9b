import { openMemoryStore } from '@spotdeck/store/testing'
import { describe, expect, it } from 'vitest'
import { HOUR_MS, MINUTE_MS } from '@spotdeck/ports'
import { FAULT_NAMES } from './simulator/fault-names.ts'
import { describeFailure } from './simulator/report.ts'
import { run } from './simulator/run.ts'
import { soloSchedule } from './simulator/steps.ts'
import { Simulation, differences } from './support/simulation.ts'

async function started(seed: number, others: readonly string[] = []): Promise<Simulation> {
  const simulation = new Simulation(seed, others)
  await simulation.busy(10_000)
  await simulation.start()
  await allLive(simulation)
  return simulation
}

async function allLive(simulation: Simulation, limitMs = 2 * MINUTE_MS): Promise<void> {
  await simulation.time.until(() => simulation.people.every((person) => simulation.status(person) === 'live'), limitMs)
}

describe('a single fault', () => {
  it.each(FAULT_NAMES)(
    '%s: what readers are told is live is right, and the ledger is complete within its time afterwards',
    async (fault) => {
      const schedule = soloSchedule(7, fault)
      const result = await run(schedule)
      expect(result.failure === undefined ? '' : describeFailure(schedule, result, true)).toBe('')
      expect(result.begun).toEqual([{ fault, phase: 'live' }])
    },
  )
})

describe('several accounts side by side', () => {
  it('do not disturb each other: what goes wrong for one is not seen by the others', async () => {
    const simulation = await started(11, ['alice', 'bob'])
    const [main, alice, bob] = simulation.people
    if (main === undefined || alice === undefined || bob === undefined) throw new Error('There are three.')
    const { apiKey } = alice.credentials
    const heads = new Map([main, bob].map(({ id }) => [id, simulation.disks.ledgers.get(id)?.links.length ?? 0]))
    for (const fault of [
      { kind: 'expire-listen-key' },
      { kind: 'refuse' },
      { kind: 'error-before', status: 504 },
      { kind: 'corrupt' },
    ] as const) {
      simulation.venue.faults.add({ target: { apiKey }, probability: 1, ...fault })
      for (let second = 0; second < 40; second++) {
        await simulation.busy(1_000)
        expect([simulation.status(main), simulation.status(bob)]).toEqual(['live', 'live'])
      }
    }
    expect(simulation.status(alice)).not.toBe('live')
    for (const { id } of [main, bob]) {
      const events = (simulation.disks.ledgers.get(id)?.links ?? []).slice(heads.get(id)).map(({ event }) => event)
      expect(events.length).toBeGreaterThan(20)
      expect(events.filter(({ type, source }) => type === 'status.changed' || source === 'audit')).toEqual([])
    }
    simulation.venue.faults.clear()
    await allLive(simulation, 3 * MINUTE_MS)
    await simulation.time.advance(MINUTE_MS)
    for (const person of simulation.people)
      expect([person.id, await differences(simulation, person)]).toEqual([person.id, []])
    simulation.kill()
  })
})

describe('elapsed time', () => {
  it('of downtime: its events are found, and its coverage is unknown until then', async () => {
    const simulation = await started(3)
    await simulation.busy(20_000)
    const left = simulation.time.now()
    simulation.kill()
    await simulation.busy(30_000)
    await simulation.time.advance(10 * HOUR_MS)
    await simulation.busy(30_000)
    await simulation.start()
    await simulation.time.advance(0)
    const disk = simulation.disks.ledgers.get('main')
    if (disk === undefined) throw new Error('The ledger is there.')
    const deals = async () =>
      (await openMemoryStore(disk).load()).coverage.filter(
        ({ kind, to }) => kind === 'deals' && (to ?? Infinity) > left,
      )
    expect((await deals()).map(({ state }) => state)).not.toContain('complete')
    await allLive(simulation)
    await simulation.time.advance(2 * MINUTE_MS)
    expect((await deals()).map(({ state }) => state)).toEqual(['repaired', 'complete'])
    expect(await differences(simulation)).toEqual([])
    simulation.kill()
  })
})

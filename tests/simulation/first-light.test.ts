import { openMemoryStore } from '@spotdeck/follow'
import { describe, expect, it } from 'vitest'
import { Simulation, differences } from './support/simulation.ts'

/** `.ci/run` sets 4, which gives six seeds. */
const RUNS = Number(process.env['SPOTDECK_PROPERTY_RUNS'] ?? 1)
/** `SPOTDECK_SEEDS=7,8` replays seeds that failed. */
const seeds =
  process.env['SPOTDECK_SEEDS']?.split(',').map(Number) ??
  Array.from({ length: Math.ceil(RUNS * 1.5) }, (_, index) => index + 1)

describe('exchange, network and ledger on one line of time', () => {
  it.each(seeds)('the ledger equals the truth after the troubles of seed %i', async (seed) => {
    const simulation = new Simulation(seed)
    await simulation.busy(60_000)
    await simulation.start()
    for (let round = 0; round < 6; round++) {
      await simulation.busy(20_000 + simulation.roll(60_000))
      await simulation.fault()
    }
    if (simulation.running === undefined) await simulation.start()
    await simulation.time.until(() => simulation.status() === 'live', 600_000)
    await simulation.time.advance(7 * 60_000)
    expect(await differences(simulation)).toEqual([])
    const disk = simulation.disks.ledgers.get('main')
    const store = disk === undefined ? undefined : openMemoryStore(disk)
    expect(await store?.verify()).toMatchObject({ ok: true })
    const seqs = (await store?.publicAfter(0, 1_000_000))?.map(({ event }) => event.seq) ?? []
    expect(seqs).toEqual(seqs.map((_, index) => index + 1))
    simulation.kill()
  })
})

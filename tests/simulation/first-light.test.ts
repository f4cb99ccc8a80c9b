import { openMemoryStore } from '@spotdeck/gateway'
import { describe, expect, it } from 'vitest'
import { Simulation, differences } from './support/simulation.ts'

/** `SPOTDECK_SEEDS=7,8` replays seeds that failed. */
const seeds = process.env['SPOTDECK_SEEDS']?.split(',').map(Number) ?? [1, 2, 3, 4, 5, 6]

describe('exchange, network and ledger on one line of time', () => {
  it.each(seeds)(
    'the ledger equals the truth after the troubles of seed %i',
    async (seed) => {
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
      const seqs = (await store?.publicAfter(0, 1_000_000))?.map((event) => event.seq) ?? []
      expect(seqs).toEqual(seqs.map((_, index) => index + 1))
      simulation.kill()
    },
    120_000,
  )
})

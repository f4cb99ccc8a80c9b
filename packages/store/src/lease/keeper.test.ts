import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { type Timers, silentLog } from '@spotdeck/ports'
import { VirtualTime } from '@spotdeck/ports/virtual'
import { describe, expect, it } from 'vitest'
import { LeaseKeeper, type Leases } from './keeper.ts'

const granting: Leases = {
  acquire: () => Promise.resolve(7),
  renew: () => Promise.resolve(true),
  release: () => Promise.resolve(),
}
const ignore = (): void => undefined

/** Bytes of the heap that are in use. */
function used(): number {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  collect()
  return process.memoryUsage().heapUsed
}

describe('the keeper of a lease', () => {
  it('keeps nothing of the renewals that were answered', async () => {
    let [now, tick] = [0, ignore]
    const timers: Timers = { after: (_ms, run) => ((tick = run), { cancel: ignore }) }
    const parts = {
      leases: granting,
      monotonic: { now: () => now },
      timers,
      log: silentLog,
      held: ignore,
      lost: ignore,
    }
    const keeper = new LeaseKeeper(parts)
    const renew = async (times: number): Promise<void> => {
      for (let n = 0; n < times; n++) {
        now += 2_000
        tick()
        for (let turn = 0; turn < 5; turn++) await Promise.resolve()
      }
    }
    await renew(5_000)
    const before = used()
    await renew(30_000)
    expect(used() - before).toBeLessThan(500_000)
    expect(keeper.token).toBe(7)
    await keeper.close()
  })

  it('renews and releases the lease of an account whose callback throws', async () => {
    const time = new VirtualTime()
    const calls: string[] = []
    const errors: string[] = []
    const leases: Leases = {
      ...granting,
      renew: async () => calls.push('renew') > 0,
      release: async () => void calls.push('release'),
    }
    const held = (): never => {
      throw new Error('The account cannot be opened.')
    }
    const log = { ...silentLog, error: (_what: unknown, text?: string) => void errors.push(text ?? '') }
    const keeper = new LeaseKeeper({ leases, monotonic: time, timers: time, log, held, lost: ignore })
    await time.advance(2_500)
    expect(keeper.token).toBe(7)
    await keeper.close()
    expect(calls).toEqual(['renew', 'release'])
    expect(errors).toEqual(['lease callback failed'])
  })
})

import { LeaseKeeper } from '@spotdeck/store/postgres'
import { CodedError, silentLog, sleep } from '@spotdeck/ports'
import { VirtualTime } from '@spotdeck/ports/virtual'
import { expect, it } from 'vitest'
import { LEASE_LIMITS } from './postgres-ledgers.ts'

it('keeps a lease whose renewal hangs once: it is given up and asked again before the holder stops', async () => {
  const time = new VirtualTime()
  const losses: string[] = []
  let renewals = 0
  const keeper = new LeaseKeeper({
    leases: {
      acquire: () => Promise.resolve(7),
      async renew() {
        if (++renewals > 1) return true
        await sleep({ timers: time, ms: LEASE_LIMITS.statementMs + LEASE_LIMITS.networkMs })
        throw new CodedError('STORE_UNREACHABLE', 'The database did not answer.')
      },
      release: () => Promise.resolve(),
    },
    monotonic: time,
    timers: time,
    log: silentLog,
    held: () => undefined,
    lost: (why) => void losses.push(why),
  })
  await time.advance(60_000)
  expect({ losses, token: keeper.token }).toEqual({ losses: [], token: 7 })
  await keeper.close()
})

/** An account whose commits hang, as its gateway serves it. */

import type { LedgerStore } from '@spotdeck/follow'
import { expect, it } from 'vitest'
import { withCommit } from '../metrics/metered.ts'
import { accountIn } from '../testing/account-in.ts'
import { deskOnVenue } from '../testing/desk-on-venue.ts'
import { diskStorage } from '../storage.ts'

it('says so wherever its status is served: accounts, snapshot, and health within 2.1 s of the first push', async () => {
  let hangs: Promise<void> | undefined
  const hanging = (store: LedgerStore): LedgerStore =>
    withCommit(store, async (commit) => {
      await hangs
      return store.commit(commit)
    })
  const rig = deskOnVenue(undefined, {}, (dataDir) => {
    const storage = diskStorage(dataDir)
    return { ...storage, open: async (request) => hanging(await storage.open(request)) }
  })
  const running = await rig.open()
  await rig.live(running)
  await rig.time.advance(60_000)
  const told: (readonly [atMs: number, code: string | undefined])[] = []
  const begun = rig.time.now()
  running.desk.subscribe((batch) => {
    if (batch.kind !== 'sampled' || batch.event.topic !== 'health') return
    const code = batch.event.data.status?.code
    if (code !== told.at(-1)?.[1]) told.push([rig.time.now() - begun, code])
  })
  await rig.time.advance(1_300)
  let release: () => void = () => undefined
  hangs = new Promise((resolve) => (release = resolve))
  rig.venue.deposit('USDT', '5')
  await rig.time.advance(8_000)
  const account = accountIn(running.desk)
  const slow = { state: 'degraded', code: 'STORE_SLOW', params: {} }
  expect([account.info().status, account.snapshot().status, running.desk.accounts()[0]?.status]).toMatchObject(
    Array.from({ length: 3 }, () => slow),
  )
  const free = () => account.snapshot().assets.find(({ asset }) => asset === 'USDT')?.free
  expect(free()).toBe('1000')
  hangs = undefined
  release()
  await rig.time.advance(500)
  expect([account.info().status.code, free()]).toEqual(['LIVE', '1005'])
  expect(told.map(([, code]) => code)).toEqual(['LIVE', 'STORE_SLOW', 'LIVE'])
  expect(told[1]?.[0]).toBeLessThanOrEqual(1_300 + 2_100)
  await rig.close(running)
})

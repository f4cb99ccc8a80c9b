/** An account whose commits hang, as its gateway serves it. */

import type { LedgerStore } from '@spotdeck/store'
import { expect, it } from 'vitest'
import { withCommit } from '../metrics/metered.ts'
import { accountIn } from '../testing/account-in.ts'
import { deskOnVenue } from '../testing/desk-on-venue.ts'
import { both, bothOnBus } from '../testing/two-gateways.ts'
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

it.each([
  ['without a bus', both],
  ['on a bus', bothOnBus],
])(
  'is not live at a gateway that reads it either, 3.1 s later at most, and is again when they end: %s',
  async (_name, open) => {
    const { pair, first, second } = await open()
    for (const phaseMs of [0, 300, 700, 1_100, 1_900]) {
      await pair.time.advance(20_000 + phaseMs)
      expect([first.code, second.code]).toEqual(['LIVE', 'LIVE'])
      let release: () => void = () => undefined
      first.storage.commitsAfter = new Promise((resolve) => (release = resolve))
      pair.trade()
      await pair.time.advance(3_100)
      for (let seconds = 3; seconds < 9; seconds++) {
        expect([first.code, second.code]).toEqual(['STORE_SLOW', 'NOT_FOLLOWED'])
        await pair.time.advance(1_000)
      }
      first.storage.commitsAfter = undefined
      release()
      await pair.time.advance(1_200)
      expect([first.code, second.code, first.account.isFollowedHere]).toEqual(['LIVE', 'LIVE', true])
    }
    expect(await pair.untrue()).toEqual([])
    await pair.done(Promise.all([first.close(), second.close()]))
  },
)

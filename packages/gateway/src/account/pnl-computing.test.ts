import { MINUTE_MS } from '@spotdeck/ports'
import { expect, it } from 'vitest'
import type { EquityData } from '@spotdeck/api'
import type { LedgerStore } from '@spotdeck/store'
import type { DeskBatch } from '@spotdeck/edge'
import { type Storage, diskStorage } from '../storage.ts'
import { accountIn } from '../testing/account-in.ts'
import { deskOnVenue } from '../testing/desk-on-venue.ts'
import { applied } from '../testing/traded-desk.ts'

/** Storage whose profit cannot be read until `release`. */
function heldStorage() {
  let release = (): void => undefined
  const released = new Promise<void>((resolve) => (release = resolve))
  const held = (store: LedgerStore): LedgerStore => ({
    ...store,
    pnlMark: async (...asked) => {
      await released
      return store.pnlMark(...asked)
    },
  })
  const storage = (dataDir: string): Storage => {
    const disk = diskStorage(dataDir)
    return { ...disk, open: async (wish) => held(await disk.open(wish)) }
  }
  return { storage, release }
}

it('samples equity from the first live moment, while profit is still computed, and says that it is', async () => {
  const { storage, release } = heldStorage()
  const rig = deskOnVenue(undefined, {}, storage)
  const running = await rig.open()
  const samples: EquityData[] = []
  running.desk.subscribe((batch: DeskBatch) => {
    if (batch.kind === 'sampled' && batch.event.type === 'equity.sampled') samples.push(batch.event.data)
  })
  await rig.live(running)
  await rig.time.advance(MINUTE_MS)
  expect(samples.length).toBeGreaterThan(50)
  expect(new Set(samples.map(({ realizedPnl, unrealizedPnl }) => `${realizedPnl} ${unrealizedPnl}`))).toEqual(
    new Set(['null null']),
  )
  expect(samples.every(({ total }) => Number(total) > 1_000)).toBe(true)
  release()
  await rig.time.advance(MINUTE_MS)
  expect(samples.at(-1)).toMatchObject({ realizedPnl: '0', unrealizedPnl: '0' })
  const range = { from: samples[0]?.time ?? 0, to: rig.time.now() + 1, points: 500 }
  const { points } = await applied(rig.time, accountIn(running.desk).reports.equity(range))
  // The samples of that minute are known by now: nothing came or went in it.
  expect(points.filter(({ total }) => total !== null).length).toBeGreaterThan(60)
  expect(new Set(points.flatMap(({ total, realizedPnl }) => (total === null ? [] : [realizedPnl])))).toEqual(
    new Set(['0']),
  )
  await rig.close(running)
})

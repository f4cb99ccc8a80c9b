/** A store whose commits hang or are slow: the status says so, and the stream is not to blame. */

import { describe, expect, it } from 'vitest'
import { Rig } from '../../testing/rig.ts'
import { differences, startedRig } from '../../testing/truth.ts'
import { isWrong, watched } from '../../testing/wrong-while-live.ts'

const SECOND = 1_000
const LIMIT = 3 * SECOND
/** Age of the head of the queue from which the store is slow. */
const SLOW = 2 * SECOND
const HANGS = 9 * SECOND

const SELL = ['MXUSDT', 'SELL', '2', '3'] as const
const fill = ({ venue }: Rig): void => venue.fill(venue.place(...SELL) ?? '', '3')

/** A live account whose stream has a heartbeat. */
async function live(over: Partial<Rig> = {}): Promise<Rig> {
  const rig = Object.assign(new Rig(), { beats: true }, over)
  return startedRig(rig)
}

/** Lets one commit hang from now on; those after it do not. */
function hang(rig: Rig): void {
  let left = 1
  rig.commitMs = () => (left-- > 0 ? HANGS : 0)
}

describe('a commit that hangs for 9 s', () => {
  const act: Readonly<Record<string, (rig: Rig) => void>> = {
    'a deposit': ({ venue }) => venue.deposit('USDT', '5'),
    'an order': ({ venue }) => void venue.place(...SELL),
    'a deal': fill,
  }

  it.each(Object.keys(act))('with %s in it is in the served status after 2 s, until it ends', async (name) => {
    const rig = await live()
    hang(rig)
    const since = rig.time.now()
    act[name]?.(rig)
    await rig.time.advance(SECOND)
    expect([rig.follower?.status.code, isWrong(rig)]).toEqual(['LIVE', true])
    await rig.time.advance(SECOND + 100)
    while (rig.time.now() < since + HANGS) {
      const { since: from = Infinity, ...status } = rig.follower?.status ?? {}
      expect(status).toEqual({ state: 'degraded', code: 'STORE_SLOW', params: {} })
      expect(from).toBeLessThanOrEqual(since + SLOW)
      await rig.time.advance(100)
    }
    await rig.time.advance(400)
    expect([rig.follower?.status.code, isWrong(rig)]).toEqual(['LIVE', false])
  })

  it.each([0, SECOND / 2, 2 * SECOND])(
    'keeps the stream, whatever is pushed meanwhile: every %s ms',
    async (everyMs) => {
      for (const idleMs of [0, 400, 900, 1_300]) {
        const rig = await live()
        await rig.time.advance(idleMs)
        const before = rig.published.length
        hang(rig)
        fill(rig)
        const wrong = await watched(rig, HANGS - 100, () => void (everyMs > 0 && fill(rig)), everyMs || HANGS)
        expect(wrong.longest).toBeLessThanOrEqual(SLOW)
        await rig.time.advance(500)
        const { total, live: liveMs } = await watched(rig, 30 * SECOND)
        expect({ idleMs, total, liveMs, streams: rig.distrusted }).toEqual({
          idleMs,
          total: 0,
          liveMs: 30 * SECOND,
          streams: 0,
        })
        const told = rig.published.slice(before).filter(({ type }) => type === 'status.changed')
        expect({ idleMs, told, rows: await differences(rig) }).toEqual({ idleMs, told: [], rows: [] })
      }
    },
  )

  it('does not hide a channel that falls silent meanwhile', async () => {
    const rig = await live()
    hang(rig)
    fill(rig)
    await rig.time.advance(SECOND)
    rig.fate = () => []
    rig.venue.deposit('USDT', '5')
    expect((await watched(rig, 20 * SECOND)).longest).toBeLessThanOrEqual(LIMIT)
    expect(rig.distrusted).toBe(1)
    await rig.live()
    expect(isWrong(rig)).toBe(false)
  })
})

/** Age of the oldest deal that readers were not told of, in ms. */
function oldest({ venue, published, time }: Rig): number {
  const told = published.flatMap((event) => (event.type === 'deal.added' ? [event.deal.orderId] : []))
  const missing = venue.deals.filter(({ orderId }) => !told.includes(orderId))
  return Math.max(0, ...missing.map((deal) => time.now() - deal.time))
}

describe('commits that all take long', () => {
  it.each([300, 900, 1_500, 1_900, 3_000])(
    '%s ms each: nothing is missing for 3 s while the status is live',
    async (ms) => {
      const rig = await live()
      rig.commitMs = () => ms
      let missing = 0
      for (let passed = 0; passed < 60 * SECOND; passed += 100) {
        if (passed % 700 === 0) fill(rig)
        await rig.time.advance(100)
        if (rig.follower?.status.state === 'live') missing = Math.max(missing, oldest(rig))
      }
      expect(missing).toBeLessThanOrEqual(LIMIT)
      expect(rig.distrusted).toBe(0)
      rig.commitMs = () => 0
      await rig.time.advance(10 * SECOND)
      expect([rig.follower?.status.code, await differences(rig)]).toEqual(['LIVE', []])
    },
  )
})

it('a status that is worse is not replaced', async () => {
  const rig = await live()
  rig.venue.restDown = true
  rig.down()
  await rig.time.advance(10 * SECOND)
  expect(rig.follower?.status.state).toBe('offline')
  rig.commitMs = () => HANGS
  rig.venue.restDown = false
  await rig.time.advance(10 * SECOND)
  expect(rig.follower?.status.state).toBe('offline')
})

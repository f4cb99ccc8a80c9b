import { coverageOf } from '@spotdeck/ledger'
import { describe, expect, it } from 'vitest'
import { Rig } from '../../testing/rig.ts'
import { watched } from '../../testing/wrong-while-live.ts'
import { coverageAt, differences, falseClaims, startedRig } from '../../testing/truth.ts'

const SECOND = 1_000
const MINUTE = 60 * SECOND
/** More unsettled orders than the state holds. */
const MANY = 1_100

/** Fills `count` orders while nobody follows. */
async function filledUnseen(rig: Rig, count: number): Promise<void> {
  await rig.crash()
  for (let n = 0; n < count; n++) rig.venue.fill(rig.venue.place('MXUSDT', 'BUY', '1', '1') ?? '', '1')
  await rig.time.advance(SECOND)
  await rig.start()
  rig.up()
}

/** REST tells of no deals by time, as if each page held too many: they can be read by order alone. */
function crowded(rig: Rig): void {
  rig.rewire(() => ({ trades: async () => ({ rows: [], complete: false, isCrowded: true }) }))
}

describe('deals that cannot be read by time', () => {
  it('of more orders than the state holds are read order by order, across restarts', async () => {
    const rig = new Rig()
    crowded(rig)
    await startedRig(rig)
    rig.venue.deposit('USDT', '100000')
    await rig.time.advance(5 * SECOND)
    await filledUnseen(rig, MANY)
    await rig.proven(10 * MINUTE)
    expect(rig.state.lacking.size).toBeGreaterThan(0)
    await rig.time.advance(2 * MINUTE)
    await rig.crash()
    await rig.start()
    rig.up()
    await rig.proven(10 * MINUTE)
    await rig.time.advance(MINUTE)
    const mending = await watched(rig, 10 * MINUTE)
    // Until the deals of the last order are read, its assets are in question.
    expect(mending.live).toBeGreaterThan(7 * MINUTE)
    expect({ lacking: rig.state.lacking.size, orders: rig.state.orders.size }).toEqual({ lacking: 0, orders: 0 })
    expect((await differences(rig)).slice(0, 3)).toEqual([])
    expect(await falseClaims(rig, 0)).toEqual([])
  })

  it('are proven by the sums of their orders: then coverage is repaired, and unknown where they do not add up', async () => {
    for (const forgets of [false, true]) {
      const rig = new Rig()
      crowded(rig)
      await startedRig(rig)
      await filledUnseen(rig, 20)
      const at = rig.time.now() - SECOND
      if (forgets) rig.venue.forgotten.add(rig.venue.deals.at(-1)?.tradeId ?? '')
      await rig.proven(10 * MINUTE)
      await rig.time.advance(MINUTE)
      expect(await falseClaims(rig, 0)).toEqual([])
      await rig.time.advance(20 * MINUTE)
      expect(coverageAt(rig, 'deals', at)).toBe(forgets ? 'unknown' : 'repaired')
    }
  })
})

describe('deals of a symbol whose sums do not add up', () => {
  it('leave that symbol unknown alone, though no balance tells of them', async () => {
    const rig = new Rig()
    crowded(rig)
    await startedRig(rig)
    await rig.crash()
    const at = rig.time.now()
    for (const side of ['BUY', 'SELL'] as const) rig.venue.fill(rig.venue.place('MXUSDT', side, '2', '5') ?? '', '5')
    for (const { tradeId } of rig.venue.deals) rig.venue.forgotten.add(tradeId)
    await rig.time.advance(SECOND)
    await rig.start()
    rig.up()
    await rig.proven(10 * MINUTE)
    await rig.time.advance(21 * MINUTE)
    const of = (symbol: string) =>
      coverageOf(rig.state.coverage, symbol).find(
        ({ kind, from, to = Infinity }) => kind === 'deals' && from <= at && at < to,
      )?.state
    expect([of('MXUSDT'), of('BTCUSDT')]).toEqual(['unknown', 'repaired'])
    expect(await falseClaims(rig, 0)).toEqual([])
  })
})

describe('a symbol with more pages than one call reads', () => {
  it('is read on from where the call stopped', async () => {
    const rig = new Rig()
    let callMs = Infinity
    rig.rewire((real) => ({
      trades: async (symbol, from, to) => {
        const start = Math.max(from, Math.min(to, rig.time.now()) - callMs)
        const { rows } = await real.trades(symbol, start, to)
        return { rows, complete: true, ...(start > from ? { from: start } : {}) }
      },
    }))
    await startedRig(rig)
    callMs = 5 * SECOND
    rig.venue.deposit('USDT', '1000')
    await rig.time.advance(5 * SECOND)
    await rig.crash()
    for (let n = 0; n < 10; n++) {
      rig.venue.fill(rig.venue.place('MXUSDT', 'BUY', '1', '1') ?? '', '1')
      await rig.time.advance(SECOND)
    }
    await rig.start()
    rig.up()
    const at = rig.time.now() - 8 * SECOND
    await rig.live(10 * MINUTE)
    await rig.time.advance(30 * MINUTE)
    expect(await differences(rig)).toEqual([])
    expect(coverageAt(rig, 'deals', at)).toBe('repaired')
  })
})

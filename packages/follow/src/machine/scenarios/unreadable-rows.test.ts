import { describe, expect, it } from 'vitest'
import type { RawRow, Rows } from '../../exchange.ts'
import { Rig } from '../../testing/rig.ts'
import { coverageAt, differences, falseClaims, startedRig } from '../../testing/truth.ts'

const SECOND = 1_000
const MINUTE = 60 * SECOND

type Named = { readonly symbol: string; readonly orderId: string; readonly time: number }
type List = 'openOrders' | 'orders' | 'trades' | 'order' | 'tradesOf'

/** Rows of `bad` orders cannot be read in these lists; `shown` is what of them can. Of `untold` orders REST tells nothing by itself. */
function scene(lists: readonly List[], shown: (row: Named) => Partial<Named> = (row) => row) {
  const rig = new Rig()
  const scene = { rig, bad: new Set<string>(), untold: new Set<string>() }
  const split = <Row extends Named, Answer extends Rows<Row>>(list: List, answer: Answer): Answer => {
    if (!lists.includes(list)) return answer
    const raw = ({ symbol, orderId, time }: Row): RawRow => ({
      raw: `{"orderId":"${orderId}"}`,
      ...shown({ symbol, orderId, time }),
    })
    const unreadable = answer.rows.filter(({ orderId }) => scene.bad.has(orderId)).map(raw)
    return { ...answer, rows: answer.rows.filter(({ orderId }) => !scene.bad.has(orderId)), unreadable }
  }
  rig.rewire((real) => ({
    openOrders: async (symbols) => split('openOrders', await real.openOrders(symbols)),
    orders: async (...asked) => split('orders', await real.orders(...asked)),
    trades: async (...asked) => split('trades', await real.trades(...asked)),
    tradesOf: async (...asked) => split('tradesOf', await real.tradesOf(...asked)),
    order: async (symbol, orderId) => {
      if (scene.untold.has(orderId)) return undefined
      const isBad = lists.includes('order') && scene.bad.has(orderId)
      return isBad ? { raw: 'The answer lacks status.', symbol, orderId } : real.order(symbol, orderId)
    },
  }))
  return scene
}

/** An order that is filled while the stream is down, and one whose rows can be read. */
async function filledInAGap({ rig, bad }: ReturnType<typeof scene>): Promise<{ readonly at: number }> {
  rig.down()
  await rig.time.advance(SECOND)
  const at = rig.time.now()
  const id = rig.venue.place('MXUSDT', 'BUY', '2', '10') ?? ''
  const other = rig.venue.place('MXUSDT', 'BUY', '1', '3') ?? ''
  rig.venue.fill(id, '10')
  bad.add(id)
  await rig.time.advance(SECOND)
  rig.up()
  await rig.time.advance(MINUTE)
  expect((await rig.store.orders({ limit: 9 })).map(({ orderId }) => orderId)).toContain(other)
  return { at }
}

describe('a row of a list of orders or deals that cannot be read', () => {
  it.each([
    ['of orders', ['openOrders', 'orders', 'order'], 'orders'],
    ['of deals', ['trades', 'tradesOf'], 'deals'],
    ['of both', ['openOrders', 'orders', 'order', 'trades', 'tradesOf'], 'deals'],
  ] as const)(
    '%s: the others are used, the time is unknown, the account degraded, and it heals',
    async (_, lists, kind) => {
      const test = scene(lists)
      const rig = await startedRig(test.rig)
      const { at } = await filledInAGap(test)
      expect(rig.state.status).toMatchObject({ state: 'degraded', code: 'LIST_UNREADABLE' })
      expect(rig.state.status.params).toMatchObject({ symbols: 'MXUSDT' })
      expect(String(rig.state.status.params['detail'])).toContain('{"orderId":')
      expect(rig.state.coverage.find((one) => one.kind === kind && one.from <= at && at < (one.to ?? 0))).toMatchObject(
        {
          state: 'unknown',
          reason: 'LIST_UNREADABLE',
        },
      )
      expect(await falseClaims(rig, 0)).toEqual([])
      expect(rig.follower?.health.drift).toBeGreaterThan(0)
      await rig.time.advance(20 * MINUTE)
      expect(await falseClaims(rig, 0)).toEqual([])
      test.bad.clear()
      await rig.time.advance(5 * MINUTE)
      expect(rig.state.status).toMatchObject({ state: 'live' })
      expect(await differences(rig)).toEqual([])
      expect(coverageAt(rig, kind, at)).toBe('repaired')
    },
  )

  it('leaves only its own second unknown where its time can be read, else all that was asked for', async () => {
    const unknown = async (shown: (row: Named) => Partial<Named>): Promise<number> => {
      const test = scene(['orders'], shown)
      const rig = await startedRig(test.rig)
      await filledInAGap(test)
      const windows = rig.state.coverage.filter(({ reason }) => reason === 'LIST_UNREADABLE')
      expect(windows.flatMap(({ symbols }) => symbols)).toEqual(['MXUSDT'])
      return windows.reduce((sum, { from, to = rig.time.now() }) => sum + to - from, 0)
    }
    expect(await unknown((row) => row)).toBe(SECOND)
    expect(await unknown(() => ({}))).toBeGreaterThan(MINUTE)
  })

  it('does not end an open order that the row may be', async () => {
    for (const shown of [(row: Named) => row, () => ({})]) {
      const test = scene(['openOrders', 'orders'], shown)
      const rig = await startedRig(test.rig)
      const id = rig.venue.place('MXUSDT', 'BUY', '1', '3') ?? ''
      await rig.time.advance(2 * MINUTE)
      test.bad.add(id)
      test.untold.add(id)
      await rig.time.advance(30 * MINUTE)
      expect(rig.state.orders.get(id)?.order?.status).toBe('NEW')
    }
  })

  it('is remembered across a restart: coverage stays unknown while it lasts, and heals after it', async () => {
    const test = scene(['openOrders', 'orders', 'order'])
    const rig = await startedRig(test.rig)
    const { at } = await filledInAGap(test)
    await rig.crash()
    await rig.start()
    rig.up()
    await rig.time.advance(10 * MINUTE)
    expect(rig.state.status).toMatchObject({ code: 'LIST_UNREADABLE' })
    expect(coverageAt(rig, 'orders', at)).toBe('unknown')
    await rig.crash()
    test.bad.clear()
    await rig.start()
    rig.up()
    await rig.time.advance(10 * MINUTE)
    expect(rig.state.status).toMatchObject({ state: 'live' })
    expect(coverageAt(rig, 'orders', at)).toBe('repaired')
    expect(await differences(rig)).toEqual([])
  })
})

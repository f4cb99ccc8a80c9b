import type { RestClient } from '@spotdeck/mexc'
import { describe, expect, it } from 'vitest'
import { restExchange } from './rest-exchange.ts'

const NOW = 1_767_225_600_000
const PAGE = 100

/** A client whose own trades come newest first, `PAGE` at a time, on whole seconds. */
function restWith(trades: readonly { readonly id: string; readonly time: number }[], endCounts: boolean): RestClient {
  const call = async (_endpoint: unknown, { startTime, endTime }: { startTime: number; endTime: number }) =>
    trades
      .filter(({ time }) => time >= startTime && (endCounts ? time <= endTime : time < endTime))
      .sort((a, b) => b.time - a.time)
      .slice(0, PAGE)
      .map((row) => ({ ...row, orderId: row.id, isBuyer: true }))
  return { call, exchangeNow: () => NOW, syncClock: async () => undefined } as unknown as RestClient
}

/** Rows of which some seconds hold several, so that a page ends in the midst of one. */
const trades = Array.from({ length: 450 }, (_, index) => ({
  id: `t${index}`,
  time: NOW - 1_000 * Math.floor(index / 7),
}))

describe('reading a window page by page', () => {
  it.each([true, false])(
    'finds every row of the second in which a page ends (the end counts: %s)',
    async (endCounts) => {
      const exchange = restExchange(restWith(trades, endCounts))
      const { rows, complete } = await exchange.trades('MXUSDT', NOW - 3_600_000, NOW + 1_000)
      expect({ rows: new Set(rows.map(({ id }) => id)).size, complete }).toEqual({ rows: 450, complete: true })
    },
  )

  it('does not claim to have read all where one second holds more than a page', async () => {
    const crowd = Array.from({ length: 250 }, (_, index) => ({ id: `t${index}`, time: NOW }))
    const { complete } = await restExchange(restWith(crowd, true)).trades('MXUSDT', NOW - 3_600_000, NOW + 1_000)
    expect(complete).toBe(false)
  })

  it('does not claim what lies beyond the exchange’s reach', async () => {
    const { complete } = await restExchange(restWith([], true)).trades('MXUSDT', NOW - 40 * 86_400_000, NOW)
    expect(complete).toBe(false)
  })
})

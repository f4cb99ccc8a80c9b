import { describe, expect, test } from 'vitest'
import { orderOf } from '../../live/testing/events.ts'
import { latest } from './order-query.ts'

describe('one order from several sources', () => {
  const open = orderOf('1', { status: 'NEW', updatedAt: 1 })
  const filled = orderOf('1', { status: 'FILLED', updatedAt: 2 })

  test('a filled order is never shown in an earlier state, whichever source came last', () => {
    expect(latest([open, filled])).toBe(filled)
    // A new snapshot removes live events; the copy read over REST still has the final status.
    expect(latest([filled, open])).toBe(filled)
    expect(latest([filled, undefined])).toBe(filled)
  })

  test('of two with the same time the live one wins; without any the order is unknown', () => {
    const live = orderOf('1', { status: 'PARTIALLY_FILLED', updatedAt: 1 })
    expect(latest([open, live])).toBe(live)
    expect(latest([undefined])).toBeUndefined()
  })
})

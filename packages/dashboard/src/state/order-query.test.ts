import { describe, expect, test } from 'vitest'
import { orderOf } from '../live/testing/events.ts'
import { latest } from './order-query.ts'

describe('one order, known from several sides', () => {
  const open = orderOf('1', { status: 'NEW', updatedAt: 1 })
  const filled = orderOf('1', { status: 'FILLED', updatedAt: 2 })

  test('an order that was filled is never shown as it was before, whoever told it last', () => {
    expect(latest([open, filled])).toBe(filled)
    // A new snapshot removes live events; the copy read over REST still has the final status.
    expect(latest([filled, open])).toBe(filled)
    expect(latest([filled, undefined])).toBe(filled)
  })

  test('of two that say the same moment the live one counts; of none nothing is known', () => {
    const live = orderOf('1', { status: 'PARTIALLY_FILLED', updatedAt: 1 })
    expect(latest([open, live])).toBe(live)
    expect(latest([undefined])).toBeUndefined()
  })
})

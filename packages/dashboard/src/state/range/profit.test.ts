import { expect, test } from 'vitest'
import { profitRows, profitSince } from './profit.ts'

const at = (time: number, realizedPnl: string | null, unrealizedPnl: string | null) => ({
  time,
  realizedPnl,
  unrealizedPnl,
})

test('the PnL of a range is its realized PnL plus the change in unrealized PnL, exactly', () => {
  const base = at(0, '1000.1', '182.4')
  expect(profitSince(base, base)).toEqual({ realized: '0', unrealized: '0', total: '0' })
  expect(profitSince(base, at(1, '1010.3', '222.94'))).toEqual({
    realized: '10.2',
    unrealized: '40.54',
    total: '50.74',
  })
  expect(profitSince(base, at(1, null, '1'))).toBeUndefined()
  expect(profitSince(undefined, base)).toBeUndefined()
})

test('the file has the chart’s figures from the first known time, empty in gaps', () => {
  const rows = profitRows([at(0, null, null), at(1000, '5', '-2'), at(2000, null, null), at(3000, '7', '-1.5')])
  expect(rows).toEqual([
    ['1970-01-01T00:00:01.000Z', '0', '0', '0'],
    ['1970-01-01T00:00:02.000Z', undefined, undefined, undefined],
    ['1970-01-01T00:00:03.000Z', '2.5', '2', '0.5'],
  ])
  expect(profitRows([at(0, null, '1')])).toEqual([])
})

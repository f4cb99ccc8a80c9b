import type { AccountNotice } from '@spotdeck/api'
import { expect, test } from 'vitest'
import { concernsEverybody, warningsOf } from './warnings.ts'

const notice = (code: string, change: Partial<AccountNotice> = {}): AccountNotice => ({
  id: code,
  kind: 'other',
  symbols: [],
  code,
  params: {},
  held: [],
  openOrders: 0,
  ...change,
})

test('warnings about the key are separate from those about the account', () => {
  const answer = [
    notice('KEY_CAN_WITHDRAW'),
    notice('SYMBOL_PAUSED', { symbols: ['MXUSDT'] }),
    notice('KEY_EXPIRES', { params: { days: 3 } }),
  ]
  const { items, key } = warningsOf(answer)
  expect(items.map(({ code }) => code)).toEqual(['SYMBOL_PAUSED'])
  expect(key).toEqual([
    { code: 'KEY_CAN_WITHDRAW', params: {} },
    { code: 'KEY_EXPIRES', params: { days: 3 } },
  ])
})

test('maintenance concerns everybody until it is over, a paused market only those who are in it', () => {
  const maintenance = notice('MAINTENANCE', { kind: 'maintenance', effectiveAt: 100, endsAt: 200 })
  expect(concernsEverybody(maintenance, 150)).toBe(true)
  expect(concernsEverybody(maintenance, 200)).toBe(false)
  expect(concernsEverybody(notice('SYMBOL_PAUSED'), 150)).toBe(false)
})

test('an announcement that was not understood is shown for 30 days after its posting, one without a date always', () => {
  const unread = (change: Partial<AccountNotice>) => notice('NOT_UNDERSTOOD', change)
  const day = 86_400_000
  expect(concernsEverybody(unread({ postedAt: day }), 30 * day)).toBe(true)
  expect(concernsEverybody(unread({ postedAt: day }), 31 * day)).toBe(false)
  expect(concernsEverybody(unread({}), 31 * day)).toBe(true)
})

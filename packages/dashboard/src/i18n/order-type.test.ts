import { formatCode } from '@spotdeck/api'
import { expect, test } from 'vitest'
import { orderTypeName } from './order-type.ts'
import { createI18n } from './setup.ts'

test.each([
  ['en', 'Stop loss / take profit', 'Unknown (101)'],
  ['zh-TW', '停損／停利', '未知 (101)'],
] as const)(
  'an order of type 100 is named in %s, and one that is not known says its number beside that',
  (language, stop, unknown) => {
    const t = createI18n(language).getFixedT(language)
    expect(orderTypeName({ type: 'STOP', rawType: '100' }, t)).toBe(stop)
    expect(orderTypeName({ type: 'STOP', rawType: 'STOP_MARKET_ORDER' }, t)).toBe(stop)
    expect(orderTypeName({ type: 'UNKNOWN', rawType: '101' }, t)).toBe(unknown)
    expect(formatCode(language, 'orderType', 'STOP').toLowerCase()).toBe(stop.toLowerCase())
  },
)

import { expect, test } from 'vitest'
import { Route, Routes } from 'react-router'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../durations.ts'
import { dealOf, orderOf } from '../../live/testing/events.ts'
import { equity } from '../testing/fixtures.ts'
import { NOW, openPage, tableRows, wordsOf } from '../testing/page.tsx'
import { AwayPage } from './away-page.tsx'
import { DayPage } from './day-page.tsx'

const DAY = NOW - 36 * HOUR_MS
const at = (hours: number) => DAY + hours * HOUR_MS
const deals = [dealOf('t1', { time: at(3) + 20_000, price: '2.5', quantity: '4', quoteQuantity: '10' })]
const orders = [
  orderOf('8', { createdAt: at(6), type: 'MARKET', price: '2.9', status: 'FILLED' }),
  orderOf('7', { createdAt: at(2), price: '2.4', status: 'CANCELED', updatedAt: at(4) }),
]
const released = {
  seq: 4,
  source: 'stream',
  asset: 'MX',
  reason: 'ENTRUST_CANCEL',
  kind: 'trade',
  free: '9',
  locked: '0',
}
const ofOrder = { orderId: '6', symbol: 'MXUSDT', side: 'SELL', price: '2.6', freeChange: '5', lockedChange: '-5' }
const releases = [{ ...released, ...ofOrder, time: at(5) }]
const flows = [
  { id: 'f', seq: 3, source: 'rest', time: at(9), asset: 'USDT', kind: 'deposit', reason: 'DEPOSIT', change: '500' },
]
const statuses = [{ seq: 9, time: at(12), state: 'live', code: 'LIVE', params: {}, since: at(12) }]
const notices = [
  { id: 'n', kind: 'maintenance', code: 'MAINTENANCE', params: {}, symbols: [], postedAt: at(1), assets: [] },
  { id: 'old', kind: 'maintenance', code: 'MAINTENANCE', params: {}, symbols: [], postedAt: at(-1), assets: [] },
]
const pnl = { from: DAY, to: DAY + DAY_MS, total: '12.345', realized: '0', fees: '0', positions: [], unpriced: [] }
const performance = {
  from: DAY,
  to: DAY + DAY_MS,
  since: DAY,
  timeWeightedReturn: '0.0012',
  profit: '12.345',
  days: [],
}

async function openDay(language: 'en' | 'zh-TW', path = '/day/2026-01-30') {
  const asked: string[] = []
  const list =
    (name: string, items: readonly { readonly time?: number; readonly createdAt?: number }[]) =>
    (query: URLSearchParams) => {
      const [from, to] = [Number(query.get('from')), Number(query.get('to') ?? NOW)]
      asked.push(`${name} ${from} ${to}`)
      const timeOf = (row: (typeof items)[number]) => row.time ?? row.createdAt ?? 0
      return { items: items.filter((row) => timeOf(row) >= from && timeOf(row) < to), nextCursor: null }
    }
  const page = await openPage(
    <Routes>
      <Route path="day/:day" element={<DayPage />} />
      <Route path="away" element={<AwayPage />} />
    </Routes>,
    {
      language,
      path,
      equity,
      answers: {
        pnl,
        performance,
        equity: { points: [], from: DAY, to: DAY + DAY_MS },
        deals: list('deals', deals),
        orders: list('orders', orders),
        movements: list('movements', releases),
        flows: list('flows', flows),
        'status/history': list('statuses', statuses),
        notices: { items: notices },
      },
    },
  )
  return { ...page, asked }
}

test('a day has everything that happened in it, newest first, with its PnL and the way to other days', async () => {
  const { root, asked, text } = await openDay('en')
  expect(asked).toContain(`deals ${DAY} ${DAY + DAY_MS}`)
  expect(tableRows(root, 'Timeline').map((row) => Object.values(row))).toEqual([
    ['30 Jan 12:00:00', 'Connection', expect.stringContaining('Live'), '–', '–'],
    ['30 Jan 09:00:00', 'Transfer', 'Deposit USDT', '+500.00 USDT', '–'],
    ['30 Jan 06:00:00', 'Order', 'Buy 10.00 MX, market', '–', 'filled'],
    ['30 Jan 05:00:00', 'Cancellation', 'Sell 5.00 MX at 2.6000 USDT', '–', 'canceled'],
    ['30 Jan 04:00:00', 'Cancellation', 'Buy 10.00 MX at 2.4000 USDT', '–', 'canceled'],
    ['30 Jan 03:00:20', 'Fill', 'Buy 4.00 MX at 2.5000 USDT', '10.00 USDT', '–'],
    ['30 Jan 02:00:00', 'Order', 'Buy 10.00 MX at 2.4000 USDT', '–', 'canceled'],
    ['30 Jan 01:00:00', 'Notice', expect.any(String), '–', '–'],
  ])
  expect(wordsOf(root.querySelector('[data-part="total"]'))).toBe('Total PnL+12.34')
  expect([...root.querySelectorAll('nav a')].map((link) => link.getAttribute('href'))).toEqual([
    '/day/2026-01-29',
    '/day/2026-01-31',
  ])
  expect(text()).toContain('30 Jan')
})

test('a clock time in the address begins the list there', async () => {
  const { asked, root } = await openDay('zh-TW', '/day/2026-01-30?at=03:00')
  expect(asked).toContain(`deals ${DAY} ${at(3) + MINUTE_MS}`)
  expect(tableRows(root, '時間軸').map((row) => row['類型'])).toEqual(['成交', '委託', '通知'])
})

test('today has no next day, and a day that is none says so', async () => {
  const { root } = await openDay('en', '/day/today')
  expect([...root.querySelectorAll('nav a')].map((link) => link.getAttribute('href'))).toEqual(['/day/2026-01-30'])
  const wrong = await openDay('en', '/day/2026-02-31')
  expect(wordsOf(wrong.root)).toContain('No such day')
})

test.each([
  ['en', 'While you were away · since', ['Cancellation', 'Sell 5.00 MX at 2.6000 USDT', 'canceled']],
  ['zh-TW', '離開期間 · 自', ['撤單', '賣出 5.00 MX，價格 2.6000 USDT', '已撤單']],
] as const)(
  'the time since the last visit names what happened in it (%s)',
  async (language, title, [kind, what, state]) => {
    const { root, text } = await openDay(language, `/away?since=${at(4)}`)
    expect(text()).toContain(title)
    const rows = tableRows(root, language === 'en' ? 'Timeline' : '時間軸').map((row) => Object.values(row).slice(1))
    expect(rows).toContainEqual([kind, what, '–', state])
    const market = rows.find(([, words]) => words?.includes(language === 'en' ? ', market' : '市價'))
    expect(market?.[1]).toBe(language === 'en' ? 'Buy 10.00 MX, market' : '市價買入 10.00 MX')
    expect(rows.map(([first]) => first)).not.toContain(language === 'en' ? 'Fill' : '成交')
  },
)

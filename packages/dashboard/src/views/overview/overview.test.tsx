import type { CoverageWindow } from '@spotdeck/api'
import { describe, expect, test } from 'vitest'
import { DAY_MS } from '../../durations.ts'
import { assetOf, equityEvent, equityOf, orderOf, dealEvent, dealOf, warningsEvent } from '../../live/testing/events.ts'
import { equity } from '../testing/fixtures.ts'
import { NOW, openPage, problem, tableRows, terms, wordsOf } from '../testing/page.tsx'
import { AllocationCard } from './allocation-card.tsx'
import { Headline } from './headline.tsx'
import { LastFillsCard } from './last-fills-card.tsx'
import { NoticesCard } from './notices-card.tsx'
import { OpenOrdersCard } from './open-orders-card.tsx'
import { TodayCard } from './today-card.tsx'
const from = NOW - 40 * DAY_MS
const coverage: readonly CoverageWindow[] = (['assets', 'orders', 'deals', 'flows'] as const).map((kind) => ({
  kind,
  from,
  state: 'complete',
}))
const snapshot = { assets: [assetOf('MX', '1')], coverage: [...coverage] }
/** A report of any range in which the account earned `profit`, as a fraction `timeWeightedReturn`, since `since`. */
const performing =
  (profit: string, timeWeightedReturn: string, since = NOW - 41 * DAY_MS) =>
  (query: URLSearchParams) => {
    const from = { today: NOW - DAY_MS / 2, '1D': NOW - DAY_MS, '7D': NOW - 7 * DAY_MS }[query.get('range') ?? '']
    const begins = from ?? NOW - 30 * DAY_MS
    return { from: begins, to: NOW + 1, since: Math.max(begins, since), unknownMs: 0, timeWeightedReturn, profit }
  }
const flat = { equity: { points: [] }, performance: performing('482.174', '0.04018') }

describe('headline', () => {
  test('has the equity, its parts and its change in USDT and percent', async () => {
    const { root, text } = await openPage(<Headline />, { equity, snapshot, answers: flat })
    expect(wordsOf(root.querySelector('[data-testid="equity-total"]'))).toBe('12,482.17')
    expect(root.querySelector('[data-testid="equity-total"]')?.getAttribute('title')).toBe('12,482.174')
    expect(root.querySelector<HTMLInputElement>('[aria-label="Currency of the total"]')?.value).toBe('USDT')
    expect(text()).toContain('+482.17(+4.02%)24 h')
    expect(text()).toContain('+482.17(+4.02%)30 d')
    expect(text()).toContain('available 9,120.44')
    expect(text()).toContain('in orders 3,361.73')
    expect(text()).toContain('Full history since 22 Dec 2025')
  })

  test('says the same in Chinese', async () => {
    const { text } = await openPage(<Headline />, {
      language: 'zh-TW',
      equity,
      snapshot,
      answers: { ...flat, performance: performing('-17.826', '-0.0014') },
    })
    expect(text()).toContain('12,482.17')
    expect(text()).toContain('−17.83(−0.14%)24 小時')
    expect(text()).toContain('可用 9,120.44')
    expect(text()).toContain('凍結 3,361.73')
    expect(text()).toContain('自 2025/12/22 起資料完整')
  })

  test('says since when where less is known, and nothing within the first hour', async () => {
    const young = { ...flat, performance: performing('1', '0.0001', NOW - 2 * DAY_MS) }
    const { text } = await openPage(<Headline />, { equity, snapshot, answers: young })
    expect(text()).toContain('24 h')
    expect(text()).toContain('since 29 Jan 12:00')
    expect(text()).not.toContain('30 d')
    const fresh = { ...flat, performance: performing('1', '0.0001', NOW - 60_000) }
    const { root } = await openPage(<Headline />, { equity, snapshot, answers: fresh })
    expect(wordsOf(root)).not.toContain('%')
  })

  test.each([
    ['0', '0.00'],
    ['0.004', '0.00'],
    ['-0.004', '0.00'],
    ['-1234.565', '−1,234.56'],
    ['123456789012345.675', '123,456,789,012,345.68'],
    ['0.0000000000000001', '0.00'],
  ])('writes an equity of %s as %s', async (total, shown) => {
    const { root } = await openPage(<Headline />, {
      equity: equityOf(total, { time: NOW }),
      snapshot,
      answers: flat,
    })
    expect(wordsOf(root.querySelector('[data-testid="equity-total"]'))).toBe(shown)
  })

  test.each([
    ['en', 'BTC', '0.13139113', '1 BTC = 95,000.13 USDT, 0 s old'],
    ['zh-TW', 'BTC', '0.13139113', '1 BTC = 95,000.13 USDT，0 秒前更新'],
    ['en', 'TWD', '–', 'No TWD rate: the account has no price of it'],
    ['zh-TW', 'USD', '–', '沒有 USD 匯率：帳戶內沒有其價格'],
  ] as const)(
    'the total in another currency has its rate with its age, or says that none is known (%s %s)',
    async (...row) => {
      const [language, currency, shown, words] = row
      const page = await openPage(<Headline />, {
        language,
        equity,
        snapshot,
        answers: flat,
        preferences: { currency },
      })
      expect(wordsOf(page.root.querySelector('[data-testid="equity-total"]'))).toBe(shown)
      expect(page.text()).toContain(words)
      // What is not converted names its own unit.
      expect(page.text()).toContain('9,120.44 USDT')
      expect(page.text()).toContain('+482.17 USDT(+4.02%)')
    },
  )

  test('marks stale prices, and says what is loading', async () => {
    const repairing: CoverageWindow = { kind: 'deals', from: NOW - DAY_MS, to: NOW, state: 'repairing' }
    const opening = { equity: { ...equity, stale: true as const }, answers: flat }
    const { text } = await openPage(<Headline />, { ...opening, snapshot: { coverage: [...coverage, repairing] } })
    expect(text()).toContain('Stale prices')
    expect(text()).toContain('· Backfilling')
  })

  test('counts balances from before their record as known where deposits, withdrawals and fills explain them', async () => {
    const window = (kind: CoverageWindow['kind'], days: number): CoverageWindow => {
      return { kind, from: NOW - days * DAY_MS, state: 'complete' }
    }
    const past = [window('assets', 1), window('deals', 60), window('orders', 41), window('flows', 60)]
    const { text } = await openPage(<Headline />, { equity, snapshot: { coverage: past }, answers: flat })
    expect(text()).toContain('Full history since 21 Dec 2025')
    const gap: CoverageWindow = { kind: 'assets', from: NOW - 3 * DAY_MS, to: NOW - 2 * DAY_MS, state: 'complete' }
    const torn = await openPage(<Headline />, { equity, snapshot: { coverage: [...past, gap] }, answers: flat })
    expect(torn.text()).toContain('Full history since 30 Jan')
  })

  test('a viewer with hidden assets sees no total', async () => {
    const answers = { equity: problem(403, 'AUDIENCE_FORBIDDEN') }
    const { text } = await openPage(<Headline />, { equity, snapshot, answers })
    expect(text()).toBe('Totals hidden: this link doesn’t include all assets.Full history since 22 Dec 2025')
  })

  test('follows the stream', async () => {
    const { root, store, update } = await openPage(<Headline />, { equity, snapshot, answers: flat })
    await update(() => store.apply([equityEvent(equityOf('0.5', { time: NOW }))]))
    expect(wordsOf(root.querySelector('[data-testid="equity-total"]'))).toBe('0.50')
  })
})

describe('today', () => {
  const sums = { count: 38, volume: '8411.195', fees: '3.0175', realizedPnl: '42.105' }
  const performance = performing('29.76', '0.0024')

  test('has PnL, fees, volume and number of fills of the day', async () => {
    const { root } = await openPage(<TodayCard />, {
      equity,
      snapshot,
      answers: { 'deals/summary': sums, performance },
    })
    expect(terms(root)).toEqual({
      'Total PnL': '+29.76 (+0.24%)',
      'Realized PnL': '+42.10',
      'Unrealized PnL change': '−12.34',
      Fees: '3.02',
      Volume: '8,411.20',
      Fills: '38',
    })
  })

  test('has them in Chinese, with nothing, a rebate and large sums', async () => {
    const answers = {
      'deals/summary': { count: 1234567, volume: '98765432109.876', fees: '-0.00001234', realizedPnl: '0' },
      performance,
    }
    const { root } = await openPage(<TodayCard />, { language: 'zh-TW', equity, snapshot, answers })
    expect(terms(root)).toEqual({
      總損益: '+29.76 (+0.24%)',
      已實現損益: '0.00',
      未實現損益變動: '+29.76',
      手續費: '−0.00001234',
      成交額: '98,765,432,109.88',
      成交筆數: '1,234,567',
    })
  })

  test.each([
    ['en', 'MTD', 'Total PnL'],
    ['zh-TW', '本月', '總損益'],
  ] as const)('turns to the month so far by one press, and names the zone (%s)', async (language, month, total) => {
    const page = await openPage(<TodayCard />, {
      language,
      equity,
      snapshot,
      answers: {
        'deals/summary': (query: URLSearchParams) => ({ ...sums, count: query.get('range') === 'MTD' ? 912 : 38 }),
        performance: (query: URLSearchParams) => ({
          ...performance(query),
          profit: query.get('range') === 'MTD' ? '-310.5' : '29.76',
        }),
      },
    })
    expect(page.text()).toContain('USDT · UTC')
    const choice = [...page.root.querySelectorAll<HTMLElement>('label')].find((one) => one.textContent === month)
    await page.update(() => choice?.click())
    expect(terms(page.root)).toMatchObject({ [total]: '−310.50 (+0.24%)' })
    expect(Object.values(terms(page.root))).toContain('912')
    expect(page.root.querySelector('dt a')?.getAttribute('href')).toBe('/performance?range=MTD')
  })

  test('shows no figure before the history is imported', async () => {
    const { root } = await openPage(<TodayCard />, { equity, answers: { 'deals/summary': sums, performance: {} } })
    expect(Object.values(terms(root)).join('')).not.toMatch(/\d/)
  })
})

describe('tables and cards', () => {
  const openOrders = [
    orderOf('1', { price: '2.5', quantity: '10.129', executedQuantity: '2.5', createdAt: NOW - 5_000 }),
  ]

  test('open orders', async () => {
    const { root } = await openPage(<OpenOrdersCard />, { snapshot: { ...snapshot, openOrders }, trading: true })
    expect(tableRows(root, 'Open orders')).toEqual([
      { Symbol: 'MX/USDT', Side: 'buy', Price: '2.5000', Quantity: '10.12', Filled: '2.50', Age: '5 s', Cancel: '' },
    ])
  })

  test('last fills', async () => {
    const items = [
      dealOf('t', { price: '2.5', quantity: '10.129', quoteQuantity: '25.3225', fee: '0.01', time: NOW - DAY_MS }),
    ]
    const answers = { deals: { items, nextCursor: null } }
    const { root } = await openPage(<LastFillsCard />, { language: 'zh-TW', snapshot, answers })
    expect(tableRows(root, '最近成交')).toEqual([
      {
        時間: '1/30 12:00',
        交易對: 'MX/USDT',
        方向: '買入',
        價格: '2.5000',
        數量: '10.12',
        成交額: '25.32',
        手續費: '0.0100 USDT',
        '掛單／吃單': '掛單 (Maker)',
      },
    ])
  })

  test('allocation: value and share of each asset, and what has no price', async () => {
    const assets = equity.byAsset.map(({ asset, total }) => ({ ...assetOf(asset, total), total }))
    const opening = { equity, snapshot: { assets }, answers: flat }
    const { root, text } = await openPage(<AllocationCard />, opening)
    const rows = [...root.querySelectorAll('tbody tr')].map((row) => [...row.children].map(wordsOf))
    expect(rows).toEqual([
      ['BTC', '8,561.78', '68.59%'],
      ['MX', '3,086.47', '24.73%'],
      ['SHIB', '825.00', '6.61%'],
      ['Other (2)', '8.93', '0.07%'],
    ])
    expect(text()).toContain('DUST: no price, not included in total')
  })

  test('notices: warnings about the key, and announcements', async () => {
    const key = [{ code: 'KEY_EXPIRES', params: { days: 12 } }]
    const { root, store, text, update } = await openPage(<NoticesCard />, {
      snapshot,
      answers: { notices: { items: [] } },
    })
    // More than its place holds is scrolled by the arrow keys.
    expect(root.querySelector<HTMLElement>('[role="group"][aria-label="Notices"]')?.tabIndex).toBe(0)
    await update(() => store.apply([warningsEvent({ key, items: [] })]))
    expect(text()).toContain('This account’s API key expires in 12 days.')
  })
})

test('the sums of today go on while deals never pause', async () => {
  let read = 0
  const summary = () => ({ count: ++read, volume: '1', fees: '1', realizedPnl: '2' })
  const { root, store, world, update } = await openPage(<TodayCard />, {
    equity,
    snapshot,
    answers: { ...flat, 'deals/summary': summary },
  })
  for (let deal = 1; deal <= 8; deal++) {
    await update(() => store.apply([dealEvent(deal + 1, dealOf(`t${deal}`))]))
    await update(() => world.advance(500))
  }
  expect(read).toBe(3)
  expect(Object.values(terms(root))).toContain('3')
})

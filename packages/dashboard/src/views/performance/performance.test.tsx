import type { CoverageWindow, Performance } from '@spotdeck/api'
import { expect, test } from 'vitest'
import { DAY_MS } from '../../durations.ts'
import { NOW, openPage, tableRows, terms, wordsOf } from '../testing/page.tsx'
import { CoinsTable } from './coins-table.tsx'
import { FeesTable } from './fees-table.tsx'
import { KeyFigures, SpanWords } from './key-figures.tsx'
import { LotsExport } from './lots-export.tsx'
const period = { from: Date.UTC(2026, 0, 2), to: Date.UTC(2026, 1, 1) }
const span = { range: '30D', zone: 'UTC' } as const
const performance: Performance = {
  ...period,
  since: Date.UTC(2026, 0, 12, 9, 30),
  timeWeightedReturn: '0.0179999',
  unknownMs: 0,
  maxDrawdown: '0.053949',
  drawdown: '0.0095',
  winRate: '0.626535',
  wins: 1510,
  losses: 304,
  bestDay: { day: '2026-01-20', return: '0.0312' },
  worstDay: { day: '2026-01-21', return: '-0.045' },
  days: [],
  profit: '204.95',
}
const nothing: Performance = {
  ...performance,
  since: null,
  timeWeightedReturn: null,
  maxDrawdown: null,
  drawdown: null,
  winRate: null,
  bestDay: null,
  worstDay: null,
  profit: undefined,
}
const report = { ...period, unit: 'USDT', unpriced: ['DUST'] }
const pnl = {
  ...report,
  realized: '-52.75',
  realizedByFlows: '1.5',
  fees: '14.13',
  unrealized: '-31.4266',
  total: '-84.1766',
  unassigned: '2.5',
  positions: [],
  assets: [
    {
      asset: 'BTC',
      count: 2,
      realized: '0',
      realizedByFlows: '1.5',
      fees: '-0.5',
      unrealized: '20.0004',
      total: '21.5004',
    },
    {
      asset: 'MX',
      count: 1814,
      realized: '-54.25',
      realizedByFlows: '0',
      fees: '14.63',
      unrealized: '-53.927',
      total: '-108.177',
    },
    { asset: 'DUST', count: 0, realized: '0', realizedByFlows: '0', fees: '0' },
  ],
  items: [
    { key: 'MXUSDT', realized: '-54.2549', fees: '14.6349', count: 1814 },
    { key: 'SHIBUSDT', realized: '0.00001', fees: '0', count: 1 },
    { key: 'BTCUSDT', realized: '0', fees: '-0.5', count: 2 },
  ],
}
const volume = {
  ...report,
  total: '123456789.995',
  count: 1817,
  items: [
    {
      key: 'MXUSDT',
      count: 1814,
      bought: '61728394.6',
      sold: '61728395.395',
      value: '123456789.995',
      makerShare: '0.46735',
    },
    { key: 'BTCUSDT', count: 2, bought: '0.4', sold: '0', value: '0.4', makerShare: '0' },
  ],
}
const fees = {
  ...report,
  total: '15.3488',
  items: [
    { key: 'USDT', count: 1500, value: '14.6349', amounts: [{ asset: 'USDT', amount: '14.6349' }] },
    { key: 'MX', count: 300, value: '0.71394', amounts: [{ asset: 'MX', amount: '0.30449' }] },
  ],
}
const answers = { pnl, volume, fees, performance }

test('key figures: PnL, fees, volume, return, drawdown and days', async () => {
  const { root, text } = await openPage(<KeyFigures span={span} method="average" />, { answers })
  expect(terms(root)).toEqual({
    'Realized PnL USDT': '−52.75',
    'Unrealized PnL USDT': '−31.43',
    'Total PnL USDT': '−84.18',
    'Fees USDT': '14.13',
    'Volume USDT': '123,456,790.00',
    Return: '+1.80%',
    'Max drawdown': '−5.39%',
    'Win rate': '62.65%',
    'Best day': '+3.12%',
    'Worst day': '−4.50%',
  })
  expect(text()).toContain('1,817 fills')
  expect(text()).toContain('−0.95% now')
  expect(text()).toContain('1,510 wins · 304 losses')
  // The line under the range says it once.
  expect(text()).not.toContain('Equity history since')
})

test('a deposit that has no price yet is no growth, and is named until it has one', async () => {
  const gap = { ...nothing, timeWeightedReturn: '0', profit: '0', since: period.from, unknownMs: 1_811_149 }
  const drawn = (performance: Performance) =>
    openPage(
      <>
        <SpanWords span={span} />
        <KeyFigures span={span} method="average" />
      </>,
      { answers: { ...answers, performance } },
    )
  expect((await drawn(gap)).text()).not.toContain('Still being priced')
  const unpriced = await drawn({ ...gap, awaitingPrice: ['BTC'] })
  expect(terms(unpriced.root)).toMatchObject({ Return: '0.00%' })
  expect(unpriced.text()).toContain('Still being priced, a gap until then: BTC')
})

test.each([
  ['en', 'Backfilling'],
  ['zh-TW', '資料補齊中'],
] as const)('figures of a span that is still being read say so, as the overview does (%s)', async (language, words) => {
  const window = (from: number, to: number): CoverageWindow => ({ kind: 'deals', from, to, state: 'repairing' })
  const drawn = (coverage: readonly CoverageWindow[], of = performance) =>
    openPage(
      <>
        <SpanWords span={span} />
        <KeyFigures span={span} method="average" />
      </>,
      { answers: { ...answers, performance: of }, snapshot: { coverage: [...known, ...coverage] }, language },
    )
  const known: readonly CoverageWindow[] = [{ kind: 'deals', from: period.from, state: 'complete' }]
  expect((await drawn([])).text()).not.toContain(words)
  expect((await drawn([window(period.from - DAY_MS, period.from)])).text()).not.toContain(words)
  expect((await drawn([window(period.from - DAY_MS, period.from + 1)])).text()).toContain(` · ${words}`)
})

test('a report that was made while records were read says so, also where coverage has gone on since', async () => {
  const { text } = await openPage(<SpanWords span={span} />, {
    answers: { ...answers, performance: { ...performance, repairing: true } },
    snapshot: { coverage: [{ kind: 'deals', from: period.from, state: 'complete' }] },
  })
  expect(text()).toContain(' · Backfilling')
})

test('an estimate of unrealized profit is asked for by the switch, and marked', async () => {
  const asked = (query: URLSearchParams) => (query.get('estimate') === 'true' ? { ...pnl, estimate: true } : pnl)
  const drawn = (estimate: boolean) =>
    openPage(<KeyFigures span={span} method="average" />, {
      answers: { ...answers, pnl: asked },
      preferences: { estimate },
    })
  expect((await drawn(false)).text()).not.toContain('Estimate')
  expect((await drawn(true)).text()).toMatch(/Unrealized PnL USDT−31.43 ?Estimate/)
})

test('key figures in Chinese, and unknown ones', async () => {
  const opening = { language: 'zh-TW', answers: { ...answers, performance: nothing } } as const
  const { root, text } = await openPage(<KeyFigures span={span} method="fifo" />, opening)
  expect(terms(root)).toEqual({
    '已實現損益 USDT': '−52.75',
    '未實現損益 USDT': '−31.43',
    '總損益 USDT': '−84.18',
    '手續費 USDT': '14.13',
    '成交額 USDT': '123,456,790.00',
    報酬率: '–',
    最大回撤: '–',
    勝率: '–',
    最佳單日: '–',
    最差單日: '–',
  })
  expect(text()).toContain('1,817 筆成交')
})

test.each([
  ['0', '0.00%'],
  ['0.00004', '0.00%'],
  ['-0.00004', '0.00%'],
  ['-1', '−100.00%'],
  ['1234.5', '+123,450.00%'],
])('a return of %s reads %s', async (timeWeightedReturn, shown) => {
  const opening = { answers: { ...answers, performance: { ...performance, timeWeightedReturn } } }
  const { root } = await openPage(<KeyFigures span={span} method="average" />, opening)
  expect(terms(root)['Return']).toBe(shown)
})

test('the days of the figures', async () => {
  const english = await openPage(<SpanWords span={span} />, { answers })
  expect(english.text()).toContain('2 Jan 00:00 – 31 Jan 23:59 · Equity history since 12 Jan 09:30:00')
  const chinese = await openPage(<SpanWords span={span} />, {
    language: 'zh-TW',
    answers: { ...answers, performance: { ...performance, from: NOW - 400 * DAY_MS } },
  })
  expect(chinese.text()).toContain('2024/12/27 12:00 至 1/31 23:59')
})

test('the result of each coin: realized, unrealized and both', async () => {
  const { root } = await openPage(<CoinsTable span={span} method="average" />, { answers })
  const unrealized = 'Unrealized PnL'
  expect(tableRows(root, 'PnL by asset')).toEqual([
    { Asset: 'BTC', Fees: '−0.5000', 'Realized PnL': '+1.50', [unrealized]: '+20.00', 'Total PnL': '+21.50' },
    { Asset: 'MX', Fees: '14.63', 'Realized PnL': '−54.25', [unrealized]: '−53.93', 'Total PnL': '−108.18' },
    { Asset: 'DUST', Fees: '0.00', 'Realized PnL': '0.00', [unrealized]: '–', 'Total PnL': '–' },
    { Asset: 'Not attributed', Fees: '–', 'Realized PnL': '0.00', [unrealized]: '+2.50', 'Total PnL': '+2.50' },
    { Asset: 'Total', Fees: '14.13', 'Realized PnL': '−52.75', [unrealized]: '−31.43', 'Total PnL': '−84.18' },
  ])
  const chinese = await openPage(<CoinsTable span={span} method="average" />, { language: 'zh-TW', answers })
  expect(tableRows(chinese.root, '各資產損益')[1]).toMatchObject({ 資產: 'MX', 總損益: '−108.18' })
})

test('what belongs to no coin is no row where it shows as 0.00', async () => {
  const even = { ...pnl, unassigned: '0.001', total: '-86.6756' }
  const { root } = await openPage(<CoinsTable span={span} method="average" />, { answers: { ...answers, pnl: even } })
  expect(tableRows(root, 'PnL by asset').map((row) => row['Asset'])).toEqual(['BTC', 'MX', 'DUST', 'Total'])
})

test.each([
  ['en', 0, ['MX−54.25', 'BTC+1.50', 'Realized PnL−52.75']],
  ['en', 1, ['MX−53.93', 'BTC+20.00', 'Not attributed+2.50', 'Unrealized PnL−31.43']],
  ['zh-TW', 0, ['MX−54.25', 'BTC+1.50', '已實現損益−52.75']],
  ['zh-TW', 1, ['MX−53.93', 'BTC+20.00', '未歸屬+2.50', '未實現損益−31.43']],
] as const)('a key figure opens its coins, which add up to it (%s %i)', async (language, at, parts) => {
  const { root, update } = await openPage(<KeyFigures span={span} method="average" />, { language, answers })
  await import('../why/why-parts.tsx')
  await update(() => root.querySelectorAll<HTMLElement>('[aria-haspopup="dialog"]')[at]?.click())
  await update(() => undefined)
  expect([...document.querySelectorAll('[data-testid="why"] [data-part]')].map(wordsOf)).toEqual(parts)
})

test('fees by asset, in both languages', async () => {
  const english = await openPage(<FeesTable span={span} />, { answers })
  expect(tableRows(english.root, 'Fees by asset')).toEqual([
    { Asset: 'USDT', Amount: '14.63 USDT', Value: '14.63' },
    { Asset: 'MX', Amount: '0.3045 MX', Value: '0.7139' },
  ])
  expect(english.text()).toContain('No price, not included: DUST')
  const chinese = await openPage(<FeesTable span={span} />, { language: 'zh-TW', answers })
  expect(tableRows(chinese.root, '各資產手續費')[1]).toEqual({ 資產: 'MX', 數量: '0.3045 MX', 價值: '0.7139' })
  expect(chinese.text()).toContain('沒有價格，未計入：DUST')
})

test('realized lots: the owner chooses year and method, and the link names both with the zone', async () => {
  const session = { audience: 'owner' }
  const { update, text } = await openPage(<LotsExport method="fifo" />, { answers: { session } })
  const press = document.querySelector<HTMLElement>('[data-testid=lots-export]')
  await update(() => press?.click())
  expect(text()).toContain('Disposals of the year with lots, cost, proceeds, fees and gain in USDT. Days in UTC.')
  const link = () => document.querySelector<HTMLAnchorElement>('a[download]')
  expect(link()?.getAttribute('href')).toBe('/api/v1/accounts/main/export/lots.csv?year=2026&zone=UTC&method=fifo')
  const option = [...document.querySelectorAll<HTMLElement>('[role=option]')].find(
    ({ textContent }) => textContent === 'Highest cost first',
  )
  await update(() => option?.click())
  expect(link()?.getAttribute('href')).toContain('method=hifo')
})

test('realized lots: no button for a viewer; in Chinese for the owner', async () => {
  const viewer = await openPage(<LotsExport method="fifo" />, { answers: { session: { audience: 'viewer' } } })
  expect(viewer.root.querySelector('button')).toBeNull()
  const owner = await openPage(<LotsExport method="average" />, {
    answers: { session: { audience: 'owner' } },
    language: 'zh-TW',
  })
  expect(owner.root.querySelector('button')?.getAttribute('aria-label')).toBe('已實現批次（CSV）')
})

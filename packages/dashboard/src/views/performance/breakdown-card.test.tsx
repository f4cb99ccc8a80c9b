import { useLocation } from 'react-router'
import { expect, test, vi } from 'vitest'
import { openPage, tableRows, terms } from '../testing/page.tsx'
import { BreakdownCard } from './breakdown-card.tsx'

// Without a browser a chart cannot be drawn.
vi.mock('../../charts/day-chart.tsx', () => ({ DayChart: () => null }))

const asked30 = { range: '30D', zone: 'Asia/Taipei' } as const
const span = { from: Date.UTC(2026, 0, 2), to: Date.UTC(2026, 1, 1), zone: 'Asia/Taipei' }
const lost = {
  key: 'MXUSDT',
  realized: '-54.2547',
  fees: '14.63491',
  feesSavedByMx: '6.4021',
  volume: '123456.789',
  bought: '61728.3945',
  sold: '61728.3945',
  deals: 1_814,
  makerShare: '0.46738',
  trades: 815,
  wins: 510,
  losses: 304,
  winRate: '0.6265',
  expectancy: '-0.06657',
  profitFactor: '0.8423',
  averageWin: '0.56789',
  averageLoss: '-1.13117',
  longestLosingStreak: 7,
  longestWinningStreak: 12,
  averageHoldingMs: 5_430_000,
}
const bought = {
  ...lost,
  key: 'BTCUSDT',
  realized: '0',
  fees: '-0.5',
  feesSavedByMx: '-0.01',
  volume: '0',
  bought: '0',
  sold: '0',
  deals: 1,
  makerShare: null,
  trades: 0,
  wins: 0,
  losses: 0,
  winRate: null,
  expectancy: null,
  profitFactor: null,
  averageWin: null,
  averageLoss: null,
  longestLosingStreak: 0,
  longestWinningStreak: 0,
  averageHoldingMs: null,
}
const { key: _, ...total } = lost
const answer = {
  ...span,
  unit: 'USDT',
  method: 'fifo',
  group: 'symbol',
  realizedByFlows: '0',
  total,
  items: [bought, lost],
  unpriced: ['DUST'],
}
/** Answers a breakdown by any group, its rows named by `keys`; keeps the queries. */
function reporting(keys: readonly string[] = []) {
  const asked: URLSearchParams[] = []
  const report = (query: URLSearchParams) => {
    asked.push(query)
    const items = keys.map((key) => ({ ...lost, key }))
    return { ...answer, group: query.get('group'), ...(keys.length === 0 ? {} : { items }) }
  }
  return { asked, answers: { report } }
}
const card = <BreakdownCard span={asked30} method="fifo" />

test('the figures of each market', async () => {
  const { root, text } = await openPage(card, { answers: { report: answer } })
  expect(tableRows(root, 'Breakdown')).toEqual([
    {
      Market: 'BTC/USDT',
      Fills: '1',
      'Realized PnL': '0.00',
      Fees: '−0.5000',
      'Saved by MX': '−0.0100',
      Bought: '0',
      Sold: '0',
      Volume: '0',
      Maker: '–',
      'Win rate': '–',
      Expectancy: '–',
      'Profit factor': '–',
      'Losing streak': '0',
      'Avg holding time': '–',
    },
    {
      Market: 'MX/USDT',
      Fills: '1,814',
      'Realized PnL': '−54.25',
      Fees: '14.63',
      'Saved by MX': '+6.40',
      Bought: '61,728',
      Sold: '61,728',
      Volume: '123,457',
      Maker: '46.74%',
      'Win rate': '62.65%',
      Expectancy: '−0.06657',
      'Profit factor': '0.84',
      'Losing streak': '7',
      'Avg holding time': '1 h 30 min',
    },
  ])
  expect(terms(root)).toMatchObject({
    'Saved by MX': '+6.40',
    Trades: '815',
    Expectancy: '−0.06657',
    'Profit factor': '0.84',
    'Average win': '+0.5679',
    'Average loss': '−1.13',
    'Losing streak': '7',
  })
  expect(text()).toContain('510 wins · 304 losses')
  expect(text()).toContain('No price, not included: DUST')
})

test('the same in Chinese', async () => {
  const { root, text } = await openPage(card, { language: 'zh-TW', answers: { report: answer } })
  expect(tableRows(root, '分組統計')[1]).toEqual({
    交易對: 'MX/USDT',
    成交筆數: '1,814',
    已實現損益: '−54.25',
    手續費: '14.63',
    'MX 折抵節省': '+6.40',
    買入: '61,728',
    賣出: '61,728',
    成交額: '123,457',
    '掛單 (Maker)': '46.74%',
    勝率: '62.65%',
    期望值: '−0.06657',
    獲利因子: '0.84',
    最長連虧: '7',
    平均持有時間: '1 小時 30 分',
  })
  expect(terms(root)).toMatchObject({ 交易次數: '815', 平均獲利: '+0.5679', 平均虧損: '−1.13' })
  expect(text()).toContain('沒有價格，未計入：DUST')
})

test('the largest loss comes first when rows are sorted by profit', async () => {
  const { root, update } = await openPage(card, { answers: { report: answer } })
  const sort = [...root.querySelectorAll<HTMLElement>('[role=columnheader] button')].find(
    ({ textContent }) => textContent === 'Realized PnL',
  )
  const markets = () => tableRows(root, 'Breakdown').map((row) => row['Market'])
  const seen: (string | undefined)[] = []
  await update(() => sort?.click())
  seen.push(markets()[0])
  await update(() => sort?.click())
  seen.push(markets()[0])
  expect([...seen].sort()).toEqual(['BTC/USDT', 'MX/USDT'])
  expect(root.querySelector('[aria-sort]')?.textContent).toBe('Realized PnL')
})

test.each([
  ['hour', ['00', '23'], ['00:00–00:59', '23:00–23:59'], ['00:00–00:59', '23:00–23:59'], '時段'],
  ['weekday', ['1', '7'], ['Monday', 'Sunday'], ['星期一', '星期日'], '星期'],
  ['week', ['2026-01-26'], ['Week of 26 Jan'], ['1/26 當週'], '週'],
  ['month', ['2026-01'], ['2026/01'], ['2026/01'], '月'],
  ['side', ['SELL', 'BUY'], ['Sell', 'Buy'], ['賣出', '買入'], '方向'],
  ['role', ['maker', 'taker'], ['Maker', 'Taker'], ['掛單 (Maker)', '吃單 (Taker)'], '掛單／吃單'],
  ['asset', ['MX'], ['MX'], ['MX'], '資產'],
  [
    'holdingTime',
    ['under1m', 'noTrade'],
    ['Under 1 min', 'Purchases and others'],
    ['未滿 1 分鐘', '買入與其他'],
    '持有時間',
  ],
])('rows by %s', async (group, keys, english, chinese, head) => {
  const { answers, asked } = reporting(keys)
  const firstCells = (root: HTMLElement, label: string) => tableRows(root, label).map((row) => Object.values(row)[0])
  const shown = await openPage(card, { answers, path: `/?by=${group}` })
  expect(firstCells(shown.root, 'Breakdown')).toEqual(english)
  const other = await openPage(card, { answers, path: `/?by=${group}`, language: 'zh-TW' })
  expect(firstCells(other.root, '分組統計')).toEqual(chinese)
  expect(Object.keys(tableRows(other.root, '分組統計')[0] ?? {})[0]).toBe(head)
  expect(asked[0]?.get('group')).toBe(group)
})

test('group, filters, range and zone are asked for as the address says', async () => {
  const { answers, asked } = reporting()
  await openPage(card, { answers, path: '/?by=hour&symbol=MXUSDT&side=SELL&role=taker' })
  expect(Object.fromEntries(asked[0] ?? [])).toEqual({
    group: 'hour',
    method: 'fifo',
    symbol: 'MXUSDT',
    side: 'SELL',
    role: 'taker',
    range: '30D',
    zone: 'Asia/Taipei',
  })
  await openPage(card, { answers, path: '/?by=moon&side=UP&role=boss' })
  expect(Object.fromEntries(asked.at(-1) ?? [])).toMatchObject({ group: 'symbol' })
  expect(asked.at(-1)?.has('side')).toBe(false)
  expect(asked.at(-1)?.has('role')).toBe(false)
})

test('a chosen group stands in the address', async () => {
  const { answers, asked } = reporting(['1'])
  const Address = () => <output>{useLocation().search}</output>
  const { root, update } = await openPage(
    <>
      {card}
      <Address />
    </>,
    { answers },
  )
  const option = [...document.querySelectorAll<HTMLElement>('[role=option]')].find(
    ({ textContent }) => textContent === 'Weekday',
  )
  await update(() => option?.click())
  expect(root.querySelector('output')?.textContent).toBe('?by=weekday')
  expect(asked.at(-1)?.get('group')).toBe('weekday')
})

test('holding times by average cost are those of first in, first out, and the page says so', async () => {
  const { answers, asked } = reporting(['1h-4h'])
  const average = <BreakdownCard span={asked30} method="average" />
  const { text } = await openPage(average, { answers, path: '/?by=holdingTime' })
  expect(asked[0]?.get('method')).toBe('fifo')
  expect(text()).toContain('Holding times use first in, first out')
  const other = await openPage(average, { answers, path: '/?by=symbol' })
  expect(asked.at(-1)?.get('method')).toBe('average')
  expect(other.root.textContent).not.toContain('Holding times use')
})

test('profit of withdrawn assets is named beside the rows', async () => {
  const { text } = await openPage(card, { answers: { report: { ...answer, realizedByFlows: '-2.5' } } })
  expect(text()).toContain('Includes −2.50 USDT from assets withdrawn.')
})

test('no match for the filters: said, with a way to clear them; without filters, that there is nothing', async () => {
  const nothing = { ...answer, items: [] }
  const { text } = await openPage(card, { answers: { report: nothing }, path: '/?symbol=MXUSDT' })
  expect(text()).toContain('Clear filters')
  const empty = await openPage(card, { answers: { report: nothing } })
  expect(empty.root.textContent).toContain('Importing history…')
})

test('on a phone a row has two lines: market and profit, fills and win rate', async () => {
  const { root } = await openPage(card, { answers: { report: answer }, widthPx: 390 })
  expect(tableRows(root, 'Breakdown').map((row) => Object.values(row)[0])).toEqual([
    'BTC/USDT0.001 fillWin rate –',
    'MX/USDT−54.251,814 fillsWin rate 62.65%',
  ])
})

import type { AssetData } from '@spotdeck/api'
import { expect, test } from 'vitest'
import { assetOf } from '../../live/testing/events.ts'
import { equity } from '../testing/fixtures.ts'
import { openPage, tableRows, wordsOf } from '../testing/page.tsx'
import { AssetsPage } from './assets-page.tsx'

const held = (asset: string, free: string, locked: string, total: string): AssetData => ({
  ...assetOf(asset, free, locked),
  total,
})
const assets = [
  held('MX', '1234.5678', '0', '1234.5678'),
  held('BTC', '0.0900009', '0.000123', '0.0901239'),
  held('SHIB', '250000000000', '0', '250000000000'),
  held('USDT', '5.92555', '3', '8.92555'),
  held('PEPE', '0.00000001', '0', '0.00000001'),
  held('DUST', '7', '0', '7'),
]
const positions = [
  { asset: 'MX', quantity: '1234.5678', cost: '3000', averageCost: '2.43', price: '2.50004', unrealized: '86.469' },
  { asset: 'BTC', quantity: '0.0901239', cost: '9000', averageCost: '99862.5', unrealized: '-438.2249' },
  { asset: 'SHIB', quantity: '250000000000', cost: '825', averageCost: '0.0000000033', unrealized: '0' },
  { asset: 'PEPE', quantity: '0.00000001', cost: '0', averageCost: '0', unrealized: '-0.000000001' },
  { asset: 'DUST', quantity: '7', cost: null, averageCost: null },
]
const opening = {
  snapshot: { assets },
  equity,
  answers: { pnl: { assets: [{ asset: 'BTC', total: '-500.5' }], positions } },
  preferences: { hideSmall: false },
}

test('each balance is cut to its digits and each value has two places', async () => {
  const { root } = await openPage(<AssetsPage />, opening)
  const [btc, mx, shib, usdt, pepe, dust] = tableRows(root, 'Assets')
  expect(btc).toEqual({
    Asset: 'BTC',
    Available: '0.090000',
    'In orders': '0.000123',
    Total: '0.090123',
    'Price USDT': '95,000.12',
    'Value USDT': '8,561.78',
    Share: '68.59%',
    '24 h change': '−3.10%',
    'Average cost USDT': '99,862.50',
    'Unrealized PnL USDT': '−438.22',
    'Total PnL USDT': '−500.50',
    '24 hours': '',
  })
  expect(mx).toMatchObject({ Asset: 'MX', Available: '1,234.56', 'In orders': '0', 'Price USDT': '2.5000' })
  expect(mx).toMatchObject({ 'Value USDT': '3,086.47', '24 h change': '+1.25%', 'Unrealized PnL USDT': '+86.47' })
  expect(shib).toMatchObject({ Total: '250,000,000,000', 'Price USDT': '0.0000000033', '24 h change': '0.00%' })
  expect(shib).toMatchObject({ 'Average cost USDT': '0.0000000033', 'Unrealized PnL USDT': '0.00' })
  expect(usdt).toMatchObject({ Available: '5.9255', 'In orders': '3.0000', Total: '8.9255', '24 h change': '–' })
  expect(pepe).toMatchObject({ Total: '0.00000001', 'Value USDT': '<0.01', Share: '0.00%' })
  expect(pepe).toMatchObject({ 'Unrealized PnL USDT': '−0.000000001' })
  expect(dust).toMatchObject({ Total: '7.00000000', 'Price USDT': 'no price', 'Value USDT': '–', Share: '–' })
  expect(dust).toMatchObject({ 'Average cost USDT': '–', 'Unrealized PnL USDT': '–' })
})

test('has the same figures under Chinese headings', async () => {
  const { root, text } = await openPage(<AssetsPage />, { ...opening, language: 'zh-TW' })
  const rows = tableRows(root, '資產')
  expect(rows[0]).toEqual({
    資產: 'BTC',
    可用: '0.090000',
    凍結: '0.000123',
    總額: '0.090123',
    '價格 USDT': '95,000.12',
    '價值 USDT': '8,561.78',
    佔比: '68.59%',
    '24 小時漲跌': '−3.10%',
    '平均成本 USDT': '99,862.50',
    '未實現損益 USDT': '−438.22',
    '總損益 USDT': '−500.50',
    '24 小時': '',
  })
  expect(rows.at(-1)).toMatchObject({ '價格 USDT': '無價格', '價值 USDT': '–' })
  expect(text()).toContain('凍結：未成交委託與處理中提領占用的金額。')
})

test('a balance worth less than one USDT is hidden and counted; one without a price is not', async () => {
  const { root, text, update, preferences } = await openPage(<AssetsPage />, { ...opening, preferences: {} })
  expect(tableRows(root, 'Assets').map((row) => row['Asset'])).toEqual(['BTC', 'MX', 'SHIB', 'USDT', 'DUST'])
  expect(text()).toContain('1 small balance hidden')
  await update(() => preferences.update({ language: 'zh-TW', hideSmall: false }))
  expect(text()).not.toContain('hidden')
})

test('a tooltip has every digit, and none while amounts are blurred', async () => {
  const { root, update, preferences } = await openPage(<AssetsPage />, opening)
  const figure = () => root.querySelector('[data-testid="asset-MX-free"]')
  expect(figure()?.getAttribute('title')).toBe('1,234.5678')
  expect(figure()?.getAttribute('data-value')).toBe('1234.5678')
  await update(() => preferences.update({ privacy: true }))
  expect(figure()?.getAttribute('title')).toBe(null)
  expect(figure()?.classList.contains('private')).toBe(true)
})

test('before prices arrive a missing one is loading, not unavailable', async () => {
  const { root } = await openPage(<AssetsPage />, { snapshot: { assets }, answers: { pnl: { positions: [] } } })
  for (const row of tableRows(root, 'Assets')) {
    expect(row).toMatchObject({ 'Price USDT': '–', 'Value USDT': '–', Share: '–' })
  }
})

test('on a phone a row has quantity, value, change and result, and one press sorts the rows', async () => {
  const page = await openPage(<AssetsPage />, { ...opening, widthPx: 390 })
  const rows = () =>
    [...page.root.querySelectorAll('[role="row"]')]
      .filter((row) => row.querySelector('[role="cell"]') !== null)
      .sort((a, b) => Number(a.getAttribute('aria-rowindex')) - Number(b.getAttribute('aria-rowindex')))
      .map(wordsOf)
  expect(rows()).toEqual([
    'BTC 0.0901238,561.78 USDT−3.10%−500.50',
    'MX 1,234.563,086.47 USDT+1.25%–',
    'SHIB 250,000,000,000825.00 USDT0.00%–',
    'USDT 8.92558.92 USDT––',
    'PEPE 0.00000001<0.01 USDT––',
    'DUST 7.00000000– USDT––',
  ])
  const press = () => page.root.querySelector<HTMLElement>('button[title="Sort by 24 h change"]')?.click()
  await page.update(press)
  expect(page.root.querySelector('[aria-sort="descending"]')?.textContent).toBe('24 h change')
  expect(rows()[0]).toMatch(/^MX/)
  await page.update(press)
  expect(rows().find((row) => !row.endsWith('––'))).toMatch(/^BTC/)
})

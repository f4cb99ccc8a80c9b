import type { Movement } from '@spotdeck/api'
import { Route, Routes } from 'react-router'
import { expect, test } from 'vitest'
import { HOUR_MS } from '../../durations.ts'
import { assetOf } from '../../live/testing/events.ts'
import { equity } from '../testing/fixtures.ts'
import { NOW, openPage, tableRows, terms } from '../testing/page.tsx'
import { AssetPage } from './asset-page.tsx'

const movement = (seq: number, change: Partial<Movement>): Movement => ({
  seq,
  time: NOW - seq * HOUR_MS,
  asset: 'MX',
  source: 'stream',
  kind: 'trade',
  reason: 'ENTRUST_PLACE',
  free: '1234.5678',
  locked: '0',
  freeChange: '0',
  lockedChange: '0',
  ...change,
})
const items: readonly Movement[] = [
  movement(1, {
    freeChange: '-50',
    lockedChange: '50',
    free: '1184.5678',
    locked: '50',
    orderId: 'C02__7',
    symbol: 'MXUSDT',
    side: 'SELL',
    price: '2.55',
  }),
  movement(2, { freeChange: '0.00000001', kind: 'flow', reason: 'SUGAR' }),
  movement(3, { freeChange: '123456789.98765', kind: 'unclassified', reason: 'BRAND_NEW' }),
]
const position = { asset: 'MX', quantity: '1234.5678', cost: '3000', averageCost: '2.43', unrealized: '86.469' }

const coin = {
  asset: 'MX',
  count: 9,
  realized: '-99',
  realizedByFlows: '-1',
  fees: '2',
  unrealized: '86.469',
  total: '-13.531',
}
const difference = { asset: 'MX', held: '1234.5678', position: '1231.5678', difference: '3' }

const openAsset = (language: 'en' | 'zh-TW', asset = 'MX', rows = items) =>
  openPage(
    <Routes>
      <Route path="/assets/:asset" element={<AssetPage />} />
    </Routes>,
    {
      language,
      path: `/assets/${asset}`,
      equity,
      snapshot: { assets: [{ ...assetOf('MX', '1184.5678', '50'), total: '1234.5678' }] },
      answers: {
        pnl: { positions: [position], assets: [coin], differences: [difference] },
        movements: { items: rows, nextCursor: null },
        // Without a history there is no chart, which needs a browser.
      },
    },
  )

test('the balance, its value and its cost', async () => {
  const { root } = await openAsset('en')
  expect(terms(root)).toEqual({
    Total: '1,234.56',
    Available: '1,184.56',
    'In orders': '50.00',
    'Value USDT': '3,086.47',
    'Price USDT': '2.5000',
    '24 h change': '+1.25%',
    'Average cost': '2.4300',
    'Unrealized PnL': '+86.47',
    'Total PnL': '−13.53',
  })
})

test('a balance that purchases do not explain says so', async () => {
  const { text } = await openAsset('en')
  expect(text()).toContain('3 MX are held whose purchase is not known.')
})

test('each change of the balance has its reason, both amounts and the balance after it', async () => {
  const { root } = await openAsset('en')
  const [placed, airdrop, unknown] = tableRows(root, 'Balance history')
  expect(placed).toEqual({
    Time: '11:00:00',
    Reason: 'Order placed',
    Type: 'Trading',
    'Order or transfer': 'sell MX/USDT at 2.5500',
    'Δ Available': '−50.00',
    'Δ In orders': '+50.00',
    Available: '1,184.56',
    'In orders': '50.00',
  })
  expect(airdrop).toMatchObject({ Reason: 'Airdrop', 'Δ Available': '+0.00000001', 'Δ In orders': '0' })
  expect(unknown).toMatchObject({ Reason: 'BRAND_NEW', Type: 'Unclassified', 'Δ Available': '+123,456,789.98' })
})

test('a change of the balance leads to its order, and names its fee or its network', async () => {
  const rows = [
    movement(1, {
      orderId: 'C02__8',
      tradeId: 'T1',
      symbol: 'MXUSDT',
      side: 'BUY',
      price: '2.5',
      fee: '0.01',
      feeAsset: 'USDT',
    }),
    movement(2, { reason: 'WITHDRAW', kind: 'flow', flowId: '9', flowState: 'frozen', network: 'TRC20' }),
  ]
  const { root } = await openAsset('en', 'MX', rows)
  expect(tableRows(root, 'Balance history').map((row) => row['Order or transfer'])).toEqual([
    'buy MX/USDT at 2.5000, fee 0.0100 USDT',
    'Processing, TRC20',
  ])
  const link = root.querySelector('[role=table] a')
  expect(link?.getAttribute('href')).toContain('order=C02__8')
})

test('the same in Chinese', async () => {
  const { root } = await openAsset('zh-TW')
  expect(terms(root)).toEqual({
    總額: '1,234.56',
    可用: '1,184.56',
    凍結: '50.00',
    '價值 USDT': '3,086.47',
    '價格 USDT': '2.5000',
    '24 小時漲跌': '+1.25%',
    平均成本: '2.4300',
    未實現損益: '+86.47',
    總損益: '−13.53',
  })
  expect(tableRows(root, '餘額變動')[0]).toEqual({
    時間: '11:00:00',
    原因: '下單凍結',
    類型: '交易',
    委託或資金進出: '賣出 MX/USDT @ 2.5500',
    可用變動: '−50.00',
    凍結變動: '+50.00',
    可用: '1,184.56',
    凍結: '50.00',
  })
})

test('an asset that was never held has no figures', async () => {
  const { root, text } = await openAsset('en', 'KAS')
  expect(terms(root)).toEqual({})
  expect(text()).toContain('KAS')
})

import type { BookData, MarketEnvelope, TickerData, TradesData } from '@spotdeck/api'
import { expect, test } from 'vitest'
import { HOUR_MS } from '../../durations.ts'
import { dealOf, orderOf } from '../../live/testing/events.ts'
import { marketNamed } from '../testing/fixtures.ts'
import { NOW, openPage, tableRows, terms, wordsOf } from '../testing/page.tsx'
import { BookCard } from './book-card.tsx'
import { MarketHeader } from './market-header.tsx'
import { OwnCard } from './own-card.tsx'
import { TapeCard } from './tape-card.tsx'
import { TicketContext, useTicketStore } from './ticket-store.ts'

const mx = marketNamed('MXUSDT')

const book: BookData = {
  symbol: 'MXUSDT',
  version: '1',
  asks: [
    ['2.5004', '10.5'],
    ['2.51', '0.01'],
    ['2.6', '1234567.891'],
  ],
  bids: [
    ['2.4996', '30'],
    ['2.49', '0.01'],
  ],
}
const ticker: TickerData = {
  symbol: 'MXUSDT',
  lastPrice: '2.5',
  bidPrice: '2.4996',
  bidQuantity: '30',
  askPrice: '2.5004',
  askQuantity: '10.5',
  high: '2.61004',
  low: '2.3',
  volume: '500000',
  quoteVolume: '1234567.89',
  change: '-0.01255',
}
const trades: TradesData = {
  symbol: 'MXUSDT',
  trades: [
    { price: '2.5', quantity: '1234.567', side: 'BUY', time: NOW - 1_000 },
    { price: '2.49961', quantity: '0.01', side: 'SELL', time: NOW },
  ],
  dropped: 0,
}
const told: readonly MarketEnvelope[] = [
  { time: NOW, topic: 'ticker', type: 'ticker.updated', data: ticker },
  { time: NOW, topic: 'book', type: 'book.updated', data: book },
  { time: NOW, topic: 'trades', type: 'trades.added', data: trades },
]

function Market() {
  const ticket = useTicketStore(mx)
  return (
    <TicketContext value={ticket}>
      <MarketHeader market={mx} />
      <BookCard market={mx} />
      <TapeCard market={mx} />
      <OwnCard market={mx} />
    </TicketContext>
  )
}

const openOrders = [
  orderOf('o-1', {
    price: '2.49',
    quantity: '100',
    executedQuantity: '40.5',
    remainingQuantity: '59.5',
    status: 'PARTIALLY_FILLED',
    createdAt: NOW - HOUR_MS,
  }),
  orderOf('o-2', { symbol: 'BTCUSDT' }),
]
const fill = dealOf('d-1', {
  side: 'SELL',
  price: '2.50041',
  quantity: '1234.567',
  quoteQuantity: '3086.92',
  fee: '0.00617',
  feeAsset: 'MX',
  time: NOW - HOUR_MS,
})

async function openMarket(language: 'en' | 'zh-TW') {
  const page = await openPage(<Market />, {
    language,
    snapshot: { openOrders },
    answers: {
      'markets/MXUSDT/trades': { symbol: 'MXUSDT', items: [] },
      deals: { items: [fill], nextCursor: null },
    },
  })
  await page.update(() => page.market.look({ symbol: 'MXUSDT', interval: '1m' }))
  await page.update(() => told.forEach((event) => page.market.apply(event)))
  return page
}

const rungs = (root: ParentNode, side: string) =>
  [...root.querySelectorAll(`[role="list"][aria-label="${side}"] [role="listitem"]`)].map((rung) =>
    [...rung.querySelectorAll('.num')].map(wordsOf),
  )
const prints = (root: ParentNode) => [...root.querySelectorAll('ol li')].map(wordsOf)

test('prices have the digits of the market, volumes are whole, the book adds up from the spread', async () => {
  const { root, text } = await openMarket('en')
  expect(terms(root)).toEqual({
    'Last price': '2.4996',
    '24 h change': '−1.26%',
    '24 h high': '2.6100',
    '24 h low': '2.3000',
    '24 h volume': '1,234,567 USDT',
  })
  expect(rungs(root, 'Asks')).toEqual([
    ['2.6000', '1.23M', '1.23M'],
    ['2.5100', '0.01', '10.51'],
    ['2.5004', '10.50', '10.50'],
  ])
  expect(rungs(root, 'Bids')).toEqual([
    ['2.4996', '30.00', '30.00'],
    ['2.4900', '0.01', '30.01'],
  ])
  expect(text()).toContain('Spread 0.0008 0.03%')
  expect(prints(root)).toEqual(['▼ sell 2.49960.0112:00:00', '▲ buy 2.50001,234.5611:59:59'])
})

test('the same figures in Chinese', async () => {
  const { root, text } = await openMarket('zh-TW')
  expect(terms(root)).toEqual({
    最新價: '2.4996',
    '24 小時漲跌': '−1.26%',
    '24 小時最高': '2.6100',
    '24 小時最低': '2.3000',
    '24 小時成交額': '1,234,567 USDT',
  })
  expect(rungs(root, '賣單')[0]).toEqual(['2.6000', '1.23M', '1.23M'])
  expect(rungs(root, '買單')[0]).toEqual(['2.4996', '30.00', '30.00'])
  expect(text()).toContain('價差 0.0008 0.03%')
  expect(prints(root)).toEqual(['▼ 賣出 2.49960.0112:00:00', '▲ 買入 2.50001,234.5611:59:59'])
})

test.each([
  ['en', 'Your order'],
  ['zh-TW', '你的委託'],
] as const)('the price of an open order of this market is marked in the book (%s)', async (language, label) => {
  const { root } = await openMarket(language)
  const marked = [...root.querySelectorAll(`[role="listitem"]:has([aria-label="${label}"])`)].map(wordsOf)
  expect(marked).toEqual(['2.49000.0130.01'])
})

test.each([
  [
    'en',
    { Symbol: 'MX/USDT', Side: 'buy', Price: '2.4900', Quantity: '100.00', Filled: '40.50', Age: '1 h' },
    {
      Time: '11:00:00',
      Symbol: 'MX/USDT',
      Side: 'sell',
      Price: '2.5004',
      Quantity: '1,234.56',
      Amount: '3,086.92',
      Fee: '0.00617 MX',
      Role: 'Maker',
    },
  ],
  [
    'zh-TW',
    { 交易對: 'MX/USDT', 方向: '買入', 價格: '2.4900', 數量: '100.00', 已成交: '40.50', 已掛時間: '1 小時' },
    {
      時間: '11:00:00',
      交易對: 'MX/USDT',
      方向: '賣出',
      價格: '2.5004',
      數量: '1,234.56',
      成交額: '3,086.92',
      手續費: '0.00617 MX',
      '掛單／吃單': '掛單 (Maker)',
    },
  ],
] as const)('open orders and fills of this market alone (%s)', async (language, order, deal) => {
  const { root, update } = await openMarket(language)
  const [orders, fills] = language === 'en' ? ['Open orders', 'My fills'] : ['目前委託', '我的成交']
  expect(tableRows(root, orders)).toEqual([order])
  await update(() => root.querySelector<HTMLInputElement>('input[value="fills"]')?.click())
  expect(tableRows(root, fills)).toEqual([deal])
})

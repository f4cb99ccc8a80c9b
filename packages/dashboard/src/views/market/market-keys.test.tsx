import { Route, Routes, useLocation } from 'react-router'
import { expect, test } from 'vitest'
import { orderOf } from '../../live/testing/events.ts'
import { CancelKeys } from '../orders/cancel-keys.tsx'
import { KeysDialog } from '../shell/keys-dialog.tsx'
import { marketNamed, markets } from '../testing/fixtures.ts'
import { NOW, openPage, terms } from '../testing/page.tsx'
import { MarketPage } from './market-page.tsx'
import { marketBeside } from './use-market-keys.ts'

const none = { items: [], nextCursor: null }
const answers = {
  orders: none,
  deals: none,
  'markets/MXUSDT/klines': { symbol: 'MXUSDT', items: [] },
  'markets/MXUSDT/trades': { symbol: 'MXUSDT', items: [] },
  'markets/SHIBUSDT/klines': { symbol: 'SHIBUSDT', items: [] },
  'markets/SHIBUSDT/trades': { symbol: 'SHIBUSDT', items: [] },
  'markets/BTCUSDT/klines': { symbol: 'BTCUSDT', items: [] },
  'markets/BTCUSDT/trades': { symbol: 'BTCUSDT', items: [] },
}

function Address() {
  const { pathname, search } = useLocation()
  return <output>{pathname + search}</output>
}

async function openMarket() {
  const page = await openPage(
    <>
      <Routes>
        <Route path="market/:symbol?/:quote?" element={<MarketPage />} />
      </Routes>
      <CancelKeys />
      <Address />
    </>,
    {
      path: '/market/MXUSDT',
      trading: true,
      answers,
      snapshot: {
        openOrders: [
          orderOf('new', { price: '2.2', remainingQuantity: '5', createdAt: 2 }),
          orderOf('old', { price: '2.1', remainingQuoteQuantity: '21' }),
        ],
      },
    },
  )
  const press = (key: string, shiftKey = false) =>
    page.update(() => {
      const target = document.activeElement ?? document.body
      target.dispatchEvent(new KeyboardEvent('keydown', { key, shiftKey, bubbles: true, cancelable: true }))
    })
  return { ...page, press, address: () => page.root.querySelector('output')?.textContent }
}

test.each([
  ['b', 'BUY'],
  ['s', 'SELL'],
])('%s begins an order: the side is set and the price has the focus', async (key, side) => {
  const { press, root } = await openMarket()
  await press(key)
  expect(root.querySelector<HTMLInputElement>(`input[value="${side}"]`)?.checked).toBe(true)
  expect(document.activeElement?.getAttribute('name')).toBe('price')
  await press(']')
  expect(root.querySelector('output')?.textContent, 'a key that is typed is no command').toBe('/market/MXUSDT')
})

test('numbers choose the interval, brackets the market beside', async () => {
  const { press, address } = await openMarket()
  await press('1')
  expect(address()).toBe('/market/MXUSDT?interval=1m')
  await press(']')
  expect(address()).toBe('/market/BTCUSDT?interval=1m')
})

test('the market beside is the next that is open, in a ring', () => {
  const closed = { ...marketNamed('BTCUSDT'), status: 'paused' as const }
  const list = markets.map((market) => (market.symbol === 'BTCUSDT' ? closed : market))
  expect(marketBeside(list, 'MXUSDT', 1)).toBe('SHIBUSDT')
  expect(marketBeside(list, 'MXUSDT', -1)).toBe('SHIBUSDT')
})

test.each([
  ['x', false, 'Cancel this order? Buy 5.00 MX at 2.2000 USDT'],
  ['X', true, '2 orders worth 21.00 USDT'],
  // Caps Lock is on.
  ['X', false, 'Cancel this order? Buy 5.00 MX at 2.2000 USDT'],
])('%s asks before it cancels, and all orders only with Shift (%s)', async (key, shift, question) => {
  const { press, text } = await openMarket()
  await press(key, shift)
  expect(text()).toContain(question)
})

test.each([
  ['en', true, 'Cancel all open orders'],
  ['zh-TW', true, '全部撤單'],
  ['en', false, 'Cancel all open orders'],
] as const)('the list of keys has those of trading only where it is on (%s, %s)', async (language, trading, name) => {
  await openPage(<KeysDialog trading={trading} onClose={() => undefined} />, { language })
  expect(terms(document.body)[name]).toBe(trading ? 'ShiftX' : undefined)
})

test('the tab shows the live price and the pair', async () => {
  const { update, market, root } = await openMarket()
  expect(root.querySelector('h1')?.textContent).toBe('MX/USDT')
  await update(() => {
    const trades = [{ price: '2.5', quantity: '1', side: 'BUY' as const, time: NOW }]
    market.apply({ topic: 'trades', type: 'trades.added', time: NOW, data: { symbol: 'MXUSDT', trades, dropped: 0 } })
  })
  expect(document.title).toBe('2.5000 MX/USDT · Spotdeck')
})

test('w keeps the market on the watchlist, whose markets are beside each other', async () => {
  const { press, preferences, update, address } = await openMarket()
  await update(() => preferences.update({ favorites: ['SHIBUSDT'] }))
  await press('w')
  expect(preferences.read().favorites).toEqual(['SHIBUSDT', 'MXUSDT'])
  await press(']')
  expect(address()).toBe('/market/SHIBUSDT')
})

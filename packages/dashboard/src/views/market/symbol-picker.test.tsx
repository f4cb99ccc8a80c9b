import type { Market } from '@spotdeck/api'
import { expect, test } from 'vitest'
import { Route, Routes, useLocation } from 'react-router'
import { marketNamed, markets } from '../testing/fixtures.ts'
import { openPage, wordsOf } from '../testing/page.tsx'
import { MarketPage } from './market-page.tsx'
import { SymbolPicker } from './symbol-picker.tsx'

const mx = marketNamed('MXUSDT')
const mxc: Market = { ...mx, symbol: 'AMXUSDT', baseAsset: 'AMX', apiTrading: false }
const many = { items: [mxc, ...markets], nextCursor: null }

function Address() {
  const { pathname, search } = useLocation()
  return <output>{pathname + search}</output>
}

async function openPicker() {
  const page = await openPage(
    <>
      <SymbolPicker value="BTCUSDT" />
      <Address />
    </>,
    { answers: { markets: many }, path: '/market?symbol=BTCUSDT&interval=1m' },
  )
  const input = page.root.querySelector('input')
  if (input === null) throw new Error('There is no search field.')
  await page.update(() => input.focus())
  const type = (text: string) =>
    page.update(() => {
      Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set?.call(input, text)
      input.dispatchEvent(new Event('input', { bubbles: true }))
    })
  const enter = () =>
    page.update(
      () => void input.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', code: 'Enter', bubbles: true })),
    )
  return { ...page, type, enter, address: () => wordsOf(page.root.querySelector('output')) }
}

test.each(['MX', 'mx/usdt', 'MXUSDT', 'mx_usdt'])('%s and Enter open the market that it names', async (typed) => {
  const { type, enter, address } = await openPicker()
  await type(typed)
  await enter()
  expect(address()).toBe('/market/MXUSDT?interval=1m')
})

test('a search without a hit says so, and goes nowhere', async () => {
  const { type, enter, address, text } = await openPicker()
  await type('NOPE')
  await enter()
  expect(text()).toContain('No market found')
  expect(address()).toBe('/market?symbol=BTCUSDT&interval=1m')
})

test('a market that takes no orders over the API is marked in the list', async () => {
  const { type, text } = await openPicker()
  await type('AMX')
  expect(text()).toContain('AMX/USDT no API trading')
})

test.each([
  ['/market?symbol=NOPEUSDT', 'Market NOPEUSDT not found'],
  ['/market/NOPE/USDT', 'Market NOPEUSDT not found'],
])('%s names a market that is not listed: the page says so', async (path, words) => {
  const page = await openPage(
    <Routes>
      <Route path="market/:symbol?/:quote?" element={<MarketPage />} />
    </Routes>,
    { path },
  )
  expect(page.text()).toContain(words)
})

import { Route, Routes, useLocation, useNavigate } from 'react-router'
import { expect, test } from 'vitest'
import { orderOf } from '../../live/testing/events.ts'
import { useCloseOrder, useOpenOrder, useRepeatOrder } from '../orders/open-order.ts'
import { openPage } from '../testing/page.tsx'
import { MarketPage } from './market-page.tsx'

const none = { items: [], nextCursor: null }
const order = orderOf('o-1', { price: '2.2', quantity: '5' })

/** Acts of a trader, by name. */
function Presses() {
  const [repeat, open, close] = [useRepeatOrder(), useOpenOrder(), useCloseOrder()]
  const navigate = useNavigate()
  const { pathname, search } = useLocation()
  const presses = {
    repeat: () => repeat(order),
    open: () => open(order),
    close,
    other: () => void navigate('/'),
    back: () => void navigate(-1),
  }
  return (
    <>
      {Object.entries(presses).map(([name, press]) => (
        <button key={name} type="button" name={name} onClick={press} />
      ))}
      <output>{pathname + search}</output>
    </>
  )
}

test('an order is repeated once: closing a sheet or going back does not fill the ticket again', async () => {
  const page = await openPage(
    <>
      <Routes>
        <Route index element={null} />
        <Route path="market/:symbol?/:quote?" element={<MarketPage />} />
      </Routes>
      <Presses />
    </>,
    {
      trading: true,
      answers: {
        orders: none,
        deals: none,
        'markets/MXUSDT/klines': { symbol: 'MXUSDT', items: [] },
        'markets/MXUSDT/trades': { symbol: 'MXUSDT', items: [] },
      },
    },
  )
  const press = (name: string) =>
    page.update(() => page.root.querySelector<HTMLButtonElement>(`button[name="${name}"]`)?.click())
  const field = () => page.root.querySelector<HTMLInputElement>('input[name="quantity"]')
  await press('repeat')
  expect(field()?.value).toBe('5')
  await page.update(() => {
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set?.call(field(), '10')
    field()?.dispatchEvent(new Event('input', { bubbles: true }))
  })
  await press('open')
  await press('close')
  expect(field()?.value, 'a closed sheet').toBe('10')
  await press('other')
  await press('back')
  expect(field()?.value, 'another visit').toBe('')
})

test('an order is repeated in the account that it is of', async () => {
  const page = await openPage(<Presses />, { path: '/orders?account=other&view=open' })
  await page.update(() => page.root.querySelector<HTMLButtonElement>('button[name="repeat"]')?.click())
  expect(page.root.querySelector('output')?.textContent).toBe('/market/MXUSDT?account=other')
})

/** Orders that are meant, in a real Chromium: one per wish, in the market that was named, and none where the exchange takes none. */

import type { Page, Request } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { chromiumPath } from '../support/browser.ts'
import { type Guests, joinProduct, turnTo } from '../support/guests.ts'

let guests: Guests
beforeAll(async () => {
  if (chromiumPath !== undefined) guests = await joinProduct()
})

afterAll(() => guests?.end())

const isOrder = (request: Request) => request.method() === 'POST' && request.url().endsWith('/orders')
const placeOf = async (page: Page) => (await page.getByTestId('ticket-send').boundingBox())?.y
const call = (page: Page, path: string, data: object) =>
  page.request.post(`${guests.origin}/api/v1/${path}`, {
    headers: { origin: guests.origin, 'idempotency-key': crypto.randomUUID() },
    data,
  })

test.skipIf(chromiumPath === undefined)(
  'Enter four times is one order: the ticket asks, sends and is empty, and its button stays where it is',
  async () => {
    const { page, troubles } = await guests.ownerAt('/market/MXUSDT')
    const sent: Request[] = []
    page.on('request', (request) => {
      if (isOrder(request)) sent.push(request)
    })
    const send = page.getByTestId('ticket-send')
    const [price, quantity] = [page.getByLabel('Price', { exact: true }), page.getByLabel('Quantity', { exact: true })]
    await send.waitFor()
    const places = [await placeOf(page)]
    const note = async () => void places.push(await placeOf(page))
    await price.fill('90')
    await quantity.fill('1.5')
    await page.getByText('above the best ask').waitFor()
    await note()
    await price.fill('1')
    await quantity.fill('10')
    await quantity.press('Enter')
    await expect.poll(() => send.innerText()).toBe('Buy 10.00 MX at 1.0000 USDT, limit')
    await note()
    expect(sent).toHaveLength(0)
    await quantity.press('Enter')
    await page.getByTestId('ticket-placed').waitFor()
    await note()
    for (let press = 0; press < 2; press++) await quantity.press('Enter')
    expect([await price.inputValue(), await quantity.inputValue(), await send.isDisabled()]).toEqual(['', '', true])
    expect(sent).toHaveLength(1)
    await page.getByRole('combobox', { name: 'Order type' }).click()
    await page.getByRole('option', { name: 'Market', exact: true }).click()
    await page.getByLabel('Spend').fill('5')
    await page.getByText('Fills immediately').waitFor()
    await note()
    expect(new Set(places).size).toBe(1)
    const { orderId } = (await (await sent[0]?.response())?.json()) as { readonly orderId: string }
    await page.request.delete(`${guests.origin}/api/v1/accounts/main/orders/${orderId}?symbol=MXUSDT`, {
      headers: { origin: guests.origin },
    })
    expect(troubles).toEqual([])
  },
)

test.skipIf(chromiumPath === undefined)('the market that is typed, or that the address names, is opened', async () => {
  const { page, troubles } = await guests.ownerAt('/market?symbol=SOLUSDT')
  const send = page.getByTestId('ticket-send')
  await expect.poll(() => send.innerText()).toBe('Buy SOL')
  await turnTo(page, '/market/BTC/USDT')
  await expect.poll(() => send.innerText()).toBe('Buy BTC')
  await page.keyboard.press('/')
  await page.keyboard.type('MX')
  await page.keyboard.press('Enter')
  await page.waitForURL('**/market/MXUSDT')
  await expect.poll(() => send.innerText()).toBe('Buy MX')
  await turnTo(page, '/market?symbol=NOPEUSDT')
  await page.getByText('Market NOPEUSDT not found').waitFor()
  expect(troubles).toEqual([])
})

test.skipIf(chromiumPath === undefined)(
  'a market that the exchange closes and opens again is told at once where an order shows it',
  async () => {
    const { page } = await guests.ownerAt('/market/KASUSDT')
    const closed = page.getByTestId('market-closed')
    const place = async () => {
      const order = { symbol: 'KASUSDT', side: 'BUY', type: 'LIMIT', price: '0.05', quantity: '200' }
      const answer = await call(page, 'accounts/main/orders', order)
      return {
        status: answer.status(),
        ...((await answer.json()) as { readonly code?: string; readonly orderId?: string }),
      }
    }
    await expect.poll(() => page.getByTestId('ticket-send').innerText()).toBe('Buy KAS')
    expect(await closed.count()).toBe(0)
    try {
      expect((await call(page, 'sandbox/symbols/KASUSDT', { apiTrading: false })).ok()).toBe(true)
      expect(await place()).toMatchObject({ status: 422, code: 'ORDER_REJECTED' })
      await closed.getByText('since').waitFor()
      await closed.getByText(/You hold [\d,.]+ KAS/).waitFor()
      await page.getByText('API trading of KAS/USDT is disabled.').waitFor()
      await page.keyboard.press('Control+k')
      await page.keyboard.type('KAS/USDT')
      await page.getByRole('option', { name: /KAS\/USDT.*no API trading/ }).waitFor()
      await page.keyboard.press('Escape')
    } finally {
      await call(page, 'sandbox/symbols/KASUSDT', { apiTrading: true })
    }
    const { status, orderId } = await place()
    expect(status).toBe(201)
    await closed.waitFor({ state: 'detached' })
    await page.request.delete(`${guests.origin}/api/v1/accounts/main/orders/${orderId}?symbol=KASUSDT`, {
      headers: { origin: guests.origin },
    })
  },
)

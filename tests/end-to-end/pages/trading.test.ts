/** A trader's work in a real Chromium: orders from the chart, moved and canceled there, and by keys from any page. */

import type { OrderData } from '@spotdeck/api'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { findings } from '../support/accessible.ts'
import { chromiumPath } from '../support/browser.ts'
import { BELOW_PRICES, type Guests, joinProduct, turnTo } from '../support/guests.ts'

let guests: Guests
beforeAll(async () => {
  if (chromiumPath !== undefined) guests = await joinProduct()
})

afterAll(() => guests?.end())

const orderAt = async (page: Page, orderId: string) => {
  const answer = await page.request.get(`${guests.origin}/api/v1/accounts/main/orders?orderId=${orderId}`)
  return ((await answer.json()) as { readonly items: readonly OrderData[] }).items[0]
}
const placedIds = (page: Page) => {
  const ids: Promise<string>[] = []
  page.on('response', (response) => {
    const isOrder = response.request().method() === 'POST' && response.url().endsWith('/orders')
    if (isOrder) ids.push(response.json().then(({ orderId }: { readonly orderId: string }) => orderId))
  })
  return ids
}

test.skipIf(chromiumPath === undefined)(
  'a limit order is placed from the chart in two clicks, dragged to another price, and never open twice',
  async () => {
    // The demo account never trades PEPE: no other order shares the label.
    const { page, troubles } = await guests.ownerAt('/market/PEPEUSDT')
    const placed = placedIds(page)
    // Without a book the price of a fill is unknown, and the order would be confirmed first.
    await page.locator('button:enabled', { hasText: /^Bid$/ }).waitFor()
    const quantity = page.getByLabel('Quantity', { exact: true })
    await quantity.fill('777777')
    const chart = page.getByTestId('chart')
    const { x, y, height } = (await chart.boundingBox()) ?? { x: 0, y: 0, height: 0 }
    await page.mouse.click(x + 300, y + height * BELOW_PRICES, { button: 'right' })
    const item = page.getByTestId('order-BUY')
    expect(await item.innerText()).toMatch(/^Buy 777,777\.00 PEPE at [\d.]+ USDT, limit$/)
    await item.click()
    await page.getByTestId('ticket-placed').waitFor()
    const label = page.getByTestId('order-label').filter({ hasText: '777,777' })
    const grip = label.locator('button').first()
    const at = (await grip.boundingBox()) ?? { x: 0, y: 0 }
    await page.mouse.move(at.x + 10, at.y + 8)
    await page.mouse.down()
    await page.mouse.move(at.x + 10, at.y + 24, { steps: 4 })
    await page.mouse.up()
    const replace = page.getByRole('button', { name: /^Replace: Buy 777,777\.00 PEPE at/ })
    await replace.waitFor()
    expect(await findings(page)).toEqual([])
    await replace.click()
    await page.getByTestId('replace-outcome').getByText('Replaced.').waitFor()
    const [first = '', second = ''] = await Promise.all(placed)
    const [old, now] = [await orderAt(page, first), await orderAt(page, second)]
    expect([old?.status, now?.status, now?.quantity]).toEqual(['CANCELED', 'NEW', '777777'])
    expect(Number(now?.price)).toBeLessThan(Number(old?.price))
    await page.getByRole('button', { name: 'Close' }).last().click()
    await label.getByRole('button', { name: /^Cancel order: / }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel order', exact: true }).click()
    await expect.poll(async () => (await orderAt(page, second))?.status).toBe('CANCELED')
    expect(troubles).toEqual([])
  },
)

test.skipIf(chromiumPath === undefined)(
  'an order is placed by keys alone, and canceled as the one that is selected',
  async () => {
    const { page, troubles } = await guests.ownerAt('/market/MXUSDT')
    const placed = placedIds(page)
    await page.getByTestId('ticket-send').waitFor()
    await page.keyboard.press('b')
    await page.keyboard.type('1.1')
    await page.keyboard.press('ArrowUp')
    await page.getByLabel('Quantity', { exact: true }).focus()
    await page.keyboard.type('20')
    await page.keyboard.press('Enter')
    await expect.poll(() => page.getByTestId('ticket-send').innerText()).toBe('Buy 20.00 MX at 1.1001 USDT, limit')
    await page.keyboard.press('Enter')
    await page.getByTestId('ticket-placed').waitFor()
    await turnTo(page, '/assets')
    await page.keyboard.press('Shift+X')
    await page.getByRole('dialog').getByText('Only the unfilled part is canceled.').waitFor()
    expect(await findings(page)).toEqual([])
    await page.keyboard.press('Escape')
    await turnTo(page, '/orders?view=open')
    await page.getByLabel('Select: Buy 20.00 MX at 1.1001 USDT').check()
    await page.getByRole('button', { name: 'Cancel selected (1)' }).click()
    await page.getByRole('dialog').getByText('Cancel this order?').waitFor()
    await page.keyboard.press('Enter')
    const [orderId = ''] = await Promise.all(placed)
    await expect.poll(async () => (await orderAt(page, orderId))?.status).toBe('CANCELED')
    await page.getByRole('dialog').waitFor({ state: 'hidden' })
    await page.keyboard.press('?')
    await page.getByRole('dialog').getByText('Cancel all open orders').waitFor()
    expect(await findings(page)).toEqual([])
    await page.keyboard.press('Escape')
    expect(troubles).toEqual([])
  },
)

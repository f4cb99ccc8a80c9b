/** Orders of a trader in a real Chromium, with the clicks counted; in English and Chinese by turns. */

import { afterAll, beforeAll, expect, test } from 'vitest'
import { chromiumPath } from '../support/browser.ts'
import { BELOW_PRICES, type Guests, joinProduct } from '../support/guests.ts'
import { type Trader, traderAt } from '../support/trader.ts'

let guests: Guests
beforeAll(async () => {
  if (chromiumPath !== undefined) guests = await joinProduct()
})

afterAll(() => guests?.end())

/** A task on the market of PEPE, which the demo account never trades, that takes at most as many clicks. */
function task(name: string, language: 'en' | 'zh-TW', most: number, run: (trader: Trader) => Promise<void>): void {
  test.skipIf(chromiumPath === undefined)(`${name} (${language})`, async () => {
    const trader = await traderAt(guests, '/market/PEPEUSDT', language)
    await trader.page.getByTestId('ticket-send').waitFor()
    const placed = trader.page.waitForResponse((answer) => {
      return answer.request().method() === 'POST' && answer.url().endsWith('/orders')
    })
    await run(trader)
    const { orderId } = (await (await placed).json()) as { readonly orderId: string }
    await trader.page.getByTestId('ticket-placed').waitFor()
    expect(trader.clicks()).toBeLessThanOrEqual(most)
    expect(trader.troubles).toEqual([])
    const headers = { origin: guests.origin }
    await trader.page.request.delete(`${guests.origin}/api/v1/accounts/main/orders/${orderId}`, { headers })
  })
}

task('7. A limit order from the chart', 'zh-TW', 2, async ({ page, press, say }) => {
  await page.getByLabel(say('Quantity', '數量'), { exact: true }).fill('700001')
  const chart = page.getByTestId('chart')
  const { height } = (await chart.boundingBox()) ?? { height: 0 }
  await press(chart, { button: 'right', position: { x: 300, y: height * BELOW_PRICES }, force: true })
  await press(page.getByTestId('order-BUY'))
})

task('8. A limit order from the book', 'en', 3, async ({ page, press, say }) => {
  const bids = page.getByRole('list', { name: say('Bids', '買方') })
  await press(bids.getByRole('button').last())
  await page.getByLabel('Quantity', { exact: true }).fill('700002')
  await press(page.getByTestId('ticket-send'))
  await press(page.getByTestId('ticket-send'))
})

task('9. A limit order by keys alone', 'zh-TW', 6, async ({ page, key }) => {
  const price = await page.getByLabel('價格', { exact: true }).getAttribute('placeholder')
  await key('b')
  await page.keyboard.type(String((Number(price) * 0.95).toFixed(price?.split('.')[1]?.length ?? 0)))
  await key('Enter')
  expect(await page.locator('input[name=quantity]:focus').count()).toBe(1)
  await page.keyboard.type('700003')
  await key('Enter')
  await key('Enter')
})

task('11. Enter pressed twice within 5 s is one order', 'en', 3, async ({ page, key }) => {
  const price = await page.getByLabel('Price', { exact: true }).getAttribute('placeholder')
  await page
    .getByLabel('Price', { exact: true })
    .fill((Number(price) * 0.95).toFixed(price?.split('.')[1]?.length ?? 0))
  await page.getByLabel('Quantity', { exact: true }).fill('700004')
  let sent = 0
  page.on('request', (request) => {
    if (request.method() === 'POST' && request.url().endsWith('/orders')) sent += 1
  })
  await key('Enter')
  await key('Enter')
  await page.getByTestId('ticket-placed').waitFor()
  await key('Enter')
  expect([sent, await page.getByLabel('Quantity', { exact: true }).inputValue()]).toEqual([1, ''])
})

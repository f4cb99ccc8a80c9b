/** From a fill to its order, from an id to its order, and the columns that stand only where they are chosen, in a real Chromium. */

import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { chromiumPath } from '../support/browser.ts'
import { type Guests, joinProduct, newestRow, sidewaysOf, turnTo } from '../support/guests.ts'

let guests: Guests
beforeAll(async () => {
  if (chromiumPath !== undefined) guests = await joinProduct()
})

afterAll(() => guests?.end())

const openedOrder = (page: Page): string | null => new URL(page.url()).searchParams.get('order')
const heads = async (page: Page): Promise<string[]> =>
  (await page.getByRole('columnheader').allInnerTexts()).map((text) => text.trim())

test.skipIf(chromiumPath === undefined)(
  'a fill opens its order: by a press, by Enter, and on every page',

  async () => {
    const { page, troubles } = await guests.ownerAt('/fills')
    for (const path of ['/fills', '/', '/market/MXUSDT']) {
      await turnTo(page, path)
      if (path.startsWith('/market')) await page.locator('main label', { hasText: /^Fills$/ }).click()
      const { orderId, row: fill } = await newestRow(page, 'fill')
      if (path === '/fills') {
        await fill.focus()
        await page.keyboard.press('Enter')
      } else await fill.click()
      const sheet = page.getByRole('dialog')
      await sheet.getByText(orderId, { exact: true }).waitFor()
      expect(openedOrder(page)).toBe(orderId)
      await page.keyboard.press('Escape')
      await sheet.waitFor({ state: 'detached' })
    }
    expect(troubles).toEqual([])
  },
)

test.skipIf(chromiumPath === undefined)(
  'an order is found by a part of its id, and a market still by its name',

  async () => {
    const { page, troubles } = await guests.ownerAt('/orders')
    const { orderId } = await newestRow(page, 'order')
    const field = page.getByRole('combobox', { name: 'Symbol or order ID' })
    await field.fill(orderId.slice(4))
    await page.getByRole('option', { name: `Open order ${orderId}` }).click()
    await page.getByRole('dialog').getByText(orderId, { exact: true }).waitFor()
    expect(openedOrder(page)).toBe(orderId)
    await page.keyboard.press('Escape')
    await field.fill('MXUS')
    await page.getByRole('option', { name: 'MXUSDT' }).click()
    await page.waitForURL(/symbol=MXUSDT/)
    expect(troubles).toEqual([])
  },
)

test.skipIf(chromiumPath === undefined)('ids and amounts are columns for whoever wants them', async () => {
  const { page, troubles } = await guests.ownerAt('/fills')
  await page.locator('[data-testid^="fill-"]').first().waitFor()
  expect(await heads(page)).not.toContain('Order ID')
  await page.getByTestId('columns').click()
  for (const name of ['Trade ID', 'Order ID', 'Client order ID'])
    await page.getByRole('checkbox', { name, exact: true }).check()
  await page.keyboard.press('Escape')
  expect((await heads(page)).slice(-3)).toEqual(['Trade ID', 'Order ID', 'Client order ID'])
  await page.reload()
  const { orderId, row } = await newestRow(page, 'fill')
  await row.locator(`[title="${orderId}"]`).waitFor()
  await page.setViewportSize({ width: 800, height: 900 })
  await page.getByRole('columnheader', { name: 'Client order ID' }).waitFor({ state: 'detached' })
  expect(await sidewaysOf(page)).toBeLessThanOrEqual(0)
  await page.setViewportSize({ width: 1440, height: 900 })
  await turnTo(page, '/orders')
  // The page before keeps its place, and its button, until this one is loaded.
  await page.locator('[data-testid^="order-"]').first().waitFor()
  await page.getByTestId('columns').click()
  for (const name of ['Order value', 'Remaining value']) await page.getByRole('checkbox', { name }).check()
  await page.keyboard.press('Escape')
  for (const name of ['Order value', 'Remaining value']) await page.getByRole('columnheader', { name }).waitFor()
  expect(troubles).toEqual([])
})

test.skipIf(chromiumPath === undefined)(
  'an order that the exchange returns no more is shown by its fills, and an id that names none says so',

  async () => {
    const { page, troubles } = await guests.ownerAt('/orders')
    await expect.poll(() => orderOfOldFill(page), { interval: 1_000 }).toBeTruthy()
    await turnTo(page, `/orders?order=${await orderOfOldFill(page)}`)
    const sheet = page.getByTestId('order-of-fills')
    await sheet.getByText('MEXC only returns 7 days of orders. These are its fills.').waitFor()
    await sheet.getByText('Average price').waitFor()
    await turnTo(page, '/orders?order=C02__404444444444444444444')
    await page.getByRole('dialog').getByText('No order with this ID').waitFor()
    expect(troubles).toEqual([])
  },
)

/** The id of an order of which only fills are known, among the oldest fills. */
const orderOfOldFill = (page: Page): Promise<string | undefined> =>
  page.evaluate(async () => {
    const idsOf = async (path: string) => {
      const answer = (await (await fetch(`/api/v1/accounts/main/${path}`)).json()) as { items: { orderId: string }[] }
      return answer.items.map(({ orderId }) => orderId)
    }
    const orders = new Set(await idsOf('orders?limit=1000'))
    const oldest = (await idsOf('deals?limit=1000')).findLast((orderId) => !orders.has(orderId))
    return oldest !== undefined && (await idsOf(`orders?orderId=${oldest}`)).length === 0 ? oldest : undefined
  })

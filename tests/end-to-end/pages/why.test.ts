/** Asking why in a real Chromium: from a figure to its parts and events, and from a day to what happened. */

import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { chromiumPath } from '../support/browser.ts'
import { type Guests, joinProduct, turnTo } from '../support/guests.ts'

let guests: Guests
beforeAll(async () => {
  if (chromiumPath !== undefined) guests = await joinProduct()
})

afterAll(() => guests?.end())

const DAY = /\/day\/\d{4}-\d{2}-\d{2}$/

/** Cents of a figure of two digits, as it is shown. */
const centsOf = (text: string) => Number(text.replace('−', '-').replaceAll(/[,+.]/g, ''))

/** Figures of the open explanation by their part, in cents. */
const partsOf = async (page: Page) => {
  const lines = page.getByTestId('why').locator('[data-part]')
  const named = await lines.evaluateAll((all) => all.map((line) => [line.getAttribute('data-part'), line.textContent]))
  return new Map(named.map(([part, text]) => [part ?? '', centsOf(/[+−]?[\d,]+\.\d\d$/.exec(text ?? '')?.[0] ?? '')]))
}

test.skipIf(chromiumPath === undefined)(
  'a total opens its parts, which add up to it, and a coin its events',
  async () => {
    const { page, troubles } = await guests.ownerAt('/performance')
    const ask = page.getByTitle('Why?')
    await ask.nth(2).click()
    const why = page.getByTestId('why')
    await why.locator('[data-part="total"]').waitFor()
    const { price = 0, trades = 0, fees = 0, rest = 0, total } = Object.fromEntries(await partsOf(page))
    expect(price + trades + fees + rest).toBe(total)
    await why.locator('button[data-part="BTC"]').click()
    await why.getByText(/ old$/).first().waitFor()
    await page.keyboard.press('Escape')
    await why.waitFor({ state: 'detached' })
    await ask.first().click()
    await why.locator('[data-part="total"]').waitFor()
    const { total: realized, ...coins } = Object.fromEntries(await partsOf(page))
    expect(Object.values(coins).reduce((sum, one) => sum + one, 0)).toBe(realized)
    await page.keyboard.press('Escape')
    await why.waitFor({ state: 'detached' })
    expect(troubles).toEqual([])
  },
)

test.skipIf(chromiumPath === undefined)(
  'a day of the calendar, a point of a chart and a row of Today lead to the day',
  async () => {
    const { page, troubles } = await guests.ownerAt('/performance')
    const heading = page.getByRole('heading', { level: 1 })
    await page.locator('[data-opens][data-sign]').nth(4).click()
    await page.waitForURL(DAY)
    const first = await heading.textContent()
    await page.getByTestId('why').locator('[data-part="total"]').waitFor()
    await page.getByRole('link', { name: 'Next day' }).click()
    await expect.poll(() => heading.textContent()).not.toBe(first)
    await turnTo(page, '/performance')
    const chart = page.locator('section[aria-label="PnL over time"] canvas').first()
    await chart.waitFor()
    const { width, height } = (await chart.boundingBox()) ?? { width: 0, height: 0 }
    const position = { x: width / 2, y: height / 2 }
    await chart.hover({ position, force: true })
    await chart.click({ position, force: true })
    await page.waitForURL(DAY)
    await turnTo(page, '/')
    await page.getByRole('link', { name: 'Realized PnL', exact: true }).click()
    await page.waitForURL(/\/day\/today$/)
    await page.getByRole('table', { name: 'Timeline' }).waitFor()
    expect(troubles).toEqual([])
  },
)

test.skipIf(chromiumPath === undefined)('the time since the last visit is one click away', async () => {
  const { page, troubles } = await guests.ownerAt('/')
  const since = Date.now() - 3 * 3_600_000
  await page.evaluate((last) => {
    localStorage.setItem('spotdeck.visit.main', String(last))
    document.dispatchEvent(new Event('visibilitychange'))
  }, since)
  await page.getByRole('link', { name: 'While you were away' }).click()
  await page.waitForURL(`**/away?since=${since}`)
  await page.getByTestId('why').locator('[data-part="total"]').waitFor()
  await page.getByRole('table', { name: 'Timeline' }).waitFor()
  expect(troubles).toEqual([])
})

/** Questions of a trader to the page in a real Chromium, with the clicks counted, in both languages by turns. */

import { text } from 'node:stream/consumers'
import type { Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { chromiumPath } from '../support/browser.ts'
import { type Guests, joinProduct, turnTo } from '../support/guests.ts'
import { type Trader, centsOf, traderAt } from '../support/trader.ts'

let guests: Guests
beforeAll(async () => {
  if (chromiumPath !== undefined) guests = await joinProduct()
})

afterAll(() => guests?.end())

type Task = (trader: Trader) => Promise<void>

/** A task that begins at Overview and takes at most as many clicks; nothing fails meanwhile. */
function task(name: string, language: 'en' | 'zh-TW', most: number, run: Task): void {
  test.skipIf(chromiumPath === undefined)(`${name} (${language})`, async () => {
    const trader = await traderAt(guests, '/', language)
    await run(trader)
    expect(trader.clicks()).toBeLessThanOrEqual(most)
    expect(trader.troubles).toEqual([])
  })
}

const nav = ({ page }: Trader, name: string): Locator => page.getByRole('navigation').getByRole('link', { name })
const factOf = (card: Locator, name: string): Locator =>
  card
    .locator('dl > div')
    .filter({ has: card.page().locator('dt', { hasText: new RegExp(`^${name}`) }) })
    .locator('dd')
    .first()
/** The button of a range. */
const rangeOf = (page: Page, name: string): Locator => page.locator(`input[type=radio][value="${name}"]`)
const cardOf = (page: Page, name: string): Locator => page.locator(`section[aria-label="${name}"]`)
const partsOf = async (page: Page) => {
  const why = page.getByTestId('why').locator('[data-part]')
  await page.getByTestId('why').locator('[data-part="total"]').waitFor()
  const lines = await why.evaluateAll((all) => all.map((one) => [one.getAttribute('data-part') ?? '', one.textContent]))
  return new Map(lines.map(([part, words]) => [part ?? '', centsOf(words ?? '')]))
}
/** Day of the page's zone, `days` from today. */
const dayFrom = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10)

task('1. How am I doing today', 'en', 0, async ({ page }) => {
  const card = cardOf(page, 'Today')
  await expect.poll(() => factOf(card, 'Total PnL').innerText()).toMatch(/[+−][\d,]+\.\d\d.*\(.+%\)/s)
  await card.getByText(/USDT · \S/).waitFor()
})

task('2. How am I doing this month', 'zh-TW', 1, async ({ page, press }) => {
  await press(rangeOf(page, 'MTD'))
  const card = cardOf(page, '本月')
  await expect.poll(() => factOf(card, '總損益').innerText()).toMatch(/[+−][\d,]+\.\d\d.*\(.+%\)/s)
})

task('3. Which coin earned or lost how much this month', 'en', 2, async (trader) => {
  const { page, press } = trader
  await press(nav(trader, 'Performance'))
  await press(rangeOf(page, 'MTD'))
  const table = page.getByRole('table', { name: 'PnL by asset' })
  await table.getByText('XRP').waitFor()
  // That the column adds up to its total is held by the component's own test, at one moment.
  await expect.poll(() => table.getByRole('row').count()).toBeGreaterThan(6)
})

task('4. Why is my equity lower than yesterday', 'zh-TW', 2, async ({ page, press }) => {
  await press(page.getByTitle('變動原因').first())
  const { price = 0, trades = 0, fees = 0, rest = 0, revalued = 0, total } = Object.fromEntries(await partsOf(page))
  expect(price + trades + fees + rest + revalued).toBe(total)
  await press(page.getByTestId('why').locator('button[data-part="BTC"]'))
  await page.getByTestId('why').getByText(/前/).first().waitFor()
  await page.keyboard.press('Escape')
})

task('5. What did I pay in fees this month', 'en', 2, async (trader) => {
  const { page, press } = trader
  await press(nav(trader, 'Performance'))
  await press(rangeOf(page, 'MTD'))
  await page.getByRole('table', { name: 'Fees by asset' }).getByText('USDT').first().waitFor()
  await page.getByRole('columnheader', { name: 'Saved' }).or(page.getByText('Saved by MX')).first().waitFor()
  await page.getByText('Maker', { exact: true }).first().waitFor()
})

task('6. What happened on a day of this month', 'zh-TW', 2, async (trader) => {
  const { page, press } = trader
  await press(nav(trader, '績效'))
  await press(page.locator('[data-opens][data-sign]').nth(6))
  await page.waitForURL(/\/day\/\d{4}-\d{2}-\d{2}$/)
  await partsOf(page)
  await page.getByRole('table', { name: '時間軸' }).getByText('成交').first().waitFor()
  await cardOf(page, '損益走勢').locator('canvas').first().waitFor()
})

task('16. Find an order of a day of last week', 'en', 3, async (trader) => {
  const { page, press } = trader
  await press(nav(trader, 'Orders'))
  await press(rangeOf(page, 'custom'))
  const day = dayFrom(-2)
  await page.getByLabel('First day').fill(day)
  await page.getByLabel('Last day').fill(day)
  await expect.poll(() => page.url()).toContain(`from=${day}&to=${day}`)
  await page.locator('[data-testid^="order-"]').first().waitFor()
})

task('17. What happened at 03:00', 'zh-TW', 2, async ({ page, key }) => {
  await key('Control+K')
  await page.keyboard.type('03:00')
  await key('Enter')
  await page.waitForURL(/\/day\/.*at=03(?::|%3A)00$/)
  await page
    .getByRole('table', { name: '時間軸' })
    .getByText(/03:00|02:5\d/)
    .first()
    .waitFor()
})

task('18. What happened while I was away', 'en', 1, async ({ page, press }) => {
  await page.evaluate(
    (last) => {
      localStorage.setItem('spotdeck.visit.main', String(last))
      document.dispatchEvent(new Event('visibilitychange'))
    },
    Date.now() - 3 * 3_600_000,
  )
  await press(page.getByRole('link', { name: 'While you were away' }))
  await partsOf(page)
  await page.getByRole('table', { name: 'Timeline' }).waitFor()
})

task('22. Why did USDT change at a time', 'zh-TW', 4, async (trader) => {
  const { page, press } = trader
  await press(nav(trader, '資產'))
  await press(page.getByTestId('asset-USDT'))
  const at = new Date(Date.now() - 3_600_000).toISOString().slice(11, 16)
  await page.getByLabel('跳至時間').fill(at)
  const table = page.getByRole('table', { name: '餘額變動' })
  await expect.poll(() => page.url()).toContain(encodeURIComponent(at))
  await table
    .getByText(/手續費/)
    .first()
    .waitFor()
})

task('23. Where did this deposit come from', 'en', 2, async (trader) => {
  const { page, press } = trader
  await press(nav(trader, 'Activity'))
  const row = page.getByRole('row').filter({ hasText: 'Tron(TRC20)' }).first()
  await row.getByText(/^[0-9a-f]{32}:0$/).waitFor()
  await press(row)
  await page.waitForURL(/\/assets\/\w+\?days=custom/)
})

task('24. Last month’s fills as CSV', 'zh-TW', 3, async (trader) => {
  const { page, press } = trader
  await press(nav(trader, '成交'))
  await press(rangeOf(page, 'lastMonth'))
  await page.waitForURL(/range=lastMonth/)
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    press(page.getByRole('button', { name: '匯出 CSV' })),
  ])
  const month = new Date(Date.UTC(new Date().getUTCFullYear(), new Date().getUTCMonth() - 1)).toISOString().slice(0, 7)
  expect(download.suggestedFilename()).toMatch(new RegExp(`^spotdeck-main-.*-${month}-01-${month}-\\d\\d\\.csv$`))
  const [head, ...rows] = (await text(await download.createReadStream())).trimEnd().split('\r\n')
  expect(head).toMatch(/^time,symbol,side/)
  expect(rows.filter((row) => !row.startsWith(month))).toEqual([])
})

task('25. Tax file of the year', 'en', 3, async (trader) => {
  const { page, press } = trader
  await press(nav(trader, 'Performance'))
  await press(page.getByTestId('lots-export'))
  await page.getByText(/Not covered/).waitFor()
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    press(page.getByRole('dialog').getByRole('link', { name: 'Export as CSV' })),
  ])
  expect(await text(await download.createReadStream())).toMatch(/not-covered|uncovered|not_covered/i)
  await page.keyboard.press('Escape')
})

task('26. Show a friend my result, without amounts', 'zh-TW', 4, async (trader) => {
  const { page, press } = trader
  await press(page.getByRole('link', { name: '設定', exact: true }))
  await press(page.getByRole('button', { name: '建立連結' }))
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('textbox').first().fill('friend')
  await press(dialog.getByRole('button', { name: '建立連結' }))
  await dialog.getByTestId('link-reach').waitFor()
  await dialog.getByRole('button', { name: '複製連結' }).waitFor()
  await page.keyboard.press('Escape')
})

task('30. Type MX, Enter', 'en', 3, async ({ page, press, key }) => {
  await turnTo(page, '/market/BTCUSDT')
  await page.getByTestId('ticket-send').waitFor()
  await press(
    page
      .getByRole('combobox', { name: 'Market' })
      .or(page.getByRole('textbox', { name: 'Market' }))
      .first(),
  )
  await page.keyboard.type('MX')
  await key('Enter')
  await page.waitForURL(/\/market\/MXUSDT/)
  await expect.poll(() => page.title()).toContain('MX/USDT')
})

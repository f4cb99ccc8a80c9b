/** The page opened in the very second the product is first started: what it says before the past has been read, and after. */

import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { chromiumPath, newPerson, openBrowser } from './support/browser.ts'
import { type Running, startCommand, temporaryFolder } from './support/command.ts'

const folder = temporaryFolder()
let product: Running
let browser: Browser

beforeAll(async () => {
  if (chromiumPath !== undefined) browser = await openBrowser()
  product = await startCommand(['up', '--port', '0', '--sandbox-port', '0', '--data', folder.path])
}, 120_000)

afterAll(async () => {
  await browser?.close()
  await product?.end('SIGTERM')
  folder.remove()
})

/** Everything the overview ever said, kept while it changes. */
const listen = (page: Page) =>
  page.addInitScript(() => {
    const said = new Set<string>()
    Object.assign(globalThis, { said })
    addEventListener('DOMContentLoaded', () => {
      const hear = () => document.querySelectorAll('main p').forEach(({ textContent }) => said.add(textContent))
      new MutationObserver(hear).observe(document.body, { childList: true, subtree: true, characterData: true })
    })
  })

const heard = (page: Page) =>
  page.evaluate(() => [...(globalThis as unknown as { said: ReadonlySet<string> }).said].join('\n'))

test.skipIf(chromiumPath === undefined)(
  'a first glance sees live samples at once, and the past comes without a reload',
  { timeout: 120_000 },
  async () => {
    const { context } = await newPerson(browser)
    const page = await context.newPage()
    await listen(page)
    await page.goto(product.address)
    const curve = page.locator('main table', { hasText: 'Equity from' }).locator('tbody tr')
    await curve.first().waitFor({ state: 'attached', timeout: 60_000 })
    await expect.poll(() => curve.count(), { timeout: 60_000, interval: 250 }).toBeGreaterThan(10)
    const words = await heard(page)
    expect(words).toContain('The past is still being read')
    expect(words).not.toContain('No equity history')
    expect(words).not.toContain('No fills yet')
    // What the page knew when it was opened does not stay on it.
    await page.getByText(/^complete since/).waitFor()
    expect(await page.getByText('completeness not known').count()).toBe(0)
    // The past arrives market by market: the newest fill stands above all the same.
    const shown = await page
      .locator('[data-testid^="fill-"] time')
      .evaluateAll((all) => all.map((one) => one.getAttribute('datetime') ?? ''))
    expect(shown).toEqual(shown.toSorted().toReversed())
    await context.close()
  },
)

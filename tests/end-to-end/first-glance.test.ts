/** The page opened in the very second the product is first started, and one opened before its account's past has been read. */

import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { findings } from './support/accessible.ts'
import { type Person, chromiumPath, newPerson, openBrowser, openPage } from './support/browser.ts'
import { type Running, startCommand, temporaryFolder } from './support/command.ts'

const folder = temporaryFolder()
let product: Running
let browser: Browser

beforeAll(async () => {
  if (chromiumPath !== undefined) browser = await openBrowser()
  product = await startCommand(['up', '--port', '0', '--sandbox-port', '0', '--data', folder.path])
})

afterAll(async () => {
  await browser?.close()
  await product?.end('SIGTERM')
  folder.remove()
})

/** One browser for the file: the link it came by is of one use. */
let person: Person

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

const curveOf = (page: Page) => page.locator('main table', { hasText: 'Equity from' }).locator('tbody tr')

test.skipIf(chromiumPath === undefined)('the page that the ready line names opens with the whole past', async () => {
  person = await newPerson(browser)
  const page = await person.context.newPage()
  await listen(page)
  await page.goto(product.address)
  await page.getByText(/^Full history since/).waitFor()
  await expect.poll(() => curveOf(page).count(), { interval: 100 }).toBeGreaterThan(8)
  await expect.poll(() => page.locator('[data-testid^="fill-"]').count(), { interval: 100 }).toBeGreaterThan(5)
  const words = await heard(page)
  for (const early of ['Importing history', 'No equity history', 'No fills yet']) expect(words).not.toContain(early)
  await page.close()
})

test.skipIf(chromiumPath === undefined)(
  'a page that is opened before the past is read shows live samples at once, and the past without a reload',
  async () => {
    const data = join(folder.path, 'alone')
    const exchange = /sandbox exchange on (\S+),/.exec(product.line)?.[1] ?? ''
    const args = ['gateway', '--port', '0', '--data', data, '--rest', exchange]
    const gateway = await startCommand([...args, '--ws', `${exchange.replace('http', 'ws')}/ws`], {
      environment: { SPOTDECK_API_KEY: 'mx0sandboxdemo', SPOTDECK_API_SECRET: 'sandbox-demo-secret' },
    })
    const { context } = await newPerson(browser)
    const page = await context.newPage()
    await listen(page)
    await page.goto(gateway.address)
    await curveOf(page).first().waitFor({ state: 'attached' })
    await expect.poll(() => curveOf(page).count(), { interval: 250 }).toBeGreaterThan(10)
    const words = await heard(page)
    expect(words).toContain('Importing history')
    expect(words).not.toContain('No equity history')
    expect(words).not.toContain('No fills yet')
    // Coverage on the page follows the ledger after the first snapshot.
    await page.getByText(/^Full history since/).waitFor()
    expect(await page.getByText('Checking data coverage').count()).toBe(0)
    // The past arrives market by market: the newest fill stands above all the same.
    const shown = await page
      .locator('[data-testid^="fill-"] time')
      .evaluateAll((all) => all.map((one) => one.getAttribute('datetime') ?? ''))
    expect(shown).toEqual(shown.toSorted().toReversed())
    await context.close()
    await gateway.end('SIGTERM')
  },
)

test.skipIf(chromiumPath === undefined)(
  'where a page has no search of its own, `/` finds pages, assets and markets by a few letters',
  async () => {
    const page = await openPage(person, new URL(product.address).origin)
    const place = () => new URL(page.url()).pathname
    const field = page.getByRole('combobox', { name: 'Find a page, an asset or a market' })
    await page.keyboard.press('/')
    await field.waitFor()
    await page.keyboard.type('mx u')
    await page.getByRole('option', { name: 'MX/USDT market' }).waitFor()
    expect(await findings(page)).toEqual([])
    await page.keyboard.press('Enter')
    await expect.poll(place).toBe('/market/MXUSDT')
    // A page with a search of its own has the focus in it, and the other is a chord away.
    await page.locator('[data-search] input, input[data-search]').first().waitFor()
    await page.keyboard.press('/')
    expect(await field.count()).toBe(0)
    await page.keyboard.press('Control+k')
    await field.waitFor()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await expect.poll(place).toBe('/assets')
    await page.keyboard.press('Control+k')
    await page.keyboard.type('nowhere')
    await page.getByText('No results for').waitFor()
    await page.keyboard.press('Escape')
    await field.waitFor({ state: 'detached' })
    expect(place()).toBe('/assets')
    expect(person.troubles).toEqual([])
  },
)

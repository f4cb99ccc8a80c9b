/** The page under its own policy in a real Chromium: every view works, and a text that would become elements is refused. */

import { afterAll, beforeAll, expect, test } from 'vitest'
import { chromiumPath } from '../support/browser.ts'
import { type Guests, joinProduct, turnTo } from '../support/guests.ts'

let guests: Guests
beforeAll(async () => {
  if (chromiumPath !== undefined) guests = await joinProduct()
})
afterAll(() => guests?.end())

const VIEWS = [
  '/',
  '/assets',
  '/assets/MX',
  '/orders',
  '/fills',
  '/performance',
  '/market/MXUSDT',
  '/activity',
  '/activity?view=stream',
  '/activity?view=audits',
  '/activity?view=coverage',
  '/activity?view=import',
  '/settings',
]

test.skipIf(chromiumPath === undefined)(
  'every view is shown without a word of the console, and no text of a script becomes an element',
  async () => {
    const { page, troubles, close } = await guests.open('owner')
    const answer = await page.goto(guests.origin)
    expect(answer?.headers()['content-security-policy']).toContain(
      "require-trusted-types-for 'script'; trusted-types default",
    )
    await page.getByTestId('equity-total').waitFor()
    for (const view of VIEWS) {
      await turnTo(page, view)
      await page.waitForLoadState('networkidle')
      await page.locator('[role=status][aria-label]').first().waitFor({ state: 'detached' })
    }
    // Mantine fills a style while the colours change.
    for (const colorScheme of ['light', 'dark'] as const) await page.emulateMedia({ colorScheme })
    await turnTo(page, '/')
    await page.locator('canvas').first().waitFor()
    expect(troubles).toEqual([])
    const refused = await page.evaluate(() =>
      ['<img src=x onerror="window.wasRun = true">', '<b>bold</b>'].map((text) => {
        try {
          document.createElement('div').innerHTML = text
          return 'made'
        } catch (error) {
          return error instanceof TypeError ? 'refused' : 'odd'
        }
      }),
    )
    expect(refused).toEqual(['refused', 'refused'])
    await close()
  },
)

/** The charts in a real Chromium: what they draw on their canvases, and the same figures in tables for those who cannot see them. */

import type { Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { chromiumPath } from '../support/browser.ts'
import { type Guests, joinProduct, turnTo } from '../support/guests.ts'

const PATIENCE = { interval: 250 }
const SIGNED = /^[+−]?[\d,]+\.\d{2,}$/

let guests: Guests
beforeAll(async () => {
  if (chromiumPath !== undefined) guests = await joinProduct()
})

afterAll(() => guests?.end())

const cardOf = (page: Page, title: string) => page.locator(`main section[aria-label="${title}"]`)

/** Number of colors on the canvases of a card: a blank one has one. */
const coloursOf = (card: Locator) =>
  card.evaluate((element) => {
    const colours = new Set<number>()
    for (const canvas of element.querySelectorAll('canvas')) {
      const { width, height } = canvas
      if (width === 0 || height === 0) continue
      // Read out of a copy: the browser warns of canvases that are read again and again.
      const copy = Object.assign(document.createElement('canvas'), { width, height })
      const context = copy.getContext('2d', { willReadFrequently: true })
      context?.drawImage(canvas, 0, 0)
      const data = context?.getImageData(0, 0, width, height).data
      const pixels = new Uint32Array(data?.buffer ?? new ArrayBuffer(0))
      for (let at = 0; at < pixels.length; at += 7) colours.add(pixels[at] ?? 0)
    }
    return colours.size
  })

/** The cells of a card's table, row by row, its heading left out. */
const rowsOf = (card: Locator) =>
  card
    .locator('table tbody tr')
    .evaluateAll((rows) => rows.map((row) => [...row.children].map(({ textContent }) => textContent)))

async function isDrawn(card: Locator): Promise<void> {
  await expect.poll(() => coloursOf(card), PATIENCE).toBeGreaterThan(8)
  await expect.poll(async () => (await rowsOf(card)).length, PATIENCE).toBeGreaterThan(1)
}

test.skipIf(chromiumPath === undefined)(
  'profit is a live curve on Overview and Performance, and its parts add up',
  async () => {
    const { page, troubles } = await guests.ownerAt('/')
    const equity = cardOf(page, 'Equity')
    await equity.getByRole('radio', { name: 'PnL' }).check()
    await isDrawn(equity)
    const total = equity.locator('dl [data-line="pnl-total"]').locator('xpath=../../../dd')
    const before = await total.textContent()
    await expect.poll(() => total.textContent(), PATIENCE).not.toBe(before)

    await turnTo(page, '/performance')
    const curve = cardOf(page, 'PnL over time')
    await isDrawn(curve)
    // The past of the sandbox's account is read after the start: then profit reaches back over days.
    await expect.poll(async () => (await rowsOf(curve)).length, PATIENCE).toBeGreaterThan(10)
    const known = (await rowsOf(curve)).filter(([, sum]) => SIGNED.test(sum ?? ''))
    expect(known.length).toBeGreaterThan(10)
    for (const [time, sum, realized, unrealized] of known) {
      const [whole, ...parts] = [sum, realized, unrealized].map((text) =>
        Number((text ?? '').replace('−', '-').replaceAll(',', '').replace('+', '')),
      )
      expect(Math.abs((whole ?? NaN) - parts.reduce((one, other) => one + other, 0)), time ?? '').toBeLessThan(0.02)
    }
    expect(troubles).toEqual([])
  },
)

test.skipIf(chromiumPath === undefined)(
  'the return, a balance and what was bought and sold are drawn, and stand in tables',
  async () => {
    const { page, troubles } = await guests.ownerAt('/performance')
    const returns = cardOf(page, 'Return and drawdown')
    await isDrawn(returns)
    expect((await rowsOf(returns)).at(-1)?.[1]).toMatch(/%$/)

    const turnover = cardOf(page, 'Bought and sold')
    await isDrawn(turnover)
    const [market] = await rowsOf(turnover)
    expect(market?.[0]).toMatch(/USDT$/)
    await turnover.getByRole('radio', { name: 'Month' }).check()
    await expect.poll(async () => (await rowsOf(turnover))[0]?.[0], PATIENCE).toMatch(/^\d{4}-\d{2}$/)
    await isDrawn(turnover)

    await turnTo(page, '/assets/USDT')
    const balance = cardOf(page, 'Available and in orders')
    await isDrawn(balance)
    expect((await rowsOf(balance)).at(-1)?.[1]).toMatch(/^[\d,]+\.\d+$/)
    expect(troubles).toEqual([])
  },
)

test.skipIf(chromiumPath === undefined)(
  'the corner names the time under the crosshair, and what is known then',
  async () => {
    const { page } = await guests.ownerAt('/performance')
    const returns = cardOf(page, 'Return and drawdown')
    await isDrawn(returns)
    const canvas = await returns.locator('canvas').first().boundingBox()
    if (canvas === null) throw new Error('The chart has no canvas.')
    const corner = returns.locator('dl')
    const rows = await rowsOf(returns)
    let step = 0
    // The table has every second day or so: the crosshair goes on until it stands on one of them.
    const isOneRow = async () => {
      step = (step % 40) + 1
      await page.mouse.move(canvas.x + (canvas.width * (20 + step)) / 100, canvas.y + canvas.height / 2)
      const words = await corner.textContent()
      return rows.some(([day, gain]) => isNamed(words, day, gain))
    }
    await expect.poll(isOneRow, PATIENCE).toBe(true)
  },
)

function isNamed(corner: string | null, day: string | null | undefined, gain: string | null | undefined): boolean {
  return corner !== null && corner.includes(day ?? '?') && corner.includes(gain ?? '?')
}

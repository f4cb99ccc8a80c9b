/** A trader at the page: what is pressed is counted, what is typed or hovered is free. */

import type { Locator, Page } from 'playwright-core'
import { type Guests, turnTo } from './guests.ts'

type Language = 'en' | 'zh-TW'

/** A task on the page, in one language. */
export type Trader = {
  readonly page: Page
  /** Words of the console, and requests that left the origin. */
  readonly troubles: readonly string[]
  /** The text in the language of the task. */
  readonly say: (english: string, chinese: string) => string
  /** Presses something, or opens its menu by the right button; one click. */
  readonly press: (target: Locator, options?: Parameters<Locator['click']>[0]) => Promise<void>
  /** Presses a key that acts; one click. */
  readonly key: (name: string) => Promise<void>
  /** Drags from where something is, down by pixels; one click. */
  readonly drag: (target: Locator, downPx: number) => Promise<void>
  /** Clicks so far. */
  readonly clicks: () => number
}

/** Begins a task at a path in a language, on the owner's page that the tests of a file share. */
export async function traderAt(guests: Guests, path: string, language: Language = 'en'): Promise<Trader> {
  const { page, troubles } = await guests.ownerAt(path)
  // The button names the language that it turns to.
  if ((await page.locator('html').getAttribute('lang')) !== language) {
    await page.locator(`button[lang="${language}"]`).click()
    await page.locator(`html[lang="${language}"]`).waitFor()
  }
  let clicks = 0
  return {
    page,
    troubles,
    say: (english, chinese) => (language === 'en' ? english : chinese),
    press: async (target, options) => {
      clicks += 1
      await target.click(options)
    },
    key: async (name) => {
      clicks += 1
      await page.keyboard.press(name)
    },
    drag: async (target, downPx) => {
      clicks += 1
      const { x, y } = (await target.boundingBox()) ?? { x: 0, y: 0 }
      await page.mouse.move(x + 10, y + 8)
      await page.mouse.down()
      await page.mouse.move(x + 10, y + 8 + downPx, { steps: 4 })
      await page.mouse.up()
    },
    clicks: () => clicks,
  }
}

/** Goes back to the first page, where a task begins. */
export const goHome = (page: Page): Promise<void> => turnTo(page, '/')

/** Cents of a figure of two digits as it is shown, such as `−1,234.50`; fails where it is no such figure. */
export function centsOf(text: string | null): number {
  const found = /[+−]?[\d,]+\.\d\d(?!\d)/.exec(text ?? '')?.[0]
  if (found === undefined) throw new Error(`No figure of two digits: ${text}`)
  return Number(found.replace('−', '-').replaceAll(/[,+.]/g, ''))
}

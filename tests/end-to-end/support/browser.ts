/** A real Chromium, headless, as the system has it. */

import { existsSync } from 'node:fs'
import { type Browser, type Page, chromium } from 'playwright-core'

const places = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']

/** Where the system's Chromium is, if there is one. */
export const chromiumPath = places.find((place) => existsSync(place))

export function openBrowser(): Promise<Browser> {
  if (chromiumPath === undefined) throw new Error('Chromium is missing: run node scripts/setup.mjs')
  return chromium.launch({
    executablePath: chromiumPath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })
}

export type PageOptions = {
  readonly width?: number
  readonly height?: number
  readonly locale?: string
  readonly colorScheme?: 'light' | 'dark'
}

/** A page of its own session, and everything that went wrong in it. */
export async function openPage(
  browser: Browser,
  options: PageOptions = {},
): Promise<{ page: Page; troubles: string[] }> {
  const context = await browser.newContext({
    viewport: { width: options.width ?? 1440, height: options.height ?? 900 },
    locale: options.locale ?? 'en-US',
    colorScheme: options.colorScheme ?? 'dark',
  })
  const page = await context.newPage()
  const troubles: string[] = []
  page.on('pageerror', (error) => troubles.push(error.message))
  page.on('console', (message) => {
    if (message.type() === 'error') troubles.push(message.text())
  })
  return { page, troubles }
}

/** One run of the product, and browsers that come to it by links: each a person of its own, with a look of its own. */

import type { Browser, BrowserContext, Page } from 'playwright-core'
import { expect } from 'vitest'
import { openBrowser } from './browser.ts'
import { startCommand, temporaryFolder } from './command.ts'

/** A machine that does much else draws late: what never comes is still told. */
const PATIENCE_MS = 60_000

type Kept = Awaited<ReturnType<BrowserContext['storageState']>>
export type Audience = 'owner' | 'viewer' | 'public'

export const everyLook = [
  { locale: 'en-US', colorScheme: 'dark', width: 1440 },
  { locale: 'zh-TW', colorScheme: 'light', width: 390 },
  { locale: 'zh-TW', colorScheme: 'light', width: 1440 },
  { locale: 'zh-TW', colorScheme: 'dark', width: 390 },
  { locale: 'en-US', colorScheme: 'light', width: 390 },
] as const
type Look = (typeof everyLook)[number]

export type Opened = { readonly page: Page; readonly troubles: string[]; readonly close: () => Promise<void> }

export type Guests = {
  readonly origin: string
  /** Opens a link of one use as a browser that has never been here; `open` comes as this audience then. */
  readonly signIn: (audience: Audience, link: string) => Promise<void>
  /** A page of somebody's browser; `troubles` is what its console said, and every request that left the origin. */
  readonly open: (audience: Audience, look?: Look) => Promise<Opened>
  readonly end: () => Promise<void>
}

/** Starts the product and a browser; the owner has come in by the link that the start prints. */
export async function startGuests(): Promise<Guests> {
  const folder = temporaryFolder()
  const product = await startCommand(['up', '--port', '0', '--sandbox-port', '0', '--data', folder.path])
  const { origin } = new URL(product.address)
  const browser = await openBrowser()
  const kept = new Map<Audience, Kept>()
  const guests: Guests = {
    origin,
    signIn: async (audience, link) => void kept.set(audience, await cameIn(browser, link)),
    open: (audience, look = everyLook[0]) => opened(browser, origin, look, kept.get(audience)),
    end: async () => {
      await browser.close()
      await product.end('SIGTERM')
      folder.remove()
    },
  }
  await guests.signIn('owner', product.address)
  return guests
}

async function cameIn(browser: Browser, link: string): Promise<Kept> {
  const context = await browser.newContext()
  const page = await context.newPage()
  const answered = page.waitForResponse(
    (answer) => answer.url().endsWith('/session') && answer.request().method() === 'POST',
  )
  await page.goto(link)
  expect((await answered).ok()).toBe(true)
  const state = await context.storageState()
  await context.close()
  return state
}

async function opened(browser: Browser, origin: string, look: Look, storageState: Kept | undefined): Promise<Opened> {
  const { locale, colorScheme, width } = look
  const context = await browser.newContext({
    storageState: storageState ?? { cookies: [], origins: [] },
    viewport: { width, height: width < 600 ? 844 : 900 },
    locale,
    colorScheme,
  })
  context.setDefaultTimeout(PATIENCE_MS)
  const page = await context.newPage()
  const troubles: string[] = []
  page.on('pageerror', (error) => troubles.push(error.message))
  page.on('console', (message) => {
    const { url, lineNumber, columnNumber } = message.location()
    if (message.type() === 'error' || message.type() === 'warning')
      troubles.push(`${message.text()} (${url}:${lineNumber}:${columnNumber})`)
  })
  page.on('request', (request) => {
    if (!/^(?:blob|data):/.test(request.url()) && new URL(request.url()).host !== new URL(origin).host) {
      troubles.push(`left the origin: ${request.url()}`)
    }
  })
  return { page, troubles, close: () => context.close() }
}

/** Goes to a page as its links do, without loading everything again. */
export const turnTo = (page: Page, path: string) =>
  page.evaluate((to) => {
    history.pushState(null, '', to)
    dispatchEvent(new PopStateEvent('popstate'))
  }, path)

export const sidewaysOf = (page: Page) =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)

/** Browsers that come to the shared product by links: each a person of its own, with a look of its own. */

import { existsSync, readFileSync } from 'node:fs'
import type { Snapshot } from '@spotdeck/api'
import { type Browser, type BrowserContext, type Locator, type Page, chromium } from 'playwright-core'
import { inject, onTestFailed } from 'vitest'
import { runCommand } from './command.ts'
import { type Session, read } from './gateway.ts'
import type { SharedProduct } from './product.ts'
import { PATIENCE_MS, until } from './until.ts'

type Kept = Awaited<ReturnType<BrowserContext['storageState']>>
/** `guest`: a browser that has never been here. */
export type Visitor = 'owner' | 'guest'

export const everyLook = [
  { locale: 'en-US', colorScheme: 'dark', width: 1440 },
  { locale: 'zh-TW', colorScheme: 'light', width: 390 },
  { locale: 'zh-TW', colorScheme: 'light', width: 1440 },
  { locale: 'zh-TW', colorScheme: 'dark', width: 390 },
  { locale: 'en-US', colorScheme: 'light', width: 390 },
] as const
type Look = (typeof everyLook)[number]

/**
 * Share of the height of a market's chart at which no price was traded: below the candles, above the axis of
 * time. A buy order there rests, wherever the price went; one through the book would ask first.
 */
export const BELOW_PRICES = 0.8

export type Opened = { readonly page: Page; readonly troubles: string[]; readonly close: () => Promise<void> }

export type Guests = {
  readonly origin: string
  /**
   * A page of somebody's own browser; `troubles` is what its console said, and every request that left the origin: that of the product
   * unless told.
   */
  readonly open: (visitor: Visitor, look?: Look, origin?: string) => Promise<Opened>
  /**
   * The owner's page that the tests of a file share, turned to a path, with no troubles and no routes: a load costs a second of
   * processor time. It is loaded at the first call, and at the first after a test that failed.
   */
  readonly ownerAt: (path: string) => Promise<Pick<Opened, 'page' | 'troubles'>>
  /** Makes a link for viewers with the session of the owner. The name is one that no other test uses. */
  readonly viewerLink: (label: string) => Promise<string>
  readonly end: () => Promise<void>
}

/** Resolves to the shared product once it runs. @throws when it did not start */
async function sharedProduct(): Promise<SharedProduct> {
  const file = inject('productFile')
  const text = await until(() => existsSync(file) && readFileSync(file, 'utf8'), 'the product of the pages runs')
  const product = JSON.parse(text) as SharedProduct | { readonly error: string }
  if ('error' in product) throw new Error(product.error)
  return product
}

/**
 * Connects to the product and the browser that all files share; the owner is signed in with the session that they share. The
 * account's past is read then: no page has to be open, and drawn all the time, until it is.
 */
export async function joinProduct(): Promise<Guests> {
  const { browserUrl, owner } = await sharedProduct()
  await until(() => isPastRead(owner), 'the account’s past is read')
  const browser = await chromium.connect(browserUrl)
  const open: Guests['open'] = (visitor, look = everyLook[0], origin = owner.origin) =>
    opened(browser, origin, look, visitor === 'owner' ? stateOf(owner) : undefined)
  return {
    origin: owner.origin,
    open,
    ownerAt: sharedPage(() => open('owner'), owner.origin),
    viewerLink: (label) => viewerLink(owner, label),
    end: () => browser.close(),
  }
}

async function isPastRead(owner: Session): Promise<boolean> {
  const { coverage } = await read<Pick<Snapshot, 'coverage'>>(owner, '/accounts/main/snapshot')
  return coverage.length > 0 && coverage.every(({ state }) => state !== 'repairing')
}

function sharedPage(open: () => Promise<Opened>, origin: string): Guests['ownerAt'] {
  let shared: Opened | undefined
  return async (path) => {
    onTestFailed(async () => {
      await shared?.close()
      shared = undefined
    })
    if (shared === undefined) {
      shared = await open()
      await shared.page.goto(origin + path)
    } else {
      await shared.page.unrouteAll({ behavior: 'ignoreErrors' })
      await turnTo(shared.page, path)
      shared.troubles.length = 0
    }
    return shared
  }
}

async function viewerLink({ origin, cookie }: Session, label: string): Promise<string> {
  const answer = await fetch(`${origin}/api/v1/links`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin, cookie },
    body: JSON.stringify({ audience: 'viewer', accounts: ['main'], label }),
  })
  if (!answer.ok) throw new Error(`No link: ${answer.status} ${await answer.text()}`)
  return ((await answer.json()) as { url: string }).url
}

/** Makes a sign-in link of one use, as `spotdeck login` does beside the running gateway. */
export async function newOwnerLink(): Promise<string> {
  const { out, err } = await runCommand(['login', '--data', (await sharedProduct()).dataFolder])
  const link = /http\S+#login=\S+/.exec(out)?.[0]
  if (link === undefined) throw new Error(`No link: ${out}${err}`)
  return link
}

/** The browser state that holds the cookie of a session, and nothing else. */
function stateOf({ origin, cookie }: Session): Kept {
  const [name = '', value = ''] = cookie.split('=')
  const place = { domain: new URL(origin).hostname, path: '/', expires: -1 }
  return { cookies: [{ name, value, ...place, httpOnly: true, secure: false, sameSite: 'Lax' }], origins: [] }
}

async function opened(browser: Browser, origin: string, look: Look, storageState: Kept | undefined): Promise<Opened> {
  const { locale, colorScheme, width } = look
  const context = await browser.newContext({
    storageState: storageState ?? { cookies: [], origins: [] },
    viewport: { width, height: width < 600 ? 844 : 900 },
    locale,
    colorScheme,
    // A lamp that breathes while something loads is drawn by the processor here.
    reducedMotion: 'reduce',
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

/** Changes the address as the page's links do, without loading everything again. */
export const setPath = (page: Page, path: string) =>
  page.evaluate((to) => {
    history.pushState(null, '', to)
    dispatchEvent(new PopStateEvent('popstate'))
  }, path)

/** Goes to a page of the desk; resolves when the page that was left is gone, with its rows and its keyboard focus. */
export async function turnTo(page: Page, path: string): Promise<void> {
  const left = await page.evaluateHandle((to) => {
    const stays = location.pathname === new URL(to, location.href).pathname
    const heading = stays ? null : document.querySelector('h1')
    return { heading, title: heading?.textContent }
  }, path)
  await setPath(page, path)
  await page.waitForFunction(
    ({ heading, title }) => heading === null || !heading.isConnected || heading.textContent !== title,
    left,
  )
}

/** Waits for the newest row of a list, and names it: rows that arrive later leave the answer as it is. */
export async function newestRow(page: Page, list: 'fill' | 'order'): Promise<{ orderId: string; row: Locator }> {
  const first = page.locator(`[data-testid^="${list}-"]`).first()
  const testId = (await first.getAttribute('data-testid')) ?? ''
  return { orderId: testId.replace(`${list}-`, ''), row: page.getByTestId(testId).first() }
}

export const sidewaysOf = (page: Page) =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)

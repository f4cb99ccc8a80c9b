/**
 * Every page in a real Chromium, in both languages and themes, over one run of the product: what is seen, and what is not.
 * The tests share product and browser, each with a context of its own, and run side by side.
 */

import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Browser, BrowserContext, Page, Request } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { chromiumPath, openBrowser } from './support/browser.ts'
import { type Running, startCommand, temporaryFolder } from './support/command.ts'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
/** A machine that does much else draws late: what never comes is still told. */
const PATIENCE_MS = 60_000
const folder = temporaryFolder()
let product: Running
let browser: Browser
let origin: string
type Kept = Awaited<ReturnType<BrowserContext['storageState']>>
type Audience = 'owner' | 'viewer' | 'public'
const kept = new Map<Audience, Kept>()

const everyLook = [
  { locale: 'en-US', colorScheme: 'dark', width: 1440 },
  { locale: 'zh-TW', colorScheme: 'light', width: 390 },
  { locale: 'zh-TW', colorScheme: 'light', width: 1440 },
  { locale: 'zh-TW', colorScheme: 'dark', width: 390 },
  { locale: 'en-US', colorScheme: 'light', width: 390 },
] as const
/** Two looks have both languages, themes and widths; SPOTDECK_EVERY_LOOK=1 mixes them. */
const looks = process.env['SPOTDECK_EVERY_LOOK'] === '1' ? everyLook : everyLook.slice(0, 2)
type Look = (typeof everyLook)[number]

const pages: readonly { readonly path: string; readonly en: string; readonly zh: string }[] = [
  { path: '/', en: 'Allocation', zh: '資產配置' },
  { path: '/assets', en: 'Assets', zh: '資產' },
  { path: '/assets/USDT', en: 'Movements', zh: '餘額變動' },
  { path: '/orders', en: 'Orders', zh: '委託單' },
  { path: '/fills', en: 'Fills', zh: '成交' },
  { path: '/performance', en: 'PnL by day', zh: '每日損益' },
  { path: '/market/MXUSDT', en: 'Order book', zh: '委託簿' },
  { path: '/activity', en: 'Deposits and withdrawals', zh: '充值與提領' },
  { path: '/activity?view=stream', en: 'Stream history', zh: '串流紀錄' },
  { path: '/activity?view=audits', en: 'Audits', zh: '稽核' },
  { path: '/activity?view=coverage', en: 'Coverage', zh: '資料完整性' },
  { path: '/settings', en: 'Share links', zh: '分享連結' },
]

beforeAll(async () => {
  const ports = ['--port', '0', '--sandbox-port', '0']
  product = await startCommand(['up', ...ports, '--data', folder.path])
  origin = new URL(product.address).origin
  browser = await openBrowser()
  kept.set('owner', await signIn(product.address))
}, 120_000)

afterAll(async () => {
  await browser?.close()
  await product?.end('SIGTERM')
  folder.remove()
})

/** Opens a link of one use as a browser that has never been here. */
async function signIn(link: string): Promise<Kept> {
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

type Opened = { readonly page: Page; readonly troubles: string[]; readonly close: () => Promise<void> }

/** A page of somebody's browser; `troubles` is what its console said, and every request that left the origin. */
async function open(audience: Audience, look: Look = everyLook[0]): Promise<Opened> {
  const { locale, colorScheme, width } = look
  const context = await browser.newContext({
    storageState: kept.get(audience) ?? { cookies: [], origins: [] },
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

/**
 * What axe finds, in words. It runs over the debugger, past the page's policy, which stays on. A picture half-way through a
 * transition is not what is judged: what was found is looked for again once every animation has ended.
 */
async function findings(page: Page): Promise<string[]> {
  await page.evaluate(axe)
  const found = await violations(page)
  if (found.length === 0) return found
  await page.evaluate(() => {
    const ending = document.getAnimations().filter((one) => Number.isFinite(one.effect?.getComputedTiming().endTime))
    return Promise.allSettled(ending.map((one) => one.finished)).then(() => undefined)
  })
  return violations(page)
}

const violations = (page: Page): Promise<string[]> =>
  page.evaluate(async () => {
    const run = (globalThis as unknown as { axe: { run: (root: unknown, options: object) => Promise<AxeResult> } }).axe
    type AxeResult = { violations: { id: string; nodes: { html: string; failureSummary?: string }[] }[] }
    const { violations } = await run.run(globalThis.document, { resultTypes: ['violations'] })
    return violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 160)} ${nodes[0]?.failureSummary ?? ''}`)
  })

/** Goes to a page as its links do, without loading everything again. */
const turnTo = (page: Page, path: string) =>
  page.evaluate((to) => {
    history.pushState(null, '', to)
    dispatchEvent(new PopStateEvent('popstate'))
  }, path)

const sidewaysOf = (page: Page) =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)

test.skipIf(chromiumPath === undefined).concurrent.for(looks)(
  'every page is there, whole and accessible: $locale, $colorScheme, $width px',
  { timeout: 180_000 },
  async (look) => {
    const { page, troubles, close } = await open('owner', look)
    const found: string[] = []
    const lookAt = async (what: string) => found.push(...(await findings(page)).map((words) => `${what}: ${words}`))
    const visit = look === looks[0] ? (path: string) => page.goto(origin + path) : (path: string) => turnTo(page, path)
    await page.goto(origin)
    for (const { path, en, zh } of pages) {
      await visit(path)
      await page
        .getByText(look.locale === 'zh-TW' ? zh : en)
        .first()
        .waitFor({ state: 'attached' })
      // a word of the page may also stand in the header: its heading is the page's own
      await page.locator('main h1').first().waitFor({ state: 'attached' })
      await page.locator('[role=status][aria-label]').first().waitFor({ state: 'detached' })
      expect(await page.locator('html').getAttribute('lang')).toBe(look.locale === 'zh-TW' ? 'zh-TW' : 'en')
      expect(await sidewaysOf(page), path).toBe(0)
      await lookAt(path)
    }
    await turnTo(page, '/orders')
    await page.locator('[data-testid^="order-"]').first().click()
    await page.getByText(look.locale === 'zh-TW' ? '委託單歷程' : 'Life of this order').waitFor()
    await lookAt('order')
    await page.keyboard.press('Escape')
    await turnTo(page, '/')
    await page.getByTestId('open-sandbox').click()
    await page.getByText(look.locale === 'zh-TW' ? '故障注入' : 'Faults', { exact: true }).waitFor()
    await lookAt('sandbox drawer')
    expect(found).toEqual([])
    expect(troubles).toEqual([])
    await close()
  },
)

test.skipIf(chromiumPath === undefined).concurrent('a link shows what its audience may see, and a revoked one shows nothing more', { timeout: 180_000 }, async () => {
  const owner = await open('owner')
  const viewer = await linkMadeOn(owner.page, 'viewer')
  const everybody = await linkMadeOn(owner.page, 'public')
  kept.set('viewer', await signIn(viewer))
  kept.set('public', await signIn(everybody))

  const masked = await open('viewer')
  await masked.page.goto(origin)
  await masked.page.getByTestId('stream-state').getByText('live').waitFor()
  expect(await masked.page.getByTestId('open-sandbox').count()).toBe(0)
  await masked.page.goto(`${origin}/orders`)
  const row = masked.page.locator('[data-testid^="order-"]').first()
  await row.waitFor()
  expect(await row.getAttribute('data-testid')).toMatch(/^order-[\w-]{12}$/)
  await row.click()
  await masked.page.getByText('Life of this order').waitFor()
  expect(await masked.page.getByText('Client order id').count()).toBe(0)
  expect(await masked.page.getByRole('button', { name: 'Cancel order' }).count()).toBe(0)
  for (const { path } of pages) {
    await turnTo(masked.page, path)
    await masked.page.locator('main').waitFor()
    await masked.page.locator('[role=status][aria-label]').first().waitFor({ state: 'detached' })
  }
  expect(await masked.page.getByTestId('make-link').count()).toBe(0)
  expect(masked.troubles).toEqual([])

  const shared = await open('public')
  for (const look of looks) {
    const one = await open('public', look)
    await one.page.goto(origin)
    await one.page.getByText(look.locale === 'zh-TW' ? '資產配置' : 'Allocation').waitFor()
    expect(await findings(one.page), 'public').toEqual([])
    expect(await sidewaysOf(one.page)).toBe(0)
    expect(one.troubles).toEqual([])
    await one.close()
  }
  await shared.page.goto(`${origin}/orders`)
  await shared.page.getByText('Allocation').waitFor()
  await shared.page.context().setOffline(true)
  await shared.page.getByTestId('away').getByText('No connection to Spotdeck since').waitFor()
  await shared.page.context().setOffline(false)
  await shared.page.getByTestId('away').waitFor({ state: 'detached' })
  shared.troubles.length = 0
  const text = await shared.page.locator('body').innerText()
  expect(text).not.toMatch(/\d USDT/)
  expect(shared.troubles).toEqual([])

  await owner.page.goto(`${origin}/settings`)
  await masked.page.goto(origin)
  await masked.page.getByTestId('stream-state').getByText('live').waitFor()
  const revoke = owner.page.getByText('for viewer', { exact: true }).locator('xpath=../..').getByRole('button', { name: 'Revoke' })
  await revoke.click()
  await owner.page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click()
  await masked.page.getByText('Sign in to Spotdeck').waitFor()
  await Promise.all([owner.close(), masked.close(), shared.close()])
}) // prettier-ignore

test.skipIf(chromiumPath === undefined).concurrent('a line that breaks while a page is fetched costs a moment, not the page', { timeout: 180_000 }, async () => {
  const { page, close } = await open('owner')
  await page.goto(origin)
  await page.getByTestId('equity-total').waitFor()
  const lost = { js: 0, css: 0 }
  await page.route(/market-page-[^/]*\.(?:js|css)$/, (route) => {
    const kind = route.request().url().endsWith('.css') ? 'css' : 'js'
    if (lost[kind] === 2) return route.continue()
    lost[kind] += 1
    return route.abort('connectionreset')
  })
  await turnTo(page, '/market/MXUSDT')
  await page.getByTestId('market-last').waitFor()
  expect(lost).toEqual({ js: 2, css: 2 })
  const rules = await page.evaluate(() =>
    [...document.styleSheets].filter(({ href }) => href?.includes('market-page')).map((sheet) => sheet.cssRules.length > 0),
  )
  expect(rules).toEqual([true])
  await close()
}) // prettier-ignore

/** Makes a link in the settings as its owner does; answers its address. */
async function linkMadeOn(page: Page, audience: 'viewer' | 'public'): Promise<string> {
  await page.goto(`${origin}/settings`)
  await page.getByTestId('make-link').click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('textbox', { name: 'Name' }).fill(`for ${audience}`)
  if (audience === 'public') {
    await dialog.locator('input').first().click()
    await page.getByRole('option').nth(1).click()
  }
  await dialog.getByRole('button', { name: 'Make a link' }).click()
  return (await page.getByTestId('link-url').innerText()).trim()
}

test.skipIf(chromiumPath === undefined).concurrent.for([everyLook[0], everyLook[3]])(
  'a newcomer is led through three steps, once, and again where they wish: $locale, $width px',
  { timeout: 180_000 },
  async (look) => {
    const { page, troubles, close } = await open('owner', look)
    const words = look.locale === 'zh-TW'
      ? { next: '下一步', back: '上一步', done: '完成', skip: '略過', redUp: '紅漲綠跌', again: '再看一次' }
      : { next: 'Next', back: 'Back', done: 'Done', skip: 'Skip', redUp: 'Red up', again: 'Show them again' }
    const steps = page.getByTestId('first-steps')
    const press = (name: string) => steps.getByRole('button', { name }).click()
    await page.goto(origin)
    await steps.waitFor()
    expect(await findings(page)).toEqual([])
    await press(words.next)
    await steps.getByRole('radio', { name: words.redUp }).check()
    expect(await page.locator('html').getAttribute('data-updown')).toBe('red-up')
    await press(words.next)
    await press(words.back)
    expect(await sidewaysOf(page)).toBe(0)
    await press(words.next)
    await press(words.done)
    await steps.waitFor({ state: 'detached' })
    await page.reload()
    await page.getByTestId('equity-total').waitFor()
    expect(await steps.count()).toBe(0)
    await turnTo(page, '/settings')
    await page.getByRole('button', { name: words.again }).click()
    await turnTo(page, '/')
    await press(words.skip)
    await steps.waitFor({ state: 'detached' })
    expect(troubles).toEqual([])
    await close()
  },
) // prettier-ignore

test.skipIf(chromiumPath === undefined).concurrent('orders of one type are read as such, page by page', { timeout: 180_000 }, async () => {
  const { page, troubles, close } = await open('owner')
  const asked: string[] = []
  page.on('request', (request) => {
    if (/\/orders\?/.test(request.url())) asked.push(new URL(request.url()).searchParams.get('type') ?? 'any')
  })
  await page.goto(`${origin}/orders?type=MARKET`)
  await page.locator('[role=status][aria-label]').first().waitFor({ state: 'detached' })
  await page.getByRole('columnheader', { name: 'Type' }).or(page.getByText('Clear')).first().waitFor()
  expect(asked.length).toBeGreaterThan(0)
  expect(new Set(asked)).toEqual(new Set(['MARKET']))
  expect(troubles).toEqual([])
  await close()
}) // prettier-ignore

test.skipIf(chromiumPath === undefined).concurrent('columns are chosen, moved and widened, and are so at the next visit', { timeout: 180_000 }, async () => {
  const { page, troubles, close } = await open('owner')
  const heads = async () => (await page.getByRole('columnheader').allInnerTexts()).map((text) => text.trim())
  await page.goto(`${origin}/fills`)
  await page.locator('[data-testid^="fill-"]').first().waitFor()
  await page.getByTestId('columns').click()
  await page.getByRole('checkbox', { name: 'Role' }).uncheck()
  await page.getByRole('button', { name: 'Move Side forward' }).click()
  await page.getByRole('button', { name: 'Make Symbol wider' }).click()
  await page.reload()
  await page.locator('[data-testid^="fill-"]').first().waitFor()
  expect(await heads()).toEqual(['Time', 'Side', 'Symbol', 'Price', 'Quantity', 'Amount', 'Fee'])
  const symbol = page.getByRole('columnheader', { name: 'Symbol' })
  expect((await symbol.boundingBox())?.width).toBe(144)
  expect(troubles).toEqual([])
  await close()
}) // prettier-ignore

test.skipIf(chromiumPath === undefined).concurrent('an export that only closes a hole is applied, and says so', { timeout: 180_000 }, async () => {
  const { page, troubles, close } = await open('owner')
  const at = Date.UTC(2025, 0, 2)
  const preview = {
    importId: '00112233445566778899aabbccddeeff', kind: 'deals', columns: [{ name: 'Time', field: 'time' }], missing: [], timeZone: 'UTC', rows: 3, added: 0,
    known: 3, ignored: 0, conflicting: 0, rejectedCount: 0, rejected: [], from: at, to: at + 7_200_000, closes: [{ kind: 'deals', from: at, to: at + 3_600_000 }], sample: [], expiresAt: at,
  } // prettier-ignore
  let applied = 0
  await page.route('**/import', (route) => route.fulfill({ json: preview }))
  await page.route(`**/import/${preview.importId}/apply`, (route) => {
    applied += 1
    return route.fulfill({ json: { added: 0, known: 3, events: null } })
  })
  await page.goto(`${origin}/activity?view=import`)
  await page.getByTestId('import-file').setInputFiles({ name: 'deals.csv', mimeType: 'text/csv', buffer: Buffer.from('Time\n') })
  await page.getByText('The file holds nothing new.').waitFor()
  await page.getByRole('button', { name: 'Close the hole' }).click()
  await page.getByText('A hole in the record is closed.').waitFor()
  expect([applied, troubles]).toEqual([1, []])
  await close()
}) // prettier-ignore

test.skipIf(chromiumPath === undefined).concurrent('what a filter leaves is exported whole', { timeout: 180_000 }, async () => {
  const { page, troubles, close } = await open('owner')
  await page.goto(`${origin}/fills?since=all&symbol=MXUSDT&side=BUY`)
  // The past comes in market by market after the start.
  await page.locator('[data-testid^="fill-"]').nth(11).waitFor()
  await page.getByTestId('take-away').click()
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('menuitem', { name: 'Export as CSV' }).click(),
  ])
  const path = await download.path()
  const [head, ...rows] = readFileSync(path, 'utf8').trimEnd().split('\r\n')
  expect(head).toMatch(/^time,symbol,side,price,quantity/)
  expect(rows.length).toBeGreaterThan(10)
  expect(rows.every((row) => row.includes(',MXUSDT,BUY,'))).toBe(true)
  expect(troubles).toEqual([])
  await close()
}) // prettier-ignore

test.skipIf(chromiumPath === undefined).concurrent('a comma orders nothing, and a price far off is sent only at the second press', { timeout: 180_000 }, async () => {
  const { page, close } = await open('owner')
  const sent: unknown[] = []
  const isOrder = (request: Request) => request.method() === 'POST' && request.url().endsWith('/orders')
  page.on('request', (request) => {
    if (isOrder(request)) sent.push(request.postDataJSON())
  })
  await page.goto(`${origin}/market/MXUSDT`)
  const press = page.getByTestId('ticket-send')
  await page.getByLabel('Quantity', { exact: true }).fill('1,5')
  await page.getByLabel('Price', { exact: true }).fill('90')
  await page.getByText('“1,5” is not a number.').waitFor()
  expect(await press.isDisabled()).toBe(true)
  await page.getByLabel('Quantity', { exact: true }).fill('1.5')
  await page.getByText('above the best ask').waitFor()
  await press.dblclick()
  await page.getByText('Is this meant?').waitFor()
  expect(await press.innerText()).toBe('Yes, send: Buy 1.5 MX at 90 USDT (Limit)')
  expect(sent).toEqual([])
  await Promise.all([page.waitForRequest(isOrder), press.click()])
  expect(sent).toEqual([{ symbol: 'MXUSDT', side: 'BUY', type: 'LIMIT', quantity: '1.5', price: '90' }])
  await close()
}) // prettier-ignore

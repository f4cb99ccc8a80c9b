/**
 * Every page in a real Chromium, in both languages and themes: what is seen, and what is not.
 * They run one after the other: an open page draws all the time.
 */

import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { findings } from '../support/accessible.ts'
import { chromiumPath } from '../support/browser.ts'
import { type Guests, type Opened, everyLook, joinProduct, setPath, sidewaysOf, turnTo } from '../support/guests.ts'

/** Two looks have both languages, themes and widths; SPOTDECK_EVERY_LOOK=1 mixes them. */
const looks = process.env['SPOTDECK_EVERY_LOOK'] === '1' ? everyLook : everyLook.slice(0, 2)
const pages: readonly { readonly path: string; readonly en: string; readonly zh: string }[] = [
  { path: '/', en: 'Allocation', zh: '資產配置' },
  { path: '/assets', en: 'Assets', zh: '資產' },
  { path: '/assets/USDT', en: 'Balance history', zh: '餘額變動' },
  { path: '/orders', en: 'Orders', zh: '委託單' },
  { path: '/fills', en: 'Fills', zh: '成交' },
  { path: '/performance', en: 'Daily PnL', zh: '每日損益' },
  { path: '/day/today', en: 'Price moves', zh: '價格漲跌' },
  { path: '/away', en: 'Timeline', zh: '時間軸' },
  { path: '/market/MXUSDT', en: 'Order book', zh: '委託簿' },
  { path: '/activity', en: 'Deposits and withdrawals', zh: '充值與提領' },
  { path: '/activity?view=stream', en: 'Connection log', zh: '連線紀錄' },
  { path: '/activity?view=audits', en: 'Reconciliation', zh: '對帳紀錄' },
  { path: '/activity?view=coverage', en: 'Data coverage', zh: '資料完整性' },
  { path: '/activity?view=import', en: 'Import MEXC history', zh: '匯入 MEXC 歷史紀錄' },
  { path: '/settings', en: 'Share links', zh: '分享連結' },
]

/** Pages whose key figures stand on one line where the page is wide. */
const KEY_FIGURES: ReadonlySet<string> = new Set(['/performance', '/assets/USDT'])

let guests: Guests
beforeAll(async () => {
  if (chromiumPath !== undefined) guests = await joinProduct()
})

afterAll(() => guests?.end())

test.skipIf(chromiumPath === undefined).for(looks)(
  'every page is there, whole and accessible: $locale, $colorScheme, $width px',
  async (look) => {
    const { page, troubles, close } = await guests.open('owner', look)
    const found: string[] = []
    const lookAt = async (what: string) => found.push(...(await findings(page)).map((words) => `${what}: ${words}`))
    const answer = await page.goto(guests.origin)
    expect(answer?.headers()['content-security-policy']).toContain(
      "require-trusted-types-for 'script'; trusted-types default",
    )
    for (const { path, en, zh } of pages) {
      await turnTo(page, path)
      await page
        .getByText(look.locale === 'zh-TW' ? zh : en)
        .first()
        .waitFor({ state: 'attached' })
      // a word of the page may also stand in the header: its heading is the page's own
      await page.locator('main h1').first().waitFor({ state: 'attached' })
      await page.locator('[role=status][aria-label]').first().waitFor({ state: 'detached' })
      expect(await page.locator('html').getAttribute('lang')).toBe(look.locale === 'zh-TW' ? 'zh-TW' : 'en')
      expect(await sidewaysOf(page), path).toBe(0)
      if (look.width === 1440 && KEY_FIGURES.has(path)) expect(await linesOf(page, 'main dl'), path).toBe(1)
      await lookAt(path)
    }
    await turnTo(page, '/orders')
    await page.locator('[data-testid^="order-"]').first().click()
    await page.getByText(look.locale === 'zh-TW' ? '委託歷程' : 'Order timeline').waitFor()
    await lookAt('order')
    await page.keyboard.press('Escape')
    await turnTo(page, '/')
    await page.getByTestId('open-sandbox').click()
    await page.getByText(look.locale === 'zh-TW' ? '故障注入' : 'Faults', { exact: true }).waitFor()
    await lookAt('sandbox drawer')
    expect(found).toEqual([])
    // Mantine fills a style while the colours change.
    await page.emulateMedia({ colorScheme: look.colorScheme === 'dark' ? 'light' : 'dark' })
    await page.emulateMedia({ colorScheme: look.colorScheme })
    expect(troubles).toEqual([])
    expect(await elementsMadeOfText(page)).toEqual([])
    await close()
  },
)

/** Texts that became elements: the page's policy refuses each. */
const elementsMadeOfText = (page: Page) =>
  page.evaluate(() =>
    ['<img src=x onerror="window.wasRun = true">', '<b>bold</b>'].filter((text) => {
      try {
        document.createElement('div').innerHTML = text
        return true
      } catch (error) {
        return !(error instanceof TypeError)
      }
    }),
  )

test.skipIf(chromiumPath === undefined)(
  'a link shows what its audience may see, and a revoked one shows nothing more',

  async () => {
    const owner = await guests.ownerAt('/settings')
    const viewer = await linkMadeOn(owner.page, 'viewer')
    const everybody = await linkMadeOn(owner.page, 'public')

    const masked = await guests.open('guest')
    await masked.page.goto(viewer)
    await masked.page.getByTestId('stream-state').getByText('live').waitFor()
    expect(await masked.page.getByTestId('open-sandbox').count()).toBe(0)
    await turnTo(masked.page, '/orders')
    const row = masked.page.locator('[data-testid^="order-"]').first()
    await row.waitFor()
    expect(await row.getAttribute('data-testid')).toMatch(/^order-[\w-]{12}$/)
    await row.click()
    await masked.page.getByText('Order timeline').waitFor()
    expect(await masked.page.getByText('Client order ID').count()).toBe(0)
    expect(await masked.page.getByRole('button', { name: 'Cancel order' }).count()).toBe(0)
    for (const { path } of pages) {
      await turnTo(masked.page, path)
      await masked.page.locator('main').waitFor()
      await masked.page.locator('[role=status][aria-label]').first().waitFor({ state: 'detached' })
    }
    expect(await masked.page.getByTestId('make-link').count()).toBe(0)
    expect(masked.troubles).toEqual([])

    const shared = await publicPage(everybody)
    await setPath(shared.page, '/orders')
    await shared.page.getByText('Allocation').waitFor()
    await shared.page.context().setOffline(true)
    await shared.page.getByTestId('away').getByText('Disconnected from Spotdeck since').waitFor()
    await shared.page.context().setOffline(false)
    await shared.page.getByTestId('away').waitFor({ state: 'detached' })
    const text = await shared.page.locator('body').innerText()
    expect(text).not.toMatch(/\d USDT/)
    // The console tells of each request that had no network, the last of them after the page is back.
    expect(shared.troubles.filter((trouble) => !trouble.includes('ERR_INTERNET_DISCONNECTED'))).toEqual([])

    await turnTo(masked.page, '/')
    await masked.page.getByTestId('stream-state').getByText('live').waitFor()
    const revoke = owner.page
      .getByText('for viewer', { exact: true })
      .locator('xpath=../..')
      .getByRole('button', { name: 'Revoke' })
    await revoke.click()
    await owner.page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click()
    await masked.page.getByText('Sign in to Spotdeck').waitFor()
    await Promise.all([masked.close(), shared.close()])
  },
)

test.skipIf(chromiumPath === undefined)('a page has its heading while its code is still loading', async () => {
  const { page } = await guests.ownerAt('/settings')
  let release = (): void => undefined
  const released = new Promise<void>((resolve) => (release = resolve))
  await page.route(/assets-page[^/]*\.js$/, async (route) => {
    await released
    await route.continue()
  })
  await page.goto(`${guests.origin}/assets`)
  await page.locator('main h1', { hasText: 'Assets' }).waitFor({ state: 'attached' })
  expect(await page.getByRole('table').count()).toBe(0)
  release()
  await page.getByRole('table').first().waitFor()
})

/** Opens a public link as a browser that has never been here, and looks at all that it shows, in every look. */
async function publicPage(link: string): Promise<Opened> {
  const opened = await guests.open('guest', looks[0])
  const { page, troubles } = opened
  await page.goto(link)
  for (const look of looks) {
    await wear(page, look)
    await page.getByText(look.locale === 'zh-TW' ? '資產配置' : 'Allocation').waitFor()
    expect(await findings(page), 'public').toEqual([])
    expect(await sidewaysOf(page)).toBe(0)
  }
  expect(troubles).toEqual([])
  await wear(page, looks[0])
  return opened
}

/** Gives an open page another look, as its reader does: by its own button, the window and the system's theme. */
async function wear(page: Page, { locale, colorScheme, width }: (typeof everyLook)[number]): Promise<void> {
  const lang = locale === 'zh-TW' ? 'zh-TW' : 'en'
  await page.setViewportSize({ width: 1440, height: 900 })
  if ((await page.locator('html').getAttribute('lang')) !== lang) await page.locator(`header [lang="${lang}"]`).click()
  await page.setViewportSize({ width, height: 900 })
  await page.emulateMedia({ colorScheme })
}

/** Makes a link on the open settings as its owner does; answers its address. */
async function linkMadeOn(page: Page, audience: 'viewer' | 'public'): Promise<string> {
  await page.getByTestId('make-link').click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('textbox', { name: 'Name' }).fill(`for ${audience}`)
  if (audience === 'viewer') {
    await dialog.locator('input').first().click()
    await page.getByRole('option').nth(1).click()
  }
  await dialog.getByRole('button', { name: 'Create link' }).click()
  const link = (await page.getByTestId('link-url').innerText()).trim()
  await page.keyboard.press('Escape')
  await dialog.waitFor({ state: 'detached' })
  return link
}

const FIRST_STEPS = {
  'en-US': {
    next: 'Next',
    back: 'Back',
    done: 'Done',
    skip: 'Skip',
    redUp: 'Red up, green down',
    again: 'Show first steps',
  },
  'zh-TW': {
    next: '下一步',
    back: '上一步',
    done: '完成',
    skip: '略過',
    redUp: '紅漲綠跌',
    again: '顯示第一次使用的步驟',
  },
} as const

test.skipIf(chromiumPath === undefined)(
  'a newcomer is led through three steps, once, and again where they wish, in either language',
  async () => {
    const { page, troubles, close } = await guests.open('owner')
    const steps = page.getByTestId('first-steps')
    const press = (name: string) => steps.getByRole('button', { name }).click()
    await page.goto(guests.origin)
    for (const look of [everyLook[0], everyLook[3]]) {
      const words = FIRST_STEPS[look.locale]
      await wear(page, look)
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
      if (look === everyLook[0]) {
        await page.reload()
        await page.getByTestId('equity-total').waitFor()
        expect(await steps.count()).toBe(0)
      }
      await turnTo(page, '/settings')
      await page.getByRole('button', { name: words.again }).click()
      await turnTo(page, '/')
    }
    await press(FIRST_STEPS['zh-TW'].skip)
    await steps.waitFor({ state: 'detached' })
    expect(troubles).toEqual([])
    await close()
  },
)

/** The number of lines that the parts of the first `list` stand on. */
function linesOf(page: Page, list: string): Promise<number> {
  return page
    .locator(list)
    .first()
    .evaluate((found) => new Set([...found.children].map((part) => part.getBoundingClientRect().top)).size)
}

// Every page of the product as a picture: 1440 and 390 px wide, dark and light, in both languages. Written to docs/screens,
// or to the folder named, as WebP; says what the browser complained about and what stood wider than the page.
// node bench/screens.mjs [folder] [part of a name] [--all] [--png]

import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { makeLink, openBrowser, signIn, startProduct } from './lib/product.mjs'

const all = process.argv.includes('--all')
const format = process.argv.includes('--png') ? 'png' : 'webp'
const [folder = fileURLToPath(new URL('../docs/screens', import.meta.url)), part = ''] = process.argv
  .slice(2)
  .filter((word) => !word.startsWith('--'))

const openOrder = (page) => page.locator('[data-testid^="order-"]').first().click()
const openDrawer = (page) => page.getByTestId('open-sandbox').click()
const views = [
  { name: 'overview', path: '/' },
  { name: 'first-steps', path: '/', isNew: true },
  { name: 'assets', path: '/assets' },
  { name: 'asset', path: '/assets/MX' },
  { name: 'orders', path: '/orders' },
  { name: 'order', path: '/orders?status=FILLED', then: openOrder },
  { name: 'fills', path: '/fills' },
  { name: 'performance', path: '/performance' },
  { name: 'market', path: '/market/MXUSDT' },
  { name: 'activity', path: '/activity' },
  { name: 'stream', path: '/activity?view=stream' },
  { name: 'audits', path: '/activity?view=audits' },
  { name: 'coverage', path: '/activity?view=coverage' },
  { name: 'import', path: '/activity?view=import' },
  { name: 'settings', path: '/settings' },
  { name: 'sandbox', path: '/', then: openDrawer },
  { name: 'viewer', path: '/', who: 'viewer' },
  { name: 'viewer-orders', path: '/orders', who: 'viewer' },
  { name: 'public', path: '/', who: 'public' },
  { name: 'sign-in', path: '/', who: 'nobody' },
]
// English in every look; Chinese once wide and once narrow, so that both are seen in both.
const looks = ['en-US', 'zh-TW'].flatMap((language) =>
  [1440, 390].flatMap((width) => ['dark', 'light'].map((theme) => ({ language, width, theme }))),
)
const kept = ({ language, width, theme }) =>
  all || language === 'en-US' || (width === 1440 ? theme === 'light' : theme === 'dark')

const PAST_TIMEOUT_MS = 120_000

mkdirSync(folder, { recursive: true })
const product = process.env['SPOTDECK_LINK'] === undefined ? await startProduct() : given(process.env['SPOTDECK_LINK'])
const browser = await openBrowser()
try {
  const owner = await signIn(browser, product.link)
  const people = { owner, nobody: undefined }
  for (const audience of ['viewer', 'public']) {
    people[audience] = await signIn(browser, await makeLink(browser, product.origin, owner, audience))
  }
  await deposit(owner)
  await pastRead(owner)
  for (const look of looks.filter(kept)) for (const view of views) await shoot(people, look, view)
} finally {
  await browser.close()
  await product.end()
}

async function shoot(people, { language, width, theme }, { name, path, who = 'owner', isNew = false, then }) {
  const file = `${name}-${width}-${theme}${language === 'en-US' ? '' : '.zh-TW'}.${format}`
  if (!file.includes(part)) return
  const height = width === 390 ? 844 : 900
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme: theme,
    locale: language,
    timezoneId: 'Asia/Taipei',
    storageState: people[who],
    hasTouch: width === 390,
  })
  if (!isNew) await context.addInitScript(() => localStorage.setItem('spotdeck.preferences', '{"welcomed":true}'))
  const page = await context.newPage()
  const troubles = []
  page.on('pageerror', (error) => troubles.push(error.message))
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type()) && who !== 'nobody') troubles.push(message.text())
  })
  await page.goto(product.origin + path)
  await page.waitForTimeout(2_500)
  if (then !== undefined) {
    await then(page)
    await page.waitForTimeout(1_200)
  }
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
  if (wide > 0) troubles.push(`${wide} px wider than the page`)
  const session = await context.newCDPSession(page)
  const { data } = await session.send('Page.captureScreenshot', {
    format,
    ...(format === 'webp' ? { quality: 82 } : {}),
  })
  const bytes = Buffer.from(data, 'base64')
  writeFileSync(join(folder, file), bytes)
  console.log(
    `${file}  ${(bytes.length / 1_000).toFixed(0)} kB${troubles.map((trouble) => `\n    ${trouble}`).join('')}`,
  )
  await context.close()
}

/** Something for the list of deposits, by the owner's way to the sandbox. */
async function deposit(owner) {
  const { origin } = product
  const context = await browser.newContext({ storageState: owner })
  const data = { asset: 'USDT', amount: '1500' }
  const path = `${origin}/api/v1/sandbox/accounts/mx0sandboxdemo/deposit`
  const answer = await context.request.post(path, { headers: { origin }, data })
  if (!answer.ok()) throw new Error(`No deposit: ${answer.status()}`)
  await context.close()
}

/** The pictures show a desk at work: they wait until what lies before the first start has been read. */
async function pastRead(owner) {
  const context = await browser.newContext({ storageState: owner })
  const limit = Date.now() + PAST_TIMEOUT_MS
  for (;;) {
    const coverage = await (await context.request.get(`${product.origin}/api/v1/accounts/main/coverage`)).json()
    const now = Date.now()
    const series = await (
      await context.request.get(
        `${product.origin}/api/v1/accounts/main/equity?from=${now - 7 * 86_400_000}&to=${now}&points=100`,
      )
    ).json()
    const isRead = coverage.items.every(({ state }) => state !== 'repairing')
    if ((isRead && series.points.filter(({ total }) => total !== null).length > 20) || now > limit) break
    await new Promise((resolve) => setTimeout(resolve, 1_000))
  }
  await context.close()
}

function given(link) {
  return { link, origin: new URL(link).origin, end: async () => undefined }
}

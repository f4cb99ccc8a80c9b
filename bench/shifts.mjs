// How far things move on the page while it opens, on every page and at many widths: Chromium's own measure of layout shift,
// where 0.1 is what people begin to mind. It also tells whether anything has to be scrolled sideways.
// node bench/shifts.mjs [en or zh-TW, en unless told] [pages by comma, all unless told]

import { openBrowser, signIn, startProduct } from './lib/product.mjs'

const WIDTHS = [360, 390, 480, 600, 700, 768, 820, 900, 1024, 1180, 1280, 1366, 1440, 1600, 1920, 2560]
const ALL = '/,/assets,/orders,/fills,/performance,/market,/activity,/settings'
/** The sandbox's past is worked out by then. */
const PAST_MS = 20_000
const OPENING_MS = 4_500
const AT_ONCE = 4

const [language = 'en', paths = ALL] = process.argv.slice(2)
const product = await startProduct()
const browser = await openBrowser()
try {
  const owner = await signIn(browser, product.link)
  await new Promise((resolve) => setTimeout(resolve, PAST_MS))
  const rows = []
  for (const path of paths.split(',')) {
    const measured = []
    for (let at = 0; at < WIDTHS.length; at += AT_ONCE) {
      measured.push(...(await Promise.all(WIDTHS.slice(at, at + AT_ONCE).map((width) => measure(owner, path, width)))))
    }
    const worst = measured.reduce((most, one) => (one.shift > most.shift ? one : most))
    const wide = measured.filter(({ sideways }) => sideways > 0).map(({ width }) => width)
    rows.push({ page: path, 'most shift': worst.shift.toFixed(3), 'at width': worst.width, 'scrolls sideways at': wide.join(', ') || 'none' }) // prettier-ignore
  }
  console.table(rows)
  console.log(`${language}, ${WIDTHS.length} widths from ${WIDTHS[0]} to ${WIDTHS.at(-1)}`)
} finally {
  await browser.close()
  await product.end()
}

async function measure(owner, path, width) {
  const context = await browser.newContext({ storageState: owner, viewport: { width, height: 860 }, locale: language })
  await context.addInitScript(() => {
    localStorage.setItem('spotdeck.preferences', JSON.stringify({ welcomed: true }))
    globalThis.shift = 0
    const add = (list) => list.getEntries().forEach((entry) => (globalThis.shift += entry.hadRecentInput ? 0 : entry.value)) // prettier-ignore
    new PerformanceObserver(add).observe({ type: 'layout-shift', buffered: true })
  })
  const page = await context.newPage()
  await page.goto(product.origin + path)
  await page.waitForTimeout(OPENING_MS)
  const told = await page.evaluate(() => ({ shift: globalThis.shift, sideways: document.documentElement.scrollWidth - innerWidth })) // prettier-ignore
  await context.close()
  return { width, ...told }
}

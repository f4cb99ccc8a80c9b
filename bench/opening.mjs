// Opening of every page in a browser with an empty cache: when its first figure stands, when nothing in sight is a skeleton
// any more, and how far things move meanwhile, by Chromium's own measure of layout shift (people begin to mind at 0.1). Times are
// taken at two widths, one page after the other; shifts at many widths, where it is also seen whether anything scrolls sideways.
// node bench/opening.mjs [en or zh-TW, en unless told] [pages by comma, all unless told]

import { openBrowser, signIn, startProduct } from './lib/product.mjs'

const TIMED = [1440, 390]
const RUNS = 3
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
  for (const path of paths.split(','))
    rows.push({ page: path, ...(await times(owner, path)), ...(await shifts(owner, path)) })
  console.table(rows)
  console.log(
    `${language}; times in ms at ${TIMED.join(' and ')} px, the middle of ${RUNS}; shifts at ${WIDTHS.length} widths`,
  )
} finally {
  await browser.close()
  await product.end()
}

/** First figure and whole view at each width that is timed. */
async function times(owner, path) {
  const told = { first: [], whole: [] }
  for (const width of TIMED) {
    const runs = []
    for (let run = 0; run < RUNS; run++) runs.push(await opened(owner, path, width))
    for (const name of Object.keys(told)) told[name].push(middle(runs.map((one) => one[name])))
  }
  return { 'first figure': told.first.join(', '), 'whole view': told.whole.join(', ') }
}

/** The most that things move at any width. */
async function shifts(owner, path) {
  const measured = []
  for (let at = 0; at < WIDTHS.length; at += AT_ONCE) {
    measured.push(...(await Promise.all(WIDTHS.slice(at, at + AT_ONCE).map((width) => opened(owner, path, width)))))
  }
  const worst = measured.reduce((most, one) => (one.shift > most.shift ? one : most))
  const wide = measured.filter(({ sideways }) => sideways > 0).map(({ width }) => width)
  return { 'most shift': worst.shift.toFixed(3), at: worst.width, 'scrolls sideways at': wide.join(', ') || 'none' }
}

async function opened(owner, path, width) {
  const context = await browser.newContext({ storageState: owner, viewport: { width, height: 860 }, locale: language })
  await context.addInitScript(watch)
  const page = await context.newPage()
  await page.goto(product.origin + path)
  await page.waitForTimeout(OPENING_MS)
  const told = await page.evaluate(() => ({
    ...globalThis.seen,
    sideways: document.documentElement.scrollWidth - innerWidth,
  }))
  await context.close()
  return { width, ...told }
}

/** Runs in the page, before anything of it. */
function watch() {
  localStorage.setItem('spotdeck.preferences', JSON.stringify({ welcomed: true }))
  const seen = { first: undefined, whole: 0, shift: 0 }
  globalThis.seen = seen
  const add = (list) => list.getEntries().forEach((entry) => (seen.shift += entry.hadRecentInput ? 0 : entry.value))
  new PerformanceObserver(add).observe({ type: 'layout-shift', buffered: true })
  const isInSight = (element) => {
    const { top, bottom, height } = element.getBoundingClientRect()
    return height > 0 && top < innerHeight && bottom > 0
  }
  const look = () => {
    const content = document.getElementById('content')
    if (
      seen.first === undefined &&
      [...(content?.querySelectorAll('.num') ?? [])].some((one) => /\d/.test(one.textContent))
    )
      seen.first = Math.round(performance.now())
    if (content === null || [...content.querySelectorAll('.skeleton, [class*=Skeleton]')].some(isInSight))
      seen.whole = Math.round(performance.now())
    requestAnimationFrame(look)
  }
  requestAnimationFrame(look)
}

function middle(values) {
  return values.sort((a, b) => a - b)[values.length >> 1]
}

// The page under 2,000 events a second in a real Chromium: frames a second, the 95th percentile frame, the main thread's
// time for each batch of events, growth of memory; and a scroll through 100,000 fills and as many orders. The same page at rest is the rival:
// what the machine draws without any event is the most that it can.
// node bench/page.mjs [seconds of the memory run, 60 unless told; 600 for the whole measure] [events a second] [frames | scroll | memory: that part alone]

import { brief } from './lib/interleave.mjs'
import { startFeed } from './lib/feed.mjs'
import { openBrowser } from './lib/product.mjs'

const MEMORY_S = Number(process.argv[2] ?? 60)
const RATE = Number(process.argv[3] ?? 2_000)
const PART = process.argv[4]
const ROWS = 100_000
const FRAMES_S = brief(8, 1)
const VIEWS = ['/', '/orders', '/fills?since=all']

const feed = await startFeed({ rows: ROWS, rate: RATE })
const browser = await openBrowser(['--enable-precise-memory-info', '--js-flags=--expose-gc'])
try {
  if (wants('frames')) console.table(await busyAndAtRest())
  if (wants('scroll')) console.table([await scroll('/fills?since=all'), await scroll('/orders')])
  if (wants('memory')) console.table([await memory()])
} finally {
  await browser.close()
  await feed.close()
}

function wants(part) {
  return PART === undefined || PART === part
}

/** Frames and the main thread of each view, at rest and under the events. */
async function busyAndAtRest() {
  const lines = []
  for (const path of VIEWS) {
    const { page, session, close } = await open(path)
    feed.state.running = false
    await page.waitForTimeout(1_500)
    const rest = await frames(page)
    feed.state.running = true
    await page.waitForTimeout(1_500)
    const sent = feed.state.sent
    const before = await cpu(session)
    const busy = await frames(page)
    const after = await cpu(session)
    lines.push({
      view: path,
      'events/s': Math.round((feed.state.sent - sent) / FRAMES_S),
      'frames/s': round(busy.rate),
      'p95 frame ms': round(busy.p95),
      'frames/s at rest': round(rest.rate),
      'p95 at rest ms': round(rest.p95),
      'main thread CPU ms a batch of 100 ms': round(
        ((after.TaskDuration - before.TaskDuration) * 1_000) / (FRAMES_S * 10),
      ),
      'of it script ms': round(((after.ScriptDuration - before.ScriptDuration) * 1_000) / (FRAMES_S * 10)),
      'of it layout and style ms': round(
        ((after.LayoutDuration + after.RecalcStyleDuration - before.LayoutDuration - before.RecalcStyleDuration) *
          1_000) /
          (FRAMES_S * 10),
      ),
    })
    await close()
  }
  return lines
}

async function open(path) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
  const page = await context.newPage()
  const session = await context.newCDPSession(page)
  // In the thread's own time: what others do with the machine does not count.
  await session.send('Performance.enable', { timeDomain: 'threadTicks' })
  await page.goto(feed.origin + path)
  await page.getByTestId('stream-state').getByText('live').waitFor()
  return { page, session, close: () => context.close() }
}

/** Frames of the page over `FRAMES_S` seconds. */
function frames(page) {
  return page.evaluate(
    (ms) =>
      new Promise((resolve) => {
        const times = []
        const start = performance.now()
        let last = start
        const step = (now) => {
          times.push(now - last)
          last = now
          if (now - start < ms) return requestAnimationFrame(step)
          times.sort((a, b) => a - b)
          resolve({ rate: (times.length * 1_000) / (now - start), p95: times[Math.floor(times.length * 0.95)] })
        }
        requestAnimationFrame(step)
      }),
    FRAMES_S * 1_000,
  )
}

async function cpu(session) {
  const { metrics } = await session.send('Performance.getMetrics')
  return Object.fromEntries(metrics.map(({ name, value }) => [name, value]))
}

/** From the newest fill down through all of them, reading page after page, then freely over what is there. */
async function scroll(path) {
  feed.state.running = false
  const { page, session, close } = await open(path)
  await page.locator('[role=rowgroup][tabindex="0"] [role=row]').first().waitFor()
  const read = await page.evaluate(async (rows) => {
    const scroller = [...document.querySelectorAll('[role=rowgroup][tabindex="0"]')].at(-1)
    const start = performance.now()
    const limit = start + 90_000
    while (performance.now() < limit) {
      scroller.scrollTop = scroller.scrollHeight
      await new Promise((resolve) => setTimeout(resolve, 16))
      const table = scroller.closest('[role=table]')
      if (Number(table.getAttribute('aria-rowcount')) > rows) break
    }
    return {
      rows: Number(scroller.closest('[role=table]').getAttribute('aria-rowcount')) - 1,
      ms: performance.now() - start,
    }
  }, ROWS)
  const rest = await frames(page)
  const moving = page.evaluate(async (ms) => {
    const scroller = [...document.querySelectorAll('[role=rowgroup][tabindex="0"]')].at(-1)
    const start = performance.now()
    const step = (now) => {
      scroller.scrollTop = (Math.sin((now - start) / 900) * 0.5 + 0.5) * 4_000 + scroller.scrollHeight * 0.4
      if (now - start < ms) requestAnimationFrame(step)
    }
    requestAnimationFrame(step)
  }, FRAMES_S * 1_000)
  const before = await cpu(session)
  const seen = await frames(page)
  const after = await cpu(session)
  await moving
  await close()
  return {
    view: path,
    'rows read': read.rows,
    'reading them s': round(read.ms / 1_000),
    'frames/s scrolling': round(seen.rate),
    'p95 frame ms': round(seen.p95),
    'frames/s at rest': round(rest.rate),
    'p95 at rest ms': round(rest.p95),
    'main thread CPU ms a frame': round(((after.TaskDuration - before.TaskDuration) * 1_000) / (seen.rate * FRAMES_S)),
  }
}

/** Memory after a collection, compared with that after the first ten seconds of the stream. */
async function memory() {
  feed.state.running = true
  const { page, close } = await open('/')
  const held = () => page.evaluate(() => (globalThis.gc(), globalThis.gc(), performance.memory.usedJSHeapSize / 1e6))
  await page.waitForTimeout(10_000)
  const first = await held()
  await page.waitForTimeout(MEMORY_S * 1_000)
  const last = await held()
  await close()
  return {
    seconds: MEMORY_S,
    'heap at first MB': round(first),
    'heap at last MB': round(last),
    'growth MB': round(last - first),
    'growth MB in 10 min at this pace': round(((last - first) * 600) / MEMORY_S),
  }
}

function round(value) {
  return Math.round(value * 10) / 10
}

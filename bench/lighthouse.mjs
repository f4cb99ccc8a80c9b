// Lighthouse on the page of a running product, signed in, as a desktop and as a phone: performance, accessibility and best
// practices, of 100. The product serves over loopback; nothing is thrown in to slow it down on the desktop.
// Each device is measured several times and the run in the middle is told, with the machine's own speed as Lighthouse finds it:
// under 2,500 or so the phone's figures say more of the machine than of the page.
// node bench/lighthouse.mjs [path, / unless told] [runs of each device, 3 unless told]

import { importTool } from '../scripts/lib/tools.mjs'
import { freePort, openBrowser, startProduct } from './lib/product.mjs'

const { default: lighthouse, desktopConfig } = await importTool('lighthouse')

const path = process.argv[2] ?? '/'
const RUNS = Number(process.argv[3] ?? 3)
const WANTED = { performance: 90, accessibility: 100, 'best-practices': 100 }
const product = await startProduct()
const port = await freePort()
const browser = await openBrowser([`--remote-debugging-port=${port}`])
try {
  const cookie = await signedIn(product.link)
  const rows = []
  for (const [device, config] of [
    ['desktop', desktopConfig],
    ['phone', undefined],
  ]) {
    const flags = {
      port,
      output: 'json',
      logLevel: 'error',
      onlyCategories: Object.keys(WANTED),
      extraHeaders: { Cookie: cookie },
    }
    const runs = await runsOf(flags, config)
    const { categories, audits, environment } = runs[RUNS >> 1]
    rows.push({
      device,
      ...Object.fromEntries(
        Object.keys(WANTED).map((name) => [name, Math.round((categories[name]?.score ?? 0) * 100)]),
      ),
      'performance of each run': runs.map((run) => Math.round(run.categories.performance.score * 100)).join(' '),
      machine: Math.round(environment.benchmarkIndex),
      'first paint ms': Math.round(audits['first-contentful-paint']?.numericValue ?? 0),
      'largest paint ms': Math.round(audits['largest-contentful-paint']?.numericValue ?? 0),
      'blocked ms': Math.round(audits['total-blocking-time']?.numericValue ?? 0),
      'layout shift': (audits['cumulative-layout-shift']?.numericValue ?? 0).toFixed(3),
    })
    for (const name of ['accessibility', 'best-practices']) {
      for (const { id } of categories[name]?.auditRefs ?? []) {
        const audit = audits[id]
        if (audit?.score !== null && audit?.score !== undefined && audit.score < 1)
          console.log(`${device} ${id}: ${audit.title}`)
      }
    }
  }
  console.table(rows)
  console.log(
    `wanted: ${Object.entries(WANTED)
      .map(([name, least]) => `${name} ${least}`)
      .join(', ')}`,
  )
} finally {
  await browser.close()
  await product.end()
}

/** The runs, the best performance last. One that Lighthouse could not measure is told, and made again. */
async function runsOf(flags, config) {
  const runs = []
  for (let tries = 0; runs.length < RUNS && tries < 2 * RUNS; tries++) {
    const { lhr } = (await lighthouse(product.origin + path, flags, config)) ?? {}
    const failed = Object.values(lhr?.audits ?? {}).filter(({ scoreDisplayMode }) => scoreDisplayMode === 'error')
    if (typeof lhr?.categories.performance?.score === 'number') runs.push(lhr)
    else
      console.log(
        `Not measured: ${lhr?.runtimeError?.message ?? failed.map(({ id, errorMessage }) => `${id}: ${errorMessage}`).join(', ')}`,
      )
  }
  if (runs.length < RUNS) throw new Error('Lighthouse could not measure the page.')
  return runs.sort((a, b) => a.categories.performance.score - b.categories.performance.score)
}

/** The session's cookie: Lighthouse opens a browser context of its own and sends it along. */
async function signedIn(link) {
  const url = new URL(link)
  const code = new URLSearchParams(url.hash.slice(1)).get('login')
  const answer = await fetch(`${url.origin}/api/v1/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: url.origin },
    body: JSON.stringify({ code }),
  })
  const cookie = answer.headers.get('set-cookie')?.split(';')[0]
  if (!answer.ok || cookie === undefined) throw new Error(`No session: ${answer.status}`)
  return cookie
}

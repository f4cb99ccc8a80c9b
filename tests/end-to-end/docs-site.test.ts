/** The documentation site as the gateway serves it, in a real Chromium that obeys its content security policy. */

import { execFileSync } from 'node:child_process'
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { silentLog } from '@spotdeck/ports'
import { nodeClock, nodeRandom, nodeTimers } from '@spotdeck/ports/node'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Edge, openEdge } from '../../packages/edge/src/edge.ts'
import { FakeDesk } from '../../packages/edge/src/testing/fake-desk.ts'
import { openBrowser } from './support/browser.ts'
import { PATIENCE_MS } from './support/until.ts'

const script = fileURLToPath(new URL('../../scripts/docs-site.mjs', import.meta.url))
const place = mkdtempSync(join(tmpdir(), 'spotdeck-docs-'))
let edge: Edge
let browser: Browser

beforeAll(async () => {
  const world = { clock: nodeClock, timers: nodeTimers, random: nodeRandom, log: silentLog }
  const config = { host: '127.0.0.1', port: 0, sandbox: false, dataDir: place, dashboardDir: join(place, 'dist') }
  edge = await openEdge({ desk: new FakeDesk(), world, config })
  browser = await openBrowser()
})
afterAll(async () => {
  await browser.close()
  await edge.close()
  rmSync(place, { recursive: true, force: true })
})

test('is described where it is not built, and read in both languages, searched and linked once it is', async () => {
  const missing = await fetch(`${edge.localUrl}/docs/`)
  expect([missing.status, await missing.text()]).toEqual([404, expect.stringContaining('npm run docs:site')])
  const { NODE_ENV: _test, ...env } = process.env
  execFileSync(process.execPath, [script, join(place, 'built')], { env, stdio: 'ignore', timeout: PATIENCE_MS })
  cpSync(join(place, 'built'), join(place, 'docs'), { recursive: true })

  const context = await browser.newContext({ colorScheme: 'dark', viewport: { width: 1440, height: 900 } })
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  const page = await context.newPage()
  page.setDefaultTimeout(PATIENCE_MS)
  const troubles: string[] = []
  page.on('pageerror', (error) => troubles.push(error.message))
  page.on('console', (message) => {
    if (message.type() === 'error') troubles.push(message.text())
  })
  page.on('request', (request) => {
    if (!request.url().startsWith(edge.localUrl)) troubles.push(request.url())
  })
  await page.goto(`${edge.localUrl}/docs`)
  await page.getByRole('navigation').getByRole('link', { name: 'User guide' }).click()
  await page.getByRole('heading', { level: 1, name: 'User guide' }).waitFor()
  expect(await page.locator('html').getAttribute('class')).toContain('dark')

  await page.keyboard.press('Control+k')
  await page.getByRole('searchbox').fill('listen key renewal')
  await page.getByRole('option', { name: 'How data reaches the page' }).click()
  await page.waitForURL('**/docs/guide#how-data-reaches-the-page')

  await page.getByRole('navigation').getByRole('link', { name: 'Five-minute start' }).click()
  await page.getByRole('heading', { level: 1, name: 'Five-minute start' }).waitFor()
  await page.locator('div[class*="language-"]').first().hover()
  await page.locator('button.copy').first().click()
  await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toBe('npm start')

  await page.goto(`${edge.localUrl}/docs/zh-TW/start`)
  await page.getByRole('heading', { level: 1, name: '五分鐘上手' }).waitFor()
  await page.keyboard.press('Control+k')
  await page.getByRole('searchbox').fill('手續費')
  await page.getByRole('option', { name: '報稅用的已實現批次' }).click()
  await page.waitForURL('**/docs/zh-TW/guide#*')
  expect(troubles).toEqual([])

  const unknown = await fetch(`${edge.localUrl}/docs/no-such-page`)
  expect(unknown.status).toBe(404)
  expect(unknown.headers.get('content-security-policy')).not.toContain('unsafe')
  expect(await fetch(`${edge.localUrl}/docs/llms.txt`).then((answer) => answer.text())).toContain('/docs/start')
})

/** The sandbox's panel in a real browser: what a newcomer finds and does there, in both languages. */

import {
  builtInVenue,
  type FeedEvent,
  type MarketFeed,
  startSandbox,
  type StartedSandbox,
  SWITCHES,
} from '@spotdeck/sandbox'
import type { Socket } from '@spotdeck/ports'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openBrowser } from './support/browser.ts'

const KEY = { apiKey: 'mx0carol', secret: 'carols-secret' }
const VENUE = { accounts: [{ uid: '20000001', balances: { USDT: '1000' }, keys: [KEY] }] }
let browser: Browser
let sandbox: StartedSandbox
const troubles: string[] = []

beforeAll(async () => {
  browser = await openBrowser()
  sandbox = await startSandbox({
    bots: true,
    demo: false,

    venue: VENUE,
    seed: 'panel',
  })
})
afterAll(async () => {
  await browser.close()
  await sandbox.close()
})

/** The panel in a browser of that language. */
async function openPanel(locale: string, at = sandbox.restUrl, width = 1440): Promise<Page> {
  const context = await browser.newContext({ viewport: { width, height: 900 }, locale })
  const page = await context.newPage()
  page.on('pageerror', (error) => troubles.push(error.message))
  page.on('dialog', (dialog) => void dialog.accept())
  await page.goto(`${at}/sandbox`)
  await page.locator('#accounts tbody tr').first().waitFor()
  return page
}

test('keys are made, frozen, valid again and revoked', async () => {
  const page = await openPanel('en-US')
  const row = page.getByRole('row').filter({ has: page.getByRole('cell', { name: KEY.apiKey, exact: true }) })
  await row.getByRole('button', { name: 'Freeze' }).click()
  await row.getByRole('cell', { name: 'frozen', exact: true }).waitFor()
  await row.getByRole('button', { name: 'Unfreeze' }).click()
  await row.getByRole('cell', { name: 'valid', exact: true }).waitFor()
  await page.getByLabel('Account', { exact: true }).selectOption('20000001')
  await page.getByRole('button', { name: 'Create' }).click()
  await page.getByText(/^Key mx0v.*, secret [0-9a-f]+/).waitFor()
  await row.getByRole('button', { name: 'Revoke' }).click()
  await row.getByRole('cell', { name: 'revoked', exact: true }).waitFor()
  await row.getByRole('button', { name: 'Show data' }).click()
  await page.getByText(`${KEY.apiKey}: 0 orders, 0 fills`).waitFor()
  await page.context().close()
})

test('the book, a connection and the journal show what happens', async () => {
  const page = await openPanel('en-US')
  await page.locator('#book-section').scrollIntoViewIfNeeded()
  await expect.poll(() => page.locator('#book tbody tr').count()).toBeGreaterThan(8)
  await expect.poll(() => page.locator('#tape tbody tr').count()).toBeGreaterThan(0)
  const channel = 'spot@public.aggre.deals.v3.api.pb@100ms@MXUSDT'
  const socket = await new Promise<Socket>((resolve) => {
    const opened = (): void => resolve(made)
    const made = sandbox.openSocket(sandbox.wsUrl, { opened, message: () => undefined, closed: () => undefined })
  })
  socket.send(JSON.stringify({ method: 'SUBSCRIPTION', params: [channel] }))
  await page.getByRole('cell', { name: channel }).first().waitFor()
  await fetch(`${sandbox.restUrl}/api/v3/ticker/price?symbol=MXUSDT`)
  await page.locator('#journal-section').scrollIntoViewIfNeeded()
  await page.locator('#journal-form').getByLabel('Show').selectOption('call')
  await page.getByRole('cell', { name: 'GET ticker/price symbol=MXUSDT' }).first().waitFor()
  socket.close()
  await page.context().close()
})

/** A recording of ten minutes of two symbols, of which one is never live. */
function recording(): MarketFeed {
  const startAt = Date.UTC(2027, 0, 4, 12)
  const symbols = builtInVenue.symbols.filter(({ rules }) => ['BTCUSDT', 'MXUSDT'].includes(rules.symbol))
  const events: FeedEvent[] = [{ symbol: 'BTCUSDT', at: startAt, type: 'live' }]
  return {
    ...{ kind: 'replay', source: '/recordings/monday.rec', symbols, startAt, endsAt: startAt + 600_000 },
    past: { candles: new Map(), prints: new Map() },
    open: () => ({
      take: () => events.splice(0),
      next: 'unknown',
      onArrival: () => undefined,
      close: () => undefined,
    }),
  }
}

test('a recording is shown with its name, position and speed, and with the symbols that it halts', async () => {
  await using replay = await startSandbox({ feed: recording(), time: 'virtual', speed: 10 })
  await replay.advance(90_000)
  const page = await openPanel('en-US', replay.restUrl)
  await page
    .getByText('Recording monday.rec · 0:01:30 of 0:10:00 · speed 10× · MXUSDT halted: its book is not known yet')
    .waitFor()
  await page.getByRole('button', { name: '中文' }).click()
  await page.getByText('錄製檔 monday.rec · 0:01:30／0:10:00 · 10 倍速').waitFor()
  await page.context().close()
})

test('a set of faults, a scenario and a venue are put to work', async () => {
  const page = await openPanel('en-US')
  await page.getByRole('button', { name: 'Realistic' }).click()
  await expect.poll(() => sandbox.faults.list().length).toBe(4)
  await page.getByRole('button', { name: 'Turn all off' }).click()
  await page.getByText('No fault is on.').waitFor()
  await page.getByRole('button', { name: 'Play' }).click()
  await page.getByText(/Scenario: \d of 3 steps done/).waitFor()
  await page.getByRole('button', { name: 'Apply' }).click()
  await page.getByRole('cell', { name: '币安人生USDT' }).first().waitFor()
  await page.getByLabel('Venue (JSON)').fill('{"symbols": [{"price": 1}]}')
  await page.getByRole('button', { name: 'Apply' }).click()
  await page.getByRole('alert').getByText('The venue: symbols[0].price: ').waitFor()
  expect(JSON.stringify(sandbox.venue())).toContain('币安人生')
  await page.context().close()
})

test('it speaks Chinese, switches, and fits a phone', async () => {
  const page = await openPanel('zh-TW', sandbox.restUrl, 390)
  for (const title of [
    '時鐘',
    '帳戶與金鑰',
    '委託簿與最新成交',
    '連線',
    '日誌',
    '故障注入',
    '情境',
    '交易場所',
    '開關',
  ])
    expect([title, await page.getByRole('heading', { name: title, exact: true }).count()]).toEqual([title, 1])
  const texts = await page.locator('#switches td:last-child').allTextContents()
  expect(texts).toHaveLength(Object.keys(SWITCHES).length)
  for (const text of [...texts, ...(await page.locator('#drift label').allTextContents())])
    expect(text).toMatch(/\p{Script=Han}/u)
  const kinds = await page.locator('#fault-form option').allTextContents()
  for (const kind of kinds) expect(kind).toMatch(/\p{Script=Han}.* \(.+\)$/u)
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true)
  await page.getByRole('button', { name: 'English' }).click()
  await page.getByRole('heading', { name: 'Accounts and keys' }).waitFor()
  await page.reload()
  await page.getByRole('heading', { name: 'Accounts and keys' }).waitFor()
  await page.context().close()
  expect(troubles).toEqual([])
})

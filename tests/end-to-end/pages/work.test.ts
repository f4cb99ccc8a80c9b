/**
 * Work on the pages in a real Chromium: arranging tables, importing and exporting files, typing orders.
 * They share one page and run one after the other: an open page draws all the time.
 */

import { text } from 'node:stream/consumers'
import type { Page, Request } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { chromiumPath } from '../support/browser.ts'
import { type Guests, joinProduct, turnTo } from '../support/guests.ts'

let guests: Guests
beforeAll(async () => {
  if (chromiumPath !== undefined) guests = await joinProduct()
})

afterAll(() => guests?.end())

/** Places an order with the page's own session; resolves to its id. */
async function placed(page: Page, order: Readonly<Record<string, string>>): Promise<string> {
  const headers = { origin: guests.origin, 'idempotency-key': crypto.randomUUID() }
  const answer = await page.request.post(`${guests.origin}/api/v1/accounts/main/orders`, { headers, data: order })
  expect(answer.status()).toBe(201)
  return ((await answer.json()) as { readonly orderId: string }).orderId
}

test.skipIf(chromiumPath === undefined)(
  'a line that breaks while a page is fetched costs a moment, not the page',

  async () => {
    // The first test: nothing has fetched the market's page yet.
    const { page } = await guests.ownerAt('/')
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
      [...document.styleSheets]
        .filter(({ href }) => href?.includes('market-page'))
        .map((sheet) => sheet.cssRules.length > 0),
    )
    expect(rules).toEqual([true])
  },
)

test.skipIf(chromiumPath === undefined)('orders of one type are read as such, page by page', async () => {
  const { page, troubles } = await guests.ownerAt('/settings')
  await page.getByText('Share links').first().waitFor()
  const asked: string[] = []
  page.on('request', (request) => {
    if (/\/orders\?/.test(request.url())) asked.push(new URL(request.url()).searchParams.get('type') ?? 'any')
  })
  await turnTo(page, '/orders?type=MARKET')
  await page.locator('[role=status][aria-label]').first().waitFor({ state: 'detached' })
  await page.getByRole('columnheader', { name: 'Type' }).or(page.getByText('Clear')).first().waitFor()
  expect(asked.length).toBeGreaterThan(0)
  expect(new Set(asked)).toEqual(new Set(['MARKET']))
  expect(troubles).toEqual([])
})

test.skipIf(chromiumPath === undefined)(
  'columns are chosen, moved and widened, and are so at the next visit',
  async () => {
    const { page, troubles } = await guests.ownerAt('/fills')
    const heads = async () => (await page.getByRole('columnheader').allInnerTexts()).map((text) => text.trim())
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
  },
)

test.skipIf(chromiumPath === undefined)('an export that only closes a hole is applied, and says so', async () => {
  const { page, troubles } = await guests.ownerAt('/settings')
  const at = Date.UTC(2025, 0, 2)
  const preview = {
    importId: '00112233445566778899aabbccddeeff',
    kind: 'deals',
    columns: [{ name: 'Time', field: 'time' }],
    missing: [],
    timeZone: 'UTC',
    rows: 3,
    added: 0,
    known: 3,
    ignored: 0,
    conflicting: 0,
    rejectedCount: 0,
    rejected: [],
    from: at,
    to: at + 7_200_000,
    closes: [{ kind: 'deals', from: at, to: at + 3_600_000 }],
    sample: [],
    expiresAt: at,
  }
  const ready = {
    importId: preview.importId,
    phase: 'ready',
    done: 3,
    total: 3,
    preview,
    applied: null,
    problem: null,
    expiresAt: at,
  }
  let applied = 0
  await page.route('**/import?wait=false', (route) => route.fulfill({ status: 202, json: ready }))
  await page.route(`**/import/${preview.importId}/apply?wait=false`, (route) => {
    applied += 1
    const written = { added: 0, known: 3, events: null }
    return route.fulfill({ status: 202, json: { ...ready, phase: 'applied', applied: written } })
  })
  await turnTo(page, '/activity?view=import')
  await page
    .getByTestId('import-file')
    .setInputFiles({ name: 'deals.csv', mimeType: 'text/csv', buffer: Buffer.from('Time\n') })
  await page.getByText('No new rows').waitFor()
  await page.getByRole('button', { name: 'Fill the gap' }).click()
  await page.getByText('Gap filled.').waitFor()
  expect([applied, troubles]).toEqual([1, []])
})

test.skipIf(chromiumPath === undefined)('what a filter leaves is exported whole', async () => {
  const { page, troubles } = await guests.ownerAt('/fills?range=All&symbol=MXUSDT&side=BUY')
  // The past comes in market by market after the start.
  await page.locator('[data-testid^="fill-"]').nth(11).waitFor()
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Export as CSV' }).click(),
  ])
  const [head, ...rows] = (await text(await download.createReadStream())).trimEnd().split('\r\n')
  expect(head).toMatch(/^time,symbol,side,price,quantity/)
  expect(rows.length).toBeGreaterThan(10)
  expect(rows.every((row) => row.includes(',MXUSDT,BUY,'))).toBe(true)
  expect(troubles).toEqual([])
})

test.skipIf(chromiumPath === undefined)(
  'a comma orders nothing, a price far off is sent only at the second press, and a lost answer is no refusal',

  async () => {
    const { page } = await guests.ownerAt('/market/MXUSDT')
    const sent: unknown[] = []
    const isOrder = (request: Request) => request.method() === 'POST' && request.url().endsWith('/orders')
    page.on('request', (request) => {
      if (isOrder(request)) sent.push(request.postDataJSON())
    })
    const press = page.getByTestId('ticket-send')
    await page.getByLabel('Quantity', { exact: true }).fill('1,5')
    await page.getByLabel('Price', { exact: true }).fill('90')
    await page.getByText('“1,5” is not a number.').waitFor()
    expect(await press.isDisabled()).toBe(true)
    await page.getByLabel('Quantity', { exact: true }).fill('1.5')
    await page.getByText('above the best ask').waitFor()
    await press.dblclick()
    await page.getByText('Send it or edit it').waitFor()
    expect(await press.innerText()).toBe('Buy 1.50 MX at 90.0000 USDT, limit')
    expect(sent).toEqual([])
    await page.route('**/orders', (route) => (isOrder(route.request()) ? route.abort() : route.continue()))
    await Promise.all([page.waitForRequest(isOrder), press.click()])
    await page.getByRole('alert').getByText('No answer: it may have been placed').waitFor()
    expect(await page.getByText('Order not placed').count()).toBe(0)
    expect(sent).toEqual([{ symbol: 'MXUSDT', side: 'BUY', type: 'LIMIT', quantity: '1.5', price: '90' }])
  },
)

test.skipIf(chromiumPath === undefined)(
  'an order stands in the address; Esc and Back close what lies on top, and the keyboard is where it was',

  async () => {
    const { page, troubles } = await guests.ownerAt('/')
    const dialogs = page.getByRole('dialog')
    // Far from the market: nobody fills it while it is looked at.
    const id = await placed(page, { symbol: 'MXUSDT', side: 'BUY', type: 'LIMIT', quantity: '10', price: '1' })
    await turnTo(page, '/orders?view=open')
    await page.locator(`[data-testid="order-${id}"]`).press('Enter')
    await page.waitForURL(`**/orders?view=open&order=${id}`)
    await dialogs.getByText(id).waitFor()
    // The opened sheet takes the focus, a moment after it is there.
    await page.waitForFunction(() => document.querySelector('[role=dialog]')?.contains(document.activeElement))
    await dialogs.getByRole('button', { name: 'Cancel order' }).press('Enter')
    await page.getByText('Only the unfilled part is canceled.').waitFor()
    await page.keyboard.press('Escape')
    await page.getByText('Only the unfilled part is canceled.').waitFor({ state: 'detached' })
    expect(await dialogs.count()).toBe(1)
    await page.keyboard.press('Escape')
    await dialogs.waitFor({ state: 'detached' })
    expect(page.url()).toBe(`${guests.origin}/orders?view=open`)
    const back = page.locator(`[data-testid="order-${id}"]`)
    expect(await back.evaluate((one) => one === document.activeElement)).toBe(true)
    await page.goto(`${guests.origin}/?order=${id}`)
    await dialogs.getByText(id).waitFor()
    await page.keyboard.press('Escape')
    await dialogs.waitFor({ state: 'detached' })
    expect(page.url()).toBe(`${guests.origin}/`)
    expect(troubles).toEqual([])
  },
)

test.skipIf(chromiumPath === undefined)('in privacy mode the ticket tells nobody what there is', async () => {
  const { page } = await guests.ownerAt('/market/MXUSDT')
  await page.getByTestId('ticket-send').waitFor()
  await page.keyboard.press('p')
  await page.getByLabel('Price', { exact: true }).fill('2')
  await page.getByTitle('50% of').click()
  const quantity = page.getByLabel('Quantity', { exact: true })
  await page.getByText('Buy ••• MX at 2.0000 USDT').waitFor()
  const typed = await quantity.inputValue()
  expect(Number(typed)).toBeGreaterThan(1_000)
  expect(await quantity.evaluate((field) => getComputedStyle(field).filter)).toBe('blur(7px)')
  await quantity.fill('900000000')
  await page.getByText('Insufficient USDT: need •••, available •••').waitFor()
  // Typed text is never blurred.
  expect(await quantity.evaluate((field) => getComputedStyle(field).filter)).toBe('none')
  await quantity.blur()
  await page.keyboard.press('p')
})

test.skipIf(chromiumPath === undefined)('a paused sandbox is not called live', async () => {
  const { page } = await guests.ownerAt('/')
  await page.route('**/api/v1/sandbox/state', async (route) => {
    const state = (await (await route.fetch()).json()) as { readonly clock: object }
    await route.fulfill({ json: { ...state, clock: { ...state.clock, paused: true } } })
  })
  await page.reload()
  const pill = page.getByTestId('stream-state')
  await pill.getByText('clock paused').waitFor()
  await page.locator('button[lang="zh-TW"]').click()
  await pill.getByText('時鐘已暫停').waitFor()
  await page.locator('button[lang="en"]').click()
})

test.skipIf(chromiumPath === undefined)(
  'a list in another order is read whole, keeps its order under another filter, and asks for a refused page once',

  async () => {
    const { page } = await guests.ownerAt('/fills?range=All')
    const price = page.getByRole('columnheader', { name: 'Price' })
    const rows = async () => Number(await page.getByRole('table').getAttribute('aria-rowcount'))
    // The past comes in market by market after the start.
    await expect.poll(rows).toBeGreaterThan(200)
    await price.getByRole('button').first().click()
    await page.getByText('Loading more…').waitFor({ state: 'detached' })
    await expect.poll(rows).toBeGreaterThan(500)
    await turnTo(page, '/fills?range=All&side=BUY')
    await page.locator('[data-testid^="fill-"]').first().waitFor()
    expect(await price.getAttribute('aria-sort')).toBe('descending')
    let refused = 0
    await page.route(/\/deals\?.*cursor=/, (route) => {
      refused += 1
      return route.fulfill({ status: 400, json: { status: 400, code: 'BAD_REQUEST', params: {} } })
    })
    await turnTo(page, '/fills?range=All&side=SELL')
    const again = page.getByRole('button', { name: 'Try again' })
    await again.waitFor()
    expect(refused).toBe(1)
    await page.unroute(/\/deals\?.*cursor=/)
    await again.click()
    await again.waitFor({ state: 'detached' })
    await expect.poll(rows).toBeGreaterThan(201)
  },
)

test.skipIf(chromiumPath === undefined)(
  'figures of the choice before are dimmed while those of another are on their way',

  async () => {
    const { page } = await guests.ownerAt('/performance')
    const opacity = () =>
      page
        .locator('main dd')
        .first()
        .evaluate((one) => getComputedStyle(one).opacity)
    await page.getByText(/ fills$/).waitFor()
    await expect.poll(opacity).toBe('1')
    await page.route('**/pnl?method=fifo*', () => undefined)
    await turnTo(page, '/performance?method=fifo')
    await expect.poll(opacity).toBe('0.5')
  },
)

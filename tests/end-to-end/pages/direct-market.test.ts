/** The market page reading the exchange's public stream itself, in a real Chromium under the page's own policy. */

import type { Page, WebSocket, WebSocketRoute } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { chromiumPath } from '../support/browser.ts'
import { type Guests, joinProduct, turnTo } from '../support/guests.ts'

let guests: Guests
beforeAll(async () => {
  if (chromiumPath !== undefined) guests = await joinProduct()
})

afterAll(() => guests?.end())

async function choose(page: Page): Promise<void> {
  const data = { directMarket: true }
  const answer = await page.request.post(`${guests.origin}/api/v1/settings`, {
    data,
    headers: { origin: guests.origin },
  })
  expect(answer.status()).toBe(200)
  await page.addInitScript(() =>
    localStorage.setItem('spotdeck.preferences', JSON.stringify({ welcomed: true, directMarket: true })),
  )
}
const feedIs = (page: Page, feed: string): Promise<void> =>
  page.locator(`[data-testid=market-feed][data-feed=${feed}]`).waitFor()
/** Everything that the page sent and was sent as text. */
function heardOn(socket: WebSocket): { readonly sent: string[]; readonly received: string[] } {
  const heard = { sent: [] as string[], received: [] as string[] }
  socket.on('framesent', ({ payload }) => void heard.sent.push(String(payload)))
  socket.on('framereceived', ({ payload }) => {
    if (typeof payload === 'string') heard.received.push(payload)
  })
  return heard
}

test.skipIf(chromiumPath === undefined)(
  'is off until its owner turns it on, then shows the exchange’s own stream and asks the gateway no more',

  async () => {
    const { page, troubles, close } = await guests.open('owner')
    const sockets = new Map<string, ReturnType<typeof heardOn>>()
    page.on('websocket', (socket) => void sockets.set(socket.url(), heardOn(socket)))
    await page.goto(`${guests.origin}/market/MXUSDT`)
    await page.getByTestId('market-last').waitFor()
    expect(await page.getByTestId('market-feed').count()).toBe(0)
    expect([...sockets.keys()].every((url) => url.endsWith('/api/v1/ws'))).toBe(true)
    await turnTo(page, '/settings')
    await page.getByText('no API key and no listen key').waitFor()
    const loadedAnew = page.waitForEvent('load')
    sockets.clear()
    await page.getByRole('switch', { name: 'Read market data directly from the exchange' }).check({ force: true })
    await loadedAnew
    await turnTo(page, '/market/MXUSDT')
    await feedIs(page, 'exchange')
    const [url = '', direct] = [...sockets].find(([named]) => !named.endsWith('/api/v1/ws')) ?? []
    expect(url).toMatch(/^ws:\/\/127\.0\.0\.1:\d+\/ws$/)
    const asked = direct?.sent.join(' ') ?? ''
    expect(asked).toContain('spot@public.limit.depth.v3.api.pb@MXUSDT@20')
    expect(asked).not.toContain('private')
    // Frames sent before the switch may still arrive; after it, the gateway's socket carries no market data.
    const gateway = [...sockets].find(([named]) => named.endsWith('/api/v1/ws'))?.[1]
    const lastAsked = () => gateway?.sent.filter((text) => !text.includes('"ping"')).at(-1)
    await expect.poll(lastAsked).toContain('unsubscribe')
    await page.getByRole('list', { name: 'Asks' }).getByRole('listitem').first().waitFor()
    await page.waitForFunction(() => document.querySelectorAll('ol li time').length > 5)
    expect(troubles).toEqual([])
    await close()
  },
)

test.skipIf(chromiumPath === undefined)(
  'a stream that goes silent gives way to the gateway’s market data, says so, and comes back',

  async () => {
    const { page, close } = await guests.open('owner')
    await choose(page)
    const stream: { isSilent: boolean; route?: WebSocketRoute } = { isSilent: false }
    await page.routeWebSocket(/:\d+\/ws$/, (route) => {
      stream.route = route
      const server = route.connectToServer()
      server.onMessage((message) => {
        if (!stream.isSilent) route.send(message)
      })
    })
    await page.goto(`${guests.origin}/market/MXUSDT`)
    await feedIs(page, 'exchange')
    stream.isSilent = true
    await feedIs(page, 'spotdeck')
    await page.getByTestId('market-feed').getByText('exchange stream silent').waitFor()
    await page.getByTestId('market-last').waitFor()
    stream.isSilent = false
    await feedIs(page, 'exchange')
    await close()
  },
)

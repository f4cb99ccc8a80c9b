import type { OrderData, StatusData } from '@spotdeck/api'
import { useLocation } from 'react-router'
import { describe, expect, test } from 'vitest'
import { ApiError } from '../../live/api-client.ts'
import { assetOf, orderOf } from '../../live/testing/events.ts'
import { type Replacement, afterCancel } from '../../state/orders/replace-order.ts'
import { marketNamed } from '../testing/fixtures.ts'
import { NOW, type Answers, openPage, problem, wordsOf } from '../testing/page.tsx'
import { useKeys } from '../shell/keys.tsx'
import { EditOrder } from './edit-order.tsx'

const market = marketNamed('MXUSDT')
const order = orderOf('o-1', {
  price: '2.2',
  quantity: '10',
  executedQuantity: '4',
  remainingQuantity: '6',
  remainingQuoteQuantity: '13.2',
  status: 'PARTIALLY_FILLED',
})
const replacement: Replacement = { order, market, price: '2.25', quantity: '6' }
const refused = { kind: 'refused', error: new ApiError('RATE_LIMITED', 429) } as const
const as = (change: Partial<OrderData>) => ({ ...order, ...change })

describe('after the cancel', () => {
  test.each([
    ['canceled', 'PARTIALLY_CANCELED', '4', { kind: 'place', order: { price: '2.25', quantity: '6' } }],
    ['unknown', 'PARTIALLY_CANCELED', '4', { kind: 'place', order: { quantity: '6' } }],
    // Three more were filled before the cancel arrived.
    ['canceled', 'PARTIALLY_CANCELED', '7', { kind: 'place', order: { quantity: '3' } }],
    ['canceled', 'PARTIALLY_CANCELED', '9.9', { kind: 'stopped', reason: 'small' }],
    ['canceled', 'PARTIALLY_CANCELED', '10', { kind: 'stopped', reason: 'filled' }],
    ['canceled', 'PARTIALLY_FILLED', '4', { kind: 'wait' }],
    ['unknown', 'PARTIALLY_FILLED', '4', { kind: 'wait' }],
    ['ended', 'FILLED', '10', { kind: 'stopped', reason: 'filled' }],
    ['ended', 'CANCELED', '4', { kind: 'stopped', reason: 'ended' }],
    ['unknown', 'UNKNOWN', '4', { kind: 'stopped', reason: 'ended' }],
  ] as const)('%s, the order %s with %s filled', (kind, status, executedQuantity, expected) => {
    expect(afterCancel(replacement, { kind }, as({ status, executedQuantity }))).toMatchObject(expected)
  })

  test('a refused cancel leaves the old order, and places nothing', () => {
    expect(afterCancel(replacement, refused, order)).toEqual({ ...refused, kind: 'kept' })
    expect(afterCancel(replacement, refused, as({ status: 'CANCELED' }))).toMatchObject({ kind: 'stopped' })
  })
})

const opens = { find: () => undefined, help: () => undefined }

/** Keys of the page, and where they lead. */
function Keys() {
  useKeys(opens)
  return <output>{useLocation().pathname}</output>
}

describe('the dialog', () => {
  const live: StatusData = { state: 'live', code: 'LIVE', params: {}, since: NOW }
  const canceled = as({ status: 'PARTIALLY_CANCELED', updatedAt: 2 })

  async function edit(answers: Answers, language: 'en' | 'zh-TW' = 'en') {
    const posts: string[] = []
    const content = (
      <>
        <EditOrder order={order} market={market} price="2.25" onClose={() => undefined} />
        <Keys />
      </>
    )
    const page = await openPage(content, {
      language,
      trading: true,
      snapshot: { assets: [assetOf('USDT', '1', '13.2')], openOrders: [order], status: live },
      answers: {
        'DELETE orders/o-1': Response.json({ outcome: 'canceled', orderId: 'o-1' }),
        'POST orders': () => {
          posts.push('placed')
          return Response.json({ outcome: 'placed', orderId: 'o-2', clientOrderId: 'sd' }, { status: 201 })
        },
        ...answers,
      },
    })
    const button = () => document.querySelector<HTMLButtonElement>('form button[type="submit"]')
    const send = () => page.update(() => button()?.form?.requestSubmit())
    const outcome = () => wordsOf(document.querySelector('[data-testid="replace-outcome"]'))
    return { ...page, posts, button, send, outcome }
  }

  test('cancels, reads the end of the old order, then places the new one once', async () => {
    let ended = false
    const page = await edit({
      orders: () => ({ items: [ended ? canceled : order], nextCursor: null }),
    })
    expect(wordsOf(page.button())).toBe('Replace: Buy 6.00 MX at 2.2500 USDT, limit')
    await page.send()
    await page.send()
    expect([page.posts.length, page.outcome()]).toEqual([0, 'Canceling the old order…'])
    ended = true
    await page.update(() => page.world.advance(1_000))
    expect(page.posts).toEqual(['placed'])
    expect(page.outcome()).toContain('Replaced.')
    expect(page.button()).toBeNull()
  })

  test('no key leads away while the orders are under way', async () => {
    const page = await edit({ orders: { items: [order], nextCursor: null } })
    await page.send()
    for (const key of ['g', 'd'])
      await page.update(() => void document.body.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true })))
    expect(page.root.querySelector('output')?.textContent).toBe('/')
  })

  test('an order whose end is never known is given up after half a minute, and nothing is placed', async () => {
    const page = await edit({ orders: { items: [order], nextCursor: null } })
    await page.send()
    for (let looks = 0; looks < 30; looks++) await page.update(() => page.world.advance(2_000))
    expect(page.posts).toEqual([])
    expect(page.outcome()).toContain('It may still be open')
  })

  test('a refused cancel says why, and that nothing was placed', async () => {
    const page = await edit({
      'DELETE orders/o-1': problem(503, 'NOT_READY'),
      orders: { items: [order], nextCursor: null },
    })
    await page.send()
    expect(page.posts).toEqual([])
    expect(page.outcome()).toContain('Not replaced. No new order was placed.')
  })

  test.each([
    ['en', 'The old order is canceled. The new one was not placed.'],
    ['zh-TW', '舊單已撤，新單未成立。'],
  ] as const)('a new order that is refused is not said to be under way (%s)', async (language, text) => {
    const page = await edit(
      { orders: { items: [canceled], nextCursor: null }, 'POST orders': problem(422, 'ORDER_REJECTED') },
      language,
    )
    await page.send()
    expect(page.outcome()).toContain(text)
  })

  test('its text in Chinese', async () => {
    const page = await edit({ orders: { items: [canceled], nextCursor: null } }, 'zh-TW')
    expect(wordsOf(page.button())).toBe('改為：限價買入 6.00 MX，價格 2.2500 USDT')
    await page.send()
    expect(page.outcome()).toContain('已改單。')
  })
})

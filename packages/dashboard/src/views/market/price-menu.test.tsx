import type { BookData, StatusData } from '@spotdeck/api'
import { useState } from 'react'
import { expect, test } from 'vitest'
import { assetOf } from '../../live/testing/events.ts'
import { marketNamed } from '../testing/fixtures.ts'
import { NOW, openPage, wordsOf } from '../testing/page.tsx'
import { BookCard } from './book-card.tsx'
import { PriceMenu } from './price-menu.tsx'
import { TicketCard } from './ticket-card.tsx'
import { TicketContext, useTicketStore } from './ticket-store.ts'

const mx = marketNamed('MXUSDT')
const live: StatusData = { state: 'live', code: 'LIVE', params: {}, since: NOW }

type OpenedProps = { readonly price: string; readonly quantity: string }

function Opened({ price, quantity }: OpenedProps) {
  const ticket = useTicketStore(mx, { side: 'SELL', type: 'LIMIT', price: '', quantity, spend: '' })
  const [isOpen, setOpen] = useState(true)
  return (
    <TicketContext value={ticket}>
      <TicketCard market={mx} />
      <BookCard market={mx} />
      {isOpen ? <PriceMenu market={mx} at={{ price, x: 0, y: 0 }} onClose={() => setOpen(false)} /> : null}
    </TicketContext>
  )
}

async function openMenu(props: OpenedProps) {
  const posts: unknown[] = []
  const page = await openPage(<Opened {...props} />, {
    trading: true,
    snapshot: { assets: [assetOf('USDT', '1000'), assetOf('MX', '50')], status: live },
    answers: {
      orders: { items: [], nextCursor: null },
      'POST orders': () => {
        posts.push('placed')
        return Response.json({ outcome: 'placed', orderId: 'o-2', clientOrderId: 'sd' }, { status: 201 })
      },
    },
  })
  await page.update(() => {
    page.market.look({ symbol: 'MXUSDT', interval: '15m' })
    const data: BookData = { symbol: 'MXUSDT', version: '1', bids: [['2', '10']], asks: [['2.1', '7']] }
    page.market.apply({ topic: 'book', type: 'book.updated', time: NOW, data })
  })
  const item = (side: string) => document.querySelector<HTMLElement>(`[data-testid="order-${side}"]`)
  const pick = (side: string) => page.update(() => item(side)?.click())
  const values = () =>
    ['price', 'quantity'].map((name) => document.querySelector<HTMLInputElement>(`input[name="${name}"]`)?.value)
  const send = () => document.querySelector<HTMLButtonElement>('[data-testid="ticket-send"]')
  return { ...page, posts, item, pick, values, send }
}

test('an order that is complete is named in full, and one press sends it', async () => {
  const { item, pick, posts, text } = await openMenu({ price: '1.95', quantity: '5' })
  expect(wordsOf(item('BUY'))).toBe('Buy 5.00 MX at 1.9500 USDT, limit')
  await pick('BUY')
  expect(posts).toEqual(['placed'])
  expect(text()).toContain('Placed: Buy 5.00 MX at 1.9500 USDT, limit.')
})

test.each([
  ['1.5000', 'far through the book'],
  ['1.9500', 'a little through the book'],
  ['2.0000', 'at its best price'],
])('a sale at %s, %s, is asked for in the ticket, and not sent', async (price) => {
  const { pick, posts, send, text } = await openMenu({ price, quantity: '5' })
  await pick('SELL')
  expect(posts).toEqual([])
  expect(wordsOf(send())).toBe(`Sell 5.00 MX at ${price} USDT, limit`)
  expect(text()).toContain('Fills immediately')
})

test('without a quantity the order begins in the ticket, at its quantity', async () => {
  const { item, pick, posts, values } = await openMenu({ price: '1.95', quantity: '' })
  expect(wordsOf(item('BUY'))).toBe('Buy MX at 1.9500')
  await pick('BUY')
  expect([posts, values()]).toEqual([[], ['1.95', '']])
  expect(document.activeElement?.getAttribute('name')).toBe('quantity')
})

test('a price of the book goes into the ticket, its quantity or total with it where that is pressed', async () => {
  const { root, update, values } = await openMenu({ price: '1.95', quantity: '' })
  const rung = () => root.querySelector('[role="list"][aria-label="Asks"] button')
  await update(() => rung()?.querySelector<HTMLElement>('.num')?.click())
  expect(values()).toEqual(['2.1', ''])
  await update(() => rung()?.querySelector<HTMLElement>('[data-take="cumulative"]')?.click())
  expect(values()).toEqual(['2.1', '7'])
})

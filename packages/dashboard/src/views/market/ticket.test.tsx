import type { BookData, StatusData } from '@spotdeck/api'
import { useState } from 'react'
import { expect, test } from 'vitest'
import { dealOf, orderOf, statusEvent } from '../../live/testing/events.ts'
import { clientOrderIdOf } from '../../live/client-order-id.ts'
import { NOW, type Answers, type OpenPage, openPage, problem, terms, wordsOf } from '../testing/page.tsx'
import type { Draft } from '../../state/orders/ticket.ts'
import { edited } from '../../state/orders/ticket-edit.ts'
import { marketNamed } from '../testing/fixtures.ts'
import { assetOf } from '../../live/testing/events.ts'
import { TicketCard } from './ticket-card.tsx'
import { TicketContext, useTicketStore } from './ticket-store.ts'

const mx = marketNamed('MXUSDT')
const limitBuy = { side: 'BUY', type: 'LIMIT', price: '2', quantity: '10', spend: '' } as const

/** Gives the ticket the market as a list that is read again has it. */
let renewMarket = () => {}

function Ticket({ draft }: { readonly draft: Draft }) {
  const [market, setMarket] = useState(mx)
  renewMarket = () => setMarket({ ...mx })
  const ticket = useTicketStore(market, draft)
  return (
    <TicketContext value={ticket}>
      <TicketCard market={market} />
    </TicketContext>
  )
}

const live: StatusData = { state: 'live', code: 'LIVE', params: {}, since: NOW }
const none = { items: [], nextCursor: null }

async function ticket(answers: Answers = {}, language: 'en' | 'zh-TW' = 'en', preferences: object = {}) {
  return open({ draft: limitBuy, answers, language, preferences })
}

type Opening = {
  readonly draft: Draft
  readonly answers?: Answers
  readonly language?: 'en' | 'zh-TW'
  readonly preferences?: object
}

async function open({ draft, answers = {}, language = 'en', preferences = {} }: Opening) {
  const page = await openPage(<Ticket draft={draft} />, {
    language,
    trading: true,
    preferences: { ...preferences },
    snapshot: { assets: [assetOf('USDT', '1000')], status: live },
    answers: { orders: none, ...answers },
  })
  const market = book([['1.9', '100']], [['2.1', '100']])
  await page.update(() => {
    page.market.look({ symbol: 'MXUSDT', interval: '15m' })
    page.market.apply({ topic: 'book', type: 'book.updated', time: NOW, data: market })
  })
  const press = () => page.update(() => button(page)?.click())
  const enter = () => page.update(() => page.root.querySelector('form')?.requestSubmit())
  const send = async () => {
    await press()
    await press()
  }
  return { ...page, press, enter, send }
}

const book = (bids: BookData['bids'], asks: BookData['asks']): BookData => ({
  symbol: 'MXUSDT',
  version: '1',
  bids,
  asks,
})
const placed = { outcome: 'placed', orderId: 'C02__7', clientOrderId: 'sd1' }
/** A call that counts its answers. */
function counted(answer: () => object) {
  const made = { calls: 0, answer: () => ((made.calls += 1), answer()) }
  return made
}
const field = ({ root }: Pick<OpenPage, 'root'>, name: string) =>
  [...root.querySelectorAll('label')].find((label) => wordsOf(label) === name)?.parentElement?.querySelector('input')

function type(page: Pick<OpenPage, 'root'>, name: string, text: string) {
  const input = field(page, name)
  if (input === undefined || input === null) throw new Error(`There is no field “${name}”.`)
  Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set?.call(input, text)
  input.dispatchEvent(new Event('input', { bubbles: true }))
}
const valuesOf = (page: Pick<OpenPage, 'root'>, ...names: string[]) => names.map((name) => field(page, name)?.value)
const pressKey = (page: OpenPage, name: string, init: KeyboardEventInit) =>
  page.update(() => void field(page, name)?.dispatchEvent(new KeyboardEvent('keydown', { ...init, bubbles: true })))
const pressNamed = (page: OpenPage, name: string) =>
  page.update(() => [...page.root.querySelectorAll('button')].find((one) => wordsOf(one) === name)?.click())

const button = ({ root }: Pick<OpenPage, 'root'>) =>
  root.querySelector<HTMLButtonElement>('[data-testid="ticket-send"]')
const alertOf = ({ root }: Pick<OpenPage, 'root'>) => wordsOf(root.querySelector('[role="alert"]'))
const blockOf = ({ root }: Pick<OpenPage, 'root'>) => wordsOf(root.querySelector('[data-testid="ticket-block"]'))
const lookAgain = (page: OpenPage) =>
  page.update(() => void page.client.refetchQueries({ queryKey: ['order-outcome'] }))

test.each([
  ['the line broke', new Error('connection reset')],
  ['the gateway failed after sending', problem(500, 'INTERNAL')],
  ['the exchange failed after sending', problem(502, 'EXCHANGE_UNAVAILABLE')],
  ['a proxy answered', new Response('<html>', { status: 504 })],
  [
    'the gateway does not know',
    Response.json({ outcome: 'unknown', clientOrderId: 'sd1', code: 'X', params: {} }, { status: 202 }),
  ],
])('an order may have been placed when %s', async (_, answer) => {
  const page = await ticket({ 'POST orders': answer })
  await page.send()
  expect(alertOf(page)).toContain('No answer: it may have been placed')
  expect(alertOf(page)).not.toContain('not placed')
  expect(button(page)?.disabled).toBe(true)
  expect(blockOf(page)).toContain('The last order has no answer yet')
})

test.each([
  ['ORDER_REJECTED', 422],
  ['NOTIONAL_LIMIT', 422],
  ['RATE_LIMITED', 429],
  ['BAD_REQUEST', 400],
  ['TRADING_OFF', 403],
  ['NOT_READY', 503],
])('%s certainly means not placed', async (code, status) => {
  const page = await ticket({ 'POST orders': problem(status, code) })
  await page.send()
  expect(alertOf(page)).toContain('Order not placed')
  expect(button(page)?.disabled).toBe(false)
  expect(field(page, 'Quantity')?.value).toBe('10')
})

test('Enter, and Enter again seconds later, place one order, and the ticket is empty after it', async () => {
  const post = counted(() => Response.json(placed, { status: 201 }))
  const page = await ticket({ 'POST orders': post.answer })
  await page.enter()
  expect([post.calls, wordsOf(button(page))]).toEqual([0, 'Buy 10.00 MX at 2.0000 USDT, limit'])
  for (let press = 0; press < 3; press++) {
    page.world.time += 3_000
    await page.enter()
  }
  expect(post.calls).toBe(1)
  expect(['Price', 'Quantity'].map((name) => field(page, name)?.value)).toEqual(['', ''])
  expect(button(page)?.disabled).toBe(true)
  expect(wordsOf(page.root.querySelector('[data-testid="ticket-placed"]'))).toContain(
    'Buy 10.00 MX at 2.0000 USDT, limit',
  )
})

test('an order that was refused goes out again only after another question, whatever the setting', async () => {
  const post = counted(() => problem(422, 'ORDER_REJECTED'))
  const page = await ticket({ 'POST orders': post.answer }, 'en', { confirm: 'never' })
  await page.enter()
  expect(post.calls).toBe(1)
  await page.enter()
  expect([post.calls, wordsOf(button(page))]).toEqual([1, 'Buy 10.00 MX at 2.0000 USDT, limit'])
  await page.enter()
  expect(post.calls).toBe(2)
})

test.each([
  ['always', '100', 0],
  ['above', '100', 1],
  ['above', '20', 1],
  ['above', '19.99', 0],
  ['never', '0', 1],
])('20 USDT at once where orders are confirmed %s %s: %i', async (confirm, confirmAbove, calls) => {
  const post = counted(() => Response.json(placed, { status: 201 }))
  const page = await ticket({ 'POST orders': post.answer }, 'en', { confirm, confirmAbove })
  await page.enter()
  expect(post.calls).toBe(calls)
})

test('a list of markets that is read again brings back no answer of an order before', async () => {
  const page = await ticket({ 'POST orders': () => Response.json(placed, { status: 201 }) })
  await page.send()
  await page.update(() => type(page, 'Quantity', '3'))
  const answer = () => page.root.querySelector('[data-testid="ticket-placed"]')
  expect(answer()).toBeNull()
  await page.update(() => renewMarket())
  expect(answer()).toBeNull()
})

test('an order of the ticket that was typed while another was sent stays', async () => {
  const page = await ticket({ 'POST orders': Response.json(placed, { status: 201 }) }, 'en', { confirm: 'never' })
  await page.update(() => {
    button(page)?.click()
    type(page, 'Quantity', '3')
  })
  expect(field(page, 'Quantity')?.value).toBe('3')
  expect(wordsOf(page.root.querySelector('[data-testid="ticket-placed"]'))).toContain('10.00 MX')
})

test('an unanswered order is looked up by its client id, and found', async () => {
  const clientOrderId = await clientOrderIdOf('main', '1'.padStart(32, '0'))
  let orders: object = none
  const page = await ticket({ 'POST orders': new Error('connection reset'), orders: () => orders })
  await page.send()
  expect(alertOf(page)).toContain('it may have been placed')
  orders = { items: [orderOf('C02__7', clientOrderId === undefined ? {} : { clientOrderId })], nextCursor: null }
  await lookAgain(page)
  expect(wordsOf(page.root.querySelector('[data-testid="ticket-placed"]'))).toContain('Order C02__7')
  expect(alertOf(page)).toBe('')
})

test('an unanswered order that a live account does not have after half a minute was not placed', async () => {
  const page = await ticket({ 'POST orders': new Error('connection reset') })
  await page.send()
  page.world.time += 29_000
  await lookAgain(page)
  expect(alertOf(page)).toContain('it may have been placed')
  page.world.time += 1_000
  await page.update(() => page.store.apply([statusEvent(2, { ...live, state: 'stale', code: 'SOCKET_SILENT' })]))
  await lookAgain(page)
  expect(alertOf(page)).toContain('it may have been placed')
  await page.update(() => page.store.apply([statusEvent(3, live)]))
  await lookAgain(page)
  expect(alertOf(page)).toContain('Order not placed')
  expect(button(page)?.disabled).toBe(false)
})

test('no order can be sent while offline, and the ticket is not ready', async () => {
  const page = await ticket()
  expect(button(page)?.disabled).toBe(false)
  expect(page.text()).toContain('Ready:')
  await page.update(() => page.store.setConnection({ phase: 'waiting', lostAt: NOW, retryAt: NOW, attempt: 1 }))
  expect(button(page)?.disabled).toBe(true)
  expect(blockOf(page)).toContain('Not connected to Spotdeck')
  expect(page.text()).not.toContain('Ready:')
})

test.each([
  ['reconciling', 'RECONCILING', 'The account is not live'],
  ['stale', 'EXCHANGE_UNREACHABLE', 'MEXC doesn’t answer'],
] as const)('nothing can be sent while %s', async (state, code, words) => {
  const page = await ticket()
  await page.update(() => page.store.apply([statusEvent(2, { ...live, state, code })]))
  expect(button(page)?.disabled).toBe(true)
  expect(blockOf(page)).toContain(words)
})

test('its text in Chinese', async () => {
  const page = await ticket({ 'POST orders': new Error('connection reset') }, 'zh-TW')
  await page.send()
  expect(alertOf(page)).toContain('未收到回應：委託可能已成立')
  expect(blockOf(page)).toBe('上一筆委託尚無結果，查明後才能再送出。')
})

const empty = { ...limitBuy, price: '', quantity: '' } as const
const fill = dealOf('t1', { isMaker: false, quoteQuantity: '100', fee: '0.05' })
const position = { asset: 'MX', quantity: '10', cost: '30', averageCost: '3' }
const known: Answers = {
  deals: { items: [fill, dealOf('t2', { isMaker: true, quoteQuantity: '100', fee: '0' })], nextCursor: null },
  pnl: { positions: [position] },
}

test.each([
  ['Bid', '1.9'],
  ['Mid', '2'],
  ['Ask', '2.1'],
])('%s puts its price into the ticket', async (name, price) => {
  const page = await open({ draft: empty })
  await pressNamed(page, name)
  expect(valuesOf(page, 'Price')).toEqual([price])
})

test('percent moves the typed price, arrow keys move it by a tick, or by ten with Shift', async () => {
  const page = await open({ draft: { ...empty, price: '2' } })
  await pressNamed(page, '+1%')
  expect(valuesOf(page, 'Price')).toEqual(['2.0200'])
  await pressKey(page, 'Price', { key: 'ArrowDown' })
  expect(valuesOf(page, 'Price')).toEqual(['2.0199'])
  await pressKey(page, 'Price', { key: 'ArrowUp', shiftKey: true })
  expect(valuesOf(page, 'Price')).toEqual(['2.0209'])
  await pressKey(page, 'Quantity', { key: 'ArrowUp' })
  expect(valuesOf(page, 'Quantity')).toEqual(['0.01'])
})

test('the wheel moves the price only while its field has the focus', async () => {
  const page = await open({ draft: { ...empty, price: '2' } })
  const turn = () =>
    page.update(() => void field(page, 'Price')?.dispatchEvent(new WheelEvent('wheel', { deltaY: -100 })))
  await turn()
  expect(valuesOf(page, 'Price')).toEqual(['2'])
  await page.update(() => field(page, 'Price')?.focus())
  await turn()
  expect(valuesOf(page, 'Price')).toEqual(['2.0001'])
})

test('the total of a limit order sets its quantity, and follows a typed quantity', async () => {
  const page = await open({ draft: { ...empty, price: '3' } })
  await page.update(() => type(page, 'Total', '100'))
  expect(valuesOf(page, 'Quantity', 'Total')).toEqual(['33.33', '100'])
  await page.update(() => type(page, 'Price', '4'))
  expect(valuesOf(page, 'Quantity', 'Total')).toEqual(['25', '100'])
  await page.update(() => type(page, 'Quantity', '10'))
  expect(valuesOf(page, 'Total')).toEqual(['40'])
})

test('a typed total that is no number leaves no older quantity to be sent', async () => {
  const page = await open({ draft: { ...empty, price: '2' } })
  await page.update(() => type(page, 'Total', '100'))
  expect([valuesOf(page, 'Quantity'), button(page)?.disabled]).toEqual([['50'], false])
  await page.update(() => type(page, 'Total', '100,5'))
  expect(button(page)?.disabled).toBe(true)
  expect(wordsOf(page.root.querySelector('[data-state="bad"]'))).toContain('100,5')
})

test('a quantity typed for a market order stays when the order becomes a limit order', () => {
  const limit: Draft = { side: 'SELL', type: 'LIMIT', price: '2', quantity: '', spend: '' }
  const steps: readonly Partial<Draft>[] = [{ spend: '100' }, { type: 'MARKET' }, { quantity: '3' }, { type: 'LIMIT' }]
  expect(steps.reduce<Draft>((draft, change) => edited(draft, change, mx), limit)).toMatchObject({
    quantity: '3',
    spend: '',
  })
})

test('100% of a buy without a price takes the middle, and leaves its fee', async () => {
  const page = await open({ draft: empty, answers: known })
  await pressNamed(page, 'Max')
  expect(valuesOf(page, 'Price', 'Quantity')).toEqual(['2', '499.75'])
})

test('before it is sent, an order names its fee as maker or taker, the cost after it and its worst price', async () => {
  const page = await open({ draft: limitBuy, answers: known })
  expect(terms(page.root)).toMatchObject({
    'Order value': '20.00 USDT',
    'Est. fee (maker)': '0.00 USDT',
    'Average cost after': '2.5000 USDT',
    'Worst price': '2.0000 USDT',
  })
  await page.update(() => type(page, 'Price', '2.1'))
  expect(terms(page.root)).toMatchObject({ 'Est. fee (taker)': '0.0105 USDT', 'Worst price': '2.1000 USDT' })
})

test('a price through the book costs what the book asks, whatever else is wrong with the draft', async () => {
  const page = await open({ draft: { ...limitBuy, price: '99' }, answers: known })
  expect(terms(page.root)).toMatchObject({ 'Est. fee (taker)': '0.0105 USDT', 'Average cost after': '2.5500 USDT' })
  await page.update(() => type(page, 'Quantity', '10.5555'))
  expect(terms(page.root)).toHaveProperty('Est. fee (taker)')
})

test('a market order states its worst case from the book', async () => {
  const page = await open({ draft: { ...limitBuy, type: 'MARKET', spend: '42' }, answers: known })
  expect(terms(page.root)).toMatchObject({
    'Est. fee (taker)': '0.0210 USDT',
    'Est. average price': '2.1000 USDT',
    'Average cost after': '2.4000 USDT',
    'Worst price': '2.1000 USDT',
  })
})

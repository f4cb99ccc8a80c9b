import { type OrderData, mask, orderData } from '@spotdeck/api'
import { describe, expect, test } from 'vitest'
import { dealOf, orderOf } from '../../live/testing/events.ts'
import { NOW, openPage, problem, tableRows, terms, wordsOf } from '../testing/page.tsx'
import { OrderSheet } from './order-detail.tsx'
import { OrdersPage } from './orders-page.tsx'

const at = (minutesAgo: number) => ({ createdAt: NOW - minutesAgo * 60_000, updatedAt: NOW - minutesAgo * 60_000 })
const partly = orderOf('1001', {
  ...at(90),
  updatedAt: NOW - 12_000,
  clientOrderId: 'bot-7',
  status: 'PARTIALLY_FILLED',
  price: '2.50004',
  quantity: '1234.5678',
  executedQuantity: '1000.005',
  lastExecutedQuantity: '0.005',
  remainingQuantity: '234.5628',
  remainingQuoteQuantity: '586.416382512',
  quoteQuantity: '3086.4688',
  executedQuoteQuantity: '2500.012505',
  averagePrice: '2.5000000049',
})
const market = orderOf('1002', {
  ...at(60 * 24 * 3),
  symbol: 'BTCUSDT',
  side: 'SELL',
  type: 'MARKET',
  status: 'FILLED',
  price: '94000',
  quantity: '0.000001',
  executedQuantity: '0.000001',
  remainingQuantity: '0',
  quoteQuantity: '0.0950012',
  executedQuoteQuantity: '0.0950012',
  averagePrice: '95000.129',
})
const canceled = orderOf('1003', {
  ...at(60 * 24 * 400),
  symbol: 'SHIBUSDT',
  type: 'LIMIT_MAKER',
  status: 'CANCELED',
  price: '0.0000000033',
  quantity: '250000000000',
  remainingQuantity: '250000000000',
  quoteQuantity: '825',
})
/** In a market that the list does not name: everything is shown as it came. */
const unknown = orderOf('1004', {
  ...at(60 * 24 * 500),
  symbol: 'NEWUSDT',
  type: 'UNKNOWN',
  rawType: '9',
  status: 'UNKNOWN',
  price: '0.10000001',
  quantity: '7.123456789',
})
const items = [partly, market, canceled, unknown]
const answers = { orders: { items, nextCursor: null } }

describe('orders table', () => {
  test('shows price, quantity and amount of each order at the digits of its market', async () => {
    const { root } = await openPage(<OrdersPage />, { answers, snapshot: { openOrders: [partly] } })
    const rows = tableRows(root, 'Orders')
    expect(rows[0]).toEqual({
      Placed: '10:30:00',
      Symbol: 'MX/USDT',
      Side: 'buy',
      Type: 'Limit',
      Price: '2.5000',
      'Average price': '2.5000',
      Quantity: '1,234.56',
      Filled: '1,000.00',
      Amount: '2,500.01',
      Status: 'partially filled',
      Updated: '12 s ago',
    })
    expect(rows[1]).toMatchObject({ Placed: '28 Jan 12:00:00', Side: 'sell', Type: 'Market', Price: '–' })
    expect(rows[1]).toMatchObject({
      'Average price': '95,000.12',
      Quantity: '0.000001',
      Amount: '0.0950',
      Status: 'filled',
    })
    expect(rows[2]).toMatchObject({ Placed: '27 Dec 2024 12:00:00', Type: 'Post only', Price: '0.0000000033' })
    expect(rows[2]).toMatchObject({ 'Average price': '–', Quantity: '250,000,000,000', Filled: '0', Amount: '0' })
    expect(rows[3]).toMatchObject({
      Symbol: 'NEWUSDT',
      Type: 'Unknown (9)',
      Price: '0.10000001',
      Quantity: '7.123456789',
    })
  })

  test('has the same figures in Chinese', async () => {
    const { root } = await openPage(<OrdersPage />, { language: 'zh-TW', answers, snapshot: { openOrders: [partly] } })
    const rows = tableRows(root, '委託單')
    expect(rows[0]).toEqual({
      委託時間: '10:30:00',
      交易對: 'MX/USDT',
      方向: '買入',
      類型: '限價',
      價格: '2.5000',
      成交均價: '2.5000',
      數量: '1,234.56',
      已成交: '1,000.00',
      成交額: '2,500.01',
      狀態: '部分成交',
      更新時間: '12 秒前',
    })
    expect(rows[2]).toMatchObject({ 委託時間: '2024/12/27 12:00:00', 類型: '只掛單 (Post Only)', 狀態: '已撤單' })
  })

  test('open orders have their age and the chosen amounts', async () => {
    const preferences = {
      tables: { 'open-orders': { order: [], hidden: [], shown: ['orderedAmount', 'remainingAmount'], widths: {} } },
    }
    const opening = { answers, path: '/?view=open', snapshot: { openOrders: [partly] }, preferences }
    const { root } = await openPage(<OrdersPage />, opening)
    expect(tableRows(root, 'Orders')).toEqual([
      expect.objectContaining({
        Filled: '1,000.00',
        'Order value': '3,086.47',
        'Remaining value': '586.42',
        Age: '1 h',
      }),
    ])
  })
})

describe('order detail', () => {
  const fills = [
    dealOf('t2', {
      orderId: '1001',
      price: '2.50004',
      quantity: '0.005',
      quoteQuantity: '0.0125002',
      fee: '0',
      time: NOW - 12_000,
    }),
    dealOf('t1', {
      orderId: '1001',
      price: '2.5',
      quantity: '1000',
      quoteQuantity: '2500',
      fee: '0.000025',
      feeAsset: 'MX',
      isMaker: false,
      time: NOW - 3_600_000,
    }),
  ]
  const detail = (order: OrderData, language: 'en' | 'zh-TW' = 'en') =>
    openPage(<OrderSheet orderId={order.orderId} />, {
      language,
      answers: { orders: { items: [order], nextCursor: null }, deals: { items: fills, nextCursor: null } },
    })

  test('names every figure of the order', async () => {
    await detail(partly)
    expect(terms(document.body)).toEqual({
      Symbol: 'MX/USDT',
      Side: 'buy',
      Type: 'Limit',
      Status: 'partially filled',
      Price: '2.5000',
      'Average price': '2.5000',
      Quantity: '1,234.56',
      Filled: '1,000.00',
      'Last filled': '0.00',
      Remaining: '234.56',
      'Order value': '3,086.47',
      Amount: '2,500.01',
      Placed: '31 Jan 10:30:00',
      Updated: '31 Jan 11:59:48',
      'Order ID': '1001',
      'Client order ID': 'bot-7',
    })
    const steps = [...document.querySelectorAll('ol li')].map(wordsOf)
    expect(steps).toEqual([
      'Placed10:30:001,234.56 @ 2.5000',
      'Filled 81.00%11:00:001,000.00 @ 2.5000 = 2,500.00Fee 0.000025 MX · Taker',
      'Filled 81.00%12 s ago0.00 @ 2.5000 = 0.0125002Fee 0.00 USDT · Maker',
      'Open, 234.56 remaining',
    ])
  })

  test('names them in Chinese', async () => {
    await detail(market, 'zh-TW')
    expect(terms(document.body)).toMatchObject({
      方向: '賣出',
      類型: '市價',
      狀態: '完全成交',
      價格: '–',
      成交均價: '95,000.12',
      數量: '0.000001',
      剩餘數量: '0',
      成交額: '0.0950',
      委託時間: '1/28 12:00:00',
    })
  })

  test('a viewer sees masked ids only', async () => {
    const masked = mask('orders', partly, { audience: 'viewer', maskId: (id) => `${id.length}`.padStart(12, '#') })
    await detail(orderData.parse(masked))
    const shown = terms(document.body)
    expect(shown).toMatchObject({ 'Order ID': '###########4', Quantity: '1,234.56' })
    expect(shown).not.toHaveProperty('Client order ID')
    expect(document.body.textContent).not.toMatch(/1001|bot-7/)
  })
})

describe('cancel', () => {
  const openOrders = [
    orderOf('b1', { price: '2.2', quantity: '5', remainingQuantity: '5', remainingQuoteQuantity: '11' }),
    orderOf('b2', { price: '2.1', quantity: '5', remainingQuantity: '5', remainingQuoteQuantity: '10.5' }),
    orderOf('s1', { side: 'SELL', symbol: 'BTCUSDT', price: '99000', remainingQuoteQuantity: '99' }),
  ]
  const none = { items: [], nextCursor: null }
  const canceled = (orderId: string) => Response.json({ outcome: 'canceled', orderId })
  const openList = (answers: Record<string, object>, language: 'en' | 'zh-TW' = 'en', orders = openOrders) =>
    openPage(<OrdersPage />, {
      language,
      path: '/?view=open',
      trading: true,
      snapshot: { openOrders: orders },
      answers: { orders: none, ...answers },
    })
  const press = (page: Awaited<ReturnType<typeof openList>>, name: string) =>
    page.update(() => {
      const found = [...document.querySelectorAll('button')].filter((one) => wordsOf(one) === name)
      if (found.length !== 1) throw new Error(`There are ${found.length} buttons “${name}”.`)
      found[0]?.click()
    })
  const askFirst = (page: Awaited<ReturnType<typeof openList>>) =>
    page.update(() =>
      [...document.querySelectorAll('button')]
        .find((button) => /^(Cancel order|撤單): .* 2\.2000/.test(button.getAttribute('aria-label') ?? ''))
        ?.click(),
    )
  const outcome = () => wordsOf(document.querySelector('[data-testid="cancel-outcome"]'))

  test('all orders are canceled after one confirmation, which names their count and value', async () => {
    const page = await openList({
      'DELETE orders/b1': canceled('b1'),
      'DELETE orders/b2': canceled('b2'),
      'DELETE orders/s1': canceled('s1'),
    })
    await press(page, 'Cancel all (3)')
    expect(page.text()).toContain('3 orders worth 120.50 USDT')
    await press(page, 'Cancel 3 orders')
    expect(outcome()).toBe('3 of 3 canceled')
  })

  // By MEXC's answer to the cancel; and by looking the order up after that answer was lost.
  test.each([-2011, 'UNKNOWN_ORDER'])('what was not canceled is named with its reason (%s)', async (exchangeCode) => {
    const closed = Response.json({ code: 'CANCEL_REJECTED', params: { exchangeCode } }, { status: 422 })
    let refuses = true
    const page = await openList({
      'DELETE orders/b1': closed,
      'DELETE orders/b2': () => (refuses ? problem(429, 'RATE_LIMITED') : canceled('b2')),
      'DELETE orders/s1': new Error('connection reset'),
    })
    await press(page, 'Cancel all (3)')
    await press(page, 'Cancel 3 orders')
    expect(outcome()).toContain('0 of 3 canceled')
    expect(outcome()).toContain('Buy 5.00 MX at 2.2000 USDT: Already filled or canceled')
    expect(outcome()).toContain('Sell 10.000000 BTC at 99,000.00 USDT: No answer: it may have been canceled.')
    refuses = false
    await press(page, 'Cancel 2 orders')
    expect(outcome()).toContain('1 of 3 canceled')
  })

  test.each([
    ['en', 'The exchange rejected the cancellation (code 30000). The order was not canceled and may still be open.'],
    ['zh-TW', '交易所拒絕撤單（代碼 30000），這筆委託未撤單，可能仍然有效。'],
  ] as const)('a rejected cancel is not called a rejected order (%s)', async (language, words) => {
    const refusal = { code: 'CANCEL_REJECTED', params: { exchangeCode: 30000 } }
    const page = await openList({ 'DELETE orders/b1': Response.json(refusal, { status: 422 }) }, language)
    await askFirst(page)
    await press(page, language === 'en' ? 'Cancel order' : '撤 1 筆委託')
    expect(outcome()).toContain(words)
  })

  test.each([
    ['en', '4 orders worth 120.50 USDT · value of 1 order unknown'],
    ['zh-TW', '4 筆委託，金額 120.50 USDT · 1 筆金額不明'],
  ] as const)('orders without a known value are counted beside the value (%s)', async (language, words) => {
    const { remainingQuoteQuantity: _, ...unvalued } = orderOf('u1', { type: 'MARKET', quantity: '3' })
    const page = await openList({}, language, [...openOrders, unvalued])
    await press(page, language === 'en' ? 'Cancel all (4)' : '全部撤單（4）')
    expect(page.text()).toContain(words)
  })

  test('selected orders alone are canceled', async () => {
    const page = await openList({ 'DELETE orders/b2': canceled('b2') })
    await page.update(() =>
      document.querySelector<HTMLInputElement>('[aria-label="Select: Buy 5.00 MX at 2.1000 USDT"]')?.click(),
    )
    await press(page, 'Cancel selected (1)')
    expect(page.text()).toContain('Cancel this order? Buy 5.00 MX at 2.1000 USDT')
    await press(page, 'Cancel order')
    expect(document.querySelector('[role="dialog"]')).toBeNull()
  })

  test('stays until every answer is there', async () => {
    let answer: (response: Response) => void = () => undefined
    const page = await openList({ 'DELETE orders/b1': () => new Promise<Response>((resolve) => (answer = resolve)) })
    await askFirst(page)
    await press(page, 'Cancel order')
    const escape = new KeyboardEvent('keydown', { key: 'Escape', bubbles: true })
    await page.update(() => void document.querySelector('[role="dialog"]')?.dispatchEvent(escape))
    await page.update(() => answer(problem(429, 'RATE_LIMITED')))
    expect(outcome()).toContain('Buy 5.00 MX at 2.2000 USDT: ')
  })

  test('Enter that is held down since before the question confirms nothing', async () => {
    const page = await openList({})
    await askFirst(page)
    const held = new KeyboardEvent('keydown', { key: 'Enter', repeat: true, bubbles: true, cancelable: true })
    await page.update(() => void document.querySelector('[data-autofocus]')?.dispatchEvent(held))
    expect(held.defaultPrevented).toBe(true)
  })

  test('the question in Chinese', async () => {
    const page = await openList({}, 'zh-TW')
    await press(page, '全部撤單（3）')
    expect(page.text()).toContain('3 筆委託，金額 120.50 USDT')
  })
})

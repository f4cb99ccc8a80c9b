import type { CoverageWindow } from '@spotdeck/api'
import { expect, test } from 'vitest'
import { DAY_MS } from '../../durations.ts'
import { dealOf } from '../../live/testing/events.ts'
import { NOW, openPage, problem, tableRows, terms } from '../testing/page.tsx'
import { FillsPage } from './fills-page.tsx'

const deals = [
  dealOf('t1', {
    price: '2.50004',
    quantity: '1234.5678',
    quoteQuantity: '3086.4689',
    fee: '0.6172937824',
    isMaker: false,
    time: NOW - 59_000,
  }),
  dealOf('t2', {
    orderId: 'o2',
    symbol: 'BTCUSDT',
    side: 'SELL',
    price: '95000.129',
    quantity: '0.000001',
    quoteQuantity: '0.09500129',
    fee: '0.0000000475',
    feeAsset: 'MX',
    isSelfTrade: true,
    time: NOW - 3_600_000,
  }),
  dealOf('t3', {
    orderId: 'o3',
    symbol: 'SHIBUSDT',
    price: '0.0000000033',
    quantity: '250000000000',
    quoteQuantity: '825',
    fee: '-0.125',
    time: NOW - 40 * 3_600_000,
  }),
]
const sums = { count: 12345, volume: '1234567890123.455', fees: '0.6172938', realizedPnl: '-0.004' }
const answers = { deals: { items: deals, nextCursor: null }, 'deals/summary': sums }

test('shows price, quantity, amount and fee of each fill, and the sums of the range', async () => {
  const { root } = await openPage(<FillsPage />, { answers })
  expect(tableRows(root, 'Fills')).toEqual([
    {
      Time: '59 s ago',
      Symbol: 'MX/USDT',
      Side: 'buy',
      Price: '2.5000',
      Quantity: '1,234.56',
      Amount: '3,086.47',
      Fee: '0.6173 USDT',
      Role: 'Taker',
    },
    {
      Time: '11:00:00',
      Symbol: 'BTC/USDT',
      Side: 'sell',
      Price: '95,000.12',
      Quantity: '0.000001',
      Amount: '0.0950',
      Fee: '0.0000000475 MX',
      Role: 'Maker · Self-trade',
    },
    {
      Time: '29 Jan 20:00:00',
      Symbol: 'SHIB/USDT',
      Side: 'buy',
      Price: '0.0000000033',
      Quantity: '250,000,000,000',
      Amount: '825.00',
      Fee: '−0.1250 USDT',
      Role: 'Maker',
    },
  ])
  expect(terms(root)).toEqual({
    Fills: '12,345',
    Volume: '1,234,567,890,123.46',
    Fees: '0.6173',
    'Realized PnL': '−0.0040 USDT',
  })
})

test('they are the same in Chinese', async () => {
  const { root } = await openPage(<FillsPage />, { language: 'zh-TW', answers })
  expect(tableRows(root, '成交')[1]).toEqual({
    時間: '11:00:00',
    交易對: 'BTC/USDT',
    方向: '賣出',
    價格: '95,000.12',
    數量: '0.000001',
    成交額: '0.0950',
    手續費: '0.0000000475 MX',
    '掛單／吃單': '掛單 (Maker) · 自成交',
  })
  expect(terms(root)).toMatchObject({ 成交筆數: '12,345', 成交額: '1,234,567,890,123.46', 手續費: '0.6173' })
})

test('a filter has sums of its own, by asset, without a realized PnL', async () => {
  const { root } = await openPage(<FillsPage />, { answers, path: '/?side=BUY' })
  expect(terms(root)).toEqual({
    Fills: '3',
    Volume: '3,911.56 USDT',
    Fees: '0.4923 USDT + 0.0000000475 MX',
    'Realized PnL': '–Realized PnL isn’t available for filtered fills. See Performance for PnL by symbol.',
  })
})

test.each([
  ['en', '/', 'Backfilling'],
  ['zh-TW', '/', '資料補齊中'],
  ['en', '/?side=BUY', 'Backfilling'],
] as const)('sums of fills that are still being read say so (%s, %s)', async (language, path, words) => {
  const past: CoverageWindow = { kind: 'deals', from: NOW - 30 * DAY_MS, to: NOW, state: 'repairing' }
  const now: CoverageWindow = { kind: 'deals', from: NOW, state: 'complete' }
  const drawn = (coverage: readonly CoverageWindow[]) =>
    openPage(<FillsPage />, { language, answers, path, snapshot: { coverage: [...coverage] } })
  expect((await drawn([now])).text()).not.toContain(words)
  expect((await drawn([past, now])).text()).toContain(words)
})

test('a viewer with hidden assets sees that totals are hidden, and every visible fill', async () => {
  const hidden = { ...answers, 'deals/summary': problem(403, 'AUDIENCE_FORBIDDEN') }
  const { root, text } = await openPage(<FillsPage />, { answers: hidden })
  expect(text()).toContain('Totals hidden: this link doesn’t include all assets.')
  expect(text()).not.toContain('12,345')
  expect(tableRows(root, 'Fills')).toHaveLength(3)
})

const notes = [
  { kind: 'deal', id: 't2', text: 'Sold half.', tags: ['plan'], updatedAt: 2 },
  { kind: 'order', id: 'o3', text: '', tags: ['meme', 'late'], updatedAt: 1 },
]
const journal = { items: notes, nextCursor: null }
const search = (root: ParentNode) => root.querySelector<HTMLInputElement>('input[aria-label="Find a note"]')

test('the owner sees notes of fills and of their orders in a column', async () => {
  const owner = { ...answers, session: { audience: 'owner' }, journal }
  const { root } = await openPage(<FillsPage />, {
    answers: owner,
    preferences: { tables: { fills: { shown: ['note'] } } },
  })
  expect(tableRows(root, 'Fills').map((row) => row['Note'])).toEqual(['', '#plan Sold half.', '#meme #late'])
})

test('the owner finds a note by a tag or its text, and opens its order', async () => {
  const owner = { ...answers, session: { audience: 'owner' }, journal }
  const { root, update, text } = await openPage(<FillsPage />, { answers: owner })
  const type = (typed: string) =>
    update(() => {
      const field = search(root)
      field?.focus()
      field?.click()
      Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set?.call(field, typed)
      field?.dispatchEvent(new Event('input', { bubbles: true }))
    })
  const options = () => {
    const list = document.getElementById(search(root)?.getAttribute('aria-controls') ?? '')
    return [...(list?.querySelectorAll('[role=option]') ?? [])].map(({ textContent }) => textContent)
  }
  await type('LATE')
  expect(options()).toEqual(['#meme #late'])
  await type('half')
  expect(options()).toEqual(['#plan Sold half.'])
  await type('never')
  expect(text()).toContain('No note contains this text.')
})

test('nobody else asks for notes', async () => {
  const { root } = await openPage(<FillsPage />, { answers: { ...answers, session: { audience: 'viewer' } } })
  expect(search(root)).toBeNull()
})

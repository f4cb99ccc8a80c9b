import { expect, test } from 'vitest'
import { orderOf } from '../live/testing/events.ts'
import { openPage, wordsOf } from '../views/testing/page.tsx'
import { OrderLabels } from './order-labels.tsx'

const one = orderOf('1', { price: '2.2', remainingQuantity: '5' })
const many = Array.from({ length: 10 }, (_, at) => orderOf(`m${at}`, { side: 'SELL', price: '2.5' }))
const groups = [
  { side: 'SELL', orders: many, y: 50 },
  { side: 'BUY', orders: [one], y: 120 },
] as const

async function openLabels({
  isTrading = true,
  language = 'en',
}: { isTrading?: boolean; language?: 'en' | 'zh-TW' } = {}) {
  const done: unknown[] = []
  const lines: string[] = []
  const actions = {
    onPrice: () => undefined,
    onMenu: () => undefined,
    onMove: (order: { readonly orderId: string }, price: string) => done.push(['move', order.orderId, price]),
    onCancel: (orders: readonly unknown[]) => done.push(['cancel', orders.length]),
  }
  const page = await openPage(
    <OrderLabels
      groups={groups}
      priceDigits={4}
      quantityDigits={2}
      actions={isTrading ? actions : undefined}
      priceAt={(y) => (3 - y / 100).toFixed(4)}
      onHold={({ orderId }, at) => lines.push(`${orderId} ${at ?? 'free'}`)}
    />,
    { language },
  )
  const labels = () => [...page.root.querySelectorAll('[data-testid="order-label"]')]
  const grip = () => labels()[1]?.querySelector('button')
  const press = (key: string, shiftKey = false) =>
    page.update(() => void grip()?.dispatchEvent(new KeyboardEvent('keydown', { key, shiftKey, bubbles: true })))
  const point = (type: string, clientY: number) =>
    page.update(() => void grip()?.dispatchEvent(new PointerEvent(type, { pointerId: 1, clientY, bubbles: true })))
  return { ...page, done, lines, labels, press, point }
}

test('ten orders at one level are one label with count and sum; its cross cancels all of them', async () => {
  const { labels, done, update } = await openLabels()
  expect(labels().map(wordsOf)).toEqual(['10 sells · 100.00 · 2.5000×', 'Buy 5.00 @ 2.2000×'])
  await update(() => labels()[0]?.querySelector('button')?.click())
  expect(done).toEqual([['cancel', 10]])
})

test('a label is dragged to another price, and its line moves with it', async () => {
  const { point, done, lines, labels } = await openLabels()
  await point('pointerdown', 120)
  await point('pointermove', 75)
  expect(wordsOf(labels()[1] ?? null)).toBe('Buy 5.00 @ 2.2000 → 2.2500×')
  await point('pointerup', 75)
  expect(done).toEqual([['move', '1', '2.2500']])
  expect(lines).toEqual(['1 2.2', '1 2.2500', '1 free'])
})

test('Escape gives up a drag: the pointer that is still down moves nothing more', async () => {
  const { point, press, done, labels } = await openLabels()
  await point('pointerdown', 120)
  await point('pointermove', 75)
  await press('Escape')
  await point('pointermove', 60)
  expect(wordsOf(labels()[1] ?? null)).toBe('Buy 5.00 @ 2.2000×')
  await point('pointerup', 60)
  expect(done).toEqual([])
})

test('arrow keys move it tick by tick, Enter asks, Escape leaves it, Delete cancels', async () => {
  const { press, done } = await openLabels()
  await press('ArrowUp')
  await press('Escape')
  await press('Enter')
  expect(done).toEqual([])
  await press('ArrowUp', true)
  await press('ArrowDown')
  await press('Enter')
  await press('Delete')
  expect(done).toEqual([
    ['move', '1', '2.2009'],
    ['cancel', 1],
  ])
})

test.each([
  ['en', ['10 sells · 100.00 · 2.5000', 'Buy 5.00 @ 2.2000']],
  ['zh-TW', ['10 筆賣單 · 100.00 · 2.5000', '買入 5.00 @ 2.2000']],
] as const)('without trading the labels are text (%s)', async (language, texts) => {
  const { labels, root } = await openLabels({ isTrading: false, language })
  expect(labels().map(wordsOf)).toEqual(texts)
  expect(root.querySelectorAll('button')).toHaveLength(0)
})

import { expect, test } from 'vitest'
import { openPage, problem } from '../testing/page.tsx'
import { OrderNote } from './order-note.tsx'

const session = { audience: 'owner', grants: [{ role: 'owner', accounts: 'all' }] }
const kept = { kind: 'order', id: '1001', text: 'Sold half.', tags: ['plan', 'late'], updatedAt: 1 }
const list = (...items: readonly object[]) => ({ items, nextCursor: null })
const field = (name: 'textarea' | 'input') => document.querySelector<HTMLInputElement>(name)
const button = (label: string) =>
  [...document.querySelectorAll<HTMLButtonElement>('button')].find(({ textContent }) => textContent === label)

function type(name: 'textarea' | 'input', value: string): void {
  const element = field(name)
  const owner = name === 'textarea' ? HTMLTextAreaElement : HTMLInputElement
  Object.getOwnPropertyDescriptor(owner.prototype, 'value')?.set?.call(element, value)
  element?.dispatchEvent(new Event('input', { bubbles: true }))
}

test('a note: shown with its tags, saved as it is written, and deleted', async () => {
  const answers = {
    session,
    journal: (asked: URLSearchParams) => list(...(asked.get('id') === '1001' ? [kept] : [])),
    'PUT journal/orders/1001': { ...kept, text: 'Sold all.', tags: ['plan'] },
    'DELETE journal/orders/1001': new Response('', { status: 200 }),
  }
  const { update } = await openPage(<OrderNote orderId="1001" />, { answers })
  expect([field('textarea')?.value, field('input')?.value]).toEqual(['Sold half.', 'plan, late'])
  expect(button('Saved')?.disabled).toBe(true)
  await update(() => type('textarea', 'Sold all.'))
  await update(() => type('input', 'plan，plan, '))
  await update(() => button('Save note')?.click())
  expect(button('Saved')?.disabled).toBe(true)
  await update(() => button('Delete note')?.click())
  expect([field('textarea')?.value, field('input')?.value, button('Delete note')]).toEqual(['', '', undefined])
})

test('a note: a tag that is too long is said and not sent; a refusal is said too', async () => {
  const answers = { session, journal: list(), 'PUT journal/orders/1001': problem(404, 'UNKNOWN_ORDER') }
  const { update, text } = await openPage(<OrderNote orderId="1001" />, { answers })
  await update(() => type('textarea', 'x'))
  await update(() => type('input', 'x'.repeat(33)))
  expect(text()).toContain('A tag has at most 32 characters.')
  expect(button('Save note')?.disabled).toBe(true)
  await update(() => type('input', 'short'))
  await update(() => button('Save note')?.click())
  expect(document.querySelector('[role=alert]')?.textContent).toContain('was not found')
})

test('a note: nothing of it for whoever may trade and not write notes', async () => {
  const grants = [{ role: 'trader', accounts: ['main'] }]
  const page = await openPage(<OrderNote orderId="1001" />, { answers: { session: { audience: 'owner', grants } } })
  expect([page.text(), field('textarea')]).toEqual(['', null])
})

test('a note: nothing of it for a viewer; in Chinese for the owner', async () => {
  const viewer = await openPage(<OrderNote orderId="1001" />, {
    answers: { session: { audience: 'viewer', grants: [{ role: 'viewer', accounts: 'all' }] } },
  })
  expect([viewer.text(), field('textarea')]).toEqual(['', null])
  const { text } = await openPage(<OrderNote orderId="1001" />, {
    answers: { session, journal: list(kept) },
    language: 'zh-TW',
  })
  expect(text()).toContain('筆記')
  expect(button('刪除筆記')).toBeDefined()
})

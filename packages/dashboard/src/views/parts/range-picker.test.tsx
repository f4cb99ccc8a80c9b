import { useState } from 'react'
import { expect, test } from 'vitest'
import { useReportSpan } from '../../state/queries/queries.ts'
import { openPage } from '../testing/page.tsx'
import { PerformancePage } from '../performance/performance-page.tsx'
import { RangePicker } from './range-picker.tsx'

/** The days chosen, and the span that reports are asked for. */
function Shown({ from, to }: { readonly from: string; readonly to: string }) {
  const [choice, setChoice] = useState({ range: 'custom', from, to })
  const span = useReportSpan(choice)
  return (
    <>
      <RangePicker value={choice} onChange={(change) => setChoice({ ...choice, ...change })} />
      <output>{JSON.stringify(span)}</output>
    </>
  )
}

const fieldsOf = (root: ParentNode) => [...root.querySelectorAll<HTMLInputElement>('input[type=date]')]
const spanOf = (root: ParentNode): unknown => JSON.parse(root.querySelector('output')?.textContent ?? '')
const choicesOf = (root: ParentNode) => [...root.querySelectorAll<HTMLInputElement>('input[type=radio]')]

/** Enters a day as a browser's date field does. */
function enter(field: HTMLInputElement | undefined, day: string): void {
  if (field === undefined) throw new Error('There is no such field')
  Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set?.call(field, day)
  field.dispatchEvent(new Event('input', { bubbles: true }))
}

test('two days are a span from the start of the first to the end of the last', async () => {
  const { root } = await openPage(<Shown from="2026-01-05" to="2026-01-09" />)
  expect(fieldsOf(root).map(({ value }) => value)).toEqual(['2026-01-05', '2026-01-09'])
  expect(spanOf(root)).toEqual({ from: Date.UTC(2026, 0, 5), to: Date.UTC(2026, 0, 10), zone: 'UTC' })
})

test('a range whose last day is today ends now', async () => {
  const { root, update } = await openPage(<Shown from="2026-01-05" to="2026-01-09" />)
  await update(() => enter(fieldsOf(root)[1], '2026-01-31'))
  expect(spanOf(root)).toEqual({ from: Date.UTC(2026, 0, 5), zone: 'UTC' })
})

test.each([
  ['en', 'The first day must not be after the last day.', 'Choose days up to today.'],
  ['zh-TW', '開始日期不可晚於結束日期。', '請選擇今天以前的日期。'],
] as const)(
  'days that make no range are named, and figures stay those of the last range: %s',
  async (language, order, future) => {
    const { root, update, text } = await openPage(<Shown from="2026-01-05" to="2026-01-09" />, { language })
    const before = spanOf(root)
    const [from, to] = fieldsOf(root)
    await update(() => enter(from, '2026-01-10'))
    expect(text()).toContain(order)
    expect([from?.getAttribute('aria-invalid'), from?.value]).toEqual(['true', '2026-01-10'])
    expect(spanOf(root)).toEqual(before)
    await update(() => enter(to, '2026-02-01'))
    expect(text()).toContain(future)
    await update(() => enter(to, '2026-01-12'))
    expect(root.querySelector('[role=alert]')?.textContent).toBe('')
    expect(spanOf(root)).toEqual({ from: Date.UTC(2026, 0, 10), to: Date.UTC(2026, 0, 13), zone: 'UTC' })
  },
)

test('a day that is still being typed changes nothing', async () => {
  const { root, update } = await openPage(<Shown from="2026-01-05" to="2026-01-09" />)
  const before = spanOf(root)
  await update(() => enter(fieldsOf(root)[0], ''))
  await update(() => enter(fieldsOf(root)[0], '0002-01-05'))
  expect(spanOf(root)).toEqual(before)
  expect(root.querySelector('[role=alert]')?.textContent).toBe('')
})

test('the performance page reads its reports for the days in the address', async () => {
  const asked: string[] = []
  const performance = (query: URLSearchParams) => {
    asked.push(query.toString())
    return new Response(null, { status: 404 })
  }
  const path = '/performance?range=custom&from=2026-01-05&to=2026-01-09'
  const { root, update } = await openPage(<PerformancePage />, { path, answers: { performance } })
  expect(new Set(asked)).toEqual(new Set([`from=${Date.UTC(2026, 0, 5)}&to=${Date.UTC(2026, 0, 10)}&zone=UTC`]))
  expect(choicesOf(root).find(({ checked }) => checked)?.value).toBe('custom')
  asked.length = 0
  await update(() =>
    choicesOf(root)
      .find(({ value }) => value === '7D')
      ?.click(),
  )
  expect(new Set(asked)).toEqual(new Set(['range=7D&zone=UTC']))
  expect(fieldsOf(root)).toEqual([])
  await update(() =>
    choicesOf(root)
      .find(({ value }) => value === 'custom')
      ?.click(),
  )
  expect(fieldsOf(root).map(({ value }) => value)).toEqual(['2026-01-02', '2026-01-31'])
})

test.each([
  'from=2026-01-09&to=2026-01-05',
  'from=2026-01-30&to=2026-02-02',
  'from=x&to=y',
  'from=0026-01-09&to=2026-01-05',
])('an address with days that make no range shows the usual range: %s', async (days) => {
  const choice = { range: 'custom', from: '', to: '', ...Object.fromEntries(new URLSearchParams(days)) }
  const { root } = await openPage(<Shown {...choice} />)
  expect(spanOf(root)).toEqual({ range: '30D', zone: 'UTC' })
  expect(choicesOf(root).find(({ checked }) => checked)?.value).toBe('30D')
})

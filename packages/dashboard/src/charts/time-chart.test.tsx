import { useState } from 'react'
import { expect, test } from 'vitest'
import { openPage, wordsOf } from '../views/testing/page.tsx'
import { TimeLegend } from './time-chart.tsx'
import type { TimePoint } from './time-plot.ts'

const figures = [
  { key: 'total', name: 'Total', line: 'total', write: () => '12.00', isAmount: true },
  { key: 'free', name: 'Available', line: 'free', write: () => '7.00', isAmount: true },
]
const point: TimePoint = { time: 1, state: 'known', known: { time: 1 } }

function Switched() {
  const [hidden, setHidden] = useState<ReadonlySet<string>>(new Set(['free']))
  const onToggle = (key: string) => setHidden((now) => (now.has(key) ? new Set() : new Set([key])))
  return <TimeLegend {...{ figures, point, hidden, onToggle }} hasHoles={false} time={undefined} />
}

test('a figure of the legend switches its line, and has no value while it is off', async () => {
  const { root, update } = await openPage(<Switched />)
  const free = () => [...root.querySelectorAll('button')][1]
  const value = () => root.querySelectorAll('dd')[1]
  expect([free()?.getAttribute('aria-pressed'), wordsOf(value() ?? null)]).toEqual(['false', ''])
  await update(() => free()?.click())
  expect([free()?.getAttribute('aria-pressed'), wordsOf(value() ?? null)]).toEqual(['true', '7.00'])
})

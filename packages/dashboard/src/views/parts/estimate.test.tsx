import type { CoverageWindow } from '@spotdeck/api'
import { expect, test } from 'vitest'
import { DAY_MS } from '../../durations.ts'
import { SpanWords } from '../performance/key-figures.tsx'
import { NOW, openPage } from '../testing/page.tsx'
import { EstimateSwitch } from './estimate.tsx'

const begins = NOW - DAY_MS
const firstDeposit = NOW - 20 * DAY_MS
const span = { range: '30D', zone: 'UTC' } as const
const performance = {
  from: NOW - 30 * DAY_MS,
  to: NOW,
  since: firstDeposit,
  timeWeightedReturn: '0',
  unknownMs: 0,
  maxDrawdown: null,
  drawdown: null,
  winRate: null,
  bestDay: null,
  worstDay: null,
  days: [],
}

function drawn(flows: readonly CoverageWindow[], estimate = false) {
  const coverage: CoverageWindow[] = [
    { kind: 'assets', from: 0, to: begins, state: 'unknown' },
    { kind: 'assets', from: begins, state: 'complete' },
    ...flows,
    { kind: 'flows', from: begins, state: 'complete' },
  ]
  const page = (
    <>
      <EstimateSwitch />
      <SpanWords span={span} />
    </>
  )
  return openPage(page, { snapshot: { coverage }, answers: { performance }, preferences: { estimate } })
}

const UNKNOWN: CoverageWindow = { kind: 'flows', from: 0, to: begins, state: 'unknown' }

test('an account with a past that is known has no estimate to ask for, and no deposits that are missing', async () => {
  const known: CoverageWindow = { kind: 'flows', from: firstDeposit, to: begins, state: 'repaired' }
  const { root, text } = await drawn([{ ...UNKNOWN, to: firstDeposit }, known])
  expect(root.querySelector('input[type=checkbox]')).toBeNull()
  expect(text()).not.toContain('deposit history')
})

test('an account with an unknown past offers an estimate and says since when deposits are known', async () => {
  const { root, text } = await drawn([UNKNOWN])
  expect(root.querySelector('input[type=checkbox]')).not.toBeNull()
  expect(text()).toContain('No deposit history before 30 Jan')
})

test('an estimate that is on can be turned off', async () => {
  const known: CoverageWindow = { kind: 'flows', from: firstDeposit, to: begins, state: 'repaired' }
  const { root } = await drawn([known], true)
  expect(root.querySelector<HTMLInputElement>('input[type=checkbox]')?.checked).toBe(true)
})

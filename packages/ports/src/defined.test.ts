import { expect, test } from 'vitest'
import { defined } from './defined.ts'

test('keeps every value but undefined, in order', () => {
  const kept = defined({ b: undefined, none: null, zero: 0, no: false, empty: '', a: 1 })
  expect(Object.entries(kept)).toEqual([
    ['none', null],
    ['zero', 0],
    ['no', false],
    ['empty', ''],
    ['a', 1],
  ])
})

test('an absent property does not replace one that is there', () => {
  const stop = (limit: number | undefined) => ({ limit: 5, ...defined({ limit }) })
  expect(stop(undefined)).toEqual({ limit: 5 })
  expect(stop(7)).toEqual({ limit: 7 })
})

test('what may be undefined is an optional property of the type', () => {
  const symbol: string | undefined = [][0]
  const exact: { readonly id: number; readonly symbol?: string } = defined({ id: 1, symbol })
  expect('symbol' in exact).toBe(false)
})

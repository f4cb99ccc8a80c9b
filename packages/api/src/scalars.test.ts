import { expect, test } from 'vitest'
import { symbolName } from './scalars.ts'

test.each(['MXUSDT', '1000SATSUSDT', '币安人生USDT', 'ÉTÉ_USDT'])('a symbol may be named %s', (name) => {
  expect(symbolName.safeParse(name).success).toBe(true)
})

test.each(['mxusdt', 'MX USDT', 'MX/USDT', 'M', '币安人生@USDT', 'MX%20USDT'])('no symbol is named %s', (name) => {
  expect(symbolName.safeParse(name).success).toBe(false)
})

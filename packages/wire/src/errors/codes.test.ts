import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { ERROR_CODES, errorOf, isSuccessCode, refusalIn } from './codes.ts'

test('each code is listed once and says what to do', () => {
  expect(new Set(ERROR_CODES.map(({ code }) => code)).size).toBe(ERROR_CODES.length)
  expect(ERROR_CODES).toHaveLength(101)
  expect(errorOf(700003)).toMatchObject({
    retry: 'sync',
    text: 'Timestamp for this request is outside of the recvWindow.',
  })
  expect(errorOf(-2011)).toMatchObject({ retry: 'no', text: 'Unknown order sent.', status: 400 })
  expect(errorOf(429)).toMatchObject({ retry: 'wait', status: 429 })
  expect(errorOf(503)).toMatchObject({ retry: 'unknown', status: 503 })
  expect(errorOf(123456)).toBeUndefined()
})

test('0 and 200 are success, by number or as text; the sign says nothing', () => {
  expect([0, 200, '0', '200'].every(isSuccessCode)).toBe(true)
  expect([-1121, 400, '730708', ''].some(isSuccessCode)).toBe(false)
})

test('a refusal is found in every form MEXC gives it', () => {
  expect(refusalIn({ code: 30004, msg: 'Insufficient position' })).toEqual({
    code: 30004,
    message: 'Insufficient position',
  })
  expect(refusalIn({ code: '730708', msg: 'listen key information error' })).toMatchObject({ code: 730708 })
  expect(refusalIn({ code: 26, data: 'not allowed' })).toEqual({ code: 26, message: 'not allowed' })
  expect(refusalIn({ success: false, code: 10, message: 'no affiliate' })).toEqual({
    code: 10,
    message: 'no affiliate',
  })
  expect(refusalIn({ code: 700002, msg: 'x', _extend: null })).toMatchObject({ code: 700002 })
  expect(refusalIn({ data: { mxDeductEnable: true }, code: 0, msg: 'success' })).toBeUndefined()
  expect(refusalIn({ symbol: 'MXUSDT', orderId: 'C02__1' })).toBeUndefined()
  expect(refusalIn([{ code: 30002, msg: 'x' }])).toBeUndefined()
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      refusalIn(value)
    }),
  )
})

import { readFileSync } from 'node:fs'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ERROR_CODES, errorOf, isSuccessCode, refusalIn } from './codes.ts'

test('each code is listed once and says what to do', () => {
  expect(new Set(ERROR_CODES.map(({ code }) => code)).size).toBe(ERROR_CODES.length)
  expect(ERROR_CODES).toHaveLength(102)
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

test('a rejection is found in every form that MEXC uses', () => {
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

describe('the texts', () => {
  /** Code and description of every row of MEXC's own list, in its order; two codes stand there twice. */
  const official = JSON.parse(
    readFileSync(new URL('../../../../tests/fixtures/official-error-codes.json', import.meta.url), 'utf8'),
  ) as readonly (readonly [code: number, text: string])[]
  /** MEXC: live answers add a final dot here and there, and a value right behind the colon. */
  const bare = (text = '') => text.replace(/\.$/, '').replace(/ ?:$/, ':')

  test('every row of the official list has its literal text', () => {
    expect(official).toHaveLength(93)
    const differing = official.filter(([code, text]) => {
      const { text: first, otherTexts = [] } = errorOf(code) ?? {}
      return ![first, ...otherTexts].some((known) => bare(known) === bare(text))
    })
    expect(differing).toEqual([])
  })

  test('a code that the list has twice has both texts', () => {
    expect([errorOf(730001), errorOf(730002)]).toMatchObject([
      { text: 'Pair not found', otherTexts: ['User information error'] },
      { text: 'Your input param is invalid', otherTexts: ['Parameter error'] },
    ])
  })

  test('only unlisted codes without an observed text have none', () => {
    expect(ERROR_CODES.filter(({ text }) => text === undefined).map(({ code }) => code)).toEqual([-1127, 2011, 11444])
  })
})

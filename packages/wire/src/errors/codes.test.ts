import { readFileSync } from 'node:fs'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ERROR_CODES, errorOf, isSuccessCode, refusalIn, type RetryClass } from './codes.ts'

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

describe('the next step after a code', () => {
  /**
   * The codes of MEXC by what a client may do after them, by part: general and gateway, trading, wallet, sub-accounts and keys.
   * Written down from the official list and from answers that were seen, apart from the table in the code.
   */
  const NEXT_STEPS: Readonly<Record<RetryClass, readonly (readonly number[])[]>> = {
    no: [
      [-1121, -2011, 26, 401, 403, 10072, 20001, 22222, 60005, 700001, 700006, 700007],
      [10007, 30004, 30005, 30014, 30018, 30019, 30020, 30021, 30027, 30032, 30041, 30051, 70011, 730001],
      [10001, 10098, 10099, 10100, 10101, 10103, 10211, 10212, 10232, 10259],
      [730003, 730100, 730705, 730706, 730708, 140001, 140002],
    ],
    fix: [
      [-1127, -1128, 2011, 400, 602, 33333, 44444, 700002, 700004, 700005, 700008, 700013],
      [30002, 30003, 30010, 30026, 30087, 730002],
      [10015, 10095, 10096, 10097, 10102, 10222, 10255, 10268],
      [730101, 730600, 730601, 730602, 730700, 730701, 730702, 730703, 730704, 730707],
    ],
    sync: [[10073, 700003]],
    wait: [
      [-2013, 429, 11444],
      [30000, 30001, 30016, 30025, 30028, 30029],
      [10200, 10206, 10216, 10219, 10265],
    ],
    // The call may have been executed: an order may be placed, a transfer may be booked.
    unknown: [[500, 503, 504, 20002], [10201, 10202], [730000]],
  }
  /** Status of the few answers that do not come with 400. */
  const STATUSES: ReadonlyMap<number, number> = new Map([401, 403, 429, 500, 503, 504].map((code) => [code, code]))

  test.each(Object.entries(NEXT_STEPS))('%s', (retry, parts) => {
    for (const code of parts.flat()) {
      expect(errorOf(code)).toMatchObject({ code, retry, status: STATUSES.get(code) ?? 400 })
    }
  })

  test('no code is left out, and each says in words what it means', () => {
    const known = ERROR_CODES.map(({ code }) => code)
    expect(known.toSorted((a, b) => a - b)).toEqual(
      Object.values(NEXT_STEPS)
        .flat(2)
        .toSorted((a, b) => a - b),
    )
    for (const { meaning } of ERROR_CODES) expect(meaning).toMatch(/^.{5,}$/)
  })
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
  expect(refusalIn(Object.assign([], { code: 30002, msg: 'x' }))).toBeUndefined()
  expect([null, 30002, 'code', undefined].map(refusalIn)).toEqual([undefined, undefined, undefined, undefined])
  expect(refusalIn({ code: true, msg: 'x' })).toBeUndefined()
  expect(refusalIn({ code: 26, msg: null, data: { text: 'not allowed' } })).toEqual({ code: 26, message: '' })
  for (const code of ['ERR_7', 1.5, Number.NaN])
    expect(refusalIn({ code, msg: 'x' })).toEqual({ code: Number.NaN, message: 'x' })
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

  test('every row of the official list is there as it is printed, and no other', () => {
    expect(official).toHaveLength(93)
    const rows = ERROR_CODES.flatMap(({ code, printed }) => printed.map((text) => `${code} ${text}`))
    expect(rows.toSorted()).toEqual(official.map(([code, text]) => `${code} ${text}`).toSorted())
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

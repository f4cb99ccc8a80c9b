import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { parseAnswer } from './parse-answer.ts'

describe('ids in answers', () => {
  it('are text, digit for digit, however MEXC writes them', () => {
    const answer = '{"symbol":"MXUSDT","orderId":1339499733736324841234,"orderListId":-1,"id" : 7 ,"uid":70011223}'
    expect(parseAnswer(answer)).toEqual({
      symbol: 'MXUSDT',
      orderId: '1339499733736324841234',
      orderListId: -1,
      id: '7',
      uid: '70011223',
    })
    expect(parseAnswer('[{"orderId":"C02__1","tradeGroupUid":0},{"orderId":null}]')).toEqual([
      { orderId: 'C02__1', tradeGroupUid: '0' },
      { orderId: null },
    ])
  })

  it('leave versions, times, codes and decimals as they are', () => {
    const answer = '{"lastUpdateId":7000104,"serverTime":1790300000000,"code":730708,"paid":1.5,"void":3}'
    expect(parseAnswer(answer)).toEqual(JSON.parse(answer))
  })

  it('are never changed inside strings', () => {
    const text = fc.oneof(
      fc.string(),
      fc.constantFrom('"orderId":12,', '\\"id":5}', '\\\\', '{"uid": 9}', '"', 'orderId', ':12'),
    )
    const parts = fc.array(text, { maxLength: 4 }).map((some) => some.join(''))
    fc.assert(
      fc.property(parts, parts, (one, other) => {
        const value = { a: one, [other === '' ? 'b' : `${other} `]: [one, other], memo: `${one}${other}` }
        expect(parseAnswer(JSON.stringify(value))).toEqual(value)
      }),
      { numRuns: 2_000 },
    )
  })

  it('are refused where somebody nests millions of lists, before they are parsed, and read at any depth that MEXC uses', () => {
    const parsed = vi.spyOn(JSON, 'parse')
    const half = 3_000_000
    for (const [open, close] of [
      ['[', ']'],
      ['{"a":', '}'],
      ['["\\"]",', ']'],
    ] as const)
      expect(() => parseAnswer(open.repeat(half) + close.repeat(half))).toThrow('nested too deep')
    expect(() => parseAnswer('["\\\\",'.repeat(100))).toThrow('nested too deep')
    expect(parsed).not.toHaveBeenCalled()
    parsed.mockRestore()
    const text = `"${'['.repeat(100)}\\"${'{'.repeat(100)}\\\\"`
    expect(parseAnswer(`{"a":[[${text}],${text}],"b":${'['.repeat(32)}${']'.repeat(32)}}`)).toMatchObject({
      a: [[JSON.parse(text)], JSON.parse(text)],
    })
    const siblings = Array.from({ length: 1_000 }, () => [{}])
    expect(parseAnswer(JSON.stringify(siblings))).toEqual(siblings)
  })

  it('refuse what is no JSON', () => {
    for (const text of ['', '<html>', '{"orderId":12', '{"orderId":012}']) expect(() => parseAnswer(text)).toThrow()
  })
})

import { silentLog } from '@spotdeck/ports'
import { expect, test } from 'vitest'
import type { Switches } from '../switches.ts'
import { UNLIMITED, restScene, sign } from './testing/rest-scene.ts'

const BUY = { symbol: 'MXUSDT', side: 'BUY', type: 'LIMIT', quantity: '10', price: '2.4' }

test('a call that a switch would let pass is refused with its name, in the answer and once in the log', () => {
  const lines: unknown[] = []
  const log = { ...silentLog, warn: (fields: unknown) => lines.push(fields) }
  const { raw, time } = restScene({ limits: UNLIMITED, log })
  const signed = (text: string, digest = sign(text)) => `${text}&signature=${digest}`
  const ask = (...call: Parameters<typeof raw>) => raw(...call).headers['x-sandbox-switch']
  const text = `symbol=MXUSDT&timestamp=${time.now()}`
  const escaped = `symbol=MXUSDT%2cBTCUSDT&timestamp=${time.now()}`
  const form = { headers: { 'content-type': 'application/x-www-form-urlencoded' } }
  for (let twice = 0; twice < 2; twice++) {
    expect(ask('GET', 'openOrders', signed(escaped))).toBe('strictEncoding=off')
    expect(ask('GET', 'openOrders', signed(text, sign(text).toUpperCase()))).toBe('signatureCase=any')
    expect(ask('POST', 'order', '', { ...form, body: signed(text) })).toBe('contentType=lenient')
  }
  // No switch makes these right.
  expect(ask('GET', 'openOrders', signed(escaped, sign('other')))).toBeUndefined()
  expect(ask('POST', 'order', '', { headers: { 'content-type': 'text/plain' }, body: signed(text) })).toBeUndefined()
  expect(ask('GET', 'openOrders', signed(text))).toBeUndefined()
  expect(lines).toEqual([
    { code: 700002, switch: 'strictEncoding=off' },
    { code: 700002, switch: 'signatureCase=any' },
    { code: 700013, switch: 'contentType=lenient' },
  ])
})

test('errorTexts: as the exchange’s list prints them, or as they were seen', () => {
  const texts = (switches: Partial<Switches>) => {
    const { call, raw } = restScene({ switches, limits: UNLIMITED })
    const stranger = raw('GET', 'account', '', { headers: { 'x-mexc-apikey': 'mx0nobody' } })
    const small = { ...BUY, quantity: '0.1' }
    const batch = call('POST', 'batchOrders', { batchOrders: JSON.stringify([small]) }).body as unknown[]
    const single = [
      stranger,
      call('DELETE', 'order', { symbol: 'MXUSDT', orderId: 'C02__1' }),
      call('POST', 'order', small),
    ]
    return [...single.map(({ body }) => body), batch[0]].map((body) => (body as { msg: string }).msg)
  }
  const least = (colon: string) => `The minimum transaction volume cannot be less than${colon}1USDT`
  expect(texts({})).toEqual(['invalid access key', 'Unknown order sent', least(' :'), least(' :')])
  expect(texts({ errorTexts: 'seen' })).toEqual(['Api key info invalid', 'Unknown order sent.', least(':'), least(':')])
})

import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ackFrame, ackText, INVALID_LISTEN_KEY_FRAME, parseAck, SERVER_MESSAGES } from './ack.ts'
import { parseRequest, pingRequest, pongRequest, subscriptionRequest, unsubscriptionRequest } from './request.ts'

const A = 'spot@public.aggre.deals.v3.api.pb@100ms@MXUSDT'
const B = 'spot@public.kline.v3.api.pb@MXUSDT@Min1'
const C = 'spot@public.deals.v3.api.pb@MXUSDT'
const quiet = { code: 0, accepted: [], refused: [], pong: false, ping: false, empty: false, listenKeyRefused: false }

describe('acknowledgements of every spelling', () => {
  test.each([
    ['all accepted', `${A},${B}`, { accepted: [A, B] }],
    ['all accepted, older spelling', `Subscribed successful! [${A},${B}]`, { accepted: [A, B] }],
    [
      'all accepted with an empty refusal list',
      `Subscribed successful! [${A}]. Not Subscribed successfully! [].  Reason： `,
      { accepted: [A] },
    ],
    [
      'some refused',
      `Subscribed successful! [${A},${B}]. Not Subscribed successfully! [${C}].  Reason： Blocked! `,
      { accepted: [A, B], refused: [C], reason: 'Blocked!' },
    ],
    [
      'all refused',
      `Not Subscribed successfully! [${A},${C}].  Reason： Blocked! `,
      { refused: [A, C], reason: 'Blocked!' },
    ],
    ['a private channel without a listen key', '', { empty: true }],
    ['the same, as one client logged it', 'Subscription to  successful.', { empty: true }],
    ['a bad listen key', 'Wrong listen key', { reason: 'Wrong listen key', listenKeyRefused: true }],
    [
      'an expired listen key, in one word',
      'listenKey expired',
      { reason: 'listenKey expired', listenKeyRefused: true },
    ],
    ['no method', 'method is empty.', { reason: 'method is empty.' }],
    ['a wrong shape', 'msg format invalid', { reason: 'msg format invalid' }],
    ['all accepted, with spaces', ` ${A} , ${B}`, { accepted: [A, B] }],
    ['lists with spaces', `Subscribed successful! [ ${A} , ${B} ]`, { accepted: [A, B] }],
    ['a list that is cut', `Subscribed successful! [${A},${B}`, { accepted: [A, B] }],
    ['a refusal without a reason', `Not Subscribed successfully! [${C}]`, { refused: [C] }],
    [
      'a reason behind a plain colon',
      `Not Subscribed successfully! [${C}]. Reason:too many streams`,
      { refused: [C], reason: 'too many streams' },
    ],
    [
      'a reason with spaces around its colon',
      `Not Subscribed successfully! [${C}].  Reason ：  Blocked!`,
      { refused: [C], reason: 'Blocked!' },
    ],
    ['a channel among words', `${A},not now`, { reason: `${A},not now` }],
    ['words around a channel', `see ${A}`, { reason: `see ${A}` }],
    ['words behind a channel', `${A} is closed`, { reason: `${A} is closed` }],
    [
      'words that begin like an empty answer',
      'Subscription to  successful. Bye',
      { reason: 'Subscription to  successful. Bye' },
    ],
    ['words that end like one', 'No Subscription to  successful.', { reason: 'No Subscription to  successful.' }],
    ['an empty answer without its dot', 'Subscription to  successful', { empty: true }],
  ])('%s', (_, msg, said) => {
    expect(parseAck(JSON.stringify({ id: 7, code: 0, msg }))).toStrictEqual({ ...quiet, id: 7, ...said })
  })

  test('PONG', () => {
    expect(parseAck('{"id":0,"code":0,"msg":"PONG"}')).toEqual({ ...quiet, id: 0, pong: true })
  })

  test('a PING that comes from the server', () => {
    expect(parseAck('{"method":"PING"}')).toEqual({ ...quiet, id: 0, ping: true })
    expect(parseAck('{"method":"ping"}')).toEqual({ ...quiet, id: 0, ping: true })
    expect(parseAck('{"method":"NOTICE","id":3,"msg":"bye"}')).toEqual({ ...quiet, id: 3, reason: 'bye' })
  })

  test('a bare text instead of JSON', () => {
    expect(parseAck(INVALID_LISTEN_KEY_FRAME)).toMatchObject({ listenKeyRefused: true, reason: 'Invalid listen key' })
    expect(parseAck(' PONG\n')).toEqual({ ...quiet, id: 0, pong: true })
  })

  test('an id and a code may be quoted; what is no whole number is 0', () => {
    expect(parseAck('{"id":"7","code":"0","msg":"PONG"}')).toMatchObject({ id: 7, code: 0, pong: true })
    expect(parseAck('{"id":7,"code":"100403","msg":"no"}')).toMatchObject({ id: 7, code: 100403, reason: 'no' })
    for (const id of [true, [5], null, 1.5, 'x', 2 ** 53]) {
      expect(parseAck(JSON.stringify({ id, code: id, msg: 'PONG' }))).toMatchObject({ id: 0, code: 0, pong: true })
    }
  })

  test('a code that is not zero refuses what it names', () => {
    expect(parseAck(`{"id":3,"code":100403,"msg":"${A}"}`)).toMatchObject({ code: 100403, accepted: [], refused: [A] })
    expect(parseAck('{"id":3,"code":100403,"msg":"no"}')).toEqual({ ...quiet, id: 3, code: 100403, reason: 'no' })
    expect(parseAck('{"id":3,"code":100403}')).toMatchObject({ code: 100403, accepted: [], refused: [], reason: '' })
  })

  test('anything else is an error value, never an exception', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        const ack = parseAck(text)
        expect(Number.isSafeInteger(ack.id)).toBe(true)
      }),
    )
  })
})

test('acknowledgements are written to the letter', () => {
  expect(ackText([A, B], [])).toBe(`${A},${B}`)
  expect(ackText([A], [C])).toBe(
    `Subscribed successful! [${A}]. Not Subscribed successfully! [${C}].  Reason\uFF1A Blocked! `,
  )
  expect(ackText([], [A, C])).toBe(`Not Subscribed successfully! [${A},${C}].  Reason\uFF1A Blocked! `)
  expect(ackText([], [])).toBe('')
  expect(ackFrame(0, SERVER_MESSAGES.pong)).toBe('{"id":0,"code":0,"msg":"PONG"}')
})

test('what was accepted and refused is read back from what was written', () => {
  const channels = fc.uniqueArray(fc.stringMatching(/^[A-Z0-9]{2,12}$/), { maxLength: 30 })
  fc.assert(
    fc.property(channels, channels, fc.nat(), (yes, no, id) => {
      const accepted = yes.map((symbol) => `spot@public.bookTicker.batch.v3.api.pb@${symbol}`)
      const refused = no.map((symbol) => `spot@public.deals.v3.api.pb@${symbol}`)
      expect(parseAck(ackFrame(id, ackText(accepted, refused)))).toMatchObject({ id, accepted, refused })
    }),
  )
})

test('requests are written as MEXC reads them and read as MEXC does', () => {
  expect(subscriptionRequest([A], 7)).toBe(`{"method":"SUBSCRIPTION","params":["${A}"],"id":7}`)
  expect(unsubscriptionRequest([A])).toBe(`{"method":"UNSUBSCRIPTION","params":["${A}"]}`)
  expect(parseRequest(subscriptionRequest([A, B], 7))).toEqual({ kind: 'subscribe', id: 7, channels: [A, B] })
  expect(parseRequest(unsubscriptionRequest([A]))).toEqual({ kind: 'unsubscribe', id: 0, channels: [A] })
  expect(parseRequest(pingRequest())).toEqual({ kind: 'ping', id: 0 })
  expect(parseRequest('{"method":"ping"}')).toEqual({ kind: 'ping', id: 0 })
  expect(parseRequest(pongRequest())).toEqual({ kind: 'pong', id: 0 })
  expect(parseRequest('{"method":"pong","id":9}')).toEqual({ kind: 'pong', id: 9 })
  for (const method of [undefined, null, '']) {
    expect(parseRequest(JSON.stringify({ method, id: 4 }))).toEqual({ kind: 'methodEmpty', id: 4 })
  }
  for (const id of [-1, 1.5, '7', null, true]) {
    expect(parseRequest(JSON.stringify({ method: 'PING', id }))).toEqual({ kind: 'ping', id: 0 })
  }
  const params = ['"a"', `["${A}",7]`, '[7]', '{}', 'null'].map((list) => `{"method":"SUBSCRIPTION","params":${list}}`)
  for (const wrong of ['', 'x', '[]', 'null', '7', '"x"', 'true', ...params, '{"method":"LOGIN"}', '{"method":7}']) {
    expect(parseRequest(wrong)).toEqual({ kind: 'invalid', id: 0 })
  }
})

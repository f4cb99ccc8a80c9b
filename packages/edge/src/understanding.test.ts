import { describe, expect, it } from 'vitest'
import { edgeFixture } from './testing/edge-fixture.ts'

/** Returns the answer of a socket to one message. */
function told(message: object | string): Record<string, unknown> {
  const { rules, owner } = edgeFixture()
  const headers = { host: '127.0.0.1:8787', authorization: `Bearer ${owner}` }
  const upgrade = rules.upgrade({ method: 'GET', path: '/api/v1/ws', query: '', headers, ip: '10.0.0.1' })
  if (upgrade.kind === 'refused') throw new Error('The upgrade was refused.')
  const heard: string[] = []
  const send = (text: string) => heard.push(text) > 0
  upgrade
    .connect({ send, share: ({ text }) => send(text), close: () => {}, bufferedBytes: 0 })
    .connection.receive(typeof message === 'string' ? message : JSON.stringify(message))
  return JSON.parse(heard[0] ?? 'null') as Record<string, unknown>
}
const account = { op: 'subscribe', id: 1, account: 'main', topics: ['orders'] }
const market = { op: 'subscribe', id: 2, topics: ['klines'], symbols: ['MXUSDT'] }

describe('an invalid message', () => {
  it('gets an error that names the wrong field and the reason', () => {
    for (const [message, field, reason] of [
      [{ ...account, intervalMs: -1 }, 'intervalMs', /^must be at least 0$/],
      [{ ...account, since: { epoch: 'x', seq: 1 } }, 'since.epoch', /./],
      [{ ...account, account: 'Main!' }, 'account', /./],
      [{ ...market, kline: '2m' }, 'kline', /^must be one of: 1m, /],
      [{ ...market, symbols: [] }, 'symbols', /^must have at least 1$/],
      [{ op: 'unsubscribe' }, 'id', /^is missing$/],
      [{ op: 'dance', id: 3 }, 'op', /^must be one of: subscribe, unsubscribe, ping$/],
      [{ id: 3 }, 'op', /^must be one of: subscribe, unsubscribe, ping$/],
    ] as const)
      expect([message, told(message)]).toEqual([
        message,
        expect.objectContaining({
          op: 'error',
          code: 'BAD_REQUEST',
          params: { field, reason: expect.stringMatching(reason) as string },
        }),
      ])
  })

  it('is said to be no JSON where it is none', () => {
    for (const text of ['', '{', 'subscribe'])
      expect(told(text)).toMatchObject({ code: 'BAD_REQUEST', params: { field: 'message', reason: 'is not JSON' } })
  })

  it('is rejected for an unknown field, which is named', () => {
    for (const message of [
      { ...account, interval: 5 },
      { ...market, account: 'main', kline: '1m' },
      { op: 'ping', at: 1 },
    ])
      expect([message, told(message)]).toEqual([
        message,
        expect.objectContaining({
          code: 'BAD_REQUEST',
          params: {
            field: 'message',
            reason: expect.stringMatching(/^has unknown fields: (interval|account, kline|at|kline|account)$/) as string,
          },
        }),
      ])
  })

  it('is answered under its own id, so that parallel requests can be told apart', () => {
    expect(told({ ...market, kline: '2m', id: 77 })).toMatchObject({ op: 'error', id: 77 })
  })
})

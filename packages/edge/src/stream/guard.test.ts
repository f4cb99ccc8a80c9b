import { describe, expect, it } from 'vitest'
import { grantsOf } from '../testing/grants.ts'
import { connection } from '../testing/socket-rig.ts'

const REFERENCE: unknown = expect.stringMatching(/^[0-9a-f]{8}$/)
const ticker = (lastPrice: string) =>
  ({
    time: 1,
    topic: 'ticker',
    type: 'ticker.updated',
    data: { symbol: 'MXUSDT', lastPrice, high: '1', low: '1', volume: '1', quoteVolume: '1', change: '0' },
  }) as const

describe('an exception in a handler', () => {
  const followBook = { op: 'subscribe', id: 1, topics: ['book'], symbols: ['MXUSDT'] }

  it('is logged with a reference and closes this socket alone, with 1011', () => {
    const { say, taken, desk, closes, errors } = connection()
    desk.watch = () => {
      throw new TypeError('no channel carries it')
    }
    say(followBook)
    expect(taken().at(-1)).toMatchObject({ op: 'error', code: 'INTERNAL', params: { reference: REFERENCE } })
    expect(closes).toEqual([[1011, 'INTERNAL']])
    expect(errors).toMatchObject([[{ reference: REFERENCE, error: 'no channel carries it' }, 'subscriber failed']])
    say(followBook)
    expect(taken()).toEqual([])
  })

  it('in a timer does the same', async () => {
    const { say, desk, time, closes, network, errors } = connection()
    say({ op: 'subscribe', id: 1, topics: ['ticker'], symbols: ['MXUSDT'], intervalMs: 250 })
    desk.market([ticker('2.4')])
    desk.market([ticker('2.5')])
    const broken = () => {
      throw new TypeError('no such socket')
    }
    Object.defineProperty(network, 'bufferedBytes', { get: broken })
    await time.advance(250)
    expect(closes).toEqual([[1011, 'INTERNAL']])
    expect(errors).toHaveLength(1)
  })
})

describe('a listed symbol that no channel can carry', () => {
  it('refuses the book of a listed symbol that no channel can carry; its ticker flows', () => {
    const { say, taken, desk } = connection({ grants: grantsOf('public', ['main']) })
    desk.list(['mxusdt', 'A,BUSDT', 'A[B', 'A B'])
    for (const symbol of ['mxusdt', 'A,BUSDT', 'A[B', 'A B']) {
      say({ op: 'subscribe', id: 1, topics: ['book'], symbols: [symbol] })
      expect(taken()).toEqual([{ op: 'error', id: 1, code: 'UNKNOWN_SYMBOL', params: { symbol } }])
      say({ op: 'subscribe', id: 2, topics: ['ticker'], symbols: [symbol] })
      expect(taken()).toMatchObject([{ op: 'subscribed', id: 2 }])
    }
    expect(desk.watched.filter(({ topic }) => topic !== 'ticker')).toEqual([])
  })
})

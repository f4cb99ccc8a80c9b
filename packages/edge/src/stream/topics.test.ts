import { expect, test } from 'vitest'
import { accountTopics, marketTopicsOf } from './topics.ts'

test('the topics that were asked for are taken, each once', () => {
  expect(accountTopics(['orders', 'equity', 'orders'], 'viewer')).toEqual({ topics: new Set(['orders', 'equity']) })
  expect(marketTopicsOf(['ticker', 'book'], 'public')).toEqual({ topics: new Set(['ticker', 'book']) })
})

test('a name that is no topic is refused with those that there are', () => {
  const known = 'assets, orders, deals, status, equity, health, warnings'
  const params = { topic: `x${'y'.repeat(39)}`, known }
  expect(accountTopics(['orders', `x${'y'.repeat(50)}`], 'owner')).toEqual({
    refusal: { code: 'UNKNOWN_TOPIC', params },
  })
  // A topic of the market is none of an account, and the other way round.
  expect(accountTopics(['ticker'], 'owner')).toMatchObject({ refusal: { code: 'UNKNOWN_TOPIC' } })
  expect(marketTopicsOf(['orders'], 'owner')).toEqual({
    refusal: { code: 'UNKNOWN_TOPIC', params: { topic: 'orders', known: 'ticker, book, trades, klines, notices' } },
  })
})

test('a topic that the audience may not see refuses the whole request', () => {
  const refusal = (topic: string) => ({ refusal: { code: 'AUDIENCE_FORBIDDEN', params: { topic } } })
  expect(accountTopics(['equity', 'warnings'], 'viewer')).toEqual(refusal('warnings'))
  expect(accountTopics(['orders'], 'public')).toEqual(refusal('orders'))
})

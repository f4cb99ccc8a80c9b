import { silentLog } from '@spotdeck/ports'
import { VirtualTime } from '@spotdeck/ports/virtual'
import { expect, it } from 'vitest'
import { symbolsOf } from '../symbols.ts'
import { symbolAnswers } from '../testing/index.ts'
import { FakeVenue, SYMBOLS } from '../testing/fake-venue.ts'
import { answerOf } from './questions.ts'

it('keeps the exchange’s order of deals of one second, which their ids do not tell', async () => {
  const time = new VirtualTime(1_767_225_600_000)
  const venue = new FakeVenue(time)
  venue.deposit('USDT', '100')
  const round = (side: 'BUY' | 'SELL') => venue.fill(venue.place('MXUSDT', side, '2', '10') ?? '', '10')
  round('BUY')
  await time.advance(1_000)
  round('SELL')
  round('BUY')
  round('SELL')
  const made = venue.deals.map(({ tradeId }) => tradeId)
  const asked = { exchange: venue.exchange(), symbols: symbolsOf(symbolAnswers(SYMBOLS)), timers: time, log: silentLog }
  let answer: Awaited<ReturnType<typeof answerOf>> | undefined
  const since = { orders: 0, deals: 0 }
  void answerOf(asked, { kind: 'symbol', symbol: 'MXUSDT', since }).then((found) => (answer = found))
  await time.until(() => answer !== undefined)
  const deals = answer?.kind === 'symbol' ? answer.deals.rows : []
  const ranks = new Map(deals.map(({ tradeId, rank }) => [tradeId, rank]))
  expect(made.map((tradeId) => ranks.get(tradeId))).toEqual([undefined, 0, 1, 2])
})

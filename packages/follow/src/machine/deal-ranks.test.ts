import { silentLog } from '@spotdeck/ports'
import { VirtualTime } from '@spotdeck/ports/virtual'
import { expect, it } from 'vitest'
import { symbolsOf } from '../symbols.ts'
import { symbolAnswers } from '../testing/fake-venue-answers.ts'
import { FakeVenue, SYMBOLS } from '../testing/fake-venue.ts'
import { Rig } from '../testing/rig.ts'
import { startedRig } from '../testing/truth.ts'
import { answerOf } from '../exchange/questions.ts'

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

it('realizes round trips of one millisecond in the order in which their deals were pushed', async () => {
  const rig = await startedRig(new Rig())
  await rig.live()
  await rig.time.advance(1_117)
  const first = rig.venue.deals.length
  const trade = (side: 'BUY' | 'SELL', price: string) =>
    rig.venue.fill(rig.venue.place('MXUSDT', side, price, '10') ?? '', '10')
  for (const price of ['2', '1.5', '3']) {
    trade('BUY', price)
    trade('SELL', '4')
  }
  await rig.time.advance(500)
  const made = rig.venue.deals.slice(first).map(({ tradeId }) => tradeId)
  const deals = await rig.store.deals({ limit: 100 })
  const booked = deals.filter((deal) => deal.time === rig.venue.deals.at(-1)?.time).map(({ tradeId }) => tradeId)
  expect(made).toHaveLength(6)
  expect(booked.reverse().map((id) => made.indexOf(id))).toEqual([0, 1, 2, 3, 4, 5])
})

import { describe, expect, it } from 'vitest'
import { Rig } from '../../testing/rig.ts'
import { falseClaims, startedRig } from '../../testing/truth.ts'
import { isWrong, watched } from '../../testing/wrong-while-live.ts'

const SECOND = 1_000
const MINUTE = 60 * SECOND
const LIMIT = 3 * SECOND

/** Buys and sells back, at once filled. */
function trader(rig: Rig): () => void {
  let turn = 0
  return () => {
    const side = turn++ % 2 === 0 ? 'BUY' : 'SELL'
    rig.venue.fill(rig.venue.place('MXUSDT', side, '2', '3') ?? '', '3')
  }
}

/** Places an order and cancels the one before. */
function placer(rig: Rig): () => void {
  let [last, count] = ['', 0]
  return () => {
    if (last !== '') rig.venue.cancel(last)
    last = rig.venue.place('ETHUSDT', 'BUY', String(1 + (count++ % 7)), '2') ?? ''
  }
}

describe.each(['privateAccount', 'privateOrders', 'privateDeals'])(
  'the channel %s alone is silent for good',
  (channel) => {
    it.each([
      ['trades', trader, 5 * SECOND],
      ['trades seldom', trader, 40 * SECOND],
      ['places and cancels', placer, 5 * SECOND],
    ])(
      'while the account %s: no figure is wrong for long, and the stream is replaced',
      async (_acts, acting, everyMs) => {
        const rig = await startedRig(new Rig())
        rig.fate = ({ body }) => (body.kind === channel ? [] : [0])
        const act = acting(rig)
        const wrong = await watched(rig, 5 * MINUTE, act, everyMs)
        expect(wrong.longest).toBeLessThanOrEqual(LIMIT)
        const isOwed = acting === trader || channel !== 'privateDeals'
        expect(rig.distrusted > 0).toBe(isOwed)
        rig.fate = () => [0]
        await rig.time.advance(15 * SECOND)
        expect({ wrong: isWrong(rig), state: rig.state.status.state }).toEqual({ wrong: false, state: 'live' })
      },
    )

    it('an order that is placed and canceled at once is missed, and coverage does not claim it', async () => {
      const rig = await startedRig(new Rig())
      rig.fate = ({ body }) => (body.kind === channel ? [] : [0])
      await rig.time.advance(10 * SECOND)
      const act = (): void => rig.venue.cancel(rig.venue.place('ETHUSDT', 'BUY', '1', '2') ?? '')
      const wrong = await watched(rig, 5 * MINUTE, act)
      expect(await falseClaims(rig, 5 * SECOND)).toEqual([])
      // Balances do not name the market of an order: one in a market that was never traded is found by the search.
      expect(wrong.longest).toBeLessThanOrEqual(channel === 'privateOrders' ? 2 * LIMIT : LIMIT)
      expect(rig.distrusted > 0).toBe(channel !== 'privateDeals')
    })

    it('while the account trades: it is live again only after the channel of the new stream brought something', async () => {
      const rig = await startedRig(new Rig())
      rig.fate = ({ body }) => (body.kind === channel ? [] : [0])
      const act = trader(rig)
      const wrong = await watched(rig, 5 * MINUTE, act, 5 * SECOND)
      expect(wrong.live).toBeLessThanOrEqual(30 * SECOND)
    })
  },
)

it('a stream that left something out is replaced at once, though the account is reconciling for another reason', async () => {
  const rig = await startedRig(new Rig())
  // REST tells whole seconds: here a deal looks nearly a second older than it is.
  await rig.time.advance(1_300 - (rig.time.now() % 1_000))
  rig.fate = () => []
  // Frames that cannot be decoded keep the account reconciling: no comparison of a live account finds the difference.
  const trade = trader(rig)
  for (let turn = 0; turn < 3; turn++) {
    rig.undecodable()
    trade()
    await rig.time.advance(2_600)
  }
  expect(rig.distrusted).toBe(1)
  rig.fate = () => [0]
  await rig.time.advance(15 * SECOND)
  expect({ wrong: isWrong(rig), state: rig.state.status.state }).toEqual({ wrong: false, state: 'live' })
})

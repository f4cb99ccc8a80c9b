import { expect, it } from 'vitest'
import { SYMBOLS } from '../../testing/fake-venue.ts'
import { Rig } from '../../testing/rig.ts'
import { differences, startedRig } from '../../testing/truth.ts'

const SECOND = 1_000
/** Its quote asset cannot be told from its ending. */
const SYMBOL = 'MXTRY'

/** An account that trades a symbol which is not in the list that the gateway read last. */
async function traded(prepare: (rig: Rig) => void): Promise<Rig> {
  const rig = new Rig()
  rig.venue.deposit('TRY', '1000')
  prepare(rig)
  await startedRig(rig)
  rig.venue.symbols = [...SYMBOLS, SYMBOL]
  rig.venue.fill(rig.venue.place(SYMBOL, 'BUY', '2', '10') ?? '', '10')
  return rig
}

const pairsOf = (rig: Rig) =>
  rig.published.flatMap((event) =>
    event.type === 'deal.added' ? [[event.deal.baseAsset, event.deal.quoteAsset, event.deal.feeAsset]] : [],
  )

it('a deal of a symbol that was listed a moment ago waits for the list, which is read at once', async () => {
  const rig = await traded(() => undefined)
  await rig.time.advance(SECOND)
  expect(pairsOf(rig)).toEqual([['MX', 'TRY', 'TRY']])
  await rig.time.advance(30 * SECOND)
  expect({ state: rig.state.status.state, wrong: await differences(rig) }).toEqual({ state: 'live', wrong: [] })
  expect([...rig.state.books.keys()].sort()).toEqual(['MX', 'TRY', 'USDT'])
})

it('a deal of a symbol that no list has takes its assets from the balance pushes of the same moment', async () => {
  const rig = await traded(({ venue }) => {
    const exchange = venue.exchange.bind(venue)
    venue.exchange = () => {
      const real = exchange()
      return { ...real, symbols: async () => (await real.symbols()).filter(({ symbol }) => symbol !== SYMBOL) }
    }
  })
  await rig.time.advance(SECOND)
  expect(pairsOf(rig)).toEqual([['MX', 'TRY', 'TRY']])
  await rig.time.advance(30 * SECOND)
  expect(await differences(rig)).toEqual([])
})

it('a deal whose assets nothing tells is not booked by a guess', async () => {
  const rig = await traded((one) => {
    one.rewire(() => ({ symbols: () => Promise.reject(new Error('No answer.')) }))
    one.fate = ({ body }) => (body.kind === 'privateAccount' && one.venue.deals.length > 0 ? [] : [0])
  })
  await rig.time.advance(SECOND)
  expect(pairsOf(rig)).toEqual([])
})

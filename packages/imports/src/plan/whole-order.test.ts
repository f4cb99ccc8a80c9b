import { add, decimal } from '@spotdeck/exact'
import { describe, expect, it } from 'vitest'
import { Rig, startedRig } from '@spotdeck/follow/testing'
import { type ToldDeal, namedDealsFile, request } from '../testing/files.ts'
import { importerOf } from '../testing/importer-of.ts'

const MINUTE = 60_000

/** Fills with the ids of their orders and none of their own. */
const ordersFile = (deals: readonly ToldDeal[]): string =>
  namedDealsFile(deals)
    .split('\r\n')
    .map((line) => line.slice(line.indexOf(';') + 1))
    .join('\r\n')

/** An order that was filled twice, a second apart, in a gap whose deals are not complete. */
async function filledInAGap() {
  const rig = await startedRig(new Rig(1))
  const { venue, time } = rig
  await time.advance(10 * MINUTE)
  rig.down()
  await time.advance(MINUTE)
  venue.refused.add('ETHUSDT')
  venue.fill(venue.place('ETHUSDT', 'BUY', '5', '3') ?? '', '3')
  const order = venue.place('MXUSDT', 'BUY', '2', '10') ?? ''
  venue.fill(order, '4')
  await time.advance(1_000)
  venue.fill(order, '6')
  await time.advance(MINUTE)
  rig.up()
  await rig.live()
  await time.advance(10 * MINUTE)
  const deals = venue.deals.filter(({ orderId }) => orderId === order)
  const [first, second] = deals
  if (first === undefined || second === undefined) throw new Error('The order was not filled twice.')
  const sum = (of: (deal: ToldDeal) => string): string => add(decimal<'x'>(of(first)), decimal<'x'>(of(second)))
  const whole: ToldDeal = {
    ...first,
    quantity: sum(({ quantity }) => quantity),
    quoteQuantity: sum(({ quoteQuantity }) => quoteQuantity),
    fee: sum(({ fee }) => fee),
  }
  return { rig, importer: importerOf(rig), order, first, second, whole }
}

describe('a row with the id of an order whose fills add up', () => {
  it('is known where it is one of the fills, in whichever second', async () => {
    const { rig, importer, first, second } = await filledInAGap()
    const shown = await importer.preview(request(ordersFile([{ ...first, time: first.time + 1_000 }, second])))
    expect(shown).toMatchObject({ rows: 2, added: 0, known: 2, conflicting: 0 })
    const { seq } = rig.state
    await importer.apply(shown.importId)
    expect(rig.state.seq).toBe(seq)
  })

  it('is known where it is the whole order in one row', async () => {
    const { importer, whole } = await filledInAGap()
    expect(await importer.preview(request(ordersFile([whole])))).toMatchObject({ added: 0, known: 1, conflicting: 0 })
  })

  it('is refused where the order was not filled like that: nothing is added', async () => {
    const { importer, order, first, second } = await filledInAGap()
    const shown = await importer.preview(request(ordersFile([first, second, { ...second, quantity: '5' }])))
    expect(shown).toMatchObject({ added: 0, known: 2, conflicting: 1 })
    expect(shown.rejected).toMatchObject([{ row: 4, code: 'OVERFILLS_ORDER', params: { orderId: order } }])
  })
})

it('rows with the id of an order add no more than it was filled', async () => {
  const { rig, importer } = await filledInAGap()
  const eth = rig.venue.deals.find(({ symbol }) => symbol === 'ETHUSDT')
  if (eth === undefined) throw new Error('No fill of ETH.')
  // The ledger has the order from its placement in neither case: what nobody knows is added once.
  const shown = await importer.preview(request(ordersFile([eth])))
  expect(shown).toMatchObject({ added: 1, conflicting: 0 })
  await importer.apply(shown.importId)
  expect(await importer.preview(request(ordersFile([eth])))).toMatchObject({ added: 0, known: 1, conflicting: 0 })
})

import { isInferred, unexplained } from '@spotdeck/ledger'
import { describe, expect, it } from 'vitest'
import { eventsOfReports } from '../shell/ledger-ingest.ts'
import { normalizeTrade } from '../exchange/normalize.ts'
import { withPair } from '../base/question.ts'
import { Rig } from '../testing/rig.ts'
import { coverageAt, differences, falseClaims, startedRig, toldTwice } from '../testing/truth.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR

/** An order filled in two deals while nothing was followed; the exchange tells of its sums alone. */
async function filledInSums(awayMs: number): Promise<Rig> {
  const rig = await startedRig(new Rig())
  const orderId = rig.venue.place('MXUSDT', 'BUY', '2', '10') ?? ''
  rig.venue.fill(orderId, '1')
  await rig.time.advance(1_000)
  rig.down()
  rig.venue.fill(orderId, '4')
  rig.venue.fill(orderId, '5')
  for (const { tradeId } of rig.venue.deals.slice(1)) rig.venue.forgotten.add(tradeId)
  await rig.crash()
  await rig.time.advance(awayMs)
  await rig.start()
  rig.up()
  await rig.live()
  await rig.time.advance(60_000)
  return rig
}

describe('an order whose deals the exchange no longer returns', () => {
  it('has one inferred deal of the missing quantity, marked as such; its unknown fee stays unclassified', async () => {
    const rig = await filledInSums(40 * DAY)
    const deals = await rig.store.deals({ limit: 9 })
    expect(deals.filter(isInferred)).toMatchObject([{ quantity: '9', quoteQuantity: '18', price: '2', fee: '0' }])
    expect(rig.published.filter(({ type, source }) => type === 'deal.added' && source === 'inferred')).toHaveLength(1)
    expect({ mx: unexplained(rig.state, 'MX'), usdt: unexplained(rig.state, 'USDT') }).toEqual({
      mx: '0',
      usdt: '-0.009',
    })
  })

  it('is read repeatedly before a deal is inferred that the exchange may still return', async () => {
    const rig = await filledInSums(60_000)
    expect((await rig.store.deals({ limit: 9 })).filter(isInferred)).toEqual([])
    await rig.time.advance(3 * HOUR)
    expect((await rig.store.deals({ limit: 9 })).filter(isInferred)).toHaveLength(1)
  })

  it('has its real deals once they are found, and the ledger equals the truth to the digit', async () => {
    const rig = await filledInSums(40 * DAY)
    const { writer, store, venue } = rig
    if (writer === undefined) throw new Error('The rig runs.')
    venue.forgotten.clear()
    const asked = venue.exchange().tradesOf('MXUSDT', venue.deals[0]?.orderId ?? '')
    await rig.time.advance(1_000)
    for (const row of [...(await asked).rows].reverse()) {
      const deals = [withPair(normalizeTrade(row), { baseAsset: 'MX', quoteAsset: 'USDT' })]
      const at = writer.now()
      await writer.propose((state) => eventsOfReports({ state, store, time: at }, { deals, source: 'import' }))
    }
    await rig.time.advance(60_000)
    expect((await store.deals({ limit: 9 })).some(isInferred)).toBe(false)
    expect({
      mx: unexplained(rig.state, 'MX'),
      usdt: unexplained(rig.state, 'USDT'),
      count: rig.state.dealCount,
    }).toEqual({ mx: '0', usdt: '0', count: 3 })
    expect(await differences(rig)).toEqual([])
  })

  it('publishes added and dropped deals, no id twice', async () => {
    const rig = await startedRig(new Rig())
    const id = rig.venue.place('MXUSDT', 'BUY', '2', '10') ?? ''
    await rig.time.advance(1_000)
    rig.fate = ({ body }) => (body.kind === 'privateDeals' ? [] : [0])
    rig.venue.fill(id, '4')
    rig.venue.fill(id, '6')
    rig.fate = () => [0]
    for (const { tradeId } of rig.venue.deals) rig.venue.forgotten.add(tradeId)
    rig.answersPing = false
    await rig.time.advance(3 * HOUR)
    expect((await rig.store.deals({ limit: 9 })).filter(isInferred)).toHaveLength(1)
    expect({
      state: coverageAt(rig, 'deals', rig.venue.deals[0]?.time ?? 0),
      claims: await falseClaims(rig, 0),
    }).toEqual({ state: 'unknown', claims: [] })
    rig.venue.forgotten.delete(rig.venue.deals[0]?.tradeId ?? '')
    rig.down()
    await rig.time.advance(1_000)
    rig.up()
    await rig.live()
    await rig.time.advance(3 * HOUR)
    expect({ held: await heldByReaders(rig), twice: toldTwice(rig) }).toEqual({ held: ['4', '6'], twice: [] })
  })
})

/** Quantities of the deals that a reader of all public events holds. */
async function heldByReaders(rig: Rig): Promise<readonly string[]> {
  const held = new Map<string, string>()
  for (const { event } of await rig.store.publicAfter(0, 1_000_000)) {
    if (event.type === 'deal.added') held.set(event.deal.tradeId, event.deal.quantity)
    if (event.type === 'deal.dropped') held.delete(event.deal.tradeId)
  }
  return [...held.values()].sort()
}

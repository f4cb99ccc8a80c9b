import { describe, expect, it } from 'vitest'
import type { Hides } from '@spotdeck/reports'
import { dealDraft, orderDraft } from '../testing/drafts.ts'
import { FakeDesk } from '../testing/fake-desk.ts'
import { createKnownIds } from './masked-id-index.ts'
import { accountIn } from '@spotdeck/gateway/testing'

const mask = (id: string): string => `masked-${id}`

/** A desk that counts how often its orders are listed, and by how many ids a mask was made. */
function setUp(orders: number, hides?: Hides) {
  const desk = new FakeDesk()
  desk.commit(Array.from({ length: orders }, (_, n) => orderDraft(n)))
  const counts = { pages: 0, masks: 0 }
  const inTurn: number[] = []
  const account = accountIn(desk)
  const list = account.orders.bind(account)
  account.orders = (query) => {
    counts.pages += 1
    return list(query)
  }
  const maskId = (id: string): string => {
    counts.masks += 1
    return mask(id)
  }
  const turn = (): Promise<void> => Promise.resolve(void inTurn.push(counts.masks))
  const known = createKnownIds({ desk, maskIdOf: () => maskId, turn, ...(hides && { hides: () => hides }) })
  return { desk, known, counts, inTurn }
}

describe('resolving a masked id', () => {
  it('is found among orders that were never shown', async () => {
    const { known } = setUp(2_500)
    expect(await known.unmask('main', mask('C02__3'))).toBe('C02__3')
    expect(await known.unmask('main', 'nothing')).toBeUndefined()
  })

  it('is searched once, for any number of requests and ids', async () => {
    const { known, counts } = setUp(2_500)
    await Promise.all(Array.from({ length: 50 }, (_, n) => known.unmask('main', `guess-${n}`)))
    for (let n = 0; n < 50; n++) await known.unmask('main', `another-${n}`)
    expect(counts).toEqual({ pages: 3, masks: 2_500 })
  })

  it('is looked for in pieces, between which others are served', async () => {
    const { known, inTurn } = setUp(5_500)
    await known.unmask('main', 'nothing')
    const pieces = [...inTurn, 5_500].map((masks, n) => masks - (inTurn[n - 1] ?? 0))
    expect(Math.max(...pieces)).toBeLessThanOrEqual(1_000)
  })

  it('finds newer orders by reading the newer events only', async () => {
    const { desk, known, counts } = setUp(5_000)
    await known.unmask('main', 'nothing')
    desk.commit([orderDraft(6_001), orderDraft(6_002)])
    counts.pages = 0
    counts.masks = 0
    expect(await known.unmask('main', mask('C02__6001'))).toBe('C02__6001')
    expect(counts).toEqual({ pages: 0, masks: 2 })
  })

  it('lets others run between the pages of newer events', async () => {
    const { desk, known, inTurn } = setUp(1)
    await known.unmask('main', 'nothing')
    desk.commit(Array.from({ length: 4_500 }, (_, n) => orderDraft(n)))
    inTurn.length = 0
    await known.unmask('main', 'nothing')
    expect(inTurn.filter((masks) => masks === 1)).toHaveLength(5)
  })

  it('finds an old order that was recorded late, after newer ones', async () => {
    const { desk, known } = setUp(3_000)
    await known.unmask('main', 'nothing')
    const late = orderDraft(9_000)
    if (late.topic !== 'orders') throw new Error('A draft of an order.')
    desk.commit([{ ...late, source: 'import', data: { ...late.data, createdAt: 1 } }])
    expect(await known.unmask('main', mask('C02__9000'))).toBe('C02__9000')
  })

  it('starts again with a new ledger', async () => {
    const { desk, known } = setUp(10)
    await known.unmask('main', 'nothing')
    desk.startEpoch('bbbbbbbbbbbbbbbb')
    desk.commit([orderDraft(77)])
    expect(await known.unmask('main', mask('C02__77'))).toBe('C02__77')
  })

  it('that was shown needs no reading, and resolves for its own account alone', async () => {
    const { known, counts } = setUp(10)
    expect(known.masking('main')('an id')).toBe('masked-an id')
    expect(await known.unmask('main', 'masked-an id')).toBe('an id')
    expect([counts.pages, await known.unmask('other', 'masked-an id')]).toEqual([0, undefined])
  })

  it('of an order that is hidden finds nothing, whether it was listed or came later', async () => {
    const { desk, known } = setUp(0, (kind, name) => kind === 'symbol' && name === 'BTCUSDT')
    desk.commit([orderDraft(1), orderDraft(2, 'BTCUSDT')])
    const found = async (...ns: readonly number[]) =>
      Promise.all(ns.map((n) => known.unmask('main', mask(`C02__${n}`))))
    expect(await found(1, 2)).toEqual(['C02__1', undefined])
    desk.commit([orderDraft(3), orderDraft(4, 'BTCUSDT'), dealDraft(5)])
    expect(await found(3, 4, 5)).toEqual(['C02__3', undefined, undefined])
  })

  it('lists the orders again where the ledger no longer keeps the events since', async () => {
    const { desk, known, counts } = setUp(10)
    await known.unmask('main', 'nothing')
    desk.commit([orderDraft(20), orderDraft(21)])
    desk.forget(11)
    counts.pages = 0
    expect(await known.unmask('main', mask('C02__20'))).toBe('C02__20')
    expect(counts.pages).toBe(1)
  })
})

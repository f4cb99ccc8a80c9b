/** Reads of a job from the store: older orders, inferred deals, imported deals that give way, and repeated flows. */

import { decimal, zero } from '@spotdeck/exact'
import { type BalanceChange, type Deal, EMPTY_STATE, type EventDraft, type LedgerState } from '@spotdeck/ledger'
import { describe, expect, it } from 'vitest'
import { MemoryDisk, openMemoryStore } from '@spotdeck/store/testing'
import { added, commit, deal, order, updated } from '@spotdeck/store/testing'
import { lookUp } from './look-up.ts'
import type { Needs } from '../base/needs.ts'
import { dropsFor, placeholdersFor, withoutDeals } from './placeholders.ts'
import { contentOf, isPlaceholder, placeholderId } from '../orders/placeholder.ts'

const T = 1_767_225_600_000

async function ledger(drafts: readonly EventDraft[]) {
  const store = openMemoryStore(new MemoryDisk({ account: 'main', host: 'exchange', user: '1' }, 'abcdef01'))
  const state = await commit(store, EMPTY_STATE, drafts)
  return { store, state }
}
const needing = (over: Partial<Needs>): Needs => ({ lacking: [], orderIds: [], deals: [], flows: [], ...over })
const imported = (id: string, over: Partial<Deal> = {}): Deal =>
  deal(placeholderId(id), placeholderId('order'), T, over)

describe('a job', () => {
  it('is told the older orders that it needs, and no others', async () => {
    const known = await ledger([updated(order('a', T)), updated(order('b', T)), added(deal('1X1', 'a', T))])
    const { histories } = await lookUp(known, needing({ lacking: ['a', 'c'] }))
    expect([...histories.keys()]).toEqual(['a'])
    expect(histories.get('a')?.deals.map(({ tradeId }) => tradeId)).toEqual(['1X1'])
    expect(await lookUp(known, needing({}))).toEqual({
      histories: new Map(),
      dropped: [],
      inferred: new Map(),
      repeats: [],
      listed: undefined,
    })
  })

  it('is told the inferred deals of its orders, older and tracked ones', async () => {
    const inferred = (id: string): Deal => deal(`inferred-${id}`, id, T)
    const { store } = await ledger([
      added(inferred('a')),
      added(deal('0X1', 'a', T - 1)),
      added(deal('2X1', 'a', T + 1)),
      added(inferred('b')),
      added(deal('3X1', 'c', T)),
    ])
    const tracked = (await store.histories(['b'])).get('b')?.deals ?? []
    const state: LedgerState = {
      ...EMPTY_STATE,
      orders: new Map([['b', { deals: tracked, dealt: decimal<'base'>('1'), since: 1 }]]),
    }
    const found = await lookUp({ store, state }, needing({ orderIds: ['a', 'b', 'b', 'c', 'd'], lacking: ['a', 'c'] }))
    expect([...found.inferred].map(([id, one]) => [id, one.tradeId])).toEqual([
      ['a', 'inferred-a'],
      ['b', 'inferred-b'],
    ])
  })

  it('is told which imported deals the exchange’s own replace, and has histories without them', async () => {
    const known = await ledger([added(imported('x')), added(deal('9X1', 'a', T))])
    const { dropped, histories } = await lookUp(
      known,
      needing({ deals: [deal('1X1', 'a', T + 400)], lacking: [placeholderId('order'), 'a'] }),
    )
    expect(dropped).toEqual([{ type: 'deal.dropped', deal: imported('x'), time: T, source: 'import' }])
    expect([...histories].map(([id, one]) => [id, one.deals.length])).toEqual([
      [placeholderId('order'), 0],
      ['a', 1],
    ])
  })

  it('is told which flows were booked before: every figure the same', async () => {
    const flow: BalanceChange = {
      asset: 'MX',
      free: decimal<'asset'>('5'),
      locked: decimal<'asset'>('1'),
      freeChange: decimal<'asset'>('2'),
      lockedChange: zero<'asset'>(),
      reason: 'DEPOSIT',
      time: T,
    }
    const known = await ledger([{ type: 'asset.changed', change: flow, time: T, source: 'stream' }])
    const isRepeat = async (over: Partial<BalanceChange>): Promise<boolean> =>
      (await lookUp(known, needing({ flows: [{ ...flow, ...over }] }))).repeats.length === 1
    expect(await isRepeat({})).toBe(true)
    for (const other of [
      { asset: 'USDT' },
      { reason: 'WITHDRAW' },
      { time: T + 1 },
      { time: T - 1 },
      { free: decimal<'asset'>('6') },
      { locked: decimal<'asset'>('2') },
      { freeChange: decimal<'asset'>('3') },
      { lockedChange: decimal<'asset'>('1') },
    ])
      expect(await isRepeat(other), JSON.stringify(other)).toBe(false)
  })

  it('of lists is told how they compare with the ledger', async () => {
    const lists = { since: T, rows: [], askedAt: T, answeredAt: T, lacks: [] }
    expect((await lookUp(await ledger([]), needing({ lists }))).listed).toEqual({ verdicts: [], isStale: false })
  })
})

describe('a placeholder', () => {
  const gone = async (stored: readonly Deal[], told: readonly Deal[]): Promise<readonly string[]> => {
    const { store } = await ledger(stored.map(added))
    return (await placeholdersFor(store, told)).map(({ tradeId }) => tradeId)
  }

  it('gives way to a deal of the same market, side, price, quantity and second', async () => {
    const stored = [imported('x', { time: T + 100 })]
    const told = (over: Partial<Deal>) => gone(stored, [deal('1X1', 'a', T, over)])
    expect([await told({ time: T + 999 }), await told({ time: T })]).toEqual([['import-x'], ['import-x']])
    for (const other of [
      { time: T + 1_000 },
      { time: T - 1 },
      { symbol: 'BTCUSDT' },
      { side: 'SELL' as const },
      { price: decimal<'quote per base'>('77') },
      { quantity: decimal<'base'>('77') },
    ])
      expect(await told(other as Partial<Deal>), JSON.stringify(other)).toEqual([])
  })

  it('with the same fee gives way first, else the first: an export may show fewer digits', async () => {
    const fee = (text: string) => ({ fee: decimal<'asset'>(text) })
    const stored = [imported('x', fee('1')), imported('y', fee('2'))]
    expect(await gone(stored, [deal('1X1', 'a', T, fee('1'))])).toEqual(['import-x'])
    expect(await gone(stored, [deal('1X1', 'a', T, fee('2'))])).toEqual(['import-y'])
    expect((await gone(stored, [deal('1X1', 'a', T, fee('3'))])).length).toBe(1)
  })

  it('gives way once, and only to a deal that was not known', async () => {
    const [one, two] = [deal('1X1', 'a', T), deal('2X1', 'a', T)]
    expect(await gone([imported('x')], [one, two])).toEqual(['import-x'])
    expect(await gone([imported('x'), imported('y')], [one, two])).toHaveLength(2)
    expect(await gone([imported('x'), one], [one])).toEqual([])
    expect(await gone([imported('x'), one], [one, two])).toEqual(['import-x'])
    expect(await gone([imported('x')], [imported('z')])).toEqual([])
    expect(await gone([one], [two])).toEqual([])
  })

  it('is found behind pages of other deals, and among those of several seconds and markets', async () => {
    const many = Array.from({ length: 600 }, (_, i) => deal(`${i}X1`, 'b', T + 500, { price: decimal('9') }))
    const far = imported('far', { time: T - 5_000 })
    const other = imported('other', { symbol: 'BTCUSDT' })
    const told = [
      deal('1Y1', 'a', T),
      deal('2Y1', 'a', T - 5_000),
      deal('3Y1', 'a', T, { symbol: 'BTCUSDT' }),
      deal('4Y1', 'a', T + 900, { price: decimal('8') }),
    ]
    expect(await gone([imported('x'), ...many, far, other], told)).toEqual(['import-x', 'import-far', 'import-other'])
  })

  it('has an id that names it, from its content', () => {
    expect([isPlaceholder(placeholderId('x')), isPlaceholder('1X1'), placeholderId('x')]).toEqual([
      true,
      false,
      'import-x',
    ])
    const one = deal('1X1', 'a', T)
    expect(contentOf(one)).toBe(contentOf({ ...one, time: T + 999 }))
    expect(contentOf(one)).not.toBe(contentOf({ ...one, feeAsset: 'KCS' }))
  })

  it('that is dropped is in no history any more; of none nothing is read', async () => {
    const known = await ledger([added(imported('x'))])
    const histories = await known.store.histories([placeholderId('order')])
    expect(withoutDeals(histories, [])).toBe(histories)
    const silent = { ...known.store, deals: () => Promise.reject(new Error('asked')) }
    expect(await dropsFor(silent, [])).toEqual([])
  })
})

/** Contract of every store as one suite: memory, SQLite and PostgreSQL pass the same tests. */

import { decimal, zero } from '@spotdeck/exact'
import {
  type Deal,
  EMPTY_STATE,
  type EventDraft,
  type LedgerState,
  type Order,
  record,
  touchedRows,
} from '@spotdeck/ledger'
import { describe, expect, it } from 'vitest'
import type { Hides, HistoryList, HistoryPageQuery, LedgerStore } from './port.ts'

/** A value, or its promise. */
export type Awaitable<T> = T | Promise<T>

const stream = { time: 1, source: 'stream' } as const

export const order = (id: string, createdAt: number, over: Partial<Order> = {}): Order => ({
  orderId: id,
  symbol: 'MXUSDT',
  side: 'BUY',
  type: 'LIMIT',
  status: 'NEW',
  price: decimal('2'),
  quantity: decimal('9'),
  executedQuantity: zero(),
  quoteQuantity: decimal('18'),
  executedQuoteQuantity: zero(),
  createdAt,
  updatedAt: createdAt,
  ...over,
})
export const deal = (id: string, orderId: string, time: number, over: Partial<Deal> = {}): Deal => ({
  tradeId: id,
  orderId,
  symbol: 'MXUSDT',
  baseAsset: 'MX',
  quoteAsset: 'USDT',
  side: 'BUY',
  price: decimal('2'),
  quantity: decimal('1'),
  quoteQuantity: decimal('2'),
  fee: zero(),
  feeAsset: 'USDT',
  isMaker: true,
  isSelfTrade: false,
  time,
  ...over,
})

export const updated = (value: Order): EventDraft => ({ ...stream, type: 'order.updated', order: value })
export const added = (value: Deal): EventDraft => ({ ...stream, type: 'deal.added', deal: value, namedBy: 'stream' })
export const deposited = (free: string, change: string, asset = 'USDT'): EventDraft => ({
  ...stream,
  type: 'asset.changed',
  change: {
    asset,
    free: decimal(free),
    locked: zero(),
    freeChange: decimal(change),
    lockedChange: zero(),
    reason: 'DEPOSIT',
    time: 7,
  },
})

/** Records and commits, as the follower does. */
export async function commit(
  store: LedgerStore,
  state: LedgerState,
  happenings: readonly EventDraft[],
): Promise<LedgerState> {
  const next = record(state, happenings, 2)
  await store.commit({ events: next.events, rows: touchedRows(state, next.state, next.events) })
  return next.state
}

/** `open` gives a fresh store; `reopen` the same one as another process would find it after a kill. */
export function storeContract(
  name: string,
  open: () => Awaitable<LedgerStore>,
  reopen: (store: LedgerStore) => Awaitable<LedgerStore>,
): void {
  describe(`${name} as a ledger store`, () => {
    it('returns after a kill exactly what was committed: state, events, lists', async () => {
      const store = await open()
      const state = await commit(store, EMPTY_STATE, [
        updated(order('a', 5)),
        added(deal('1X1', 'a', 6)),
        deposited('10', '10'),
      ])
      const again = await reopen(store)
      expect(await again.load()).toEqual(state)
      expect((await again.eventsAfter(0, 10)).map((event) => event.type)).toEqual([
        'order.updated',
        'deal.added',
        'asset.changed',
      ])
      expect(await again.flows()).toMatchObject([{ asset: 'USDT', change: '10' }])
      expect(again.epoch).toBe(store.epoch)
      expect(await again.verify()).toMatchObject({ ok: true, events: 3 })
    })

    it('opens a ledger without sending times, and stores them for new events', async () => {
      const store = await open()
      const old = await commit(store, EMPTY_STATE, [
        updated(order('a', 5)),
        added(deal('1X1', 'a', 6)),
        deposited('10', '10'),
      ])
      const again = await reopen(store)
      expect(await again.load()).toEqual(old)
      const filled = order('a', 5, { executedQuantity: decimal('3'), lastExecutedQuantity: decimal('2'), sentAt: 8 })
      await commit(again, old, [updated(filled), added(deal('2X1', 'a', 7, { sentAt: 9 }))])
      const last = await reopen(again)
      expect((await last.load()).orders.get('a')?.order).toEqual(filled)
      expect(await last.orders({ limit: 9 })).toEqual([filled])
      expect((await last.deals({ limit: 9 })).map(({ sentAt }) => sentAt)).toEqual([9, undefined])
      expect(await last.verify()).toMatchObject({ ok: true, events: 5 })
    })

    it('returns public events after a seq, without internal events', async () => {
      const store = await open()
      const fact: EventDraft = {
        ...stream,
        type: 'coverage.marked',
        window: { kind: 'deals', from: 1, state: 'complete' },
      }
      await commit(store, EMPTY_STATE, [updated(order('a', 1)), fact, updated(order('b', 2)), updated(order('c', 3))])
      expect((await store.publicAfter(1, 1)).map(({ event }) => event.seq)).toEqual([2])
      expect((await store.publicAfter(0, 9)).map(({ event }) => event.seq)).toEqual([1, 2, 3])
    })

    it('returns each event’s chain hash, the same on commit and on read', async () => {
      const store = await open()
      const first = record(EMPTY_STATE, [updated(order('a', 1)), deposited('1', '1')], 2)
      const hashes = await store.commit({
        events: first.events,
        rows: touchedRows(EMPTY_STATE, first.state, first.events),
      })
      expect(new Set(hashes).size).toBe(2)
      expect((await store.publicAfter(0, 9)).map(({ hash }) => hash)).toEqual(hashes)
      expect(await store.verify()).toMatchObject({ ok: true, head: hashes[1] })
      const other = await open()
      const fork = record(EMPTY_STATE, [updated(order('b', 1)), deposited('1', '1')], 2)
      await other.commit({ events: fork.events, rows: touchedRows(EMPTY_STATE, fork.state, fork.events) })
      expect((await other.publicAfter(1, 1))[0]?.hash).not.toBe(hashes[1])
    })

    it('begins a new epoch over the same events, which a kill does not undo', async () => {
      const store = await open()
      const state = await commit(store, EMPTY_STATE, [updated(order('a', 1))])
      const old = store.epoch
      await store.beginEpoch('fedcba98')
      expect([old, store.epoch]).toEqual([old, 'fedcba98'])
      const again = await reopen(store)
      expect(again.epoch).toBe('fedcba98')
      expect(await again.load()).toEqual(state)
      await commit(again, state, [updated(order('b', 2))])
      expect(await again.verify()).toMatchObject({ ok: true, events: 2 })
    })

    it('pages orders and deals newest first, with filters, without repeating or leaving out any', async () => {
      const store = await open()
      const many = Array.from({ length: 7 }, (_, i) =>
        order(`o${i}`, 100 + Math.floor(i / 2), i === 3 ? { status: 'FILLED', symbol: 'BTCUSDT' } : {}),
      )
      await commit(store, EMPTY_STATE, [
        ...many.map(updated),
        ...many.map((o, i) => added(deal(`${i}X1`, o.orderId, 200 + i))),
      ])
      const first = await store.orders({ limit: 4 })
      const last = first.at(-1)
      const second = await store.orders({ limit: 4, before: { time: last?.createdAt ?? 0, id: last?.orderId ?? '' } })
      expect([...first, ...second].map((o) => o.orderId)).toEqual(['o6', 'o5', 'o4', 'o3', 'o2', 'o1', 'o0'])
      expect(await store.orders({ limit: 9, statuses: ['FILLED'], symbol: 'BTCUSDT' })).toHaveLength(1)
      expect(await store.orders({ limit: 9, types: ['LIMIT', 'STOP'] })).toHaveLength(many.length)
      expect(await store.orders({ limit: 9, types: ['MARKET'] })).toEqual([])
      expect((await store.deals({ limit: 9, from: 202, to: 204 })).map((d) => d.time)).toEqual([203, 202])
      expect(await store.deals({ limit: 9, orderId: 'o2' })).toHaveLength(1)
      const ascending = await store.dealsAscending({ from: 201, to: 206 }, 2)
      const rest = await store.dealsAscending({ from: 201, to: 206 }, 9, { time: 202, id: '2X1 o2 BUY' })
      expect([...ascending, ...rest].map((d) => d.time)).toEqual([201, 202, 203, 204, 205])
    })

    it('does not list a dropped deal', async () => {
      const store = await open()
      const dropped: EventDraft = { ...stream, type: 'deal.dropped', deal: deal('inferred-a', 'a', 2) }
      await commit(store, EMPTY_STATE, [
        updated(order('a', 1)),
        added(dropped.deal),
        dropped,
        added(deal('1X1', 'a', 3)),
      ])
      expect((await store.deals({ limit: 9 })).map(({ tradeId }) => tradeId)).toEqual(['1X1'])
      expect((await store.load()).dealCount).toBe(1)
      expect(await store.verify()).toMatchObject({ ok: true })
    })

    it('returns an order with its deals and their two ids', async () => {
      const store = await open()
      const named: EventDraft = {
        ...stream,
        type: 'deal.named',
        orderId: 'a',
        tradeId: '1X1',
        side: 'BUY',
        alias: 'f'.repeat(32),
      }
      await commit(store, EMPTY_STATE, [updated(order('a', 1)), added(deal('1X1', 'a', 2)), named])
      const found = await store.histories(['a', 'never'])
      expect([...found.keys()]).toEqual(['a'])
      expect(found.get('a')).toMatchObject({
        order: { orderId: 'a' },
        deals: [{ tradeId: '1X1', alias: 'f'.repeat(32) }],
      })
    })

    it('stores nothing of a commit that fails', async () => {
      const store = await open()
      const state = await commit(store, EMPTY_STATE, [updated(order('a', 1))])
      const twice = record(EMPTY_STATE, [updated(order('b', 2)), updated(order('c', 2))], 3)
      await expect(store.commit({ events: twice.events, rows: [['head', {}]] })).rejects.toThrow()
      expect(await (await reopen(store)).load()).toEqual(state)
      expect(await store.verify()).toMatchObject({ ok: true, events: 1 })
      await commit(store, state, [updated(order('c', 3))])
      expect(await store.verify()).toMatchObject({ ok: true, events: 2 })
    })

    it('rejects a deal that is stored already, with its whole commit', async () => {
      const store = await open()
      const state = await commit(store, EMPTY_STATE, [updated(order('a', 1)), added(deal('1X1', 'a', 2))])
      await expect(commit(store, state, [updated(order('b', 3)), added(deal('1X1', 'a', 2))])).rejects.toMatchObject({
        code: expect.stringMatching(/^(SQLITE_CONSTRAINT_PRIMARYKEY|STORE_REFUSED)$/) as unknown,
      })
      expect(await store.load()).toEqual(state)
      expect((await store.orders({ limit: 9 })).map(({ orderId }) => orderId)).toEqual(['a'])
    })

    it('lists the history newest first by (time, n), page by page, by asset, reason and time', async () => {
      const store = await open()
      const moved = (
        asset: string,
        reason: string,
        time: number,
        source: EventDraft['source'] = 'stream',
      ): EventDraft => ({
        type: 'asset.changed',
        time,
        source,
        change: {
          asset,
          free: decimal('1'),
          locked: zero(),
          freeChange: decimal('1'),
          lockedChange: zero(),
          reason,
          time,
        },
      })
      const live: EventDraft = {
        type: 'status.changed',
        time: 4,
        source: 'inferred',
        status: { state: 'live', code: 'LIVE', params: {}, since: 4 },
      }
      await commit(store, EMPTY_STATE, [
        moved('MX', 'DEPOSIT', 5),
        moved('USDT', 'ENTRUST', 3),
        live,
        moved('MX', 'RECONCILED', 3, 'audit'),
        moved('MX', 'BRAND_NEW', 9),
        { ...updated(order('a', 8)), source: 'audit' },
      ])
      const read = async (list: HistoryList, query: Partial<HistoryPageQuery> = {}) =>
        (await store.history(list, { limit: 10, ...query })).map(({ n }) => n)
      expect(await read('movements')).toEqual([5, 1, 4, 2])
      expect(await read('movements', { limit: 2 })).toEqual([5, 1])
      expect(await read('movements', { before: { time: 5, n: 1 } })).toEqual([4, 2])
      expect(await read('movements', { asset: 'MX', from: 3, to: 9 })).toEqual([1, 4])
      expect(await read('movements', { reasons: { only: ['DEPOSIT', 'ENTRUST'] } })).toEqual([1, 2])
      expect(await read('movements', { reasons: { but: ['DEPOSIT', 'ENTRUST'] } })).toEqual([5, 4])
      expect(await read('statuses')).toEqual([3])
      expect(await read('audits')).toEqual([4, 6])
    })

    it('lists a flow once, pushed or reported, with its reported id', async () => {
      const store = await open()
      const flow = (id: string, over: object = {}): EventDraft => ({
        type: 'flow.told',
        time: 3,
        source: 'rest',
        flow: { id, asset: 'USDT', change: decimal('10'), reason: 'DEPOSIT', time: 3, txId: `tx ${id}` },
        ...over,
      })
      const first = await commit(store, EMPTY_STATE, [deposited('10', '10'), flow('a', { as: 1 }), flow('b')])
      await commit(store, first, [deposited('20', '10')])
      const flows = await (await reopen(store)).flows()
      expect(flows.map(({ id, told, held }) => [id, told?.id, held?.learntAt])).toEqual([
        ['flow 3', 'b', 2],
        ['flow 1', 'a', undefined],
      ])
      expect((await store.history('flows', { limit: 9 })).map(({ n }) => n)).toEqual([3, 1])
      expect(
        (await store.history('flows', { limit: 9, asset: 'USDT', reasons: { only: ['DEPOSIT'] } })).map(({ n }) => n),
      ).toEqual([3, 1])
      expect((await store.history('movements', { limit: 9 })).map(({ n }) => n)).toEqual([4, 1])
      expect((await store.load()).netDeposits).toBe('20')
      expect(await store.verify()).toMatchObject({ ok: true })
    })

    it('excludes hidden names from every list before a page is cut', async () => {
      const store = await open()
      const moved = (asset: string, time: number, source: EventDraft['source'] = 'stream'): EventDraft => {
        const change = { asset, free: decimal('1'), locked: zero(), freeChange: decimal('1'), lockedChange: zero() }
        return { type: 'asset.changed', time, source, change: { ...change, reason: 'DEPOSIT', time } } as EventDraft
      }
      const symbols = ['MXUSDT', 'BTCUSDT', 'ETHUSDT']
      const many = Array.from({ length: 12 }, (_, i) => order(`o${i}`, 100 + i, { symbol: symbols[i % 3] ?? '' }))
      await commit(store, EMPTY_STATE, [
        ...many.map(updated),
        ...many.map((o, i) =>
          added(deal(`${i}X1`, o.orderId, 200 + i, { symbol: o.symbol, feeAsset: i < 6 ? 'USDT' : 'MX' })),
        ),
        ...['MX', 'BTC', 'USDT', 'BTC', 'BTC', 'MX'].map((asset, i) => moved(asset, 300 + i)),
        ...many.slice(0, 4).map((o): EventDraft => ({ ...updated(o), source: 'audit' })),
        moved('BTC', 9, 'audit'),
        moved('USDT', 8, 'audit'),
      ])
      const hides: Hides = (kind, name) => (kind === 'symbol' ? name === 'BTCUSDT' : name === 'BTC')
      const left = ['o11', 'o9', 'o8', 'o6', 'o5', 'o3', 'o2', 'o0']
      expect((await store.orders({ limit: 99, hides })).map(({ orderId }) => orderId)).toEqual(left)
      const first = await store.orders({ limit: 3, hides })
      expect(first.map(({ orderId }) => orderId)).toEqual(left.slice(0, 3))
      const second = await store.orders({ limit: 3, hides, before: { time: 108, id: 'o8' }, from: 101 })
      expect(second.map(({ orderId }) => orderId)).toEqual(['o6', 'o5', 'o3'])
      expect(await store.orders({ limit: 9, hides, symbol: 'BTCUSDT' })).toEqual([])
      expect(await store.orders({ limit: 9, hides, symbol: 'MXUSDT' })).toHaveLength(4)
      expect(await store.orders({ limit: 9, hides: () => true })).toEqual([])
      expect((await store.deals({ limit: 2, hides })).map(({ orderId }) => orderId)).toEqual(['o11', 'o9'])
      expect(await store.deals({ limit: 9, hides, orderId: 'o1' })).toEqual([])
      expect(await store.deals({ limit: 9, hides, orderId: 'o11' })).toHaveLength(1)
      const withoutMx: Hides = (kind, name) => kind === 'asset' && name === 'MX'
      expect((await store.deals({ limit: 9, hides: withoutMx })).map(({ tradeId }) => tradeId)).toEqual([
        '5X1',
        '4X1',
        '3X1',
        '2X1',
        '1X1',
        '0X1',
      ])
      expect(await store.deals({ limit: 9, hides: withoutMx, orderId: 'o11' })).toEqual([])
      const times = async (list: HistoryList, query: Partial<HistoryPageQuery> = {}) =>
        (await store.history(list, { limit: 10, hides, ...query })).map(({ time }) => time)
      expect(await times('movements')).toEqual([305, 302, 300, 8])
      expect(await times('movements', { limit: 2 })).toEqual([305, 302])
      expect(await times('flows', { limit: 2, to: 305 })).toEqual([302, 300])
      expect(await times('movements', { asset: 'BTC' })).toEqual([])
      expect((await store.history('audits', { limit: 3, hides })).length).toBe(3)
      expect(JSON.stringify(await store.history('audits', { limit: 9, hides }))).not.toMatch(/BTC/)
      expect(await store.history('audits', { limit: 9, hides })).toHaveLength(4)
    })

    it('returns balance history: the last change of each step, and the one before', async () => {
      const store = await open()
      const at = (time: number, free: string): EventDraft => ({
        type: 'asset.changed',
        time,
        source: 'stream',
        change: {
          asset: 'MX',
          free: decimal(free),
          locked: zero(),
          freeChange: decimal('1'),
          lockedChange: zero(),
          reason: 'ENTRUST',
          time,
        },
      })
      await commit(store, EMPTY_STATE, [at(1, '1'), at(8, '2'), at(10, '3'), at(14, '4'), at(31, '5'), at(40, '6')])
      const steps = await store.balances({ asset: 'MX', from: 10, to: 40, stepMs: 10 })
      expect(steps.map((event) => event.type === 'asset.changed' && event.change.free)).toEqual(['2', '4', '5'])
      expect(await store.balances({ asset: 'BTC', from: 0, to: 99, stepMs: 10 })).toEqual([])
    })
  })
}

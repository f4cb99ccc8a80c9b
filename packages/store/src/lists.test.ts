/** Both stores answer every query alike: the same events, committed to memory and to SQLite, and then asked at random. */

import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { decimal, zero } from '@spotdeck/exact'
import { EMPTY_STATE, type EventDraft, type LedgerState, costKey } from '@spotdeck/ledger'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MemoryDisk, openMemoryStore } from './testing/memory.ts'
import type { DealPageQuery, Hides, HistoryPageQuery, LedgerStore, OrderPageQuery } from './port.ts'
import { openSqliteStore } from './sqlite/sqlite.ts'
import { added, commit, deal, order, updated } from './store.contract.ts'

/** `SPOTDECK_PROPERTY_RUNS=2` runs twice as many. */
const RUNS = Number(process.env['SPOTDECK_PROPERTY_RUNS'] ?? 1)

const identity = { account: 'main', host: 'api.mexc.com', user: '70011223' }
const EPOCH = 'abcdef0123456789'
const opened = (): readonly [LedgerStore, LedgerStore] => [
  openMemoryStore(new MemoryDisk(identity, EPOCH)),
  openSqliteStore({ path: join(mkdtempSync(join(tmpdir(), 'spotdeck-lists-')), 'main.db'), identity, newEpoch: EPOCH }),
]

const ASSETS = ['MX', 'USDT', 'BTC'] as const
const SYMBOLS = ['MXUSDT', 'BTCUSDT', 'MXBTC'] as const
const REASONS = ['DEPOSIT', 'WITHDRAW', 'ENTRUST', 'BRAND_NEW'] as const
const SIDES = ['BUY', 'SELL'] as const
const TYPES = ['LIMIT', 'MARKET'] as const
const STATUSES = ['NEW', 'FILLED'] as const
const unitPrice = decimal<'USDT per unit'>('3')

/** `of`: which of the deals or flows before it an event is about. */
const seed = fc.record({
  kind: fc.constantFrom(
    'order',
    'deal',
    'deal',
    'named',
    'dropped',
    'deal-price',
    'moved',
    'moved',
    'told',
    'flow-price',
  ),
  of: fc.nat(9),
  time: fc.integer({ min: 1, max: 6 }),
  orderId: fc.constantFrom('a', 'b', 'c'),
  asset: fc.constantFrom(...ASSETS),
  symbol: fc.constantFrom(...SYMBOLS),
  side: fc.constantFrom(...SIDES),
  type: fc.constantFrom(...TYPES),
  status: fc.constantFrom(...STATUSES),
  reason: fc.constantFrom(...REASONS),
  source: fc.constantFrom('stream', 'audit'),
  fee: fc.constantFrom('0', '1'),
})
type Seed = typeof seed extends fc.Arbitrary<infer T> ? T : never

/** Drafts of a history in which deals and flows have ids of their own, and later events are about earlier ones. */
function drafts(seeds: readonly Seed[]): readonly EventDraft[] {
  const dealt: ReturnType<typeof deal>[] = []
  return seeds.flatMap((one, i): EventDraft[] => {
    const { kind, time, source, asset, symbol, side, orderId, reason, type, status } = one
    const quoteAsset = symbol.endsWith('BTC') ? 'BTC' : 'USDT'
    const known = dealt[one.of % Math.max(1, dealt.length)]
    const change = decimal<'asset'>('1')
    if (kind === 'order') return [{ ...updated(order(orderId, time, { symbol, side, type, status })), time, source }]
    if (kind === 'deal') {
      const made = deal(`${i}X1`, orderId, time, { symbol, side, quoteAsset, feeAsset: asset, fee: decimal(one.fee) })
      dealt.push(made)
      return [{ ...added(made), time, source }]
    }
    if (kind === 'moved') {
      const held = { asset, free: decimal<'asset'>('5'), locked: zero<'asset'>(), lockedChange: zero<'asset'>() }
      return [{ type: 'asset.changed', change: { ...held, freeChange: change, reason, time }, time, source }]
    }
    if (kind === 'told') {
      const flow = { id: `told ${i}`, asset, change, reason: 'DEPOSIT', time }
      return [{ type: 'flow.told', flow, time, source, ...(one.fee === '0' ? { as: one.of } : { unitPrice }) }]
    }
    if (kind === 'flow-price') {
      return [{ type: 'flow.priced', flow: { of: one.of, asset, change, unitPrice }, time, source }]
    }
    if (known === undefined) return []
    const name = { orderId: known.orderId, tradeId: known.tradeId, side: known.side }
    if (kind === 'named') return [{ type: 'deal.named', ...name, alias: `alias ${i}`, time, source }]
    if (kind === 'dropped') return [{ type: 'deal.dropped', deal: known, time, source }]
    return [{ type: 'deal.priced', ...name, prices: { quoteUnitPrice: unitPrice }, time, source }]
  })
}

const maybe = <T>(one: fc.Arbitrary<T>) => fc.option(one, { nil: undefined })
const time = fc.integer({ min: 0, max: 7 })
const limit = fc.integer({ min: 1, max: 9 })
const hides = maybe(
  fc.record({ asset: fc.constantFrom(...ASSETS), symbol: fc.constantFrom(...SYMBOLS) }).map(
    (hidden): Hides =>
      (kind, name) =>
        name === hidden[kind],
  ),
)
const some = <T>(all: readonly T[]) => maybe(fc.subarray([...all], { minLength: 1 }))
const paged = { limit, symbol: maybe(fc.constantFrom(...SYMBOLS)), side: maybe(fc.constantFrom(...SIDES)), hides }
const span = { from: maybe(time), to: maybe(time) }
const orderQuery: fc.Arbitrary<OrderPageQuery> = fc.record({
  ...paged,
  ...span,
  before: maybe(fc.record({ time, id: fc.constantFrom('', 'a', 'b', 'c', 'd') })),
  statuses: some(STATUSES),
  types: some(TYPES),
})
const dealKey = fc.record({ time, id: fc.constantFrom('', '3X1 a BUY', '5X1 b SELL') })
const dealQuery: fc.Arbitrary<DealPageQuery> = fc.record({
  ...paged,
  ...span,
  before: maybe(dealKey),
  orderId: maybe(fc.constantFrom('a', 'b')),
})
const historyQuery: fc.Arbitrary<HistoryPageQuery> = fc.record({
  limit,
  hides,
  ...span,
  before: maybe(fc.record({ time, n: fc.nat(20) })),
  asset: maybe(fc.constantFrom(...ASSETS)),
  reasons: maybe(
    fc
      .record({ names: fc.subarray([...REASONS], { minLength: 1 }), isOnly: fc.boolean() })
      .map(({ names, isOnly }) => (isOnly ? { only: names } : { but: names })),
  ),
})
const asked = fc.record({
  order: orderQuery,
  deal: dealQuery,
  history: historyQuery,
  key: dealKey,
  limit,
  from: time,
  to: time,
})
type Asked = typeof asked extends fc.Arbitrary<infer T> ? T : never

/** Answers to every kind of query. */
async function answers(store: LedgerStore, queries: readonly Asked[]): Promise<readonly unknown[]> {
  const all: unknown[] = [await store.histories(['a', 'b', 'c', 'd']), await store.flowPrices([1, 2, 3, 4, 5, 6, 7, 8])]
  for (const { order: orders, deal: deals, history, key, limit: most, from, to } of queries) {
    const [flow] = await store.flowsAscending(1)
    const [unpriced] = await store.unpriced(1)
    const after = unpriced === undefined ? undefined : { time: 1, id: unpriced.kind === 'deal' ? 'deal' : 'flow 3' }
    all.push(
      await store.orders(orders),
      await store.deals(deals),
      await store.dealsAscending({ from, to }, most),
      await store.dealsAscending({ from, to }, most, key),
      await store.flowsAscending(most, flow),
      // A flow that waits for its price is listed as it was when it came.
      (await store.unpriced(most, after)).map((one) =>
        one.kind === 'deal' ? one.deal : { ...one.flow, told: undefined },
      ),
      await store.balances({ asset: 'MX', from, to, stepMs: 2 }),
      await store.eventsAfter(from, most),
      await store.publicAfter(from, most),
    )
    for (const list of ['movements', 'flows', 'statuses', 'audits'] as const) {
      all.push([list, await store.history(list, history)])
    }
  }
  return all
}

describe('a ledger in memory and one in SQLite', () => {
  it('answer every query alike, and every page ends where the next begins', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(seed, { maxLength: 12 }), { minLength: 1, maxLength: 3 }),
        fc.array(asked, { minLength: 3, maxLength: 6 }),
        async (batches, queries) => {
          const [memory, sqlite] = opened()
          let state: LedgerState = EMPTY_STATE
          const all = drafts(batches.flat())
          const half = Math.ceil(all.length / 2)
          for (const batch of [all.slice(0, half), all.slice(half)]) {
            await commit(memory, state, batch)
            state = await commit(sqlite, state, batch)
          }
          expect(await memory.load()).toEqual(await sqlite.load())
          expect(await memory.verify()).toEqual(await sqlite.verify())
          expect(await answers(memory, queries)).toEqual(await answers(sqlite, queries))
          const pages = []
          let before: { time: number; id: string } | undefined
          for (;;) {
            const page = await sqlite.deals({ limit: 2, before })
            pages.push(...page)
            const last = page.at(-1)
            if (last === undefined) break
            before = costKey({ kind: 'deal', deal: last })
          }
          expect(pages).toEqual(await memory.deals({ limit: 99 }))
          await sqlite.close()
        },
      ),
      { numRuns: Math.ceil(25 * RUNS) },
    )
  })

  it('return the deals of an order in the order of their time, however late each was found', async () => {
    for (const store of opened()) {
      await commit(
        store,
        EMPTY_STATE,
        [3, 1, 2].map((at) => added(deal(`${at}X1`, 'a', at))),
      )
      const found = (await store.histories(['a'])).get('a')
      expect(found?.deals.map(({ tradeId }) => tradeId)).toEqual(['1X1', '2X1', '3X1'])
      await store.close()
    }
  })

  it('keep the same points of equity', async () => {
    const rows = fc
      .array(time, { maxLength: 6 })
      .map((times) =>
        times.map((at, i) => ({ time: at, total: String(i), free: null, locked: null, netDeposits: null })),
      )
    const resolution = fc.constantFrom('second', 'minute', 'hour')
    const saved = fc.array(fc.record({ resolution, rows, prune: maybe(time) }), { maxLength: 4 })
    await fc.assert(
      fc.asyncProperty(saved, time, time, async (steps, from, to) => {
        const stores = opened()
        const points = stores.map(async (store) => {
          for (const step of steps) {
            await store.saveEquity(step.resolution, step.rows)
            if (step.prune !== undefined) await store.pruneEquity(step.resolution, step.prune)
          }
          return Promise.all((['second', 'minute', 'hour'] as const).map((one) => store.equity(one, from, to)))
        })
        expect(await points[0]).toEqual(await points[1])
        await stores[1].close()
      }),
      { numRuns: Math.ceil(10 * RUNS) },
    )
  })
})

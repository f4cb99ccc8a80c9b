import { decimal, zero } from '@spotdeck/exact'
import type { LedgerEvent } from '@spotdeck/ledger'
import { describe, expect, it } from 'vitest'
import type { DealPageQuery, HistoryPageQuery, LedgerLists, OrderPageQuery } from '../port.ts'
import { storedLists } from '../sql/lists.ts'
import { deal, order } from '../store.contract.ts'
import { temporarySqlite } from './database.ts'
import { EventLog } from './event-log.ts'
import type { SqliteFile, Value } from './file.ts'
import { listHistory } from './history.ts'
import { listRows } from './list-rows.ts'
import { listEvent } from './lists.ts'

const SYMBOLS = Array.from({ length: 150 }, (_, n) => `COIN${n}USDT`)
const hides = (_kind: 'asset' | 'symbol', name: string): boolean => name.startsWith('HIDDEN')

/** A file with `visible` records of every kind in turns of 150 names, and `hidden` newer ones; so many `atOnce`. */
function filled(visible: number, hidden: number, atOnce = 1): SqliteFile {
  const file = temporarySqlite()
  file.transaction(() => {
    for (let n = 1; n <= visible + hidden; n++) {
      const name = n <= visible ? (SYMBOLS[n % SYMBOLS.length] ?? '') : 'HIDDENUSDT'
      const asset = name.replace('USDT', '')
      const time = Math.ceil(n / atOnce)
      const moved = {
        type: 'asset.changed',
        n,
        seq: n,
        time,
        source: 'stream',
        change: {
          asset,
          free: decimal('1'),
          locked: zero(),
          freeChange: decimal('1'),
          lockedChange: zero(),
          reason: 'DEPOSIT',
          time,
        },
      } as unknown as LedgerEvent
      const head = { n, seq: n, time, source: 'stream' } as const
      for (const event of [
        { ...head, type: 'order.updated', order: order(`o${n}`, time, { symbol: name }) },
        { ...head, type: 'deal.added', deal: deal(`${n}X1`, `o${n}`, time, { symbol: name }), namedBy: 'stream' },
        moved,
      ] as LedgerEvent[]) {
        listEvent(file, event)
        listHistory(file, [event])
      }
      file.run(
        'INSERT INTO events (n, seq, public, body, before) VALUES (?, ?, 1, ?, ?)',
        n,
        n,
        JSON.stringify(moved),
        '',
      )
    }
  })
  return file
}

const listsOf = (file: SqliteFile): LedgerLists => storedLists(listRows(file, new EventLog(file)))

describe('lists with hidden names', () => {
  it('merge more names than one statement takes, newest first', async () => {
    const file = filled(600, 50)
    const lists = listsOf(file)
    const orders = await lists.orders({ limit: 1_000, hides })
    expect(orders.map(({ createdAt }) => createdAt)).toEqual(Array.from({ length: 600 }, (_, n) => 600 - n))
    const page = await lists.deals({ limit: 7, before: { time: 300, id: '' }, hides })
    expect(page.map(({ time }) => time)).toEqual([299, 298, 297, 296, 295, 294, 293])
    const moved = await lists.history('movements', { limit: 1_000, hides })
    expect(moved.map(({ time }) => time)).toEqual(Array.from({ length: 600 }, (_, n) => 600 - n))
    file.close()
  })
})

describe('records of one time', () => {
  it('are in the order of their ids or numbers, newest first, whatever their names', async () => {
    const file = filled(300, 0, 30)
    const ids = Array.from({ length: 300 }, (_, i) => ({ n: i + 1, time: Math.ceil((i + 1) / 30), id: `o${i + 1}` }))
    const byId = [...ids].sort((a, b) => b.time - a.time || (a.id < b.id ? 1 : -1)).map(({ id }) => id)
    const lists = listsOf(file)
    expect((await lists.orders({ limit: 1_000, hides })).map(({ orderId }) => orderId)).toEqual(byId)
    const moved = await lists.history('movements', { limit: 1_000, hides })
    expect(moved.map(({ n }) => n)).toEqual(ids.map(({ n }) => n).reverse())
    file.close()
  })
})

/** Every filter of the lists, alone and together. */
const FILTERS = {
  orders: [
    { symbol: 'COIN1USDT' },
    { side: 'BUY' },
    { statuses: ['NEW'] },
    { statuses: ['NEW', 'FILLED', 'CANCELED'] },
    { types: ['MARKET'] },
    { types: ['LIMIT', 'FILL_OR_KILL'] },
    { symbol: 'COIN1USDT', side: 'SELL', statuses: ['NEW'], types: ['LIMIT'] },
    { hides },
    {},
  ],
  deals: [
    { symbol: 'COIN1USDT' },
    { side: 'SELL' },
    { symbol: 'COIN1USDT', side: 'BUY' },
    { orderId: 'o5' },
    { hides },
    {},
  ],
  history: [
    { asset: 'COIN1' },
    { reasons: { only: ['DEPOSIT'] } },
    { reasons: { only: ['SUGAR', 'WITHDRAW'] } },
    { reasons: { but: ['DEPOSIT'] } },
    { asset: 'COIN1', reasons: { only: ['DEPOSIT'] } },
    { hides },
    {},
  ],
} as const satisfies {
  readonly orders: readonly Partial<OrderPageQuery>[]
  readonly deals: readonly Partial<DealPageQuery>[]
  readonly history: readonly Partial<HistoryPageQuery>[]
}

describe('every filter of the lists', () => {
  it('reads ranges of an index: no table is scanned, and only rows of one time are sorted', async () => {
    const file = filled(10, 10)
    const plans: string[] = []
    const planned = {
      ...file,
      all(sql: string, ...values: readonly Value[]) {
        const steps = file.all(`EXPLAIN QUERY PLAN ${sql}`, ...values).map(({ detail }) => String(detail))
        plans.push(...steps.map((step) => `${step} in ${sql}`))
        return file.all(sql, ...values)
      },
    }
    const lists = listsOf(planned)
    const bounds = [{}, { from: 1, to: 99 }, { from: 1, to: 99, before: { time: 50, id: 'x', n: 9 } }]
    for (const bound of bounds) {
      for (const filter of FILTERS.orders) await lists.orders({ limit: 5, ...bound, ...filter })
      for (const filter of FILTERS.deals) await lists.deals({ limit: 5, ...bound, ...filter })
      for (const filter of FILTERS.history)
        for (const list of ['movements', 'flows', 'statuses', 'audits'] as const)
          await lists.history(list, { limit: 5, ...bound, ...filter })
    }
    expect(plans.length).toBeGreaterThan(100)
    const isBad = (plan: string): boolean =>
      /^SCAN (?!.*INDEX)(?!\w+_kinds)(?!json_each)(?!\(subquery)/.test(plan) ||
      /TEMP B-TREE FOR (?!LAST TERM|RIGHT PART)/.test(plan.includes('order_id = ?') ? '' : plan)
    expect(plans.filter(isBad)).toEqual([])
    file.close()
  })
})

import { decimal, zero } from '@spotdeck/exact'
import type { LedgerEvent } from '@spotdeck/ledger'
import { describe, expect, it } from 'vitest'
import { deal, order } from '../store.contract.ts'
import { type SqliteFile, temporarySqlite } from './database.ts'
import { listHistory } from './history.ts'
import { listEvent } from './lists.ts'
import { visibleDeals, visibleHistory, visibleOrders } from './visible.ts'

const SYMBOLS = Array.from({ length: 150 }, (_, n) => `COIN${n}USDT`)
const hides = (_kind: 'asset' | 'symbol', name: string): boolean => name.startsWith('HIDDEN')

/** A file with `visible` records of every kind in turns of 150 names, and `hidden` newer ones. */
function filled(visible: number, hidden: number): SqliteFile {
  const file = temporarySqlite()
  file.transaction(() => {
    for (let n = 1; n <= visible + hidden; n++) {
      const name = n <= visible ? (SYMBOLS[n % SYMBOLS.length] ?? '') : 'HIDDENUSDT'
      const asset = name.replace('USDT', '')
      const moved = {
        type: 'asset.changed',
        n,
        seq: n,
        time: n,
        source: 'stream',
        change: {
          asset,
          free: decimal('1'),
          locked: zero(),
          freeChange: decimal('1'),
          lockedChange: zero(),
          reason: 'DEPOSIT',
          time: n,
        },
      } as unknown as LedgerEvent
      const head = { n, seq: n, time: n, source: 'stream' } as const
      for (const event of [
        { ...head, type: 'order.updated', order: order(`o${n}`, n, { symbol: name }) },
        { ...head, type: 'deal.added', deal: deal(`${n}X1`, `o${n}`, n, { symbol: name }), namedBy: 'stream' },
        moved,
      ] as LedgerEvent[]) {
        listEvent(file, event)
        listHistory(file, event)
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

describe('lists with hidden names', () => {
  it('merge more names than one statement takes, newest first', () => {
    const file = filled(600, 50)
    const orders = visibleOrders(file, { limit: 1_000 }, hides)
    expect(orders.map(({ createdAt }) => createdAt)).toEqual(Array.from({ length: 600 }, (_, n) => 600 - n))
    const page = visibleDeals(file, { limit: 7, before: { time: 300, id: '' } }, hides)
    expect(page.map(({ time }) => time)).toEqual([299, 298, 297, 296, 295, 294, 293])
    const moved = visibleHistory(file, 'movements', { limit: 1_000 }, hides)
    expect(moved.map(({ time }) => time)).toEqual(Array.from({ length: 600 }, (_, n) => 600 - n))
    file.close()
  })

  it('are read through indexes alone: no table is scanned and nothing is sorted beside the merge', () => {
    const file = filled(10, 10)
    const asked: string[] = []
    const plans = {
      all(sql: string, ...values: readonly (string | number | null)[]) {
        asked.push(...file.all(`EXPLAIN QUERY PLAN ${sql}`, ...values).map(({ detail }) => String(detail)))
        return file.all(sql, ...values)
      },
    }
    const span = { from: 1, to: 99, before: { time: 50, id: 'x' } }
    visibleOrders(plans, { limit: 5, ...span }, hides)
    visibleDeals(plans, { limit: 5, ...span }, hides)
    visibleHistory(plans, 'movements', { limit: 5, from: 1, to: 99, before: { time: 50, n: 9 } }, hides)
    expect(asked.length).toBeGreaterThan(20)
    expect(asked.filter((line) => /TEMP B-TREE|^SCAN (?!.*INDEX)/.test(line))).toEqual([])
    file.close()
  })
})

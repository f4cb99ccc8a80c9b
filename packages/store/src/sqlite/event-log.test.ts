import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliCompressSync } from 'node:zlib'
import { EMPTY_STATE, type EventDraft, type LedgerState } from '@spotdeck/ledger'
import Database from 'libsql'
import { describe, expect, it } from 'vitest'
import type { LedgerStore } from '../port.ts'
import { commit, deposited, order, updated } from '../store.contract.ts'
import { readOpenLedger } from './reader.ts'
import { openSqliteStore } from './sqlite.ts'

const identity = { account: 'main', host: 'api.mexc.com', user: '70011223' }
const newPath = (): string => join(mkdtempSync(join(tmpdir(), 'spotdeck-segments-')), 'main.db')
const open = (path: string): LedgerStore => openSqliteStore({ path, identity, newEpoch: 'abcdef0123456789' })

/** Commits `count` events, fifty at a time: orders, and every tenth an internal one. */
async function filled(store: LedgerStore, count: number): Promise<LedgerState> {
  let state = EMPTY_STATE
  for (let first = 1; first <= count; first += 50) {
    const drafts = Array.from({ length: Math.min(50, count + 1 - first) }, (_, i): EventDraft => {
      const n = first + i
      if (n % 10 !== 0) return updated(order(`o${n}`, n))
      return { type: 'account.checked', at: n, time: n, source: 'rest' }
    })
    state = await commit(store, state, drafts)
  }
  return state
}

/** Waits until nothing is left to be sealed: archiving waits for it, and finds nothing that is old enough. */
const settled = async (store: LedgerStore): Promise<void> =>
  void (await store.archive({ before: 0, turn: () => Promise.resolve() }))

function change(path: string, sql: string): void {
  const raw = new Database(path)
  raw.exec(sql)
  raw.close()
}

const count = (path: string, table: string): unknown => {
  const raw = new Database(path, { readonly: true })
  const [row] = raw.prepare(`SELECT count(*) AS count FROM ${table}`).all() as readonly { count: number }[]
  raw.close()
  return row?.count
}

describe('sealed events', () => {
  it('are read, resumed from and verified like the others, with the same hashes', async () => {
    const path = newPath()
    const store = open(path)
    await filled(store, 999)
    await settled(store)
    expect(count(path, 'segments')).toBe(5)
    expect(count(path, 'events')).toBe(359)
    const [all, some] = [await store.eventsAfter(0, 2_000), await store.eventsAfter(620, 40)]
    expect(all.map(({ n }) => n)).toEqual(Array.from({ length: 999 }, (_, n) => n + 1))
    expect(some.map(({ n }) => n)).toEqual(Array.from({ length: 40 }, (_, n) => n + 621))
    const served = await store.publicAfter(0, 2_000)
    expect(served.map(({ event }) => event.seq)).toEqual(Array.from({ length: 900 }, (_, n) => n + 1))
    for (const seq of [0, 114, 115, 116, 575, 576, 577, 898, 899])
      expect(await store.publicAfter(seq, 7)).toEqual(served.slice(seq, seq + 7))
    const verified = await store.verify()
    expect(verified).toMatchObject({ ok: true, events: 999, head: served.at(-1)?.hash })
    await store.close()
    const again = open(path)
    expect(await again.publicAfter(100, 50)).toEqual(served.slice(100, 150))
    await again.close()
  })

  it('keep the hash of each event that its commit returned', async () => {
    const path = newPath()
    const store = open(path)
    const hashes: string[] = []
    let state = EMPTY_STATE
    const kept: LedgerStore = {
      ...store,
      commit: async (one) => {
        const made = await store.commit(one)
        hashes.push(...made)
        return made
      },
    }
    for (let n = 1; n <= 20; n++)
      state = await commit(
        kept,
        state,
        Array.from({ length: 30 }, (_, i) => updated(order(`o${n} ${i}`, n))),
      )
    await settled(store)
    expect((await store.publicAfter(0, 1_000)).map(({ hash }) => hash)).toEqual(hashes)
    await store.close()
  })

  it('are read on while another connection seals them', async () => {
    const path = newPath()
    const store = open(path)
    const state = await filled(store, 300)
    const reader = readOpenLedger(path)
    expect((await reader.eventsAfter(0, 9)).map(({ n }) => n)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9])
    await commit(
      store,
      state,
      Array.from({ length: 400 }, (_, n) => updated(order(`p${n}`, n))),
    )
    await settled(store)
    expect(count(path, 'segments')).toBe(3)
    expect((await reader.eventsAfter(0, 700)).length).toBe(700)
    await reader.close()
    await store.close()
  })

  it('are sealed however many come at once, and verify tells how far it is', async () => {
    const path = newPath()
    const store = open(path)
    await commit(
      store,
      EMPTY_STATE,
      Array.from({ length: 5_000 }, (_, n) => updated(order(`p${n}`, n))),
    )
    await settled(store)
    expect(Number(count(path, 'events'))).toBeLessThan(400)
    expect(count(path, 'state_marks')).toBe(2)
    const told: object[] = []
    expect(await store.verify((progress) => void told.push(progress))).toMatchObject({ ok: true })
    expect(told).toEqual([0, 1_000, 2_000, 3_000, 4_000, 5_000].map((done) => ({ done, total: 5_000 })))
    await store.close()
  })

  it('are listed in history with their bodies', async () => {
    const store = open(newPath())
    const state = await commit(store, EMPTY_STATE, [deposited('10', '10')])
    await commit(
      store,
      state,
      Array.from({ length: 600 }, (_, n) => updated(order(`p${n}`, n))),
    )
    await settled(store)
    expect(await store.history('movements', { limit: 9 })).toMatchObject([{ n: 1, change: { asset: 'USDT' } }])
    await store.close()
  })

  it('that are damaged are found: a flipped byte, a changed event, a missing segment', async () => {
    const wrongs: readonly (readonly [sql: string, n: number])[] = [
      ["UPDATE segments SET body = x'00' || body WHERE first = 129", 129],
      ['UPDATE segments SET body = (SELECT body FROM segments WHERE first = 257) WHERE first = 129', 129],
      ['DELETE FROM segments WHERE first = 129', 129],
      [`UPDATE segments SET before = '${'1'.repeat(64)}' WHERE first = 257`, 257],
    ]
    for (const [sql, n] of wrongs) {
      const path = newPath()
      const store = open(path)
      await filled(store, 700)
      await settled(store)
      await store.close()
      change(path, sql)
      const again = open(path)
      expect(await again.verify(), sql).toMatchObject({ ok: false, n })
      await again.close()
    }
  })

  it('do not take in an event that was changed before: it stays a row, and verify finds it', async () => {
    const path = newPath()
    const store = open(path)
    const state = await filled(store, 300)
    change(path, "UPDATE events SET body = replace(body, 'o5', 'o6') WHERE n = 5")
    await commit(
      store,
      state,
      Array.from({ length: 300 }, (_, n) => updated(order(`p${n}`, n))),
    )
    await settled(store)
    expect(count(path, 'segments')).toBe(0)
    expect(await store.verify()).toMatchObject({ ok: false, n: 6 })
    await store.close()
  })

  it('are sealed beside commits, which do not wait for it, as soon as nobody writes', async () => {
    const path = newPath()
    const store = open(path)
    await filled(store, 999)
    expect(count(path, 'segments')).toBe(0)
    await expect.poll(() => count(path, 'segments')).toBe(5)
    expect(await store.verify()).toMatchObject({ ok: true, events: 999 })
    await store.close()
  })

  it('are sealed by the next process where one ends before that', async () => {
    const path = newPath()
    const store = open(path)
    const state = await filled(store, 999)
    await store.close()
    expect(count(path, 'segments')).toBe(0)
    const again = open(path)
    await commit(again, state, [updated(order('last', 1_000))])
    await settled(again)
    expect(count(path, 'segments')).toBe(5)
    expect(await again.verify()).toMatchObject({ ok: true, events: 1_000 })
    await again.close()
  })

  it('that are damaged stop no commit, are told once, and are not unpacked again by each commit', async () => {
    const path = newPath()
    const store = open(path)
    const state = await filled(store, 999)
    await settled(store)
    await store.close()
    change(path, "UPDATE segments SET body = x'00' || body WHERE first = 129")
    const told: unknown[] = []
    const again = openSqliteStore({ path, identity, newEpoch: 'abcdef01', unsealed: (error) => void told.push(error) })
    const drafts = Array.from({ length: 2_000 }, (_, n) => updated(order(`p${n}`, n)))
    let next = await commit(again, state, drafts)
    await settled(again)
    expect(told).toMatchObject([{ code: 'LEDGER_CORRUPT' }])
    // Another kind of damage, which only a commit that reads the segment again would tell.
    const text = brotliCompressSync('not JSON').toString('hex')
    change(path, `UPDATE segments SET body = x'${text}' WHERE first = 129`)
    for (const n of [1, 2, 3]) {
      next = await commit(again, next, [updated(order(`last${n}`, 3_000))])
      await settled(again)
    }
    expect(told).toHaveLength(1)
    expect(await again.verify()).toMatchObject({ ok: false, n: 129 })
    await again.close()
  })
})

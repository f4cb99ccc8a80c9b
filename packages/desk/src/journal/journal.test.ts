import { hasPostgres } from '@spotdeck/store/testing'
import { describe, expect, it } from 'vitest'
import type { Awaitable } from '../access/awaitable.ts'
import { sqlOf } from '../sql/postgres.ts'
import { type Journal, openJournal, sqlJournal } from './journal.ts'
import { usePostgres } from '../testing/use-postgres.ts'

const postgres = usePostgres()

async function inDatabase(): Promise<Journal> {
  await postgres.database.all('TRUNCATE notes')
  return sqlJournal(sqlOf(postgres.database), () => {})
}

const order = (id: string) => ({ account: 'main', kind: 'order', id }) as const

/** Every journal keeps these. */
function journalContract(name: string, open: () => Awaitable<Journal>, isSkipped: boolean): void {
  describe.skipIf(isSkipped)(name, () => {
    it('keeps one note on a record, replaces and deletes it', async () => {
      const journal = await open()
      expect(await journal.get(order('1'))).toBeUndefined()
      await journal.put(order('1'), { text: 'plan', tags: ['a'], updatedAt: 5 })
      await journal.put(order('1'), { text: 'better plan', tags: ['a', 'b'], updatedAt: 6 })
      const kept = { kind: 'order', id: '1', text: 'better plan', tags: ['a', 'b'], updatedAt: 6 }
      expect(await journal.get(order('1'))).toEqual(kept)
      expect(await journal.get({ ...order('1'), kind: 'deal' })).toBeUndefined()
      expect(await journal.get({ ...order('1'), account: 'other' })).toBeUndefined()
      expect([await journal.delete(order('1')), await journal.delete(order('1'))]).toEqual([true, false])
      await journal.close()
    })

    it('lists the newest first, page by page', async () => {
      const journal = await open()
      for (const [id, updatedAt] of [
        ['b', 5],
        ['a', 5],
        ['C', 5],
        ['d', 9],
      ] as const)
        await journal.put(order(id), { text: id, tags: [], updatedAt })
      const first = await journal.list('main', { limit: 2 })
      expect(first.map(({ id }) => id)).toEqual(['d', 'C'])
      const rest = await journal.list('main', { limit: 9, after: { time: 5, id: 'order C' } })
      expect(rest.map(({ id }) => id)).toEqual(['a', 'b'])
      expect(await journal.list('other', { limit: 9 })).toEqual([])
      await journal.close()
    })

    it('finds notes by kind, record, tag, and a text in any case with nothing special in it', async () => {
      const journal = await open()
      await journal.put(order('1'), { text: 'Plan: 100% of it_all', tags: ['break', 'out'], updatedAt: 5 })
      await journal.put({ ...order('2'), kind: 'deal' }, { text: 'none', tags: ['breakout'], updatedAt: 6 })
      const ids = async (query: object) => (await journal.list('main', { limit: 9, ...query })).map(({ id }) => id)
      expect(await ids({ text: 'PLAN: 100% OF it_a' })).toEqual(['1'])
      expect(await ids({ text: '1%0' })).toEqual([])
      expect([await ids({ tag: 'break' }), await ids({ tag: 'breakout' })]).toEqual([['1'], ['2']])
      expect([await ids({ kind: 'deal' }), await ids({ id: '1' })]).toEqual([['2'], ['1']])
      await journal.close()
    })

    it('gives an export the notes of one kind', async () => {
      const journal = await open()
      await journal.put(order('1'), { text: 'of an order', tags: [], updatedAt: 5 })
      await journal.put({ ...order('1'), kind: 'deal' }, { text: 'of a deal', tags: [], updatedAt: 5 })
      const noteOn = await journal.notesOn('main', 'order')
      expect([noteOn('1')?.text, noteOn('2')]).toEqual(['of an order', undefined])
      await journal.close()
    })
  })
}

journalContract('notes in a file', () => openJournal(), false)
journalContract('notes in a database', inDatabase, !hasPostgres)

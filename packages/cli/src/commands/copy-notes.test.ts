import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openJournalIn } from '@spotdeck/desk/journal'
import { expect, onTestFinished, test } from 'vitest'
import { copyNotes } from './copy-notes.ts'

function journal() {
  const opened = openJournalIn(mkdtempSync(join(tmpdir(), 'spotdeck-notes-')))
  onTestFinished(() => opened.close())
  return opened
}

test('copies all notes of one account, and leaves newer ones as they are', async () => {
  const [from, to] = [journal(), journal()]
  const key = (id: string, account = 'main') => ({ account, kind: 'order', id }) as const
  for (let n = 0; n < 1_201; n++) from.put(key(`o${n}`), { text: `note ${n}`, tags: ['a'], updatedAt: n % 7 })
  from.put(key('o1', 'other'), { text: 'another account', tags: [], updatedAt: 5 })
  to.put(key('o1'), { text: 'newer', tags: [], updatedAt: 9 })
  to.put(key('o2'), { text: 'older', tags: [], updatedAt: 1 })
  expect(await copyNotes(from, to, 'main')).toBe(1_200)
  expect(to.get(key('o1'))?.text).toBe('newer')
  expect(to.get(key('o2'))).toEqual({ kind: 'order', id: 'o2', text: 'note 2', tags: ['a'], updatedAt: 2 })
  expect(to.list('other', { limit: 9 })).toEqual([])
  expect(await copyNotes(from, to, 'main')).toBe(0)
})

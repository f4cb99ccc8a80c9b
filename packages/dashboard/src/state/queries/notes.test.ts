import type { JournalEntry } from '@spotdeck/api'
import { expect, test } from 'vitest'
import { findNotes, noteCells, noteLine, notesOf } from './notes.ts'

const half: JournalEntry = { kind: 'deal', id: 't2', text: 'Sold half.', tags: ['plan'], updatedAt: 2 }
const tags: JournalEntry = { kind: 'order', id: 'o3', text: '', tags: ['meme', 'late'], updatedAt: 1 }

test('a fill has its own note, else that of its order', () => {
  const notes = notesOf([half, tags])
  expect(notes.ofFill({ tradeId: 't2', orderId: 'o3' })).toBe(half)
  expect(notes.ofFill({ tradeId: 't9', orderId: 'o3' })).toBe(tags)
  expect(notes.ofFill({ tradeId: 'o3', orderId: 't2' })).toBeUndefined()
  expect(notes.ofOrder({ orderId: 'o3' })).toBe(tags)
})

test('a note is found by its text and by a tag, in any case, and is a line and two cells', () => {
  expect(findNotes([half, tags], ' LATE ')).toEqual([tags])
  expect(findNotes([half, tags], 'sold')).toEqual([half])
  expect(findNotes([half, tags], '')).toEqual([half, tags])
  expect([noteLine(half), noteLine(tags)]).toEqual(['#plan Sold half.', '#meme #late'])
  expect([noteCells(half), noteCells(tags), noteCells(undefined)]).toEqual([
    ['Sold half.', 'plan'],
    ['', 'meme,late'],
    [undefined, undefined],
  ])
})

/** All notes of the owner on the account's orders and fills. */

import type { JournalEntry } from '@spotdeck/api'
import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { PAGE_MOST, readAllPages } from '../../live/all-pages.ts'
import { useSession } from './queries.ts'
import { useAccountServices } from '../store/use-account-data.ts'

/** Pages of notes that are read: more than anybody writes. */
const PAGES = 20

/** Notes by what they are on. */
export type Notes = {
  /** The newest change first. */
  readonly all: readonly JournalEntry[]
  readonly ofOrder: (order: { readonly orderId: string }) => JournalEntry | undefined
  /** The fill's own note, or that of its order. */
  readonly ofFill: (fill: { readonly orderId: string; readonly tradeId: string }) => JournalEntry | undefined
}

/** Name under which the notes of an account are cached. */
export const notesKey = (account: string) => ['notes', account] as const

/** The owner's notes; `undefined` for everybody else, until they are read, and where `enabled` is false. */
export function useNotes(enabled = true): Notes | undefined {
  const { api, account } = useAccountServices()
  const isOwner = useSession().data?.audience === 'owner'
  const { data } = useQuery({
    queryKey: notesKey(account),
    queryFn: () => readAllPages((cursor) => api.notes(account, { cursor, limit: PAGE_MOST }), PAGES),
    enabled: enabled && isOwner,
  })
  return useMemo(() => data && notesOf(data.items), [data])
}

/** Notes by what they are on. */
export function notesOf(all: readonly JournalEntry[]): Notes {
  const byKey = new Map(all.map((note) => [`${note.kind} ${note.id}`, note]))
  const ofOrder: Notes['ofOrder'] = ({ orderId }) => byKey.get(`order ${orderId}`)
  return { all, ofOrder, ofFill: (fill) => byKey.get(`deal ${fill.tradeId}`) ?? ofOrder(fill) }
}

/** Headings of a file's columns that contain notes, as in the gateway's exports. */
export const NOTE_HEAD = ['note', 'noteTags'] as const

/** The cells of a note in a file. */
export function noteCells(note: JournalEntry | undefined): readonly (string | undefined)[] {
  return [note?.text, note?.tags.join(',')]
}

/** A note on one line: its tags, then its text. */
export function noteLine({ text, tags }: Pick<JournalEntry, 'text' | 'tags'>): string {
  return [...tags.map((tag) => `#${tag}`), text].filter((part) => part !== '').join(' ')
}

/** Notes that contain what is typed, in their text or a tag. */
export function findNotes(notes: readonly JournalEntry[], typed: string): readonly JournalEntry[] {
  const wanted = typed.trim().toLowerCase()
  return wanted === '' ? notes : notes.filter((note) => noteLine(note).toLowerCase().includes(wanted))
}

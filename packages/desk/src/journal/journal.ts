/** The owner's notes in `DIR/journal.db`: apart from the hash chain, so that a note can be changed and deleted. */

import type { JournalEntry, JournalKind } from '@spotdeck/api'
import { journalPath } from '@spotdeck/store'
import { ownerOnlyFile } from '@spotdeck/ports/node'
import Database from 'libsql'
import { z } from 'zod'
import type { Awaitable, Local } from '../access/awaitable.ts'
import { DeskStateError } from '../state-error.ts'

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS note (
    account TEXT NOT NULL, kind TEXT NOT NULL, id TEXT NOT NULL, text TEXT NOT NULL, tags TEXT NOT NULL,
    updated_at INTEGER NOT NULL, PRIMARY KEY (account, kind, id)
  ) STRICT;
  CREATE INDEX IF NOT EXISTS note_newest ON note (account, updated_at DESC, kind, id);
`
/** Time that a write waits for a backup, in ms. */
const BUSY_MS = 5_000
const MEMORY = ':memory:'

/** The record that a note is on. */
export type NoteKey = { readonly account: string; readonly kind: JournalKind; readonly id: string }
/** Place of a note in the list: newest first, then by kind and id. */
export type NotePlace = { readonly time: number; readonly id: string }
/** Filters and page of the list of notes; `text` is looked for in the notes, whatever the case of Latin letters. */
export type NotesQuery = {
  readonly kind?: JournalKind | undefined
  readonly id?: string | undefined
  readonly text?: string | undefined
  readonly tag?: string | undefined
  readonly after?: NotePlace | undefined
  readonly limit: number
}

/** Notes of all accounts. */
export interface Journal {
  get(key: NoteKey): Awaitable<JournalEntry | undefined>
  /** Replaces the note of the record. */
  put(key: NoteKey, note: Pick<JournalEntry, 'text' | 'tags' | 'updatedAt'>): Awaitable<JournalEntry>
  /** False where there is none. */
  delete(key: NoteKey): Awaitable<boolean>
  list(account: string, query: NotesQuery): Awaitable<readonly JournalEntry[]>
  /** All notes of a kind, to be looked up one by one while an export is written. */
  notesOn(account: string, kind: JournalKind): Awaitable<(id: string) => JournalEntry | undefined>
  /** Idempotent. */
  close(): Awaitable<void>
}

/** Notes in a file of this gateway alone, or in memory: every call is answered at once. */
export type LocalJournal = Local<Journal>

const noteRow = z.object({
  kind: z.enum(['order', 'deal']),
  id: z.string(),
  text: z.string(),
  tags: z.string(),
  updated_at: z.number(),
})
const tagList = z.array(z.string())

/** Opens or makes the file, readable by its owner alone; without a path the notes are in memory. */
export function openJournal(path?: string): LocalJournal {
  if (path !== undefined) ownerOnlyFile(path)
  const db = new Database(path ?? MEMORY)
  db.exec(`PRAGMA journal_mode = WAL; PRAGMA busy_timeout = ${BUSY_MS}; PRAGMA synchronous = FULL;`)
  db.exec(SCHEMA)
  const one = db.prepare('SELECT kind, id, text, tags, updated_at FROM note WHERE account = ? AND kind = ? AND id = ?')
  const put = db.prepare(
    'INSERT OR REPLACE INTO note (account, kind, id, text, tags, updated_at) VALUES (?, ?, ?, ?, ?, ?)',
  )
  const drop = db.prepare('DELETE FROM note WHERE account = ? AND kind = ? AND id = ?')
  const list = db.prepare(`
    SELECT kind, id, text, tags, updated_at FROM note WHERE account = ?1 AND (?2 IS NULL OR kind = ?2)
    AND (?8 IS NULL OR id = ?8)
    AND (?3 IS NULL OR instr(lower(text), lower(?3)) > 0)
    AND (?4 IS NULL OR EXISTS (SELECT 1 FROM json_each(tags) WHERE value = ?4))
    AND (?5 IS NULL OR updated_at < ?5 OR (updated_at = ?5 AND kind || ' ' || id > ?6))
    ORDER BY updated_at DESC, kind || ' ' || id LIMIT ?7`)
  let isOpen = true
  const get = ({ account, kind, id }: NoteKey) => one.all(account, kind, id).map(toEntry)[0]
  return {
    get,
    notesOn: (account, kind) => (id) => get({ account, kind, id }),
    put({ account, kind, id }, { text, tags, updatedAt }) {
      put.run(account, kind, id, text, JSON.stringify(tags), updatedAt)
      return { kind, id, text, tags, updatedAt }
    },
    delete: ({ account, kind, id }) => drop.run(account, kind, id).changes > 0,
    list: (account, { kind = null, id = null, text = null, tag = null, after, limit }) =>
      list.all(account, kind, text, tag, after?.time ?? null, after?.id ?? '', limit, id).map(toEntry),
    close() {
      if (isOpen) db.close()
      isOpen = false
    },
  }
}

/** The journal of a data directory. @throws {DeskStateError} `JOURNAL_STORE_FAILED` */
export function openJournalIn(dataDir: string): LocalJournal {
  const path = journalPath(dataDir)
  try {
    return openJournal(path)
  } catch (cause) {
    throw new DeskStateError(
      'JOURNAL_STORE_FAILED',
      `Cannot open ${path}: check that the folder can be written and the disk is not full, or move the file away.`,
      { cause },
    )
  }
}

function toEntry(found: unknown): JournalEntry {
  const { kind, id, text, tags, updated_at } = noteRow.parse(found)
  return { kind, id, text, tags: tagList.parse(JSON.parse(tags)), updatedAt: updated_at }
}

/** The owner's notes in `DIR/journal.db`: apart from the hash chain, so that a note can be changed and deleted. */

import { type JournalEntry, type JournalKind, journalKinds } from '@spotdeck/api'
import { journalPath } from '@spotdeck/store'
import { ownerOnlyFile } from '@spotdeck/ports/node'
import { z } from 'zod'
import { type Awaitable, type Local, after } from '../access/awaitable.ts'
import { MEMORY, openSqlFile } from '../sql/libsql.ts'
import type { LocalSql, Sql } from '../sql/sql.ts'
import { Table, json, number, text, textOf } from '../sql/table.ts'
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

const table = new Table<JournalEntry & { readonly account: string }>('notes', {
  account: text,
  kind: textOf(z.enum(journalKinds)),
  id: text,
  text,
  tags: json(z.array(z.string())),
  updatedAt: number,
})
const SELECT = `SELECT ${table.columns} FROM notes WHERE account = $1`
/** Name of a record of an account: lists are in the order of its bytes. */
const PLACE = `(kind || ' ' || id) COLLATE "C"`
/** Notes that are read at once for an export. */
const PAGE = 1_000

function toEntry(row: unknown): JournalEntry {
  const { account: _, ...entry } = table.read(row)
  return entry
}

/** Notes in a file, at once. */
export function sqlJournal(sql: LocalSql, close: () => void): LocalJournal
/** The same in a database. */
export function sqlJournal(sql: Sql, close: Journal['close']): Journal
/** The same on either. */
export function sqlJournal(sql: Sql, close: Journal['close']): Journal {
  const LIST = `${SELECT} AND ($2::text IS NULL OR kind = $2) AND ($3::text IS NULL OR id = $3)
    AND ($4::text IS NULL OR replace(lower(text), lower($4 COLLATE "C"), '') <> lower(text))
    AND ($5::text IS NULL OR ${sql.hasElement('tags', '$5')})
    AND ($6::bigint IS NULL OR updated_at < $6 OR (updated_at = $6 AND ${PLACE} > $7))
    ORDER BY updated_at DESC, ${PLACE} LIMIT $8`
  const pages = (key: Omit<NoteKey, 'id'>, notes: Map<string, JournalEntry>, last: string): Awaitable<typeof notes> => {
    const statement = `${SELECT} AND kind = $2 AND id > $3 ORDER BY id LIMIT $4`
    return after(sql.read(statement, key.account, key.kind, last, PAGE), (rows): Awaitable<typeof notes> => {
      const page = rows.map(toEntry)
      for (const note of page) notes.set(note.id, note)
      return page.length < PAGE ? notes : pages(key, notes, page.at(-1)?.id ?? last)
    })
  }
  return {
    get: ({ account, kind, id }) =>
      after(sql.read(`${SELECT} AND kind = $2 AND id = $3`, account, kind, id), (rows) => rows.map(toEntry)[0]),
    notesOn: (account, kind) => after(pages({ account, kind }, new Map(), ''), (notes) => (id) => notes.get(id)),
    put({ account, kind, id }, { text: written, tags: given, updatedAt }) {
      const entry = { kind, id, text: written, tags: given, updatedAt }
      const statement = `${table.insert} ON CONFLICT (account, kind, id) DO UPDATE
        SET text = excluded.text, tags = excluded.tags, updated_at = excluded.updated_at`
      return after(sql.write(statement, ...table.values({ account, ...entry })), () => entry)
    },
    delete({ account, kind, id }) {
      const statement = 'DELETE FROM notes WHERE account = $1 AND kind = $2 AND id = $3 RETURNING id'
      return after(sql.write(statement, account, kind, id), ({ length }) => length > 0)
    },
    list(account, { kind = null, id = null, text: part = null, tag = null, after: place, limit }) {
      const from = [place?.time ?? null, place?.id ?? '']
      return after(sql.read(LIST, account, kind, id, part || null, tag, ...from, limit), (rows) => rows.map(toEntry))
    },
    close,
  }
}

/** Opens or makes the file, readable by its owner alone; without a path the notes are in memory. */
export function openJournal(path?: string): LocalJournal {
  if (path !== undefined) ownerOnlyFile(path)
  const file = openSqlFile(path ?? MEMORY, BUSY_MS)
  file.db.exec(SCHEMA)
  return sqlJournal(file, () => file.close())
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

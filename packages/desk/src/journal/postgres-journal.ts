/** The owner's notes in PostgreSQL, for all gateways of a database. */

import { type JournalEntry, journalKinds } from '@spotdeck/api'
import type { Database } from '@spotdeck/store/postgres'
import { z } from 'zod'
import type { Journal, NoteKey } from './journal.ts'

const COLUMNS = 'kind, id, text, tags, updated_at'
/** Notes that are read at once for an export. */
const PAGE = 1_000

const noteRow = z.object({
  kind: z.enum(journalKinds),
  id: z.string(),
  text: z.string(),
  tags: z.array(z.string()),
  updated_at: z.number(),
})

/** Notes in a database. It stays open when the journal is closed. */
export function postgresJournal(database: Database): Journal {
  const { writes } = database
  return {
    async get({ account, kind, id }: NoteKey) {
      const sql = `SELECT ${COLUMNS} FROM notes WHERE account = $1 AND kind = $2 AND id = $3`
      return (await database.all(sql, account, kind, id)).map(toEntry)[0]
    },
    async put({ account, kind, id }, { text, tags, updatedAt }) {
      const sql = `INSERT INTO notes (account, ${COLUMNS}) VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT (account, kind, id) DO UPDATE SET text = excluded.text, tags = excluded.tags, updated_at = excluded.updated_at`
      await writes.all(sql, account, kind, id, text, JSON.stringify(tags), updatedAt)
      return { kind, id, text, tags, updatedAt }
    },
    async delete({ account, kind, id }) {
      const sql = 'DELETE FROM notes WHERE account = $1 AND kind = $2 AND id = $3 RETURNING id'
      return (await writes.all(sql, account, kind, id)).length > 0
    },
    async list(account, { kind = null, id = null, text = null, tag = null, after, limit }) {
      const sql = `SELECT ${COLUMNS} FROM notes WHERE account = $1 AND ($2::text IS NULL OR kind = $2)
        AND ($3::text IS NULL OR id = $3)
        AND ($4::text IS NULL OR position(lower($4 COLLATE "C") IN lower(text)) > 0)
        AND ($5::text IS NULL OR jsonb_exists(tags, $5))
        AND ($6::bigint IS NULL OR updated_at < $6 OR (updated_at = $6 AND (kind || ' ' || id) COLLATE "C" > $7))
        ORDER BY updated_at DESC, (kind || ' ' || id) COLLATE "C" LIMIT $8`
      const place = [after?.time ?? null, after?.id ?? '']
      return (await database.all(sql, account, kind, id, text, tag, ...place, limit)).map(toEntry)
    },
    async notesOn(account, kind) {
      const notes = new Map<string, JournalEntry>()
      for (let last = ''; ;) {
        const sql = `SELECT ${COLUMNS} FROM notes WHERE account = $1 AND kind = $2 AND id > $3 ORDER BY id LIMIT $4`
        const page = (await database.all(sql, account, kind, last, PAGE)).map(toEntry)
        for (const note of page) notes.set(note.id, note)
        if (page.length < PAGE) return (id) => notes.get(id)
        last = page.at(-1)?.id ?? last
      }
    },
    close() {},
  }
}

function toEntry(found: unknown): JournalEntry {
  const { updated_at: updatedAt, ...note } = noteRow.parse(found)
  return { ...note, updatedAt }
}

/** Copies the owner's notes between a data directory and a database, beside the ledgers that `migrate` copies. */

import type { Journal } from '@spotdeck/desk/journal'

/** Notes that are read at once. */
const PAGE = 500

/** Copies the notes of an account. Where both journals have one on the same record, the newer stays. Returns how many were written. */
export async function copyNotes(from: Journal, to: Journal, account: string): Promise<number> {
  let written = 0
  for (let after: { readonly time: number; readonly id: string } | undefined; ;) {
    const notes = await from.list(account, { after, limit: PAGE })
    for (const { kind, id, ...note } of notes) {
      const known = await to.get({ account, kind, id })
      if (known !== undefined && known.updatedAt >= note.updatedAt) continue
      await to.put({ account, kind, id }, note)
      written += 1
    }
    const last = notes.at(-1)
    if (last === undefined || notes.length < PAGE) return written
    after = { time: last.updatedAt, id: `${last.kind} ${last.id}` }
  }
}

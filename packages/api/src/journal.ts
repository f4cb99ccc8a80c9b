/** The owner's notes and tags on orders and deals: kept beside the ledger, told to nobody else. */

import { z } from 'zod'
import { timeMs } from './scalars.ts'

/** Kinds of record that a note can be on. */
export const journalKinds = ['order', 'deal'] as const
/** Kind of record that a note is on. */
export type JournalKind = (typeof journalKinds)[number]

/** Characters of a note, at most. */
export const MAX_NOTE = 2_000
/** Characters of a tag, and tags of a note, at most. */
export const MAX_TAG = 32
const MAX_TAGS = 20

/** A tag: printable, without commas, so that a list of tags is one cell of a table. */
export const journalTag = z
  .string()
  .max(MAX_TAG, `must have at most ${MAX_TAG} characters`)
  .regex(/^[^\s,\p{C}](?:[^,\p{C}]*[^\s,\p{C}])?$/u, 'must be printable, without commas and outer spaces')

/** PUT accounts/{id}/journal/orders/{orderId} and …/deals/{tradeId}: replaces what was there. */
export const journalChange = z.strictObject({
  text: z.string().max(MAX_NOTE, `must have at most ${MAX_NOTE} characters`),
  /** Each once; in the order of the owner. */
  tags: z.array(journalTag).max(MAX_TAGS, `must be at most ${MAX_TAGS}`).default([]),
})

/** A note with its tags. */
export const journalEntry = z.object({
  kind: z.enum(journalKinds),
  /** Of the order or the deal. */
  id: z.string(),
  text: z.string(),
  tags: z.array(z.string()),
  updatedAt: timeMs,
})
/** A note with its tags. */
export type JournalEntry = z.infer<typeof journalEntry>
/** Text and tags of a note. */
export type JournalChange = z.infer<typeof journalChange>

/** Importing the exchange's own exports: a file is previewed first, and only what was previewed is applied. */

import { z } from 'zod'
import { coverageKinds, importFields, importKinds, importPhases, importRowCodes, problemCodes } from './codes.ts'
import { message, seqNumber, timeMs } from './scalars.ts'

/** The largest file that is taken, in bytes before base64. */
export const MAX_IMPORT_BYTES = 24 * 1024 * 1024
/** The most refused rows that a preview lists; `rejectedCount` counts them all. */
export const MAX_REJECTED_SHOWN = 100
/** The rows that a preview shows as they were understood. */
export const IMPORT_SAMPLE_ROWS = 10

const count = z.number().int().nonnegative()

/**
 * POST accounts/{id}/import. `mapping` says which column holds a field, by the column's name, over what is recognised;
 * `timeZone` is an IANA name or an offset (`+08:00`) for times that carry none: the file's own word for it wins.
 */
export const importRequest = z.strictObject({
  fileName: z.string().min(1).max(255),
  /** The file as base64. */
  content: z.base64().max(Math.ceil(MAX_IMPORT_BYTES / 3) * 4),
  kind: z.enum(importKinds).optional(),
  mapping: z.partialRecord(z.enum(importFields), z.string().max(200)).optional(),
  timeZone: z.string().max(64).optional(),
})

/** A refused row: `row` counts the lines of the table from 1, the heading being 1. Words: `importRow.{code}`. */
export const rejectedRow = z.object({ ...message.shape, row: count, code: z.enum(importRowCodes) })

/** Preview of an import. Nothing is written before it is applied; a preview expires after some minutes. */
export const importPreview = z.object({
  importId: z.string().regex(/^[0-9a-f]{16,64}$/),
  kind: z.enum(importKinds),
  /** In the file's order. A field that the file does not need is `null`. */
  columns: z.array(z.object({ name: z.string(), field: z.enum(importFields).nullable() })),
  /** Fields that this kind needs and no column has: map them and preview again. While there are any, nothing can be applied. */
  missing: z.array(z.enum(importFields)),
  /** The zone that times without one were read in. */
  timeZone: z.string(),
  /** Rows of the file, without its heading; `rows = added + known + ignored + conflicting + rejectedCount`. */
  rows: count,
  /** New to the ledger. */
  added: count,
  /** The ledger has them already, under this name or another. */
  known: count,
  /** Rows that say nothing yet: transfers under way or failed, orders still open. */
  ignored: count,
  /** Rows that contradict the ledger or another row of the file. While there are any, nothing can be applied. */
  conflicting: count,
  rejectedCount: count,
  /** The first of what was refused, conflicts among them. */
  rejected: z.array(rejectedRow).max(MAX_REJECTED_SHOWN * 2),
  /** The span of the rows that were understood; `null` where there are none. */
  from: timeMs.nullable(),
  to: timeMs.nullable(),
  /** Windows that the ledger did not know and would then know. Without `symbol`: every symbol. */
  closes: z.array(z.object({ kind: z.enum(coverageKinds), symbol: z.string().optional(), from: timeMs, to: timeMs })),
  /** The first rows as they were understood: amounts as decimal text, times in ms as text. */
  sample: z.array(z.partialRecord(z.enum(importFields), z.string())).max(IMPORT_SAMPLE_ROWS),
  expiresAt: timeMs,
})

/** POST accounts/{id}/import/{importId}/apply. `events` is the span of `seq` that was written: flows have none of their own; `null` when nothing of it is an event. */
export const importApplied = z.object({
  added: count,
  known: count,
  events: z.object({ from: seqNumber, to: seqNumber }).nullable(),
})

/**
 * GET accounts/{id}/import/{importId}, and what POST answers with `wait=false`: how far an import is. `done` of `total` counts rows of
 * the phase; `total` is `null` while it is not known. An import that ended is told of for minutes and is then gone.
 */
export const importProgress = z.object({
  importId: importPreview.shape.importId,
  phase: z.enum(importPhases),
  done: count,
  total: count.nullable(),
  /** From `ready` on. */
  preview: importPreview.nullable(),
  /** With `applied`. */
  applied: importApplied.nullable(),
  /** With `failed`. Words: `problem.{code}`. With a `preview` it can be applied again. */
  problem: z.object({ ...message.shape, code: z.enum(problemCodes) }).nullable(),
  expiresAt: timeMs,
})

/** Progress of an import. */
export type ImportProgress = z.infer<typeof importProgress>
/** Body of an import request. */
export type ImportRequest = z.infer<typeof importRequest>
/** Preview of an import. */
export type ImportPreview = z.infer<typeof importPreview>
/** Result of an applied import. */
export type ImportApplied = z.infer<typeof importApplied>
/** One rejected row of an export. */
export type RejectedRow = z.infer<typeof rejectedRow>

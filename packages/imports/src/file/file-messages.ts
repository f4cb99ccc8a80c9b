/** Messages between the gateway and the worker that reads a file. */

import type { Params } from '@spotdeck/api'
import type { ImportErrorCode } from '../import-error.ts'
import type { FileSummary, ImportUpload, ReadingContext, RecordRow } from './read-file.ts'

/**
 * Requests to the worker. `next` requests one more slice of the records: copying all at once would block the event
 * loop.
 */
export type Asked =
  | { readonly type: 'read'; readonly upload: ImportUpload; readonly context: ReadingContext }
  | { readonly type: 'next' }

/** Answers of the worker. */
export type Told =
  | { readonly type: 'progress'; readonly done: number; readonly total: number | undefined }
  | { readonly type: 'summary'; readonly summary: FileSummary; readonly records: number }
  | { readonly type: 'rows'; readonly rows: readonly RecordRow[] }
  | { readonly type: 'refused'; readonly code: ImportErrorCode; readonly params: Params }
  | { readonly type: 'bad-upload'; readonly field: string; readonly reason: string }
  | { readonly type: 'failed'; readonly message: string }

/** Port: reads an uploaded file into records, away from the event loop where it can. */

import { type OnProgress, type ImportUpload, type ReadFile, type ReadingContext, readFile } from './read-file.ts'

/** Cancellation and progress of one read. */
export type ReadOptions = { readonly signal: AbortSignal; readonly onProgress: OnProgress }

/** Reads uploaded files, one at a time. */
export interface FileReader {
  /**
   * Reads one upload and takes over its memory: its bytes cannot be used afterwards. @throws {ImportError} @throws
   * {BadUpload}
   */
  read(upload: ImportUpload, context: ReadingContext, options: ReadOptions): Promise<ReadFile>
  /** Cancels the read in progress. Idempotent. */
  close(): Promise<void>
}

/** Reads in this thread, without limits of time or memory: for simulations and tests. */
export const inProcessReader: FileReader = {
  read: (upload, context, { onProgress }) => readFile(upload, context, onProgress),
  close: () => Promise.resolve(),
}

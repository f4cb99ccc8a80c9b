/** Port: reads an uploaded file into records, away from the event loop where it can. */

import { type OnProgress, type ImportUpload, type ReadFile, type ReadingContext, readFile } from './read-file.ts'

export type ReadOptions = { readonly signal: AbortSignal; readonly onProgress: OnProgress }

export interface FileReader {
  /** Takes the upload's memory: its bytes cannot be used afterwards. @throws {ImportError} @throws {BadUpload} */
  read(upload: ImportUpload, context: ReadingContext, options: ReadOptions): Promise<ReadFile>
  /** Ends what is being read. Idempotent. */
  close(): Promise<void>
}

/** Reads in this thread, without limits of time or memory: for simulations and tests. */
export const inProcessReader: FileReader = {
  read: (upload, context, { onProgress }) => readFile(upload, context, onProgress),
  close: () => Promise.resolve(),
}

/** Port of imports of the exchange's own exports. */

import type { ImportApplied, ImportPreview, ImportProgress } from '@spotdeck/api'
import type { ImportUpload } from './file/read-file.ts'

/** Imports of the exchange's own exports into one account. @throws {ImportError} with a code that says what to do */
export interface Imports {
  /** Previews an import; nothing is written. */
  preview(upload: ImportUpload): Promise<ImportPreview>
  /** Begins the same and answers at once. */
  start(upload: ImportUpload): ImportProgress
  /** Progress of an import. */
  progress(importId: string): ImportProgress
  /** Ends an import that runs, or forgets one that does not. */
  cancel(importId: string): void
  /** Writes what was previewed under this id. */
  apply(importId: string): Promise<ImportApplied>
  /** Begins the same and answers at once. */
  startApply(importId: string): ImportProgress
}

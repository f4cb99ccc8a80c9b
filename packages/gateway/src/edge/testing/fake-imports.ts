/** The imports of a fake desk: those that a test sets, or one that is being read. */

import type { ImportApplied, ImportPreview, ImportProgress } from '@spotdeck/api'
import type { Imports } from '../../desk.ts'
import { ImportError } from '../../import/import-error.ts'
import type { Importer } from '../../import/importer.ts'
import type { ImportUpload } from '../../import/read-file.ts'
import { FakeReports } from './fake-reports.ts'

const READING: ImportProgress = {
  importId: '0'.repeat(16),
  phase: 'reading',
  done: 0,
  total: null,
  preview: null,
  applied: null,
  problem: null,
  expiresAt: 0,
}

export class FakeImports extends FakeReports implements Imports {
  /** Where imports go; tests of them set it. */
  importer: Pick<Importer, 'preview' | 'apply' | 'start' | 'progress' | 'cancel' | 'startApply'> | undefined

  previewImport(_account: string, upload: ImportUpload): Promise<ImportPreview> {
    return this.importer?.preview(upload) ?? Promise.reject(new ImportError('IMPORT_UNREADABLE'))
  }

  startImport(_account: string, upload: ImportUpload): ImportProgress {
    return this.importer?.start(upload) ?? READING
  }

  importProgress(_account: string, importId: string): ImportProgress {
    return this.importer?.progress(importId) ?? READING
  }

  cancelImport(_account: string, importId: string): void {
    this.importer?.cancel(importId)
  }

  applyImport(_account: string, importId: string): Promise<ImportApplied> {
    return this.importer?.apply(importId) ?? Promise.reject(new ImportError('IMPORT_GONE'))
  }

  startApplyImport(_account: string, importId: string): ImportProgress {
    return this.importer?.startApply(importId) ?? READING
  }
}

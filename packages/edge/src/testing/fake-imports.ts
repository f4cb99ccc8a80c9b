/** The imports of a fake account for which a test sets none: one that is being read. */

import type { ImportProgress } from '@spotdeck/api'
import { type Imports, ImportError } from '@spotdeck/imports'

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

export const idleImports: Imports = {
  preview: () => Promise.reject(new ImportError('IMPORT_UNREADABLE')),
  start: () => READING,
  progress: () => READING,
  cancel: () => undefined,
  apply: () => Promise.reject(new ImportError('IMPORT_GONE')),
  startApply: () => READING,
}

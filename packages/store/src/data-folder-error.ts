/** Errors about the data folder: its lock, its ledgers, its archives, its backups. Each leaves nothing half-written. */

import { CodedError } from '@spotdeck/ports'

/** Stable codes of the errors about the data folder. */
export type DataFolderErrorCode =
  | 'DATA_DIR_UNWRITABLE'
  | 'DATA_DIR_LOCKED'
  | 'ARCHIVE_BAD'
  | 'ARCHIVE_UNWRITABLE'
  | 'BACKUP_BAD'
  | 'LEDGER_CORRUPT'
  | 'LEDGER_EXISTS'
  | 'LEDGER_MISSING'
  | 'LEDGER_NEWER'
  | 'LEDGER_OLDER'
  | 'LEDGER_FOREIGN'

/** Failure to open, lock, back up or restore the data folder; the message ends in the next step. */
export class DataFolderError extends CodedError<DataFolderErrorCode> {}

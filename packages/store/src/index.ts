/** `@spotdeck/store`: the ledger’s store: its port, SQLite, PostgreSQL, archive and lease. */

export { diskArchive } from './archive/folder.ts'
export { backupData, type BackupProgress, type Proved, verifyBackup } from './backup.ts'
export { FIRST_HASH, hashOf } from './chain.ts'
export { commitFailureOf } from './commit-failure.ts'
export { DataFolderError } from './data-folder-error.ts'
export { fileHeadCheckpoint } from './head-checkpoint.ts'
export { accountsIn, archivePath, journalPath, ledgerFolder, ledgerPath, orderedPath, witnessPath } from './layout.ts'
export { type DirectoryLock, lockDirectory } from './lock.ts'
export { type OfflineArchive, openOfflineArchive } from './offline-archive.ts'
export { nameOfKey, ownerOf } from './owner.ts'
export { totalAt } from './packed-sums.ts'
export { PageChecks } from './page-checks.ts'
export { EventsArchived, type PastQuestion, type PastState } from './past-state.ts'
export { TRADE_LENGTHS } from './pnl-roll-up.ts'
export {
  type ArchivedFile,
  type ChainedEvent,
  type Commit,
  type EquityPoints,
  type EquityRow,
  type EquityRowPnl,
  type EquityStretch,
  type HistoryKey,
  type HistoryList,
  type HistoryPageQuery,
  type LedgerIdentity,
  type LedgerStore,
  type ListedFlow,
  type OrderHistory,
  type PnlMarks,
  type PnlTotal,
  type Resolution,
  type StoredMark,
  STRETCH_MS,
  type StretchResolution,
  type SumFilter,
  type SumQuery,
  type Unpriced,
  type Verification,
} from './port.ts'
export { eventOfFlow, listed, pnlChange, unpricedKey } from './projection.ts'
export { restoreData } from './restore.ts'
export { type MigrationProgress, temporarySqlite } from './sqlite/database.ts'
export { type LedgerReader, readLedger, readLedgerBinding, readOpenLedger } from './sqlite/reader.ts'
export { emptyStore, openSqliteStore, storeOver } from './sqlite/sqlite.ts'
export { syncPath } from './sync-folder.ts'

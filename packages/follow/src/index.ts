/** `@spotdeck/follow`: follows one account: its machine, its ledger's store, its flows. */

export { type DataFolderErrorCode, DataFolderError } from './store/data-folder-error.ts'
export { codeOf, describeError, exchangeCodeOf } from './errors.ts'
export { type Exchange, type Leaves, TRADES_REACH_MS } from './exchange.ts'
export { closedBy, openAt, stateAt } from './flows/closed-coverage.ts'
export { matchFlows, matchManyFlows } from './history/match.ts'
export { type Slices, inSlices } from './slices.ts'
export { OrderFold, historiesNeeded } from './machine/fold.ts'
export { fileKeyring } from './exchange/keyring.ts'
export { type LedgerIngest, intakeOf } from './shell/ledger-ingest.ts'
export { placeholdersFor } from './history/placeholders.ts'
export { contentOf } from './deals/placeholder.ts'
export { fillOf } from './deals/placeholder.ts'
export { placeholderId } from './deals/placeholder.ts'
export { restExchange } from './exchange/rest-exchange.ts'
export { EXPLAIN_MS } from './machine/explain.ts'
export { AccountFollower } from './shell/shell.ts'
export { AddressDemand } from './shell/address-demand.ts'
export { Writer } from './shell/writer.ts'
export {
  type BackupOptions,
  type BackupProgress,
  type Proved,
  type VerifyOptions,
  backupData,
  verifyBackup,
} from './store/backup.ts'
export { type ArchiveFolder, diskArchive } from './store/archive/folder.ts'
export { type OfflineArchive, openOfflineArchive } from './store/offline-archive.ts'
export { fileHeadCheckpoint } from './store/head-checkpoint.ts'
export {
  accountsIn,
  archivePath,
  journalPath,
  ledgerFolder,
  ledgerPath,
  orderedPath,
  witnessPath,
} from './store/layout.ts'
export { type DirectoryLock, lockDirectory } from './store/lock.ts'
export { nameOfKey, ownerOf } from './store/owner.ts'
export { FIRST_HASH, hashOf } from './store/chain.ts'
export {
  type ArchiveFinding,
  type ArchivedFile,
  type ChainedEvent,
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
  type PnlMarks,
  type PnlStep,
  type PnlTotal,
  type StoredMark,
  type SumFilter,
  type SumQuery,
  type Unpriced,
  type OrderHistory,
  type OrderKey,
  type Resolution,
  STRETCH_MS,
  type StretchResolution,
  type Verification,
} from './store/port.ts'
export { totalAt } from './store/packed-sums.ts'
export { TRADE_LENGTHS } from './store/pnl-roll-up.ts'
export { eventOfFlow, listed, pnlChange, unpricedKey } from './store/projection.ts'
export { PageChecks } from './store/page-checks.ts'
export { EventsArchived, PastFold, type PastQuestion, type PastState, type SeenName } from './store/past-state.ts'
export { type RestoreOptions, restoreData } from './store/restore.ts'
export { type MigrationProgress, temporarySqlite } from './store/sqlite/database.ts'
export { type LedgerReader, readLedger, readLedgerBinding, readOpenLedger } from './store/sqlite/reader.ts'
export { emptyStore, openSqliteStore, storeOver } from './store/sqlite/sqlite.ts'
export { type PairFile, pairFile } from './pair-file.ts'
export { type ListedPair, type Pair, type Symbols, symbolsOf } from './symbols.ts'

/** `@spotdeck/follow/postgres`: ledgers in PostgreSQL. An entry of its own: its driver is loaded only where it is used. */

export { type Leases, LeaseKeeper, type LeaseKeeperOptions } from './store/lease/keeper.ts'
export { CommitWatch } from './store/lease/commit-watch.ts'
export {
  type BalanceMember,
  type BalanceMove,
  type BalanceView,
  type BalancedAccount,
  nextMove,
} from './store/lease/balance.ts'
export { LeaseRoom } from './store/lease/room.ts'
export { DEFAULT_LEASE, type LeaseLoss, type LeaseTimes } from './store/lease/step.ts'
export {
  type LeaseHolder,
  type LeasedAccount,
  leasedAccounts,
  moveLease,
  pinLease,
  postgresLeases,
} from './store/postgres/leases.ts'
export { Database, type DatabaseOptions } from './store/postgres/database.ts'
export { type CopiedLedger, type CopyProgress } from './store/copy-store.ts'
export { type MoveOptions, accountsInDatabase, moveLedger } from './store/postgres/move.ts'
export { type PostgresOptions, openPostgresStore, readPostgresStore } from './store/postgres/postgres.ts'
export { advertise, followerAddress, memberAddresses } from './store/postgres/members.ts'
export { balanceView, beatProcess, endProcess, giveLease } from './store/postgres/processes.ts'
export { type LedgerSight, ledgerAccounts, ledgerOwner, ledgerSight } from './store/postgres/sight.ts'
export { type OrderedLine, type OrderedLines, orderedLines } from './store/postgres/ordered.ts'
export { StoreError, type StoreErrorCode } from './store/postgres/store-error.ts'

/** `@spotdeck/store/postgres`: ledgers in PostgreSQL. An entry of its own: its driver is loaded only where it is used. */

export { type Leases, LeaseKeeper, type LeaseKeeperOptions } from './lease/keeper.ts'
export { CommitWatch } from './lease/commit-watch.ts'
export {
  type BalanceMember,
  type BalanceMove,
  type BalanceView,
  type BalancedAccount,
  nextMove,
} from './lease/balance.ts'
export { LeaseRoom } from './lease/room.ts'
export { DEFAULT_LEASE, type LeaseLoss, type LeaseTimes } from './lease/step.ts'
export {
  type LeaseHolder,
  type LeasedAccount,
  leasedAccounts,
  moveLease,
  pinLease,
  postgresLeases,
} from './postgres/leases.ts'
export { Database, type DatabaseOptions } from './postgres/database.ts'
export { type DatabaseProbe, probeDatabase } from './postgres/probe.ts'
export { type CopiedLedger, type CopyProgress } from './copy-store.ts'
export { type MoveOptions, accountsInDatabase, moveLedger } from './postgres/move.ts'
export { type PostgresOptions, openPostgresStore, readPostgresStore } from './postgres/postgres.ts'
export { advertise, followerAddress, memberAddresses } from './postgres/members.ts'
export { balanceView, beatProcess, endProcess, giveLease } from './postgres/processes.ts'
export { type LedgerSight, ledgerAccounts, ledgerOwner, ledgerSight } from './postgres/sight.ts'
export { type OrderedLine, type OrderedLines, orderedLines } from './postgres/ordered.ts'
export { StoreError, type StoreErrorCode } from './postgres/store-error.ts'

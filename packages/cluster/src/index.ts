/** `@spotdeck/cluster`: what several gateways of one database need. Loaded only where a database is configured. */

export type { BusEntry, SharedBus } from './bus/shared-bus.ts'
export { Forwarder } from './forward/forwarder.ts'
export { type BalancedHere, Balancer } from './lease/balancer.ts'
export { SharedAccount } from './lease/shared-account.ts'
export type { KeptLease, SharedLedgers } from './ledgers.ts'
export { openPostgresLedgers, type Peers, type PostgresLedgers } from './postgres-ledgers.ts'
export { ReadLedger, type ReadLedgerOptions, type ReaderStart } from './read/read-ledger.ts'
export { openRedisBus } from './redis/redis-bus.ts'

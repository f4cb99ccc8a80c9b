/** `@spotdeck/store/testing`: the ledger’s store: its port, SQLite, PostgreSQL, archive and lease. */

export { freePort, hasPostgres, PostgresServer } from '../postgres/testing/postgres-server.ts'
export { codeOf, openSqlite } from '../sqlite/database.ts'
export { added, commit, deal, deposited, order, updated } from '../store.contract.ts'
export { memoryArchive } from './memory-folder.ts'
export { MemoryDisk, openMemoryStore } from './memory.ts'

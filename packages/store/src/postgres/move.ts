/** Moves the ledger of an account between the data directory of a gateway and PostgreSQL. Neither is written by a gateway meanwhile. */

import { existsSync, mkdirSync, renameSync } from 'node:fs'
import { hostname } from 'node:os'
import { dirname, resolve } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { type Clock, type Log, MINUTE_MS, type Timers } from '@spotdeck/ports'
import { ownerOnlyFolder } from '@spotdeck/ports/node'
import { type CopiedLedger, type CopyProgress, copyStore } from '../copy-store.ts'
import { DataFolderError } from '../data-folder-error.ts'
import { fileHeadCheckpoint } from '../head-checkpoint.ts'
import { ledgerFolder, ledgerPath, witnessPath } from '../layout.ts'
import { type LeaseLoss, type LeaseTimes } from '../lease/step.ts'
import { withLease } from '../lease/with-lease.ts'
import { lockDirectory } from '../lock.ts'
import type { LedgerStore } from '../port.ts'
import { type LedgerReader, readLedger, readLedgerBinding, readOpenLedger } from '../sqlite/reader.ts'
import { openSqliteStore } from '../sqlite/sqlite.ts'
import { syncPath } from '../sync-folder.ts'
import { Database } from './database.ts'
import { postgresLeases } from './leases.ts'
import { openPostgresStore, readPostgresStore, setMoving } from './postgres.ts'
import { ledgerAccounts } from './sight.ts'
import { StoreError } from './store-error.ts'

/** A ledger to move, and where to. */
export type MoveOptions = {
  readonly to: 'postgres' | 'sqlite'
  /** The data directory. */
  readonly data: string
  readonly account: string
  /** Address of the database. */
  readonly url: string
  /** A clock that is never set: ms since any moment. */
  readonly monotonic: Clock
  readonly timers: Timers
  readonly log: Log
  readonly progress?: CopyProgress
}

/** Parts of a move while it holds the lease. */
type Held = {
  readonly database: Database
  readonly token: number
  /** Lets a renewal run. @throws {StoreError} `LEASE_LOST` once the lease is lost */
  readonly turn: () => Promise<void>
}

/** Longer than a lease of a gateway that was killed. */
const WAIT_MS = 10_000
const LEASE_STATEMENT_MS = 2_000
/** SQLite compares the lists of a large ledger in one stretch, in which nothing is renewed: half of this time is left for it. */
const LEASE: LeaseTimes = { ttlMs: 10 * MINUTE_MS, retryMs: 500 }

/**
 * Copies and verifies; the ledger that was copied stays where it is. Nobody else opens the copy before it is whole. A move that was
 * interrupted is continued by the next call.
 * @throws {DataFolderError} `DATA_DIR_LOCKED`, `LEDGER_*`
 * @throws {StoreError} `LEASE_LOST` where a gateway follows the account in the database, `LEDGER_MOVING`, `STORE_*`
 */
export async function moveLedger(options: MoveOptions): Promise<CopiedLedger> {
  const { to, data } = options
  mkdirSync(data, { recursive: true, mode: 0o700 })
  ownerOnlyFolder(ledgerFolder(data))
  const lock = lockDirectory(data)
  try {
    return await (to === 'postgres' ? toPostgres(options) : toSqlite(options))
  } finally {
    lock.release()
  }
}

async function underLease<T>(options: MoveOptions, work: (held: Held) => Promise<T>): Promise<T> {
  const { data, account, url, ...parts } = options
  const database = await Database.open({ url })
  try {
    // Reports and copies must not delay a renewal: it has a connection of its own.
    const renewals = await Database.open({ url, maxConnections: 1, statementMs: LEASE_STATEMENT_MS })
    // The lock of the directory makes the name unique, and the next call takes the lease of a killed one over at once.
    const leases = postgresLeases(renewals, { account, holder: `migrate ${hostname()} ${resolve(data)}` })
    try {
      return await withLease({ ...parts, leases, times: LEASE, waitMs: WAIT_MS, refused }, (token, signal) => {
        const turn = async (): Promise<void> => {
          await nextTurn()
          signal.throwIfAborted()
        }
        return work({ database, token, turn })
      })
    } finally {
      await renewals.close()
    }
  } finally {
    await database.close()
  }
}

function refused(why: LeaseLoss): StoreError {
  const message =
    why === 'taken'
      ? 'A gateway or another migration follows this account in the database: stop it, then start again.'
      : 'The database did not renew the lease of this account in time: start again, and the move continues.'
  return new StoreError('LEASE_LOST', message)
}

async function toPostgres(options: MoveOptions): Promise<CopiedLedger> {
  const { data, account, progress } = options
  const path = ledgerPath(data, account)
  // Its pages are checked in one stretch: before the lease is acquired.
  const reader = readLedger(path)
  const open = readOpenLedger(path)
  try {
    await refuseOthers(reader, account, path)
    const { epoch, identity, verify } = reader
    const { load, eventsAfter, equity } = open
    const key = readLedgerBinding(path)?.key
    return await underLease(options, async ({ database, token, turn }) => {
      const target = await openPostgresStore({ database, identity, newEpoch: epoch, key, token, isMove: true })
      const begin = (): Promise<void> => setMoving(database, { identity, token }, true)
      const copied = await copyStore({ epoch, load, eventsAfter, equity, verify }, target, { progress, turn, begin })
      await setMoving(database, { identity, token }, false)
      return copied
    })
  } finally {
    await open.close()
    await reader.close()
  }
}

async function refuseOthers({ identity, archives }: LedgerReader, account: string, path: string): Promise<void> {
  if (identity.account !== account)
    throw new DataFolderError(
      'LEDGER_FOREIGN',
      `The ledger ${path} is that of the account ${identity.account}: give the file its name back.`,
    )
  if ((await archives()).length > 0)
    throw new DataFolderError(
      'ARCHIVE_BAD',
      `Events of ${account} are archived, and PostgreSQL keeps all: put them back with spotdeck archive --put-back first.`,
    )
}

async function toSqlite(options: MoveOptions): Promise<CopiedLedger> {
  const path = ledgerPath(options.data, options.account)
  const known = existsSync(path) ? readLedger(path) : undefined
  try {
    return await underLease(options, async (held) => {
      const source = await readPostgresStore(held.database, options.account)
      return known === undefined ? copyToFile(source, options, held) : sameLedger(source, known, held)
    })
  } finally {
    await known?.close()
  }
}

/** Copies to a file of another name, which gets the ledger's name once it is whole. */
async function copyToFile(
  source: LedgerStore,
  { data, account, progress }: MoveOptions,
  { database, turn }: Held,
): Promise<CopiedLedger> {
  const path = ledgerPath(data, account)
  const part = `${path}.moving`
  const { identity, epoch } = source
  const [row] = await database.all('SELECT key FROM ledgers WHERE account = $1', account)
  const key = typeof row?.['key'] === 'string' ? { key: row['key'] } : {}
  const target = openSqliteStore({ path: part, identity, newEpoch: epoch, ...key })
  let copied: CopiedLedger
  try {
    copied = await copyStore(source, target, { progress, turn })
  } finally {
    await target.close()
  }
  await turn()
  const checkpoint = fileHeadCheckpoint(witnessPath(data, account))
  checkpoint.write({ epoch, n: copied.events, head: copied.head })
  checkpoint.close()
  syncPath(part)
  renameSync(part, path)
  syncPath(dirname(path))
  return copied
}

/** The move was done before, or there is another ledger. */
async function sameLedger(source: LedgerStore, known: LedgerReader, { turn }: Held): Promise<CopiedLedger> {
  const [given, found] = [await source.verify(turn), await known.verify(turn)]
  if (given.ok && found.ok && given.head === found.head && source.epoch === known.epoch) return found
  const message = `There is a ledger of ${known.identity.account} in the data directory already: move it away, then start again.`
  throw new DataFolderError('LEDGER_EXISTS', message)
}

/** Accounts that have a ledger in the database. */
export async function accountsInDatabase(url: string): Promise<readonly string[]> {
  const database = await Database.open({ url })
  try {
    return await ledgerAccounts(database)
  } finally {
    await database.close()
  }
}

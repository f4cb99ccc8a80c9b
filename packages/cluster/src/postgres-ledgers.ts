/** Ledgers in PostgreSQL, which several gateways share. */

import { hostname } from 'node:os'
import { type Clock, type Log, type Random, SECOND_MS, type Timers } from '@spotdeck/ports'
import { DataFolderError, type LedgerStore, ownerOf } from '@spotdeck/store'
import {
  CommitWatch,
  Database,
  LeaseKeeper,
  LeaseRoom,
  type LeaseLoss,
  type OrderedLines,
  type BalanceView,
  balanceView,
  beatProcess,
  endProcess,
  giveLease,
  nextMove,
  advertise,
  followerAddress,
  memberAddresses,
  ledgerAccounts,
  ledgerOwner,
  ledgerSight,
  openPostgresStore,
  orderedLines,
  postgresLeases,
  readPostgresStore,
} from '@spotdeck/store/postgres'
import type { DeskBalance, LedgerOwner, SharedLedgers } from './ledgers.ts'

/** Parts of ledgers in PostgreSQL. */
export type PostgresLedgersOptions = {
  /** Address of the database, with its password; never part of an error or a log line. */
  readonly url: string
  /** A clock that is never set: ms since any moment. */
  readonly monotonic: Clock
  /** Name by which accounts are moved to this process; the machine's by default. */
  readonly name?: string | undefined
  /** Accounts that this process follows at most; no limit unless told. */
  readonly capacity?: number | undefined
  /** False where accounts are moved by hand alone. True by default. */
  readonly balances?: boolean | undefined
  /** False for a process that follows nothing: its user of the database needs no more than the right to read. True by default. */
  readonly migrates?: boolean | undefined
  readonly timers: Timers
  readonly random: Random
  readonly log: Log
}

/** The processes of a database, as they reach each other. */
export interface Peers {
  /** Says at which address this process takes calls that others pass on. @throws {StoreError} `STORE_*` */
  advertise(address: string): Promise<void>
  /** Address of the process that follows an account; `undefined` where none does, or it takes no calls. @throws {StoreError} `STORE_*` */
  addressOf(account: string): Promise<string | undefined>
  /** Addresses of processes that follow accounts, those that follow one now first. @throws {StoreError} `STORE_*` */
  addresses(): Promise<readonly string[]>
}

/** Ledgers in a database, and the processes that share them. */
export interface PostgresLedgers {
  readonly shared: SharedLedgers
  readonly peers: Peers
  /** Reads without writing; `undefined` where the account has no ledger yet. */
  binding(account: string): ReturnType<typeof ledgerOwner>
  /** Opens a ledger to write, with the token of its lease. @throws {DataFolderError} `LEDGER_*` @throws {StoreError} `LEASE_LOST`, `STORE_*` */
  open(request: LedgerOwner & { readonly newEpoch: string; readonly token?: number | undefined }): Promise<LedgerStore>
  /** Lines of what an account has ordered. @param token of its lease */
  ordered(account: string, token: number): OrderedLines
  /** Idempotent. */
  release(): Promise<void>
}

/** Limits of questions about leases, in ms: a renewal that hangs is asked again before the holder stops. */
export const LEASE_LIMITS = { statementMs: SECOND_MS, networkMs: SECOND_MS }
/** Of leases, and as many of looks at ledgers: neither reports and commits nor looks delay a renewal. */
const LEASE_CONNECTIONS = 2
const NAME_BYTES = 8

/** Connects to the database. @throws {StoreError} `STORE_ADDRESS_BAD`, `STORE_UNREACHABLE`, `STORE_REFUSED` @throws {DataFolderError} `LEDGER_NEWER`, `LEDGER_OLDER`, `LEDGER_MISSING` */
export async function openPostgresLedgers(options: PostgresLedgersOptions): Promise<PostgresLedgers> {
  const { url, monotonic, timers, random, log } = options
  const { name = hostname(), capacity = Infinity, balances = true, migrates = true } = options
  const room = new LeaseRoom(capacity)
  const database = await Database.open({ url, migrates })
  const leasing = await openLeasing(url, migrates).catch(async (error: unknown) => {
    await database.close()
    throw error
  })
  // No other process ever has this name: only this one may take its own lease over.
  const holder = `${name} ${Buffer.from(random.bytes(NAME_BYTES)).toString('hex')}`
  const watches = new Map<string, CommitWatch>()
  const keepers = new Map<string, LeaseKeeper>()
  return {
    binding: (account) => ledgerOwner(database, account),
    async open({ identity, newEpoch, key, token }) {
      if (token === undefined) throw new RangeError('A ledger in a database is opened with the token of its lease.')
      const store = await openPostgresStore({ database, identity, newEpoch, key, token })
      const changed = (): void => keepers.get(identity.account)?.renew()
      const watch = new CommitWatch(token, { monotonic, timers, changed })
      watches.set(identity.account, watch)
      const commit: LedgerStore['commit'] = store.commit.bind(store)
      return Object.assign(store, { commit: (...what: Parameters<typeof commit>) => watch.run(() => commit(...what)) })
    },
    ordered: (account, token) => orderedLines(database, { account, token }),
    shared: {
      monotonic,
      balance: migrates && balances ? balanceOf(leasing, { holder, name, capacity }) : undefined,
      keepLease(account, { held, lost }) {
        const follows = (token: number): boolean => watches.get(account)?.follows(token) ?? false
        const row = postgresLeases(leasing.writes, { account, holder, name, follows })
        const { leases, left } = room.admit(account, row)
        const lostHere = (why: LeaseLoss): void => {
          left()
          lost(why)
        }
        const keeper = new LeaseKeeper({ leases, monotonic, timers, log, held, lost: lostHere })
        keepers.set(account, keeper)
        return keeper
      },
      look: (account) => ledgerSight(leasing, account),
      read: (account, owner) => (owner === undefined ? readPostgresStore(database, account) : readOwn(database, owner)),
      accounts: () => ledgerAccounts(database),
    },
    peers: {
      advertise: (address) => advertise(leasing.writes, holder, address),
      addressOf: (account) => followerAddress(leasing, account),
      addresses: () => memberAddresses(leasing),
    },
    async release() {
      // Without an answer it is gone for the others 6 s later.
      if (migrates && balances) await endProcess(leasing.writes, holder).catch(() => undefined)
      await Promise.all([database.close(), leasing.close()])
    },
  }
}

/** Connections for leases and looks alone. */
const openLeasing = (url: string, migrates: boolean): Promise<Database> =>
  Database.open({ url, migrates, maxConnections: LEASE_CONNECTIONS, ...LEASE_LIMITS })

/** This process among those that follow accounts. */
function balanceOf(
  { writes }: Database,
  self: { readonly holder: string; readonly name: string; readonly capacity: number },
): DeskBalance {
  let view: BalanceView = { members: [], accounts: [] }
  return {
    async beat(accounts) {
      await beatProcess(writes, { ...self, accounts: new Set(accounts) })
      view = await balanceView(writes)
      return view.members
        .map(({ holder }) => holder)
        .sort()
        .join()
    },
    next(isSteady) {
      const move = nextMove(view, isSteady)
      return move?.from === self.holder ? move : undefined
    },
    give: (move) => giveLease(writes, move),
  }
}

/** Opens a ledger to read, unless it is somebody else's. */
async function readOwn(database: Database, { identity, key }: LedgerOwner) {
  const store = await readPostgresStore(database, identity.account)
  const stored = (await ledgerOwner(database, identity.account)) ?? {}
  const { account, host, user } = identity
  if (store.identity.host === host && ownerOf(stored, { user, key }, () => false) !== undefined) return store
  throw new DataFolderError(
    'LEDGER_FOREIGN',
    `The ledger ${account} in the database belongs to another user or exchange: use the key it was begun with, or name another account.`,
  )
}

/** Ledger of one account in PostgreSQL: events, state and projections; a commit is one call of the database. */

import { EMPTY_STATE, stateFromRows } from '@spotdeck/ledger'
import { FIRST_HASH, link } from '../chain.ts'
import { SPAN_EVENTS } from '../archive/file.ts'
import { DataFolderError } from '../data-folder-error.ts'
import { ownerOf } from '../owner.ts'
import type { LedgerIdentity, LedgerStore } from '../port.ts'
import { storedLists } from '../sql/lists.ts'
import { storedPnl } from '../sql/pnl.ts'
import { storedEquity } from './equity.ts'
import { batchOf } from './batch.ts'
import { AccountRows, type Database, HELD, type Row } from './database.ts'
import { eventsAfter, publicAfter } from './event-log.ts'
import { listRows } from './list-rows.ts'
import { markStates, readPastState } from './past-states.ts'
import { pnlRows } from './pnl.ts'
import { StoreError, leaseLost } from './store-error.ts'
import { stateRows, verifyLedger } from './verify.ts'

/** Options of opening a ledger in a database. */
export type PostgresOptions = {
  readonly database: Database
  readonly identity: LedgerIdentity
  /** Epoch of a new ledger: hex, 8 to 64 characters. */
  readonly newEpoch: string
  /** Fingerprint of the API key: the ledger is bound to it and to the user, and either of them opens it. */
  readonly key?: string | undefined
  /** Fencing token of the account's lease: writes are accepted while it is the newest one and has not expired. */
  readonly token: number
  /** Opens a ledger that is being moved here, too; one that is created is being moved until `setMoving` ends it. */
  readonly isMove?: boolean
}

/**
 * Opens the ledger of `identity`, or creates it. Closing it leaves the database open: other accounts use it.
 * @throws {DataFolderError} `LEDGER_FOREIGN` when the ledger belongs to another account, `LEDGER_CORRUPT`
 * @throws {StoreError} `LEASE_LOST`, `LEDGER_MOVING`, `STORE_UNREACHABLE`
 */
export async function openPostgresStore(options: PostgresOptions): Promise<LedgerStore> {
  const { database, identity, token } = options
  const ledger = new AccountRows(database, identity.account, token)
  return storeOver({ database, ledger, identity, ...(await bind(ledger, options)) })
}

/** Begins or ends a ledger's move into the database: until then nobody else opens it. @throws {StoreError} `LEASE_LOST` */
export async function setMoving(
  database: Database,
  { identity, token }: Pick<PostgresOptions, 'identity' | 'token'>,
  isMoving: boolean,
): Promise<void> {
  const ledger = new AccountRows(database, identity.account, token)
  await ledger.write(`${HELD} UPDATE ledgers SET moving = $3 FROM held WHERE account = $1`, isMoving)
}

/**
 * A ledger that is only read: every write throws `LEASE_LOST`.
 * @throws {DataFolderError} `LEDGER_MISSING`
 * @throws {StoreError} `LEDGER_MOVING`
 */
export async function readPostgresStore(database: Database, account: string): Promise<LedgerStore> {
  const ledger = new AccountRows(database, account)
  const known = await ledgerRow(ledger)
  if (known === undefined) throw new DataFolderError('LEDGER_MISSING', `The database has no ledger of ${account}.`)
  refuseMoving(known, account)
  const identity = { account, host: String(known['host']), user: String(known['owner']) }
  return storeOver({ database, ledger, identity, ...positionOf(known) })
}

type Position = { readonly epoch: string; readonly head: string; readonly last: number }

const positionOf = (row: Row): Position => ({
  epoch: String(row['epoch']),
  head: String(row['head']),
  last: Number(row['last_n']),
})

function refuseMoving(known: Row | undefined, account: string): void {
  if (known?.['moving'] !== true) return
  const message = `The ledger of ${account} was not moved into the database to its end: start the same spotdeck migrate again.`
  throw new StoreError('LEDGER_MOVING', message)
}

async function ledgerRow(ledger: AccountRows): Promise<Row | undefined> {
  return (await ledger.all('SELECT * FROM ledgers WHERE account = $1'))[0]
}

async function bind(ledger: AccountRows, options: PostgresOptions): Promise<Position> {
  const { identity, newEpoch, key, isMove = false } = options
  const { account, host, user } = identity
  const known = await ledgerRow(ledger)
  if (!isMove) refuseMoving(known, account)
  if (known !== undefined && known['host'] !== host) throw foreign(account, 'exchange', known['host'])
  const stored = { user: textOf(known?.['owner']), key: textOf(known?.['key']) }
  const isUntracked = known === undefined || (await isWithoutRecords(ledger))
  const owner = known === undefined ? user : ownerOf(stored, { user, key }, () => isUntracked)
  if (owner === undefined) throw foreign(account, 'user of the exchange', known?.['owner'])
  const [row] = await ledger.write(
    `${HELD} INSERT INTO ledgers AS l (account, host, owner, key, epoch, head, moving)
     SELECT $1, $3, $4, $5, $6, $7, $8 FROM held
     ON CONFLICT (account) DO UPDATE SET owner = excluded.owner, key = coalesce(excluded.key, l.key) RETURNING *`,
    ...[host, owner, key ?? null, newEpoch, FIRST_HASH, isMove],
  )
  if (row === undefined) throw leaseLost()
  return positionOf(row)
}

/** True while no record of an account is stored: a status alone binds nobody. */
async function isWithoutRecords(ledger: AccountRows): Promise<boolean> {
  const rows = await stateRows(ledger)
  return rows.every(([key, value]) => key === 'head' && (value as { checkedAt?: unknown }).checkedAt === undefined)
}

const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined)

function foreign(account: string, what: string, known: unknown): DataFolderError {
  return new DataFolderError(
    'LEDGER_FOREIGN',
    `The ledger ${account} in the database belongs to another ${what} (${String(known)}): use the key it was begun with, or name another account.`,
  )
}

type OpenLedger = Position & {
  readonly database: Database
  readonly ledger: AccountRows
  readonly identity: LedgerIdentity
}

function storeOver({ database, ledger, identity, epoch, head: opened, last }: OpenLedger): LedgerStore {
  let [current, head, spans] = [epoch, opened, spansIn(last)]
  return {
    identity,
    get epoch() {
      return current
    },
    async beginEpoch(next) {
      await ledger.write(`${HELD} UPDATE ledgers SET epoch = $3 FROM held WHERE account = $1`, next)
      current = next
    },
    async load() {
      const rows = await stateRows(ledger)
      return rows.length === 0 ? EMPTY_STATE : stateFromRows(rows)
    },
    async commit(commit) {
      const linked = link(head, commit.events)
      await database.addMonths(commit.events.map(({ learntAt }) => learntAt))
      const stored = ledger.write('SELECT commit_events($1, $2, $3)', batchOf(commit, linked, head))
      await stored.catch((error: unknown) => {
        database.forgetMonths()
        throw error
      })
      head = linked.head
      const last = commit.events.at(-1)?.n ?? 0
      // The commit is durable; a past state may be stored with a later one.
      if (spansIn(last) > spans) await markStates(ledger.writing, last).catch(() => undefined)
      spans = Math.max(spans, spansIn(last))
      return linked.links.map(({ hash }) => hash)
    },
    publicAfter: (seq, limit) => publicAfter(ledger, seq, limit),
    eventsAfter: (n, limit) => eventsAfter(ledger, n, limit),
    pastState: (until, turn) => readPastState(ledger, until, turn),
    archived: { n: 0, seq: 0, hash: FIRST_HASH },
    archives: () => Promise.resolve([]),
    archive: () => Promise.reject(notArchived()),
    ...storedLists(listRows(ledger)),
    ...storedEquity(ledger),
    ...storedPnl(pnlRows(ledger)),
    verify: (progress) => verifyLedger(database, identity.account, progress),
    close: () => Promise.resolve(),
  }
}

/** Whole spans between two stored past states, up to event `n`. */
const spansIn = (n: number): number => Math.floor(n / SPAN_EVENTS)

function notArchived(): StoreError {
  const message = 'Events in PostgreSQL are not archived: leave retentionDays out; all events stay in the database.'
  return new StoreError('ARCHIVE_UNSUPPORTED', message)
}

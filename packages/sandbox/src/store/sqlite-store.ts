/**
 * Store on SQLite. The write-ahead log makes a commit survive the end of the process. One file has one writer, which
 * holds the folder's lock.
 */

import { ownerOnlyFile } from '@spotdeck/ports/node'
import type Database from 'libsql'
import { openDatabase } from '../market/data/database.ts'
import { decimal } from '@spotdeck/exact'
import type { DealRecord, OrderRecord } from '../venue/contract/exchange.ts'
import type { IdState } from '../venue/contract/ids.ts'
import type { ApiKey } from '../venue/access/keys.ts'
import type { WalletRow } from '../venue/wallet/wallet-row.ts'
import type { RecordChange, RecordKind } from '../venue/contract/records.ts'
import { MemoryStore } from './memory-store.ts'
import {
  type Snapshot,
  type StoredVenue,
  type VenueChange,
  type VenueStore,
  NOTHING_STORED,
  changesOf,
  loadReach,
  snapshotOf,
} from './store.ts'

/** Records are JSON text. Orders and deals have indexes by what a start and the truth read of them. */
const SCHEMA = `
  CREATE TABLE IF NOT EXISTS facts (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS balances (
    account TEXT NOT NULL, asset TEXT NOT NULL, free TEXT NOT NULL, locked TEXT NOT NULL, PRIMARY KEY (account, asset)
  ) STRICT;
  CREATE TABLE IF NOT EXISTS settings (account TEXT PRIMARY KEY, mx_deduct INTEGER NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS orders (
    nth INTEGER PRIMARY KEY AUTOINCREMENT, order_id TEXT NOT NULL UNIQUE, record TEXT NOT NULL
  ) STRICT;
  CREATE TABLE IF NOT EXISTS deals (
    nth INTEGER PRIMARY KEY AUTOINCREMENT, trade_id TEXT NOT NULL UNIQUE, record TEXT NOT NULL
  ) STRICT;
  CREATE TABLE IF NOT EXISTS keys (api_key TEXT PRIMARY KEY, record TEXT NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS listen_keys (
    listen_key TEXT PRIMARY KEY, account TEXT NOT NULL, expires_at INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE IF NOT EXISTS wallet (
    nth INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, record TEXT NOT NULL
  ) STRICT;
  CREATE TABLE IF NOT EXISTS snapshots (
    nth INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, time INTEGER NOT NULL, changes TEXT NOT NULL
  ) STRICT;
  CREATE TABLE IF NOT EXISTS records (
    nth INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, id TEXT NOT NULL, record TEXT NOT NULL, UNIQUE (kind, id)
  ) STRICT;
  CREATE INDEX IF NOT EXISTS orders_by_update ON orders (json_extract(record, '$.updatedAt'));
  CREATE INDEX IF NOT EXISTS orders_open ON orders (nth)
    WHERE json_extract(record, '$.status') IN ('NEW', 'PARTIALLY_FILLED');
  CREATE INDEX IF NOT EXISTS orders_of_account ON orders (json_extract(record, '$.account'));
  CREATE INDEX IF NOT EXISTS deals_by_time ON deals (json_extract(record, '$.time'));
  CREATE INDEX IF NOT EXISTS deals_of_account ON deals (json_extract(record, '$.account'));
`
/** Tables of the exchange's state, without the snapshots. */
const TABLES = ['facts', 'balances', 'settings', 'orders', 'deals', 'keys', 'listen_keys', 'wallet', 'records']

const WRITES = {
  fact: 'INSERT INTO facts VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value',
  balance: `INSERT INTO balances VALUES (?, ?, ?, ?)
    ON CONFLICT (account, asset) DO UPDATE SET free = excluded.free, locked = excluded.locked`,
  setting: 'INSERT INTO settings VALUES (?, ?) ON CONFLICT (account) DO UPDATE SET mx_deduct = excluded.mx_deduct',
  order: `INSERT INTO orders (order_id, record) VALUES (?, ?)
    ON CONFLICT (order_id) DO UPDATE SET record = excluded.record`,
  deal: `INSERT INTO deals (trade_id, record) VALUES (?, ?)
    ON CONFLICT (trade_id) DO UPDATE SET record = excluded.record`,
  key: 'INSERT INTO keys VALUES (?, ?) ON CONFLICT (api_key) DO UPDATE SET record = excluded.record',
  listenKey: `INSERT INTO listen_keys VALUES (?, ?, ?)
    ON CONFLICT (listen_key) DO UPDATE SET expires_at = excluded.expires_at`,
  snapshot: 'INSERT INTO snapshots (id, time, changes) VALUES (?, ?, ?)',
  dropSnapshot: 'DELETE FROM snapshots WHERE id = ?',
  dropKey: 'DELETE FROM keys WHERE api_key = ?',
  record: `INSERT INTO records (kind, id, record) VALUES (?, ?, ?)
    ON CONFLICT (kind, id) DO UPDATE SET record = excluded.record`,
  dropRecord: 'DELETE FROM records WHERE kind = ? AND id = ?',
  dropListenKey: 'DELETE FROM listen_keys WHERE listen_key = ?',
  wallet: 'INSERT INTO wallet (id, record) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET record = excluded.record',
} as const

const SNAPSHOT = 'SELECT changes FROM snapshots WHERE id = ?'
const HISTORY = {
  orders: "SELECT record FROM orders WHERE json_extract(record, '$.account') = ? ORDER BY nth",
  deals: "SELECT record FROM deals WHERE json_extract(record, '$.account') = ? ORDER BY nth",
}
/** Unordered: with an order the planner reads the whole table. */
const RECENT = {
  orders: "SELECT nth, record FROM orders WHERE json_extract(record, '$.updatedAt') >= ?",
  open: "SELECT nth, record FROM orders WHERE json_extract(record, '$.status') IN ('NEW', 'PARTIALLY_FILLED')",
  deals: "SELECT nth, record FROM deals WHERE json_extract(record, '$.time') >= ?",
}

type Row = Readonly<Record<string, unknown>>

/** @throws when the file cannot be opened for writing or is no database */
export function openSqliteStore(path: string): VenueStore {
  ownerOnlyFile(path)
  const database = openDatabase(path)
  database.exec('PRAGMA journal_mode = WAL')
  database.exec('PRAGMA synchronous = NORMAL')
  database.exec(SCHEMA)
  const prepared = new Map(Object.entries(WRITES).map(([name, sql]) => [name, database.prepare(sql)]))
  const write = (name: keyof typeof WRITES, ...values: (string | number)[]): void =>
    void prepared.get(name)?.run(...values)
  const commit = database.transaction((changes: readonly VenueChange[]) => {
    for (const change of changes) keep(write, change)
  })
  const replace = database.transaction((all: StoredVenue) => {
    for (const table of TABLES) database.exec(`DELETE FROM ${table}`)
    for (const change of changesOf(all)) keep(write, change)
  })
  const shown = new Map<string, Snapshot>()
  const list = (sql: string, ...values: (string | number)[]): Row[] => database.prepare(sql).all(...values) as Row[]
  const showSnapshot = (id: string, time: number): Snapshot => {
    const known = shown.get(id) ?? snapshotOf(id, time, storedIn(list(SNAPSHOT, id)) ?? NOTHING_STORED)
    shown.set(id, known)
    return known
  }
  let open = true

  return {
    load: (now) => load(database, now),
    historyOf: (account) => ({
      orders: recordsOf<OrderRecord>(list(HISTORY.orders, account)),
      deals: recordsOf<DealRecord>(list(HISTORY.deals, account)),
    }),
    hasOrders: (account) => list(`${HISTORY.orders} LIMIT 1`, account).length > 0,
    commit: (changes) => void commit(changes),
    replace: (all) => void replace(all),
    snapshots: () =>
      list('SELECT id, time FROM snapshots ORDER BY nth').map((row) =>
        showSnapshot(String(row['id']), Number(row['time'])),
      ),
    keepSnapshot(id, time) {
      const stored = load(database)
      write('snapshot', id, time, JSON.stringify(changesOf(stored)))
      shown.set(id, snapshotOf(id, time, stored))
      return showSnapshot(id, time)
    },
    snapshot: (id) => storedIn(list(SNAPSHOT, id)),
    dropSnapshot(id) {
      write('dropSnapshot', id)
      shown.delete(id)
    },
    close() {
      if (open) database.close()
      open = false
    },
  }
}

function idsIn(text: string | undefined): IdState | undefined {
  return text === undefined ? undefined : (JSON.parse(text) as IdState)
}

type Write = (name: keyof typeof WRITES, ...values: (string | number)[]) => void

function keep(write: Write, change: VenueChange): void {
  switch (change.type) {
    case 'order':
      return write('order', change.order.orderId, JSON.stringify(change.order))
    case 'deal':
      return write('deal', change.deal.tradeId, JSON.stringify(change.deal))
    case 'balance':
      return write('balance', change.account, change.asset, change.balance.free, change.balance.locked)
    case 'mxDeduct':
      return write('setting', change.account, change.on ? 1 : 0)
    case 'key':
      if (change.key === undefined) return write('dropKey', change.apiKey)
      return write('key', change.apiKey, JSON.stringify(change.key))
    case 'listenKey': {
      const { record } = change
      if (record === undefined) return write('dropListenKey', change.listenKey)
      return write('listenKey', record.listenKey, record.account, record.expiresAt)
    }
    case 'wallet':
      return write('wallet', change.row.id, JSON.stringify(change.row))
    case 'ids':
      return write('fact', 'ids', JSON.stringify(change.ids))
    case 'seed':
      return write('fact', 'seed', change.seed)
    case 'record':
      if (change.value === undefined) return write('dropRecord', change.kind, change.id)
      return write('record', change.kind, change.id, JSON.stringify(change.value))
  }
}

/** A moment is kept as the changes that make it from nothing. */
function storedIn([row]: readonly Row[]): StoredVenue | undefined {
  return row === undefined ? undefined : storedBy(JSON.parse(String(row['changes'])) as VenueChange[])
}

/** Rows by their number, each once. */
function inOrder(rows: readonly Row[]): readonly Row[] {
  const each = new Map(rows.map((row) => [Number(row['nth']), row]))
  return [...each].sort(([a], [b]) => a - b).map(([, row]) => row)
}

function recordsOf<T>(rows: readonly Row[]): T[] {
  return rows.map((row) => JSON.parse(String(row['record'])) as T)
}

/** Reads what this file wrote: the records are trusted to have the types they were written with. */
function load(database: Database.Database, now?: number): StoredVenue {
  const all = (table: string): Row[] => database.prepare(`SELECT * FROM ${table} ORDER BY rowid`).all() as Row[]
  const rows = (sql: string, ...values: number[]): Row[] => database.prepare(sql).all(...values) as Row[]
  const facts = new Map(all('facts').map((row) => [String(row['name']), String(row['value'])]))
  const [ids, seed] = [idsIn(facts.get('ids')), facts.get('seed')]
  const reach = loadReach(now, ids)
  const orders = now === undefined ? all('orders') : [...rows(RECENT.orders, reach.orders), ...rows(RECENT.open)]
  const deals = now === undefined ? all('deals') : rows(RECENT.deals, reach.deals)
  return storedBy([
    ...(ids === undefined ? [] : [{ type: 'ids' as const, ids }]),
    ...(seed === undefined ? [] : [{ type: 'seed' as const, seed }]),
    ...all('balances').map(({ account, asset, free, locked }) => {
      const balance = { free: decimal<'asset'>(String(free)), locked: decimal<'asset'>(String(locked)) }
      return { type: 'balance' as const, account: String(account), asset: String(asset), balance }
    }),
    ...recordsOf<OrderRecord>(inOrder(orders)).map((order) => ({ type: 'order' as const, order })),
    ...recordsOf<DealRecord>(inOrder(deals)).map((deal) => ({ type: 'deal' as const, deal })),
    ...all('settings').map((row) => ({
      type: 'mxDeduct' as const,
      account: String(row['account']),
      on: row['mx_deduct'] === 1,
    })),
    ...recordsOf<ApiKey>(all('keys')).map((key) => ({ type: 'key' as const, apiKey: key.apiKey, key })),
    ...all('listen_keys').map((row) => {
      const [listenKey, account] = [String(row['listen_key']), String(row['account'])]
      return {
        type: 'listenKey' as const,
        listenKey,
        record: { listenKey, account, expiresAt: Number(row['expires_at']) },
      }
    }),
    ...recordsOf<WalletRow>(all('wallet')).map((row) => ({ type: 'wallet' as const, row })),
    ...all('records').map(({ kind, id, record }) =>
      recordChange(String(kind) as RecordKind, String(id), String(record)),
    ),
  ])
}

function recordChange(kind: RecordKind, id: string, record: string): RecordChange {
  return { type: 'record', kind, id, value: JSON.parse(record) as never }
}

/** The content that changes make from nothing. */
function storedBy(changes: readonly VenueChange[]): StoredVenue {
  const made = new MemoryStore()
  made.commit(changes)
  return made.load()
}

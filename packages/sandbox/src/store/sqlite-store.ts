/**
 * Store on SQLite. The write-ahead log makes a commit survive the end of the process. One file has one writer, which
 * holds the folder's lock.
 */

import { ownerOnlyFile } from '@spotdeck/ports/node'
import Database from 'libsql'
import { decimal } from '@spotdeck/exact'
import type { AccountId, BalanceRecord, DealRecord, OrderRecord } from '../venue/exchange.ts'
import type { IdState } from '../venue/ids.ts'
import type { ApiKey } from '../venue/keys.ts'
import type { WalletRow } from '../venue/wallet-row.ts'
import type { RecordKind, VenueRecords } from '../venue/records.ts'
import { openMemoryStore } from './memory-store.ts'
import { type Snapshot, type StoredVenue, type VenueChange, type VenueStore, changesOf } from './store.ts'

/** Records are JSON text: they are read whole, once, and never searched by their fields. */
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

type Row = Readonly<Record<string, unknown>>

/** @throws when the file cannot be opened for writing or is no database */
export function openSqliteStore(path: string): VenueStore {
  ownerOnlyFile(path)
  const database = new Database(path)
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
  let open = true

  return {
    load: () => load(database),
    commit: (changes) => void commit(changes),
    replace: (all) => void replace(all),
    snapshots: () =>
      database
        .prepare('SELECT * FROM snapshots ORDER BY nth')
        .all()
        .map((row) => snapshotOf(row as Row)),
    keepSnapshot: ({ id, time, stored }) => write('snapshot', id, time, JSON.stringify(changesOf(stored))),
    dropSnapshot: (id) => write('dropSnapshot', id),
    close() {
      if (open) database.close()
      open = false
    },
  }
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
function snapshotOf(row: Row): Snapshot {
  const made = openMemoryStore()
  made.commit(JSON.parse(String(row['changes'])) as VenueChange[])
  return { id: String(row['id']), time: Number(row['time']), stored: made.load() }
}

type Account = {
  readonly balances: Map<string, BalanceRecord>
  readonly orders: OrderRecord[]
  readonly deals: DealRecord[]
  mxDeduct: boolean
}

/** Reads what this file wrote: the records are trusted to have the types they were written with. */
function load(database: Database.Database): StoredVenue {
  const all = (table: string): Row[] => database.prepare(`SELECT * FROM ${table} ORDER BY rowid`).all() as Row[]
  const records = <T>(table: string): T[] => all(table).map((row) => JSON.parse(String(row['record'])) as T)
  const facts = new Map(all('facts').map((row) => [String(row['name']), String(row['value'])]))
  const accounts = new Map<AccountId, Account>()
  const accountOf = (id: AccountId): Account => {
    const known = accounts.get(id) ?? { balances: new Map(), orders: [], deals: [], mxDeduct: false }
    accounts.set(id, known)
    return known
  }
  for (const row of all('balances')) {
    const balance = { free: decimal<'asset'>(String(row['free'])), locked: decimal<'asset'>(String(row['locked'])) }
    accountOf(String(row['account'])).balances.set(String(row['asset']), balance)
  }
  for (const order of records<OrderRecord>('orders')) accountOf(order.account).orders.push(order)
  for (const deal of records<DealRecord>('deals')) accountOf(deal.account).deals.push(deal)
  for (const row of all('settings')) accountOf(String(row['account'])).mxDeduct = row['mx_deduct'] === 1
  const rows = all('records')
  const kept = <K extends RecordKind>(kind: K): VenueRecords[K][] =>
    rows.flatMap((row) => (row['kind'] === kind ? [JSON.parse(String(row['record'])) as VenueRecords[K]] : []))
  const ids = facts.get('ids')
  return {
    seed: facts.get('seed'),
    ids: ids === undefined ? undefined : (JSON.parse(ids) as IdState),
    accounts,
    keys: records<ApiKey>('keys'),
    listenKeys: all('listen_keys').map((row) => ({
      listenKey: String(row['listen_key']),
      account: String(row['account']),
      expiresAt: Number(row['expires_at']),
    })),
    wallet: records<WalletRow>('wallet'),
    records: { subAccount: kept('subAccount'), stpGroup: kept('stpGroup'), symbolSwitch: kept('symbolSwitch') },
  }
}

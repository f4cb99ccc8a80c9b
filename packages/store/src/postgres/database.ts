/** Connections to a PostgreSQL server, and the migration of the schema `spotdeck`. */

import pg from 'pg'
import { SECOND_MS, defined } from '@spotdeck/ports'
import { DataFolderError } from '../data-folder-error.ts'
import { MIGRATIONS } from './schema.ts'
import { StoreError, storeErrorOf } from './store-error.ts'

/** A row as the driver gives it; `bigint` columns are numbers. */
export type Row = Readonly<Record<string, unknown>>

/** Address of a database, and the limits of its use. */
export type DatabaseOptions = {
  /** `postgres://USER:PASSWORD@HOST:PORT/DATABASE?sslmode=...`; it is never part of an error or a log line. */
  readonly url: string
  /** Limit for reads, and another one for writes. */
  readonly maxConnections?: number
  /** Limit of one statement, in ms. */
  readonly statementMs?: number
  /** False where the schema is never written, only its version checked: the user needs no more than the right to read. True by default. */
  readonly migrates?: boolean
  /** Limit of connecting, and time that the network may take beyond a statement, in ms. */
  readonly networkMs?: number
}

const STATEMENT_MS = 15 * SECOND_MS
const NETWORK_MS = 5 * SECOND_MS
const LOCK_MS = 10 * SECOND_MS
const MAX_CONNECTIONS = 4
const INT8 = 20
/** A commit is on the disk before its events are published, whatever the server's default is. */
const DURABLE = '-c synchronous_commit=on'
type Parser = (text: string) => unknown
const TYPES: pg.CustomTypesConfig = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') =>
    oid === INT8 ? Number : (text: string): unknown => (pg.types.getTypeParser(oid, format) as Parser)(text),
}

/** Parameters of an address: the driver lets all others, too, replace the limits and the durability that are set here. */
const PARAMETERS: readonly string[] = ['host', 'sslmode', 'sslrootcert', 'sslcert', 'sslkey', 'uselibpqcompat']

/** Runs statements. */
export interface Runner {
  /** @throws {StoreError} */
  all(sql: string, ...values: readonly unknown[]): Promise<readonly Row[]>
  /** Connections that no read occupies. */
  readonly writes?: Runner
}

/** Rows of one account: the first parameter of every statement is its name, and the second of a write is the fencing token. */
export class AccountRows {
  readonly account: string
  readonly #runner: Runner
  readonly #writes: Runner
  readonly #token: number

  constructor(runner: Runner, account: string, token = NO_TOKEN) {
    this.#runner = runner
    this.#writes = runner.writes ?? runner
    this.account = account
    this.#token = token
  }

  /** The same rows, also read over the connections of writes. */
  get writing(): AccountRows {
    return new AccountRows(this.#writes, this.account, this.#token)
  }

  /** @throws {StoreError} */
  all(sql: string, ...values: readonly unknown[]): Promise<readonly Row[]> {
    return this.#runner.all(sql, this.account, ...values)
  }

  /** @throws {StoreError} `LEASE_LOST`, and others */
  write(sql: string, ...values: readonly unknown[]): Promise<readonly Row[]> {
    return this.#writes.all(sql, this.account, this.#token, ...values)
  }
}

/** No lease has this token. */
const NO_TOKEN = 0

/** Part of a write that checks the lease; the rest of the statement reads from `held`. */
export const HELD = 'WITH held AS MATERIALIZED (SELECT fence($1, $2))'

/** Connections for reads and for writes, shared by the ledgers of a process. */
export class Database implements Runner {
  readonly writes: Runner
  readonly #pools: readonly [reads: pg.Pool, writes: pg.Pool]
  readonly #options: DatabaseOptions
  /** Months whose events have a table, by number. */
  readonly #months = new Set<number>()

  private constructor(options: DatabaseOptions) {
    this.#options = options
    const pool = (): pg.Pool => new pg.Pool({ ...configOf(options), max: options.maxConnections ?? MAX_CONNECTIONS })
    this.#pools = [pool(), pool()]
    // A connection that breaks while idle is replaced by the next call.
    for (const one of this.#pools) one.on('error', () => undefined)
    this.writes = runnerOn(this.#pools[1])
  }

  /**
   * Connects, and brings the schema to the version of this build, or checks that it has it.
   * @throws {StoreError} `STORE_ADDRESS_BAD`, `STORE_UNREACHABLE`, `STORE_REFUSED`
   * @throws {DataFolderError} `LEDGER_NEWER`; without migration `LEDGER_OLDER`, `LEDGER_MISSING`
   */
  static async open(options: DatabaseOptions): Promise<Database> {
    const database = new Database(options)
    try {
      await database.alone(options.migrates === false ? checkVersion : migrate)
      return database
    } catch (cause) {
      await database.close()
      throw cause
    }
  }

  /** Runs work on one connection, whatever the schema is. @throws {StoreError} as `open` */
  static async visit<T>(options: DatabaseOptions, work: (runner: Runner) => Promise<T>): Promise<T> {
    const database = new Database(options)
    try {
      return await database.alone(work)
    } finally {
      await database.close()
    }
  }

  all(sql: string, ...values: readonly unknown[]): Promise<readonly Row[]> {
    return runnerOn(this.#pools[0]).all(sql, ...values)
  }

  /**
   * Runs work on a connection of its own, which ends with the work: its transaction and temporary tables, too.
   * @param statementMs limit of one of its statements
   */
  async alone<T>(work: (runner: Runner) => Promise<T>, statementMs?: number): Promise<T> {
    const client = new pg.Client(configOf({ ...this.#options, ...defined({ statementMs }) }))
    client.on('error', () => undefined)
    try {
      await client.connect().catch(refuse)
      return await work(runnerOn(client))
    } finally {
      await client.end().catch(() => undefined)
    }
  }

  /** Makes the tables of the months of these times, in ms, where they are missing. */
  async addMonths(times: readonly number[]): Promise<void> {
    const missing = new Map(times.map((time) => [monthOf(time), time]))
    for (const [month, time] of missing) {
      if (this.#months.has(month)) continue
      await this.writes.all('SELECT add_month($1)', time)
      this.#months.add(month)
    }
  }

  /** Asks for the tables again with the next commit: after a failover, the server may lack one that it had. */
  forgetMonths(): void {
    this.#months.clear()
  }

  /** Idempotent. */
  async close(): Promise<void> {
    await Promise.all(this.#pools.filter(({ ended }) => !ended).map((pool) => pool.end()))
  }
}

function runnerOn(connection: pg.Pool | pg.Client): Runner {
  return { all: async (sql, ...values) => (await connection.query<Row>(sql, [...values]).catch(refuse)).rows }
}

function refuse(cause: unknown): never {
  throw storeErrorOf(cause)
}

function monthOf(time: number): number {
  const date = new Date(time)
  return date.getUTCFullYear() * 12 + date.getUTCMonth()
}

function configOf({ url, statementMs = STATEMENT_MS, networkMs = NETWORK_MS }: DatabaseOptions): pg.ClientConfig {
  const address = URL.canParse(url) ? new URL(url) : undefined
  if (address === undefined || !/^postgres(ql)?:$/.test(address.protocol) || address.pathname.length < 2) {
    const message = 'The address of the database is not one: write postgres://USER:PASSWORD@HOST:PORT/DATABASE.'
    throw new StoreError('STORE_ADDRESS_BAD', message)
  }
  if ([...address.searchParams.keys()].some((name) => !PARAMETERS.includes(name))) {
    const message = `The address of the database has another parameter than ${PARAMETERS.join(', ')}: leave it out.`
    throw new StoreError('STORE_ADDRESS_BAD', message)
  }
  return {
    connectionString: url,
    connectionTimeoutMillis: networkMs,
    query_timeout: statementMs + networkMs,
    keepAlive: true,
    application_name: 'spotdeck',
    options: `-c search_path=spotdeck -c statement_timeout=${statementMs} -c lock_timeout=${LOCK_MS} -c timezone=UTC ${DURABLE}`,
    types: TYPES,
  }
}

async function checkVersion(runner: Runner): Promise<void> {
  const [found] = await runner.all("SELECT to_regclass('spotdeck.schema_version') IS NOT NULL AS has")
  if (found?.['has'] !== true)
    throw new DataFolderError(
      'LEDGER_MISSING',
      'The database has no ledgers: start a gateway that follows accounts in it.',
    )
  if ((await versionOf(runner)) === MIGRATIONS.length) return
  throw new DataFolderError(
    'LEDGER_OLDER',
    'An older Spotdeck wrote this database: start a gateway of this version that follows accounts in it, which brings it up to date.',
  )
}

/** @throws {DataFolderError} `LEDGER_NEWER` */
async function versionOf(runner: Runner): Promise<number> {
  const version = Number((await runner.all('SELECT version FROM schema_version'))[0]?.['version'] ?? 0)
  if (version <= MIGRATIONS.length) return version
  throw new DataFolderError('LEDGER_NEWER', 'A newer Spotdeck wrote this database: start that version.')
}

/** All steps in one transaction; processes that start together wait for each other. */
async function migrate(runner: Runner): Promise<void> {
  await runner.all('BEGIN')
  await runner.all("SELECT pg_advisory_xact_lock(hashtext('spotdeck.schema'))")
  await runner.all('CREATE SCHEMA IF NOT EXISTS spotdeck')
  await runner.all('CREATE TABLE IF NOT EXISTS schema_version (version integer NOT NULL)')
  const version = await versionOf(runner)
  for (const step of MIGRATIONS.slice(version)) await runner.all(step)
  if (version < MIGRATIONS.length) {
    await runner.all('DELETE FROM schema_version')
    await runner.all('INSERT INTO schema_version (version) VALUES ($1)', MIGRATIONS.length)
  }
  await runner.all('COMMIT')
}

/** Verifies the ledger of one account: its chain and state, and its lists, which are made again in temporary tables. */

import { hash } from 'node:crypto'
import type { LedgerEvent, StateRow } from '@spotdeck/ledger'
import { MINUTE_MS } from '@spotdeck/ports'
import { SPAN_EVENTS } from '../archive/file.ts'
import { PastFold } from '../past-state.ts'
import type { Verification, VerifyProgress } from '../port.ts'
import { type ListsAnew, type StoredLink, verifyChain } from '../verify.ts'
import { listRows } from './batch.ts'
import { AccountRows, type Database, type Runner } from './database.ts'
import { decoded, ifReadable } from './decoded.ts'
import { linksAfter } from './event-log.ts'
import { ALL_EVENTS, stateOf } from './past-states.ts'
import { LIST_TABLES } from './schema.ts'

/** Limit of the comparison of one list. */
const COMPARE_MS = 30 * MINUTE_MS

/** Verifies at one moment of the database, whatever is written meanwhile. */
export function verifyLedger(database: Database, account: string, progress?: VerifyProgress): Promise<Verification> {
  const work = async (runner: Runner): Promise<Verification> => {
    const ledger = new AccountRows(runner, account)
    await runner.all('BEGIN ISOLATION LEVEL REPEATABLE READ')
    const [row] = await ledger.all('SELECT head, last_n FROM ledgers WHERE account = $1')
    const total = Number(row?.['last_n'] ?? 0)
    for (const table of LIST_TABLES)
      await runner.all(`CREATE TEMPORARY TABLE ${table} (LIKE spotdeck.${table} INCLUDING ALL)`)
    const anew = new Anew(ledger)
    const read = async (n: number, limit: number): Promise<readonly StoredLink[]> => {
      await anew.flush()
      await progress?.({ done: n, total })
      return linksAfter(ledger, n, limit)
    }
    const rows = await ifReadable(() => stateRows(ledger))
    if (rows === undefined) return { ok: false, n: total, what: 'The stored state cannot be read.' }
    return verifyChain(read, String(row?.['head']), rows, anew)
  }
  return database.alone(work, COMPARE_MS)
}

/** Rows of the stored state. @throws {DataFolderError} `LEDGER_CORRUPT` */
export async function stateRows(ledger: AccountRows): Promise<readonly StateRow[]> {
  const rows = await ledger.all('SELECT key, value FROM state WHERE account = $1')
  return decoded(() => rows.map((row): StateRow => [String(row['key']), JSON.parse(String(row['value']))]))
}

/** Lists and past states that are made again from the events. */
class Anew implements ListsAnew {
  readonly #ledger: AccountRows
  readonly #fold = new PastFold(ALL_EVENTS)
  /** Checksums, by the number of the last event. */
  readonly #pastStates = new Map<number, string>()
  /** Events whose rows are not written yet. */
  #events: readonly LedgerEvent[] = []

  constructor(ledger: AccountRows) {
    this.#ledger = ledger
  }

  take(events: readonly LedgerEvent[]): void {
    this.#events = events
    for (const event of events) {
      this.#fold.take(event)
      if (event.n % SPAN_EVENTS === 0) this.#pastStates.set(event.n, sumOf(this.#fold.read()))
    }
  }

  async flush(): Promise<void> {
    const rows = listRows(this.#events)
    this.#events = []
    if (Object.keys(rows).length > 0) await this.#ledger.all('SELECT apply_lists($1, $2)', JSON.stringify(rows))
  }

  async difference(): Promise<string | undefined> {
    await this.flush()
    if ((await ifReadable(() => this.#differInPastStates())) !== false) return 'past states'
    for (const table of LIST_TABLES) {
      const [row] = table === 'kinds' ? [] : await this.#ledger.all(differenceIn(table))
      if (row?.['differs'] === true) return table
    }
    return undefined
  }

  async #differInPastStates(): Promise<boolean> {
    for (let n = 0; ;) {
      const sql = 'SELECT n, body FROM past_states WHERE account = $1 AND n > $2 ORDER BY n LIMIT 16'
      const rows = await this.#ledger.all(sql, n)
      const last = rows.at(-1)
      if (last === undefined) return false
      if (rows.some((row) => this.#pastStates.get(Number(row['n'])) !== sumOf(stateOf(row)))) return true
      n = Number(last['n'])
    }
  }
}

/** Rows are compared with the names of their kinds: the numbers depend on the order in which the kinds came. */
function differenceIn(table: string): string {
  const rows = (schema: string): string =>
    table === 'flows'
      ? `SELECT to_jsonb(t) FROM ${schema}.flows t WHERE t.account = $1`
      : `SELECT to_jsonb(t) || jsonb_build_object('kind', k.names) FROM ${schema}.${table} t
         JOIN ${schema}.kinds k ON k.kind = t.kind AND k.account = t.account WHERE t.account = $1`
  const [stored, anew] = [rows('spotdeck'), rows('pg_temp')]
  return `SELECT EXISTS ((${stored} EXCEPT ALL ${anew}) UNION ALL (${anew} EXCEPT ALL ${stored})) AS differs`
}

const sumOf = (state: object): string => hash('sha256', JSON.stringify(state), 'hex')

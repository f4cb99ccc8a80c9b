/** Recorded minutes in one SQLite file: one row per minute and symbol, prices and sums as integers. */

import { ownerOnlyFile } from '@spotdeck/ports/node'
import { openDatabase } from './database.ts'
import type { Bar } from './bar.ts'
import type { MarketStore, StoredBar } from './store.ts'

const SCHEMA = `
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = NORMAL;
  CREATE TABLE IF NOT EXISTS minute (
    symbol TEXT NOT NULL, start INTEGER NOT NULL,
    open INTEGER NOT NULL, high INTEGER NOT NULL, low INTEGER NOT NULL, close INTEGER NOT NULL,
    lots INTEGER NOT NULL, amount INTEGER NOT NULL,
    PRIMARY KEY (symbol, start)
  ) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS fact (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
`

/** All symbols by a jump from one to the next: reading every row takes a second for a year of minutes. */
const SYMBOLS = `WITH RECURSIVE symbols (symbol) AS (
  SELECT min(symbol) FROM minute
  UNION ALL SELECT (SELECT min(symbol) FROM minute WHERE symbol > symbols.symbol) FROM symbols WHERE symbol IS NOT NULL
)`

type Row = Bar & { readonly start: number }

/**
 * Opens or makes the file. A crash may cost the newest minutes, which the model then fills; it never damages the file.
 * @throws {Error} from the driver, when the file cannot be opened or is no database
 */
export function sqliteMarketStore(path: string): MarketStore {
  ownerOnlyFile(path)
  const db = openDatabase(path)
  db.exec(SCHEMA)
  const select = db.prepare(
    'SELECT start, open, high, low, close, lots, amount FROM minute WHERE symbol = ? AND start >= ? AND start < ? ORDER BY start',
  )
  const insert = db.prepare('INSERT OR REPLACE INTO minute VALUES (?, ?, ?, ?, ?, ?, ?, ?)')
  const first = db.prepare(`${SYMBOLS} SELECT min(start) AS start FROM symbols
    JOIN minute ON minute.symbol = symbols.symbol AND start = (SELECT min(start) FROM minute WHERE symbol = symbols.symbol)`)
  const forget = db.prepare(`${SYMBOLS} DELETE FROM minute WHERE (symbol, start) IN
    (SELECT minute.symbol, start FROM symbols JOIN minute ON minute.symbol = symbols.symbol AND start < ?)`)
  const readFact = db.prepare('SELECT value FROM fact WHERE name = ?')
  const writeFact = db.prepare('INSERT OR REPLACE INTO fact VALUES (?, ?)')
  const saveAll = db.transaction((bars: readonly StoredBar[]) => {
    for (const { symbol, start, bar } of bars) {
      insert.run(symbol, start, bar.open, bar.high, bar.low, bar.close, bar.lots, bar.amount)
    }
  })
  let closed = false
  return {
    bars(symbol, from, to) {
      const rows = select.all(symbol, from, to) as Row[]
      return rows.map(({ start, open, high, low, close, lots, amount }) => ({
        symbol,
        start,
        bar: { open, high, low, close, lots, amount },
      }))
    },
    saveBars: (bars) => void saveAll(bars),
    firstStart: () => (first.all() as { start: number | null }[])[0]?.start ?? undefined,
    forgetBefore: (time) => void forget.run(time),
    fact: (name) => (readFact.all(name) as { value: string }[])[0]?.value,
    setFact: (name, value) => void writeFact.run(name, value),
    close() {
      if (!closed) db.close()
      closed = true
    },
  }
}

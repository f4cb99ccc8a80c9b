/** Runs statements on a database. */

import type { Database } from '@spotdeck/store/postgres'
import type { Run, Sql } from './sql.ts'

/** Statements on a database, which stays open. */
export function sqlOf(database: Database): Sql {
  const on =
    (runner: Pick<Database, 'all'>): Run =>
    (sql, ...values) =>
      runner.all(sql, ...values)
  return {
    read: on(database),
    write: on(database.writes),
    alone: (table, work) =>
      database.alone(async (runner) => {
        await runner.all('BEGIN')
        // Only whoever may change rows may take it: no reader holds up the others by it.
        await runner.all(`LOCK TABLE ${table} IN SHARE ROW EXCLUSIVE MODE`)
        const done = await work(on(runner))
        await runner.all('COMMIT')
        return done
      }),
    hasElement: (column, parameter) => `jsonb_exists(${column}, ${parameter})`,
  }
}

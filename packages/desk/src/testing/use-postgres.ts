/** A PostgreSQL server of its own for a file of tests. */

import { Database } from '@spotdeck/store/postgres'
import { PostgresServer, hasPostgres } from '@spotdeck/store/testing'
import { afterAll, beforeAll } from 'vitest'

/** Starts a server before the tests of a file, where PostgreSQL is installed, and ends it after them. */
export function usePostgres(): { readonly database: Database } {
  let server: PostgresServer | undefined
  let database: Database | undefined
  beforeAll(async () => {
    if (!hasPostgres) return
    server = await PostgresServer.start()
    database = await Database.open({ url: server.url })
  }, 60_000)
  afterAll(async () => {
    await database?.close()
    await server?.close()
  })
  return {
    get database() {
      if (database === undefined) throw new Error('PostgreSQL is not installed, or the tests have not begun.')
      return database
    },
  }
}

/** Opens SQLite files. The driver is loaded with the first file: a sandbox in memory starts without it. */

import { createRequire } from 'node:module'
import type Database from 'libsql'

/** @throws {Error} from the driver, or when it is not installed */
export function openDatabase(path: string): Database.Database {
  const Driver = createRequire(import.meta.url)('libsql') as typeof Database
  return new Driver(path)
}

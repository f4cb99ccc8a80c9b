/** A mark in the data directory of a gateway whose credentials are in a database, so that no command looks for them here. */

import { existsSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const markIn = (dataDir: string): string => join(dataDir, 'uses-database')

/** Returns whether the gateway that used the directory last keeps its credentials in a database. */
export const isShared = (dataDir: string): boolean => existsSync(markIn(dataDir))

/** Marks the directory, or takes the mark away. */
export function markShared(dataDir: string, isInDatabase: boolean): void {
  if (isInDatabase) writeFileSync(markIn(dataDir), '', { mode: 0o600 })
  else rmSync(markIn(dataDir), { force: true })
}

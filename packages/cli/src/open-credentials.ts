/** Credentials of a gateway, as a command beside it opens them: in its database, or in its data directory. */

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { type Access, openAccess } from '@spotdeck/desk/access'
import { databaseUrl } from './config/database.ts'
import { badValue } from './command-error.ts'
import type { Flags, Settings } from './config/settings.ts'
import { isShared } from './shared-directory.ts'
import { environment, openWorld } from './world.ts'

/** A command's settings, and its flags: they may name the file with the address of the database. */
export type Asked = { readonly settings: Settings; readonly flags: Flags }

/**
 * Opens the credentials; close them.
 * @throws {CommandError} `CONFIG_BAD_VALUE` where the gateway keeps its credentials in a database that is not named
 */
export async function openCredentials({ settings, flags }: Asked): Promise<Access> {
  const url = databaseUrl(flags, environment, settings)
  const world = openWorld(settings.logLevel)
  // A variable may be meant for other gateways: one that keeps its credentials here does not look into a database.
  const isAlone = existsSync(join(settings.data, 'access.db')) && !isShared(settings.data)
  if (url !== undefined && (flags['databaseFile'] !== undefined || !isAlone)) {
    // Its driver is loaded only where it is used.
    const { openPostgresState } = await import('@spotdeck/desk/postgres')
    const state = await openPostgresState({ url, world, sessionIdleMs: settings.sessionIdleMs })
    return { ...state.access, close: () => state.close() }
  }
  if (isShared(settings.data))
    throw badValue(
      'The gateway of this data directory keeps its credentials in a database: put its address into SPOTDECK_DATABASE_URL, or into a file that --database-file names.',
    )
  return openAccess(settings.data, world, settings)
}

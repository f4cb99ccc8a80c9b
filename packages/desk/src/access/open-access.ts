/** The credentials of a data directory, opened by the gateway and by commands that run beside it. */

import type { Clock, Random } from '@spotdeck/ports'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { DeskStateError } from '../state-error.ts'
import { type Access, type LocalAccess, createAccess } from './access.ts'
import { openLibsqlAccessStore } from './libsql-store.ts'

/** Clock and randomness of credentials. */
export type AccessWorld = { readonly clock: Clock; readonly random: Random }

/**
 * Sessions, tokens and login codes in `DIR/access.db`. `sessionIdleMs`: time after which an unused session ends, in ms; 7 days by default.
 * @throws {DeskStateError} `ACCESS_STORE_FAILED`
 */
export function openAccess(
  dataDir: string,
  { clock, random }: AccessWorld,
  { sessionIdleMs }: { readonly sessionIdleMs?: number | undefined } = {},
): LocalAccess {
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 })
    return createAccess({ store: openLibsqlAccessStore(join(dataDir, 'access.db')), clock, random, sessionIdleMs })
  } catch (cause) {
    throw new DeskStateError(
      'ACCESS_STORE_FAILED',
      `Cannot open ${join(dataDir, 'access.db')}: check that the folder can be written and the disk is not full.`,
      { cause },
    )
  }
}

/**
 * The same for all gateways of a database, at its address; closing it closes the connections, too.
 * @throws {StoreError} `STORE_*` @throws {DataFolderError} `LEDGER_*`
 */
export async function openDatabaseAccess(
  url: string,
  world: AccessWorld & { readonly monotonic: Clock },
  options: { readonly sessionIdleMs?: number | undefined } = {},
): Promise<Access> {
  // Its driver is loaded only where it is used.
  const [{ Database }, { SHARED_ACCESS_LIMITS, sharedAccess }] = await Promise.all([
    import('@spotdeck/store/postgres'),
    import('./shared-access.ts'),
  ])
  const database = await Database.open({ url, migrates: false, ...SHARED_ACCESS_LIMITS })
  try {
    return { ...(await sharedAccess(database, world, options)), close: () => database.close() }
  } catch (error) {
    await database.close()
    throw error
  }
}

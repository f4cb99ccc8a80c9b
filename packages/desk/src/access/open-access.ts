/** The credentials of a data directory, opened by the gateway and by commands that run beside it. */

import type { Clock, Random } from '@spotdeck/ports'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { DeskStateError } from '../state-error.ts'
import { type LocalAccess, createAccess } from './access.ts'
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

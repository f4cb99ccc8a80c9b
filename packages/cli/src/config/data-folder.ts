/** The data folder where none is named: the demo has one of its own, so that it never meets the ledger of a real account. */

import { existsSync } from 'node:fs'
import { join } from 'node:path'

/** Folder of gateways and sandboxes. */
export const OWN_DATA = '.spotdeck'
/** Folder of `spotdeck up`. */
export const DEMO_DATA = join(OWN_DATA, 'demo')

/**
 * Folder of a command that runs beside a gateway: the demo's where it alone runs, or where nothing but the demo ever ran. The file
 * `address` stands there while a gateway runs.
 * @param root folder in which they stand
 */
export function dataBeside(root = '.'): string {
  const isDemoOnly = (file: string): boolean =>
    existsSync(join(root, DEMO_DATA, file)) && !existsSync(join(root, OWN_DATA, file))
  const runs = existsSync(join(root, OWN_DATA, 'address'))
  return isDemoOnly('address') || (!runs && isDemoOnly('access.db')) ? DEMO_DATA : OWN_DATA
}

/** Checks whether the data directory can be written, before anything is opened and without leaving a file. */

import { existsSync, mkdirSync, mkdtempSync, rmdirSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { CommandError } from './command-error.ts'

/**
 * Makes a folder where the first missing part would stand, and takes it away again. One step at a time: on some file
 * systems a recursive mkdir never comes back.
 * @throws {CommandError} `DATA_UNWRITABLE`
 */
export function refuseUnwritable(data: string): void {
  let place = data
  let missing: string | undefined
  while (!existsSync(place)) {
    missing = place
    place = dirname(place)
  }
  try {
    if (!statSync(place).isDirectory()) throw new Error(`${place} is a file`)
    const probe = missing ?? mkdtempSync(join(place, '.probe-'))
    if (missing !== undefined) mkdirSync(missing, { mode: 0o700 })
    rmdirSync(probe)
  } catch (cause) {
    throw new CommandError(
      'DATA_UNWRITABLE',
      `Cannot write to ${data}: check its owner, its rights and that no file stands there, or name another directory with --data.`,
      { cause },
    )
  }
}

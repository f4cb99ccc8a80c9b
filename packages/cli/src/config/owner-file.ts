/** Files with secrets: only their owner may read them. */

import { statSync } from 'node:fs'
import { CommandError } from '../command-error.ts'

/** Any right for the group or for others. */
const OTHERS = 0o077

/** @param setting names the file. @throws {CommandError} `CREDENTIALS_MISSING`, `CREDENTIALS_OPEN` */
export function refuseIfOthersCanRead(path: string, setting = 'keyFile'): void {
  const stats = statSync(path, { throwIfNoEntry: false })
  if (stats === undefined) throw new CommandError('CREDENTIALS_MISSING', `There is no file ${path}: check ${setting}.`)
  // Windows has no such bits; its files answer 0o666 whatever their access list says.
  if (process.platform !== 'win32' && (stats.mode & OTHERS) !== 0) {
    throw new CommandError('CREDENTIALS_OPEN', `Others can read ${path}: run chmod 600 on it, then start again.`)
  }
}

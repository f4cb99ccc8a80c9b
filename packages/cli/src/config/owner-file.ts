/** Files with secrets: only their owner may read them. */

import { type Stats, statSync } from 'node:fs'
import { CommandError } from '../command-error.ts'

/** Any right for the group or for others. */
const OTHERS = 0o077

/** True if the group or others have a right. Windows has no such bits: its files answer 0o666 for any access list. */
export function isOpenToOthers(stats: Stats | undefined): boolean {
  return process.platform !== 'win32' && stats !== undefined && (stats.mode & OTHERS) !== 0
}

/** @param setting names the file. @throws {CommandError} `CREDENTIALS_MISSING`, `CREDENTIALS_OPEN` */
export function refuseIfOthersCanRead(path: string, setting = 'keyFile'): void {
  const stats = statSync(path, { throwIfNoEntry: false })
  if (stats === undefined) throw new CommandError('CREDENTIALS_MISSING', `There is no file ${path}: check ${setting}.`)
  if (isOpenToOthers(stats)) {
    throw new CommandError('CREDENTIALS_OPEN', `Others can read ${path}: run chmod 600 on it, then start again.`)
  }
}

/** Files and folders that nobody but their owner may read, whatever the process's umask and whatever an earlier version left. */

import { chmodSync, closeSync, mkdirSync, openSync, statSync } from 'node:fs'

const FILE_MODE = 0o600
const FOLDER_MODE = 0o700
const OTHERS = 0o077
/** Suffixes of the files that SQLite keeps beside its database; new ones get the database's permissions. */
const BESIDE = ['-wal', '-shm', '-journal'] as const

/** Creates the file where it is missing and takes the rights of everybody else. For a SQLite file call it before it is opened. */
export function ownerOnlyFile(path: string): void {
  closeSync(openSync(path, 'a', FILE_MODE))
  tighten(path, FILE_MODE)
  for (const part of BESIDE) tighten(path + part, FILE_MODE)
}

/** Creates the folder where it is missing and takes the rights of everybody else. Only for folders that hold nothing but ours. */
export function ownerOnlyFolder(path: string): void {
  mkdirSync(path, { recursive: true, mode: FOLDER_MODE })
  tighten(path, FOLDER_MODE)
}

function tighten(path: string, mode: number): void {
  const stats = statSync(path, { throwIfNoEntry: false })
  if (stats !== undefined && (stats.mode & OTHERS) !== 0) chmodSync(path, mode)
}

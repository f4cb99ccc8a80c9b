/** Makes the files of a folder survive a power cut: every file, and then the folders that contain them. */

import { closeSync, fsyncSync, openSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** Syncs every file below `folder` to the disk, then the folders themselves. */
export function syncFolder(folder: string): void {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name)
    if (statSync(path).isDirectory()) syncFolder(path)
    else syncPath(path)
  }
  syncPath(folder)
}

/** Syncs one file to the disk, or the names in one folder. */
export function syncPath(path: string): void {
  const file = openSync(path, 'r')
  try {
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}

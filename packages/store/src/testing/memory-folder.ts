/** An archive folder in memory. */

import { type ArchiveFolder, archiveNames } from '../archive/folder.ts'

/** A folder in memory. */
export function memoryArchive(files = new Map<string, Uint8Array>()): ArchiveFolder {
  return {
    names: () => archiveNames([...files.keys()]),
    read: (name) => files.get(name),
    write: (name, bytes) => void files.set(name, Uint8Array.from(bytes)),
  }
}

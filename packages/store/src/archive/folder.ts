/** Port: the folder of one account's archive files, and the one on the disk. */

import { existsSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { ownerOnlyFolder } from '@spotdeck/ports/node'
import { DataFolderError } from '../data-folder-error.ts'
import { syncPath } from '../sync-folder.ts'

/** Files of archived events of one account. */
export interface ArchiveFolder {
  /** Names of the archive files, ascending by their first event. */
  names(): readonly string[]
  /** Whole content; `undefined` where there is no such file. @throws where it cannot be read */
  read(name: string): Uint8Array | undefined
  /** Writes a file, durable when it returns. @throws {DataFolderError} `ARCHIVE_UNWRITABLE`: there is no such file then */
  write(name: string, bytes: Uint8Array): void
}

const NAME = /^events-\d{12,15}-\d{12,15}\.archive$/

/** Name of the file of the events `first` to `last`. */
export const archiveName = (first: number, last: number): string =>
  `events-${String(first).padStart(12, '0')}-${String(last).padStart(12, '0')}.archive`

/** First and last event of an archive file, by its name. */
export function rangeOf(name: string): { readonly first: number; readonly last: number } {
  const [, first, last] = name.split(/[-.]/)
  return { first: Number(first), last: Number(last) }
}

/** The archive files among the names of a folder, ascending by their first event. */
export function archiveNames(names: readonly string[]): readonly string[] {
  const byFirst = (a: string, b: string): number =>
    rangeOf(a).first - rangeOf(b).first || rangeOf(a).last - rangeOf(b).last
  return names.filter((name) => NAME.test(name)).sort(byFirst)
}

/** The folder of a ledger that has no archive. */
export const NO_ARCHIVE: ArchiveFolder = {
  names: () => [],
  read: () => undefined,
  write: (name) => {
    throw unwritable(name)
  },
}

/** A folder on the disk, made with its first file. Only its owner can read it. */
export function diskArchive(folder: string): ArchiveFolder {
  return {
    names() {
      try {
        return archiveNames(existsSync(folder) ? readdirSync(folder) : [])
      } catch (cause) {
        throw unwritable(folder, cause)
      }
    },
    read: (name) => (existsSync(join(folder, name)) ? readFileSync(join(folder, name)) : undefined),
    write(name, bytes) {
      const part = join(folder, `${name}.part`)
      try {
        ownerOnlyFolder(dirname(folder))
        ownerOnlyFolder(folder)
        rmSync(part, { force: true })
        writeFileSync(part, bytes, { mode: 0o600, flag: 'wx', flush: true })
        renameSync(part, join(folder, name))
        for (const path of [folder, dirname(folder), dirname(dirname(folder))]) syncPath(path)
      } catch (cause) {
        removeQuietly(part)
        throw unwritable(folder, cause)
      }
    },
  }
}

function removeQuietly(path: string): void {
  try {
    rmSync(path, { force: true })
  } catch {
    // The next run overwrites it.
  }
}

function unwritable(where: string, cause?: unknown): DataFolderError {
  const message = `Events cannot be archived in ${where}: check the folder's owner, its rights and the space left.`
  return new DataFolderError('ARCHIVE_UNWRITABLE', message, { cause })
}

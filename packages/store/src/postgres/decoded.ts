/** Values of rows, and the answer to one that cannot be read. */

import { DataFolderError } from '../data-folder-error.ts'

/** Decodes a stored value. @throws {DataFolderError} `LEDGER_CORRUPT` where it cannot be read */
export function decoded<T>(read: () => T): T {
  try {
    return read()
  } catch (cause) {
    const message = 'A row of the ledger in the database cannot be read: restore a backup of the database.'
    throw new DataFolderError('LEDGER_CORRUPT', message, { cause })
  }
}

/** The result of `read`; `undefined` where a row cannot be read. */
export async function ifReadable<T>(read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read()
  } catch (cause) {
    if (cause instanceof DataFolderError && cause.code === 'LEDGER_CORRUPT') return undefined
    throw cause
  }
}

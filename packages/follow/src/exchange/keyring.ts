/** The listen keys that this ledger created, in a file that only its owner can read: only these are ever closed. */

import { chmodSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import type { Keyring } from '@spotdeck/mexc'

/** Maximal number of stored keys: an account has 60, and all expire within the hour. */
const MAX_KEYS = 60

/** Opens the key file at `path`; it is created with the first key. */
export function fileKeyring(path: string): Keyring {
  const save = (keys: readonly string[]): void => {
    const next = `${path}.new`
    writeFileSync(next, JSON.stringify(keys), { mode: 0o600 })
    chmodSync(next, 0o600)
    renameSync(next, path)
  }
  return {
    load: () => read(path),
    add: (listenKey) => save([...read(path).filter((key) => key !== listenKey), listenKey].slice(-MAX_KEYS)),
    remove: (listenKey) => save(read(path).filter((key) => key !== listenKey)),
  }
}

/** Reads the stored keys; a missing or unreadable file holds none, and then only new keys are closed. */
function read(path: string): readonly string[] {
  try {
    const value: unknown = JSON.parse(readFileSync(path, 'utf8'))
    return Array.isArray(value) ? value.filter((key) => typeof key === 'string') : []
  } catch {
    return []
  }
}

/** The listen keys that this ledger made, in a file only its owner reads: only these are ever closed. */

import { chmodSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import type { Keyring } from '@spotdeck/mexc'

/** Keys kept at most: an account has 60, and all expire within the hour. */
const MAX_KEYS = 60

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

/** A file that is missing or unreadable holds no keys: then none is closed but those made from now on. */
function read(path: string): readonly string[] {
  try {
    const value: unknown = JSON.parse(readFileSync(path, 'utf8'))
    return Array.isArray(value) ? value.filter((key) => typeof key === 'string') : []
  } catch {
    return []
  }
}

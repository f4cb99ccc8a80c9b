/** Every pair that was ever listed, in a file beside the ledgers: a symbol that was delisted keeps its assets. */

import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { syncPath } from '@spotdeck/store'
import type { ListedPair } from './symbols.ts'

/** Storage of the pairs that were ever listed. */
export interface PairFile {
  /** @param damaged called with the path under which a file that cannot be read is kept */
  load(damaged: (path: string) => void): readonly ListedPair[]
  save(pairs: readonly ListedPair[]): void
}

/** Opens the file at `path`. Without one, or with one that cannot be read, which is put aside, there are no pairs. */
export function pairFile(path: string): PairFile {
  return {
    load(damaged) {
      if (!existsSync(path)) return []
      try {
        return (JSON.parse(readFileSync(path, 'utf8')) as readonly unknown[]).flatMap(pairOfRow)
      } catch {
        renameSync(path, `${path}.damaged`)
        damaged(`${path}.damaged`)
        return []
      }
    },
    save(pairs) {
      const rows = pairs.map(({ symbol, baseAsset, quoteAsset }) => [symbol, baseAsset, quoteAsset])
      writeFileSync(`${path}.new`, JSON.stringify(rows), { mode: 0o600, flush: true })
      renameSync(`${path}.new`, path)
      syncPath(dirname(path))
    },
  }
}

function pairOfRow(row: unknown): readonly ListedPair[] {
  const [symbol, baseAsset, quoteAsset] = Array.isArray(row) ? (row as readonly unknown[]) : []
  if (typeof symbol !== 'string' || typeof baseAsset !== 'string' || typeof quoteAsset !== 'string') return []
  return [{ symbol, baseAsset, quoteAsset }]
}

/** Every pair that was ever listed, in a file beside the ledgers: a symbol that was delisted keeps its assets. */

import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import type { ListedPair } from './symbols.ts'

/** Storage of the pairs that were ever listed. */
export interface PairFile {
  load(): readonly ListedPair[]
  save(pairs: readonly ListedPair[]): void
}

/** Opens the file at `path`. One that is missing or cannot be read holds no pairs. */
export function pairFile(path: string): PairFile {
  return {
    load() {
      try {
        const rows: unknown = JSON.parse(readFileSync(path, 'utf8'))
        return Array.isArray(rows) ? rows.flatMap(pairOfRow) : []
      } catch {
        return []
      }
    },
    save(pairs) {
      const rows = pairs.map(({ symbol, baseAsset, quoteAsset }) => [symbol, baseAsset, quoteAsset])
      writeFileSync(`${path}.new`, JSON.stringify(rows), { mode: 0o600 })
      renameSync(`${path}.new`, path)
    },
  }
}

function pairOfRow(row: unknown): readonly ListedPair[] {
  const [symbol, baseAsset, quoteAsset] = Array.isArray(row) ? (row as readonly unknown[]) : []
  if (typeof symbol !== 'string' || typeof baseAsset !== 'string' || typeof quoteAsset !== 'string') return []
  return [{ symbol, baseAsset, quoteAsset }]
}

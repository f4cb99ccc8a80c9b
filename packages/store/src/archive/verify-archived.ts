/** Verifies archive files and ledger as one chain. */

import type { StateRow } from '@spotdeck/ledger'
import type { ArchivedEnd, Verification } from '../port.ts'
import { type ListsAnew, type StoredLink, verifyChain, verifyHashes } from '../verify.ts'
import { type ArchiveChain, tellFindings } from './archive-chain.ts'

/** A stored ledger. */
export type StoredLedger = {
  /** Beginning of the log. */
  readonly archived: ArchivedEnd
  /** Links after event `n`, of those that the ledger stores. */
  readonly read: (n: number, limit: number) => readonly StoredLink[]
  /** Called with the number of events that are verified, and awaited. */
  readonly tell?: (n: number) => void | Promise<void>
  readonly head: string
  readonly rows: readonly StateRow[]
}

/**
 * Verifies a ledger with its archive files. Where a file is missing or damaged, the events that the ledger stores are verified
 * among themselves: their hashes and numbers, but not the state that they lead to.
 */
export async function verifyArchived(
  { archived, read, tell, head, rows }: StoredLedger,
  chain: ArchiveChain,
  lists: ListsAnew,
): Promise<Verification> {
  const archives = chain.findings()
  const isWhole = archives.every(({ what }) => what === 'foreign' || what === 'overlapping')
  const all = async (n: number, limit: number): Promise<readonly StoredLink[]> => {
    await tell?.(n)
    return n < archived.n ? chain.read(n, limit) : read(n, limit)
  }
  const found = await (isWhole ? verifyChain(all, head, rows, lists) : verifyHashes(all, archived, head))
  if (!found.ok || archives.length === 0) return found.ok ? found : { ...found, archives }
  const { events, head: last } = found
  const rest = isWhole ? 'All others are whole.' : `The events from ${archived.n + 1} to ${events} are whole.`
  return {
    ok: false,
    n: archives[0]?.first ?? 0,
    what: `${tellFindings(archives)}. ${rest}`,
    archives,
    rest: { events, head: last },
  }
}

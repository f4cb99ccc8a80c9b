/** Copies a ledger from one store to another: events in batches, each with the state after it, and the equity points. */

import { allRows, applyAll, touchedRows } from '@spotdeck/ledger'
import { FIRST_HASH, link } from './chain.ts'
import { DataFolderError } from './data-folder-error.ts'
import type { LedgerStore, Resolution, Verification } from './port.ts'

/** A ledger that is copied; nobody writes to it meanwhile. */
export type LedgerSource = Pick<LedgerStore, 'epoch' | 'load' | 'eventsAfter' | 'equity' | 'verify'>

/** Called with the number of copied events, of `total`. */
export type CopyProgress = (progress: { readonly done: number; readonly total: number }) => void

/** Parts of a copy. */
export type CopyOptions = {
  readonly progress?: CopyProgress | undefined
  /** Called between steps of the copy and of each verification, to let other work run; what it throws ends the copy. */
  readonly turn: () => Promise<void>
  /** Called before the first write to the target. */
  readonly begin?: () => Promise<void>
}

/** Result of a copy: its events and its head, which are those of the source. */
export type CopiedLedger = { readonly events: number; readonly head: string }

const EVENTS_AT_ONCE = 1_000
const POINTS_AT_ONCE = 2_000
const RESOLUTIONS: readonly Resolution[] = ['second', 'minute', 'hour']

/**
 * Copies the events that the target lacks, then verifies both. Each batch leaves the target whole, so that a copy that was
 * interrupted is continued by the next call. Profit is not copied: it is computed again from the events.
 * @throws {DataFolderError} `LEDGER_EXISTS` where the target has other events, `LEDGER_CORRUPT` where one of them is not whole
 */
export async function copyStore(
  source: LedgerSource,
  target: LedgerStore,
  { progress, turn, begin }: CopyOptions,
): Promise<CopiedLedger> {
  const given = whole(await source.verify(turn), 'ledger to copy')
  const known = whole(await target.verify(turn), 'ledger to copy to')
  let state = await target.load()
  let [n, head] = [0, FIRST_HASH]
  while (n < given.events) {
    if (n === known.events) await begin?.()
    const isKnown = n < known.events
    const events = await source.eventsAfter(n, isKnown ? Math.min(EVENTS_AT_ONCE, known.events - n) : EVENTS_AT_ONCE)
    n = events.at(-1)?.n ?? given.events
    head = link(head, events).head
    if (isKnown && n === known.events && head !== known.head) throw otherEvents()
    if (!isKnown) {
      const next = applyAll(state, events)
      await target.commit({ events, rows: touchedRows(state, next, events) })
      state = next
    }
    progress?.({ done: n, total: given.events })
    await turn()
  }
  if (n < known.events) throw otherEvents()
  if (target.epoch !== source.epoch) await target.beginEpoch(source.epoch)
  for (const resolution of RESOLUTIONS) await copyEquity(source, target, resolution)
  const copied = whole(await target.verify(turn), 'copy')
  if (copied.head !== given.head || (await stateText(source)) !== (await stateText(target)))
    throw new DataFolderError('LEDGER_CORRUPT', 'The copy differs from the ledger: remove the copy and start again.')
  return copied
}

async function copyEquity(source: LedgerSource, target: LedgerStore, resolution: Resolution): Promise<void> {
  const points = await source.equity(resolution, 0, Number.MAX_SAFE_INTEGER)
  for (let from = 0; from < points.length; from += POINTS_AT_ONCE)
    await target.saveEquity(resolution, points.slice(from, from + POINTS_AT_ONCE))
}

function whole(found: Verification, what: string): CopiedLedger {
  if (found.ok) return found
  const message = `The ${what} is not whole (event ${found.n}: ${found.what}): restore a backup of it first.`
  throw new DataFolderError('LEDGER_CORRUPT', message)
}

const otherEvents = (): DataFolderError =>
  new DataFolderError('LEDGER_EXISTS', 'There is a ledger with other events already: move it away, then start again.')

/** Rows of the state as text, in order of their keys. */
async function stateText(store: LedgerSource): Promise<string> {
  const rows = allRows(await store.load())
  return JSON.stringify([...rows].sort(([a], [b]) => (a < b ? -1 : 1)))
}

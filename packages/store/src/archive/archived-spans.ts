/** Reads the events of archive files a span at a time, for past states. */

import type { LedgerEvent } from '@spotdeck/ledger'
import { EventsArchived } from '../past-state.ts'
import type { ArchivedFile } from '../port.ts'
import { ArchiveFile, SPAN_EVENTS } from './file.ts'
import type { ArchiveFolder } from './folder.ts'

/** Archive files of one ledger, of which the last one that was read stays in memory. */
export class ArchivedSpans {
  readonly #folder: ArchiveFolder
  readonly #files: readonly ArchivedFile[]
  #open: ArchiveFile | undefined

  /** @param files those that the ledger records */
  constructor(folder: ArchiveFolder, files: readonly ArchivedFile[]) {
    this.#folder = folder
    this.#files = files
  }

  /** Events of the span that begins after event `n`. @throws {EventsArchived} where its file is not there, or is not the recorded one */
  eventsAfter(n: number): readonly LedgerEvent[] {
    const known = this.#files.find(({ first, last }) => first <= n + 1 && n < last)
    const bodies = known === undefined ? [] : (this.#fileOf(known)?.block((n + 1 - known.first) / SPAN_EVENTS) ?? [])
    if (bodies.length === 0) throw new EventsArchived(known?.name ?? '')
    return bodies.map((body) => JSON.parse(body) as LedgerEvent)
  }

  #fileOf({ name, sha256 }: ArchivedFile): ArchiveFile | undefined {
    if (this.#open?.name !== name) this.#open = read(this.#folder, name)
    return this.#open?.head.sha256 === sha256 ? this.#open : undefined
  }
}

function read(folder: ArchiveFolder, name: string): ArchiveFile | undefined {
  try {
    const bytes = folder.read(name)
    return bytes === undefined ? undefined : new ArchiveFile(name, bytes)
  } catch {
    return undefined
  }
}

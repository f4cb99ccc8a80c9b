/** Archiving of an in-memory store: what is due, what stays, and the past states at the ends of spans. */

import { type LedgerEvent, isPublic } from '@spotdeck/ledger'
import type { ArchiveSource } from '../archive/archive-events.ts'
import { ArchivedSpans } from '../archive/archived-spans.ts'
import { MAX_SPANS, SPAN_EVENTS } from '../archive/file.ts'
import type { ArchiveFolder } from '../archive/folder.ts'
import { memoryArchive } from './memory-folder.ts'
import { KEPT_EVENTS, isKept } from '../archive/kept.ts'
import { FIRST_HASH, type Link } from '../chain.ts'
import { PastFold, type PastQuestion, type PastState } from '../past-state.ts'
import type { ArchivedEnd, ArchivedFile } from '../port.ts'

/** Newest events that are never archived. */
const KEPT_NEWEST = 256

type Mark = { readonly n: number; readonly seq: number; readonly state: PastState }

/** Archived part of a disk. */
export class ArchivedOnDisk {
  folder: ArchiveFolder = memoryArchive()
  readonly files: ArchivedFile[] = []
  readonly marks: Mark[] = []
  /** Number and exchange time of the public events that were removed. */
  readonly removed: { readonly n: number; readonly time: number }[] = []

  /** Beginning of the log. */
  get end(): ArchivedEnd {
    const last = this.files.at(-1)
    return last === undefined
      ? { n: 0, seq: 0, hash: FIRST_HASH }
      : { n: last.last, seq: last.lastSeq, hash: last.after }
  }
}

/** Events of a disk, as far as they can be archived. `links`: those that are stored, and the kept ones before them. */
export function memorySource(archived: ArchivedOnDisk, links: Link[], ledger: ArchiveSource['ledger']): ArchiveSource {
  const { folder } = archived
  return {
    folder,
    ledger,
    get archived() {
      return archived.end
    },
    due: (before) => due(links, archived.end.n, before),
    part: (n) => links.filter(({ event }) => event.n > n && event.n <= n + KEPT_EVENTS),
    remove(file) {
      const { n } = archived.end
      for (let end = n + SPAN_EVENTS; end <= file.last; end += SPAN_EVENTS)
        archived.marks.push(markAt(archived, links, end))
      const left = links.filter(({ event }) => event.n > file.last || isKept(event))
      for (const { event } of links)
        if (event.n > n && event.n <= file.last && isPublic(event))
          archived.removed.push({ n: event.n, time: event.time })
      links.splice(0, links.length, ...left)
      archived.files.push(file)
    },
  }
}

function due(links: readonly Link[], begin: number, before: number): number {
  const newest = links.at(-1)?.event.n ?? 0
  let last = begin
  for (const { event } of links) {
    if (event.n <= begin) continue
    if ((isPublic(event) ? event.time : 0) >= before || event.learntAt >= before || event.n > newest - KEPT_NEWEST)
      break
    if (event.n === last + SPAN_EVENTS) last = event.n
    if (last === begin + MAX_SPANS * SPAN_EVENTS) break
  }
  return last
}

function markAt(archived: ArchivedOnDisk, links: readonly Link[], n: number): Mark {
  const known = archived.marks.at(-1)
  const fold = new PastFold({ seq: Infinity }, known?.state)
  let seq = known?.seq ?? 0
  for (const { event } of links) {
    if (event.n <= (known?.n ?? 0) || event.n > n) continue
    fold.take(event)
    seq = event.seq
  }
  return { n, seq, state: fold.read() }
}

/** The state after the events of a question. @throws {EventsArchived} */
export function pastOf(archived: ArchivedOnDisk, events: readonly LedgerEvent[], until: PastQuestion): PastState {
  const { time = Infinity } = until
  const latest = ({ state }: Mark): number => state.seen.reduce((most, one) => Math.max(most, one.time), 0)
  const mark = archived.marks.findLast((one) => one.seq <= until.seq && latest(one) <= time)
  const start = mark?.n ?? 0
  const lost = archived.removed.filter((one) => one.n > start && one.time <= time)
  const spans = new Set(lost.map((one) => Math.floor((one.n - 1) / SPAN_EVENTS) * SPAN_EVENTS))
  const fold = new PastFold(until, mark?.state)
  const files = new ArchivedSpans(archived.folder, archived.files)
  if ((mark?.seq ?? 0) < until.seq) for (const n of spans) files.eventsAfter(n).forEach((event) => fold.take(event))
  for (const event of events) if (event.n > Math.max(start, archived.end.n)) fold.take(event)
  return fold.read()
}

/** Archiving of a ledger file: what is due, and its removal in one transaction. */

import type { ArchiveSource } from '../archive/archive-events.ts'
import { MAX_SPANS, SPAN_EVENTS } from '../archive/file.ts'
import { KEPT_EVENTS } from '../archive/kept.ts'
import { DataFolderError } from '../data-folder-error.ts'
import type { ArchiveFolder } from '../archive/folder.ts'
import { packed } from '../packing.ts'
import { ArchiveChain, tellFindings } from '../archive/archive-chain.ts'
import type { ArchivedFile } from '../port.ts'
import { archivedFiles } from './archived.ts'
import { type EventLog, SEGMENT_EVENTS, unsealedOf } from './event-log.ts'
import type { SqliteFile } from './file.ts'

/** Segments that are read together. */
const PARTS = Array.from({ length: KEPT_EVENTS / SEGMENT_EVENTS }, (_, part) => part)

type Reader = Pick<SqliteFile, 'all'>

/** Events of a ledger file, as far as they can be archived. */
export function archiveSource(
  file: SqliteFile,
  log: EventLog,
  rest: Pick<ArchiveSource, 'folder' | 'ledger'>,
): ArchiveSource {
  return {
    ...rest,
    get archived() {
      return log.archived
    },
    due: (before) => due(file, log, before),
    part: (n) => PARTS.flatMap((part) => log.segmentLinks(n + 1 + part * SEGMENT_EVENTS)),
    remove(facts, kept) {
      const { first, last } = facts
      file.transaction(() => {
        file.run('INSERT INTO archives (last, body) VALUES (?, ?)', last, JSON.stringify(facts))
        for (const block of kept)
          file.run('INSERT INTO kept (first, min_time, body) VALUES (?, ?, ?)', block.first, block.minTime, block.body)
        file.run('DELETE FROM segments WHERE first BETWEEN ? AND ?', first, last)
      })
      log.forget()
    },
  }
}

/** Spans end with a stored past state, whose events all have an earlier time; they are learned in order. */
function due(file: Reader, log: EventLog, before: number): number {
  const { sealed } = log
  let { n: last } = log.archived
  const marks = file.all('SELECT n, max_time FROM state_marks WHERE n > ? ORDER BY n LIMIT ?', last, MAX_SPANS)
  for (const { n, max_time: latest } of marks) {
    if (n !== last + SPAN_EVENTS || last + SPAN_EVENTS > sealed || Number(latest) >= before) break
    const [end] = log.at([last + SPAN_EVENTS])
    if (end === undefined || end.learntAt >= before) break
    last += SPAN_EVENTS
  }
  return last
}

/**
 * Puts the events of the newest archive file back, in one transaction; the file stays where it is. `undefined` where none is archived.
 * @throws {DataFolderError} `ARCHIVE_BAD` where it is missing, damaged or foreign
 */
export function putBackNewest(
  file: SqliteFile,
  log: EventLog,
  { folder, ledger }: Pick<ArchiveSource, 'folder' | 'ledger'>,
): ArchivedFile | undefined {
  const facts = archivedFiles(file).at(-1)
  if (facts === undefined) return undefined
  const chain = new ArchiveChain({ folder: only(folder, facts.name), files: [facts], ledger, hashAt: () => undefined })
  const findings = chain.findings()
  if (findings.length > 0)
    throw new DataFolderError('ARCHIVE_BAD', `${tellFindings(findings)}: put a copy in its place.`)
  const { first, last } = facts
  file.transaction(() => {
    for (let n = first - 1; n < last; n += SEGMENT_EVENTS) {
      const segment = unsealedOf(n + 1, chain.read(n, SEGMENT_EVENTS))
      log.seal(segment, packed(segment.text))
    }
    file.run('DELETE FROM kept WHERE first BETWEEN ? AND ?', first, last)
    file.run('DELETE FROM archives WHERE last = ?', last)
    if (log.hashAt(last) !== facts.after)
      throw new DataFolderError('ARCHIVE_BAD', `${facts.name} is not of this ledger.`)
  })
  log.forget()
  return facts
}

const only = (folder: ArchiveFolder, name: string): ArchiveFolder => ({ ...folder, names: () => [name] })

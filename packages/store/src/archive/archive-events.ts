/** Moves the oldest events of a ledger to one file: written and synced first, and only then removed from the ledger. */

import { type LedgerEvent, isPublic } from '@spotdeck/ledger'
import { hashOf } from '../chain.ts'
import { DataFolderError } from '../data-folder-error.ts'
import type { ArchiveRequest, ArchivedEnd, ArchivedFile } from '../port.ts'
import type { StoredLink } from '../verify.ts'
import { ArchiveFile, SPAN_EVENTS, archiveBytes, packBlock } from './file.ts'
import { type ArchiveFolder, archiveName, rangeOf } from './folder.ts'
import { KEPT_EVENTS, type KeptBlock, packKept } from './kept.ts'

/** A store whose events can be archived. */
export interface ArchiveSource {
  readonly folder: ArchiveFolder
  readonly archived: ArchivedEnd
  readonly ledger: { readonly account: string; readonly exchange: string; readonly epoch: string }
  /** Number up to which whole spans are due: at most `MAX_SPANS` of them. */
  due(before: number): number
  /** The `KEPT_EVENTS` events after `n`, with the hashes before them. */
  part(n: number): readonly StoredLink[]
  /** Records the file, stores the kept events and removes the others, in one transaction. */
  remove(file: ArchivedFile, kept: readonly KeptBlock[]): void
}

/** Archives one file; `undefined` where nothing is due. Packing a span takes nine turns; the file and the transaction, one each. */
export async function archiveEvents(
  source: ArchiveSource,
  { before, turn }: ArchiveRequest,
): Promise<ArchivedFile | undefined> {
  const { archived, folder } = source
  const due = source.due(before)
  if (due === archived.n) return undefined
  const left = folder.names().find((name) => isAt(name, archived.n + 1))
  // A file that an interrupted run left decides where its events end.
  const last = left === undefined ? due : rangeOf(left).last
  if (last > due) return undefined
  const known = left === undefined ? undefined : await leftBehind(left, source, turn)
  const packed = await pack(source, { last, turn, isNew: known === undefined })
  const file = known ?? write(source, packed)
  if (file.before !== archived.hash || file.after !== packed.after || file.last !== last) throw inTheWay(file.name)
  await turn()
  source.remove(file, packed.kept)
  return file
}

const isAt = (name: string, first: number): boolean => rangeOf(name).first === first

/** Facts of a file that is there already, all of whose events are read. */
async function leftBehind(
  name: string,
  { folder, archived, ledger }: ArchiveSource,
  turn: () => Promise<void>,
): Promise<ArchivedFile> {
  const bytes = folder.read(name)
  if (bytes === undefined) throw inTheWay(name)
  const file = new ArchiveFile(name, bytes)
  const { head } = file
  let { hash } = archived
  for (const index of head.blocks.keys()) {
    for (const body of file.block(index)) hash = hashOf(hash, body)
    await turn()
  }
  const isOurs = head.account === ledger.account && head.exchange === ledger.exchange
  if (!isOurs || head.after !== hash) throw inTheWay(name)
  return file.facts
}

type Packed = {
  readonly last: number
  readonly lastSeq: number
  readonly after: string
  readonly from: number
  readonly to: number
  readonly blocks: readonly Uint8Array[]
  readonly kept: readonly KeptBlock[]
}

/** Packs the events up to `last`; without blocks where the file is there. @throws {DataFolderError} `LEDGER_CORRUPT` */
async function pack(
  source: ArchiveSource,
  { last, turn, isNew }: { readonly last: number; readonly turn: () => Promise<void>; readonly isNew: boolean },
): Promise<Packed> {
  const { n, seq, hash } = source.archived
  const packed = { last, lastSeq: seq, after: hash, from: Infinity, to: 0 }
  const [blocks, kept]: [Uint8Array[], KeptBlock[]] = [[], []]
  for (let at = n; at < last; at += SPAN_EVENTS) {
    const bodies: string[] = []
    for (let part = at; part < at + SPAN_EVENTS; part += KEPT_EVENTS) {
      const links = source.part(part)
      packed.after = checked(links, part, packed.after)
      await turn()
      const events = links.map(({ body }) => JSON.parse(body) as LedgerEvent)
      for (const event of events) {
        packed.from = Math.min(packed.from, event.time)
        packed.to = Math.max(packed.to, event.time)
        if (isPublic(event)) packed.lastSeq = event.seq
      }
      bodies.push(...links.map(({ body }) => body))
      kept.push(packKept(events, bodies.slice(-KEPT_EVENTS)))
      await turn()
    }
    if (isNew) blocks.push(packBlock(bodies))
    await turn()
  }
  return { ...packed, blocks, kept }
}

/** The hash after the links, which follow from the one before them. */
function checked(links: readonly StoredLink[], at: number, before: string): string {
  let hash = before
  for (const [index, link] of links.entries()) {
    if (link.before !== hash) throw broken(at + index + 1)
    hash = hashOf(hash, link.body)
  }
  if (links.length < KEPT_EVENTS) throw broken(at + links.length + 1)
  return hash
}

function write({ folder, ledger, archived }: ArchiveSource, packed: Packed): ArchivedFile {
  const { last, lastSeq, after, from, to, blocks } = packed
  const first = archived.n + 1
  const span = { first, last, events: last - archived.n, lastSeq, before: archived.hash, after, from, to }
  const { bytes, head } = archiveBytes({ ...ledger, ...span }, blocks)
  const name = archiveName(first, last)
  folder.write(name, bytes)
  return { name, first, last, lastSeq, before: head.before, after, from, to, bytes: bytes.length, sha256: head.sha256 }
}

const broken = (n: number): DataFolderError =>
  new DataFolderError('LEDGER_CORRUPT', `The events from ${n} on do not follow from those before: restore a backup.`)

const inTheWay = (name: string): DataFolderError =>
  new DataFolderError('ARCHIVE_BAD', `The archive file ${name} is not of this ledger: move it to another folder.`)

/** Archive files on their own: their format, their folder, the chain over them, and the events that a ledger keeps of them. */

import { existsSync, mkdirSync, mkdtempSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { EMPTY_STATE, type EventDraft, record } from '@spotdeck/ledger'
import { describe, expect, it } from 'vitest'
import { FIRST_HASH, hashOf } from '../chain.ts'
import { DataFolderError } from '../data-folder-error.ts'
import type { ArchivedFile } from '../port.ts'
import { deposited, order, updated } from '../store.contract.ts'
import { ArchiveChain, type ArchiveChainOptions, tellFindings } from './archive-chain.ts'
import { ArchivedSpans } from './archived-spans.ts'
import { ArchiveFile, SPAN_EVENTS, archiveBytes, packBlock } from './file.ts'
import { type ArchiveFolder, NO_ARCHIVE, archiveName, diskArchive, rangeOf } from './folder.ts'
import { memoryArchive } from '../testing/memory-folder.ts'
import { packKept, unpackKept } from './kept.ts'

const LEDGER = { account: 'main', exchange: 'api.mexc.com' }
const bodyOf = (n: number): string => JSON.stringify({ n })
const bodies = (first: number, last: number): readonly string[] =>
  Array.from({ length: last - first + 1 }, (_, i) => bodyOf(first + i))
const hashTo = (n: number): string => bodies(1, n).reduce(hashOf, FIRST_HASH)
const codeOf = (work: () => unknown): unknown => {
  try {
    work()
  } catch (error) {
    return error instanceof DataFolderError ? error.code : error
  }
  return 'nothing was thrown'
}

/** An archive file of these events, and its bytes. */
function fileOf(first: number, last: number, over: Partial<Parameters<typeof archiveBytes>[0]> = {}) {
  const blocks: Uint8Array[] = []
  for (let at = first; at <= last; at += SPAN_EVENTS)
    blocks.push(packBlock(bodies(at, Math.min(last, at + SPAN_EVENTS - 1))))
  const [before, after] = [hashTo(first - 1), hashTo(last)]
  const span = { first, last, lastSeq: last, before, after, from: first, to: last, events: last - first + 1 }
  const { bytes } = archiveBytes({ ...LEDGER, epoch: 'abcdef01', ...span, ...over }, blocks)
  const name = archiveName(first, last)
  return { name, bytes, facts: new ArchiveFile(name, bytes).facts }
}
const ONE = fileOf(1, SPAN_EVENTS)
const TWO = fileOf(SPAN_EVENTS + 1, 3 * SPAN_EVENTS)

describe('an archive file', () => {
  it('has its facts, and its events block by block', () => {
    const { name, bytes, facts } = TWO
    expect(facts).toMatchObject({ name, first: 2_049, last: 6_144, lastSeq: 6_144, bytes: bytes.length })
    expect([facts.before, facts.after, facts.from, facts.to]).toEqual([hashTo(2_048), hashTo(6_144), 2_049, 6_144])
    const file = new ArchiveFile(name, bytes)
    expect([file.block(0)[0], file.block(0).length, file.block(1).at(-1)]).toEqual([
      bodyOf(2_049),
      2_048,
      bodyOf(6_144),
    ])
    expect([file.block(2), file.block(-1)]).toEqual([[], []])
  })

  it('of another format, or whose bytes are not those that were written, is refused', () => {
    const text = Buffer.from(ONE.bytes)
    const end = text.indexOf(10)
    const head = JSON.parse(text.subarray(0, end).toString()) as Record<string, unknown>
    const withHead = (over: Record<string, unknown>) =>
      codeOf(
        () =>
          new ArchiveFile('x', Buffer.concat([Buffer.from(JSON.stringify({ ...head, ...over })), text.subarray(end)])),
      )
    expect(withHead({})).toBe('nothing was thrown')
    for (const over of [
      { format: 'other' },
      { version: 2 },
      { blocks: 7 },
      { blocks: [1.5] },
      { first: '1' },
      { last: null },
      { sha256: '0' },
    ])
      expect(withHead(over), JSON.stringify(over)).toBe('ARCHIVE_BAD')
    for (const bytes of [text.subarray(0, -1), Buffer.from(''), Buffer.from('a poem\n'), Buffer.concat([text, text])])
      expect(codeOf(() => new ArchiveFile('x', bytes))).toBe('ARCHIVE_BAD')
    const torn = archiveBytes({ ...LEDGER, epoch: 'e', ...ONE.facts, events: 1 }, [Buffer.from('no brotli')])
    expect(codeOf(() => new ArchiveFile('x', torn.bytes).block(0))).toBe('ARCHIVE_BAD')
  })
})

describe('the folder of archive files', () => {
  it('lists them by their events, and only them', () => {
    const [long, short] = [archiveName(1, 5), archiveName(1, 3)]
    const far = archiveName(10 ** 12, 10 ** 13)
    const names = [far, archiveName(4, 9), long, short, 'events-1-2.archive', `${short}.part`, `x${short}`]
    const memory = memoryArchive()
    const folder = mkdtempSync(join(tmpdir(), 'spotdeck-files-'))
    for (const name of names) {
      memory.write(name, Uint8Array.of(1))
      writeFileSync(join(folder, name), '')
    }
    const expected = [short, long, archiveName(4, 9), far]
    expect([memory.names(), diskArchive(folder).names()]).toEqual([expected, expected])
    expect(rangeOf(far)).toEqual({ first: 10 ** 12, last: 10 ** 13 })
  })

  it('is made with its first file, for its owner alone', () => {
    const data = mkdtempSync(join(tmpdir(), 'spotdeck-files-'))
    const path = join(data, 'archive', 'main')
    const folder = diskArchive(path)
    expect([folder.names(), folder.read(ONE.name)]).toEqual([[], undefined])
    mkdirSync(path, { recursive: true, mode: 0o755 })
    writeFileSync(join(path, `${ONE.name}.part`), 'of an interrupted run', { mode: 0o644 })
    folder.write(ONE.name, ONE.bytes)
    expect([readdirSync(path), Buffer.from(folder.read(ONE.name) ?? []).equals(ONE.bytes)]).toEqual([[ONE.name], true])
    expect([path, join(path, ONE.name)].map((one) => statSync(one).mode & 0o777)).toEqual([0o700, 0o600])
  })

  it('that cannot be written says so, and leaves nothing; so does the folder of no archive', () => {
    const data = mkdtempSync(join(tmpdir(), 'spotdeck-files-'))
    writeFileSync(join(data, 'archive'), '')
    expect(codeOf(() => diskArchive(join(data, 'archive', 'main')).write(ONE.name, ONE.bytes))).toBe(
      'ARCHIVE_UNWRITABLE',
    )
    const taken = join(data, 'taken')
    mkdirSync(join(taken, ONE.name), { recursive: true })
    expect(codeOf(() => diskArchive(taken).write(ONE.name, ONE.bytes))).toBe('ARCHIVE_UNWRITABLE')
    expect(existsSync(join(taken, `${ONE.name}.part`))).toBe(false)
    writeFileSync(join(data, 'file'), '')
    expect(codeOf(() => diskArchive(join(data, 'file')).names())).toBe('ARCHIVE_UNWRITABLE')
    expect([NO_ARCHIVE.names(), NO_ARCHIVE.read(ONE.name)]).toEqual([[], undefined])
    expect(codeOf(() => NO_ARCHIVE.write(ONE.name, ONE.bytes))).toBe('ARCHIVE_UNWRITABLE')
  })
})

const folderOf = (...files: readonly { name: string; bytes: Uint8Array }[]): ArchiveFolder =>
  memoryArchive(new Map(files.map(({ name, bytes }) => [name, bytes])))
const chainOf = (folder: ArchiveFolder, files: readonly ArchivedFile[], over: Partial<ArchiveChainOptions> = {}) =>
  new ArchiveChain({ folder, files, ledger: LEDGER, hashAt: () => undefined, ...over })

describe('the chain of archive files', () => {
  const both = [ONE.facts, TWO.facts]
  const numbers = (links: ReturnType<ArchiveChain['read']>) =>
    links.map(({ body }) => (JSON.parse(body) as { n: number }).n)

  it('reads on from one block to the next, each event with the hash before it', () => {
    const chain = chainOf(folderOf(ONE, TWO), both)
    const [first] = chain.read(0, 1)
    expect(first).toEqual({ body: bodyOf(1), before: FIRST_HASH })
    expect(numbers(chain.read(2_046, 9))).toEqual([2_047, 2_048])
    const [next] = chain.read(2_048, 2)
    expect(next).toEqual({ body: bodyOf(2_049), before: hashTo(2_048) })
    expect(numbers(chain.read(4_094, 9))).toEqual([4_095, 4_096])
    expect(chain.read(4_096, 1)).toEqual([{ body: bodyOf(4_097), before: hashTo(4_096) }])
    expect(chain.read(6_143, 5)).toHaveLength(1)
    expect(chain.read(6_144, 5)).toEqual([])
  })

  it('cannot be read where a file is missing, or a block from its middle on', () => {
    expect(codeOf(() => chainOf(folderOf(), both).read(0, 1))).toBe('LEDGER_CORRUPT')
    expect(codeOf(() => chainOf(folderOf({ ...ONE, bytes: Buffer.from('x') }), both).read(0, 1))).toBe('LEDGER_CORRUPT')
    expect(codeOf(() => chainOf(folderOf(TWO), both).read(4_096, 1))).toBe('LEDGER_CORRUPT')
  })

  it('names what is missing, damaged, foreign or overlapping, by its events', () => {
    const found = (folder: ArchiveFolder, files = both, over: Partial<ArchiveChainOptions> = {}) =>
      chainOf(folder, files, over)
        .findings()
        .map(({ first, last, what }) => `${first}-${last} ${what}`)
    expect(found(folderOf(ONE, TWO))).toEqual([])
    expect(found(folderOf(TWO))).toEqual(['1-2048 missing'])
    expect(found(folderOf({ ...ONE, bytes: Buffer.from('x') }, TWO))).toEqual(['1-2048 damaged'])
    const other = fileOf(1, SPAN_EVENTS, { account: 'other' })
    const host = fileOf(1, SPAN_EVENTS, { exchange: 'elsewhere' })
    expect([found(folderOf(other, TWO)), found(folderOf(host, TWO))]).toEqual([['1-2048 foreign'], ['1-2048 foreign']])
    const changed = fileOf(1, SPAN_EVENTS, { after: hashTo(9) })
    expect(found(folderOf(changed, TWO))).toEqual(['1-2048 damaged'])
    expect(found(folderOf(ONE, TWO), [{ ...ONE.facts, sha256: 'x' }, TWO.facts])).toEqual(['1-2048 damaged'])
    const inner = fileOf(SPAN_EVENTS + 1, 2 * SPAN_EVENTS)
    expect(found(folderOf(TWO, inner, { name: archiveName(9_999, 10_000), bytes: Buffer.from('x') }))).toEqual([
      '1-2048 missing',
      '2049-4096 overlapping',
      '9999-10000 foreign',
    ])
    expect(found(folderOf(ONE, inner, { name: archiveName(3, 9), bytes: Buffer.from('x') }))).toEqual([
      '3-9 foreign',
      '2049-4096 overlapping',
      '2049-6144 missing',
    ])
    expect(
      tellFindings([
        { name: 'x', first: 1, last: 5, what: 'missing' },
        { name: 'y', first: 6, last: 9, what: 'foreign' },
      ]),
    ).toBe('x (events 1 to 5) is missing; y (events 6 to 9) is foreign')
  })

  it('knows a file that an interrupted run left by the hash of its last event', () => {
    const left = (hashAt: ArchiveChainOptions['hashAt']) =>
      chainOf(folderOf(ONE, TWO), [ONE.facts], { hashAt }).findings()
    expect(left((n) => (n === 6_144 ? hashTo(6_144) : undefined))).toEqual([])
    expect(left(() => undefined).map(({ what }) => what)).toEqual(['foreign'])
    expect(chainOf(folderOf(ONE), [], { hashAt: () => hashTo(SPAN_EVENTS) }).findings()).toEqual([])
  })
})

describe('archived events', () => {
  it('are read a span at a time, of the recorded file alone', () => {
    const spans = new ArchivedSpans(folderOf(ONE, TWO), [ONE.facts, TWO.facts])
    const range = (n: number) => {
      const events = spans.eventsAfter(n)
      return [events[0]?.n, events.at(-1)?.n]
    }
    expect([range(0), range(4_096), range(2_048)]).toEqual([
      [1, 2_048],
      [4_097, 6_144],
      [2_049, 4_096],
    ])
    const lost = (folder: ArchiveFolder, files = [ONE.facts], n = 0) => {
      try {
        return new ArchivedSpans(folder, files).eventsAfter(n).length
      } catch (error) {
        return error instanceof Error ? error.constructor.name : error
      }
    }
    expect(lost(folderOf(ONE))).toBe(2_048)
    expect(lost(folderOf())).toBe('EventsArchived')
    expect(lost(folderOf({ ...ONE, bytes: Buffer.from('x') }))).toBe('EventsArchived')
    expect(lost(folderOf(ONE), [{ ...ONE.facts, sha256: 'x' }])).toBe('EventsArchived')
    expect(lost(folderOf(ONE), [ONE.facts], SPAN_EVENTS)).toBe('EventsArchived')
  })

  it('that a list contains are kept with their texts, and the last report of an order', () => {
    const drafts: readonly EventDraft[] = [
      { type: 'account.checked', at: 1, time: 1, source: 'rest' },
      updated(order('a', 5)),
      updated(order('b', 6, { status: 'CANCELED' })),
      deposited('10', '10'),
    ]
    const { events } = record({ ...EMPTY_STATE, n: 512 }, drafts, 9)
    const block = packKept(
      events,
      events.map((event) => JSON.stringify(event)),
    )
    expect(block.first).toBe(513)
    expect(
      unpackKept(block.first, block.body).map(({ n, body }) => [n, (JSON.parse(body) as { type: string }).type]),
    ).toEqual([
      [515, 'order.updated'],
      [516, 'asset.changed'],
    ])
    expect(block.minTime).toBe(Math.min(...events.slice(1).map(({ time }) => time)))
    const none = packKept(events.slice(0, 1), ['{}'])
    expect([unpackKept(none.first, none.body), none.minTime]).toEqual([[], Number.MAX_SAFE_INTEGER])
  })
})

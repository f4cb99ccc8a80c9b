import { spawn } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliDecompressSync } from 'node:zlib'
import { EMPTY_STATE, type LedgerState } from '@spotdeck/ledger'
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { bundleProgram } from '../testing/bundle.ts'
import { ARCHIVE_EVENTS, fill } from '../archive.contract.ts'
import { backupData, verifyBackup } from '../backup.ts'
import { FIRST_HASH, hashOf } from '../chain.ts'
import { archivePath, ledgerFolder, ledgerPath } from '../layout.ts'
import { MemoryDisk, openMemoryStore } from '../testing/memory.ts'
import { openOfflineArchive } from '../offline-archive.ts'
import type { LedgerStore } from '../port.ts'
import { restoreData } from '../restore.ts'
import { openSqliteStore } from '../sqlite/sqlite.ts'
import { type ArchiveFolder, diskArchive } from './folder.ts'
import { memoryArchive } from '../testing/memory-folder.ts'

const SPAN = 2_048
const identity = { account: 'main', host: 'api.mexc.com', user: '7' }
const turn = (): Promise<void> => Promise.resolve()
const newData = (): string => mkdtempSync(join(tmpdir(), 'spotdeck-archive-'))

/** A data folder with one ledger, whose events can be archived in two spans. */
async function filled(): Promise<string> {
  const data = newData()
  mkdirSync(ledgerFolder(data))
  const store = open(data)
  await fill(store, EMPTY_STATE, ARCHIVE_EVENTS)
  await store.close()
  return data
}

function open(data: string, archive: ArchiveFolder = diskArchive(archivePath(data, 'main'))): LedgerStore {
  const path = ledgerPath(data, 'main')
  return openSqliteStore({ path, identity, newEpoch: 'abcdef0123456789', archive })
}

let source = ''
let original: { readonly bodies: readonly string[]; readonly head: string }
beforeAll(async () => {
  source = await filled()
  const store = open(source)
  const events = await store.eventsAfter(0, 9_999)
  const whole = await store.verify()
  original = { bodies: events.map((event) => JSON.stringify(event)), head: whole.ok ? whole.head : '' }
  await store.close()
}, 180_000)

/** A copy of the ledger, which is closed. */
function copied(): string {
  const data = join(newData(), 'data')
  cpSync(source, data, { recursive: true })
  return data
}

const nameOf = (from: number, to: number): string =>
  `events-${String(from).padStart(12, '0')}-${String(to).padStart(12, '0')}.archive`
/** Archives the first span, then the second. */
async function archived(): Promise<string> {
  const data = copied()
  const store = open(data)
  await store.archive({ before: SPAN + 1, turn })
  await store.archive({ before: 2 * SPAN + 1, turn })
  await store.close()
  return data
}
const verified = (data: string) =>
  verifyBackup(ledgerPath(data, 'main'), { archive: diskArchive(archivePath(data, 'main')) })
const filesIn = (data: string): readonly string[] => readdirSync(archivePath(data, 'main')).sort()

describe('an archive file', () => {
  it('is readable by its owner alone, and by its description without Spotdeck', async () => {
    const data = await archived()
    const folder = archivePath(data, 'main')
    expect(filesIn(data)).toEqual([nameOf(1, SPAN), nameOf(SPAN + 1, 2 * SPAN)])
    expect([folder, join(data, 'archive')].map((path) => statSync(path).mode & 0o777)).toEqual([0o700, 0o700])
    expect(filesIn(data).map((name) => statSync(join(folder, name)).mode & 0o777)).toEqual([0o600, 0o600])
    const bodies: string[] = []
    let hash = FIRST_HASH
    for (const name of filesIn(data)) {
      const file = readFileSync(join(folder, name))
      let at = file.indexOf(10) + 1
      const head = JSON.parse(file.subarray(0, at).toString()) as Record<string, unknown> & { blocks: number[] }
      expect(head).toMatchObject({
        format: 'spotdeck-archive',
        version: 1,
        account: 'main',
        events: SPAN,
        before: hash,
      })
      for (const length of head.blocks)
        bodies.push(
          ...brotliDecompressSync(file.subarray(at, (at += length)))
            .toString()
            .split('\n'),
        )
      hash = bodies.slice(-SPAN).reduce(hashOf, hash)
      expect(head['after']).toBe(hash)
    }
    expect(bodies).toEqual(original.bodies.slice(0, 2 * SPAN))
  }, 180_000)

  it('that is missing, damaged, foreign or overlapping is named by verify with its events', async () => {
    const data = await archived()
    const [folder, first, second] = [archivePath(data, 'main'), nameOf(1, SPAN), nameOf(SPAN + 1, 2 * SPAN)]
    expect(await verified(data)).toEqual({ account: 'main', events: ARCHIVE_EVENTS, head: original.head, missing: [] })
    const bytes = readFileSync(join(folder, second))
    const damaged = Uint8Array.from(bytes)
    damaged[damaged.length - 9] = (damaged.at(-9) ?? 0) ^ 1
    writeFileSync(join(folder, second), damaged)
    await expect(verified(data)).rejects.toThrow(`${second} (events ${SPAN + 1} to ${2 * SPAN}) is damaged`)
    rmSync(join(folder, second))
    expect((await verified(data)).missing).toEqual([{ name: second, first: SPAN + 1, last: 2 * SPAN, what: 'missing' }])
    writeFileSync(join(folder, second), bytes)
    writeFileSync(join(folder, nameOf(1, 9)), readFileSync(join(folder, first)))
    await expect(verified(data)).rejects.toThrow(`${nameOf(1, 9)} (events 1 to 9) is overlapping`)
    rmSync(join(folder, nameOf(1, 9)))
    const other = `${bytes.toString('latin1').replace('"account":"main"', '"account":"else"')}`
    writeFileSync(join(folder, nameOf(9_001, 9_009)), Buffer.from(other, 'latin1'))
    await expect(verified(data)).rejects.toThrow(/events 9001 to 9009\) is foreign. All others are whole/)
  }, 180_000)

  it('is copied by a backup and brought back by a restore; one that is missing is told', async () => {
    const data = await archived()
    const [to, back] = [join(newData(), 'backup'), join(newData(), 'data')]
    const proved = { account: 'main', events: ARCHIVE_EVENTS, head: original.head, missing: [] }
    expect(await backupData(data, to)).toEqual([proved])
    expect(await restoreData({ from: to, data: back })).toEqual([proved])
    expect(filesIn(back)).toEqual(filesIn(data))
    expect(await verified(back)).toEqual(proved)
    rmSync(join(archivePath(data, 'main'), nameOf(1, SPAN)))
    const without = join(newData(), 'backup')
    expect((await backupData(data, without))[0]?.missing).toMatchObject([{ first: 1, last: SPAN, what: 'missing' }])
    await expect(restoreData({ from: without, data: back })).rejects.toMatchObject({ code: 'LEDGER_EXISTS' })
    const keepIn = join(back, 'kept')
    expect((await restoreData({ from: without, data: back, keepIn }))[0]?.missing).toHaveLength(1)
    expect(readdirSync(join(keepIn, 'main.archive')).sort()).toHaveLength(2)
    expect(filesIn(back)).toEqual([nameOf(SPAN + 1, 2 * SPAN)])
  }, 180_000)

  it('is put back: the ledger has every event again, and the file stays', async () => {
    const data = await archived()
    const offline = openOfflineArchive(data, 'main')
    expect(offline.putBack()).toMatchObject({ first: SPAN + 1 })
    expect(offline.putBack()).toMatchObject({ first: 1 })
    expect(offline.putBack()).toBeUndefined()
    offline.close()
    expect(filesIn(data)).toHaveLength(2)
    expect(await verified(data)).toMatchObject({ events: ARCHIVE_EVENTS, head: original.head, missing: [] })
    const store = open(data)
    expect((await store.eventsAfter(0, 9_999)).map((event) => JSON.stringify(event))).toEqual(original.bodies)
    expect(await store.archive({ before: SPAN + 1, turn })).toMatchObject({ first: 1, last: SPAN })
    expect(filesIn(data)).toHaveLength(2)
    await store.close()
  }, 180_000)

  it('that is not of the ledger is never overwritten, and no event leaves', async () => {
    const data = copied()
    const store = open(data)
    const folder = diskArchive(archivePath(data, 'main'))
    folder.write(nameOf(1, SPAN), Buffer.from('something else\n'))
    await expect(store.archive({ before: 9_999, turn })).rejects.toMatchObject({ code: 'ARCHIVE_BAD' })
    expect(store.archived.n).toBe(0)
    rmSync(archivePath(data, 'main'), { recursive: true })
    writeFileSync(archivePath(data, 'main'), 'no folder')
    await expect(store.archive({ before: 9_999, turn })).rejects.toMatchObject({ code: 'ARCHIVE_UNWRITABLE' })
    expect((await store.publicAfter(0, 1))[0]?.event.n).toBe(1)
    await store.close()
  }, 180_000)
})

/** A point at which the process ends: before a step of packing, before the file stands, or after it. */
type Kill = { readonly at: 'turn'; readonly turns: number } | { readonly at: 'before' | 'after' }

class Killed extends Error {}

/** Archives until the kill. */
async function archiveUntil(kill: Kill, before: number, openWith: (wrap: Wrap) => LedgerStore): Promise<LedgerStore> {
  let turns = 0
  const store = openWith((folder) => ({
    ...folder,
    write(name, bytes) {
      if (kill.at === 'before') throw new Killed()
      folder.write(name, bytes)
      if (kill.at === 'after') throw new Killed()
    },
  }))
  const counted = async (): Promise<void> => {
    turns += 1
    if (kill.at === 'turn' && turns > kill.turns) throw new Killed()
  }
  await store.archive({ before, turn: counted }).catch((error: unknown) => {
    if (!(error instanceof Killed)) throw error
  })
  return store
}
type Wrap = (folder: ArchiveFolder) => ArchiveFolder

const anyKill: fc.Arbitrary<Kill> = fc.oneof(
  fc.integer({ min: 0, max: 20 }).map((turns) => ({ at: 'turn' as const, turns })),
  fc.constantFrom({ at: 'before' as const }, { at: 'after' as const }),
)

describe('archiving that is killed', () => {
  it('leaves one chain with every event once, in memory, whatever is committed between', async () => {
    const steps = fc.array(
      fc.record({ kill: anyKill, before: fc.integer({ min: 1, max: 9_000 }), more: fc.nat(900) }),
      {
        minLength: 2,
        maxLength: 6,
      },
    )
    await fc.assert(
      fc.asyncProperty(steps, async (all) => {
        const disk = new MemoryDisk(identity, 'abcdef0123456789')
        const files = new Map<string, Uint8Array>()
        const openWith = (wrap: Wrap): LedgerStore => {
          disk.archived.folder = wrap(memoryArchive(files))
          return openMemoryStore(disk)
        }
        let state: LedgerState = await fill(
          openWith((folder) => folder),
          EMPTY_STATE,
          4_500,
        )
        for (const { kill, before, more } of all) {
          const store = await archiveUntil(kill, before, openWith)
          state = await fill(store, state, more)
        }
        const store = openWith((folder) => folder)
        while ((await store.archive({ before: 9_999, turn })) !== undefined);
        expect(await store.verify()).toMatchObject({ ok: true, events: state.n })
        const recorded = (await store.archives()).map(({ name }) => name)
        expect([...files.keys()].sort()).toEqual(recorded)
        const stored = (await store.eventsAfter(store.archived.n, 99_999)).length
        expect((await store.archives()).reduce((sum, { first, last }) => sum + last - first + 1, stored)).toBe(state.n)
      }),
      { numRuns: 3 },
    )
  }, 180_000)

  it.each<Kill>([{ at: 'turn', turns: 0 }, { at: 'turn', turns: 8 }, { at: 'before' }, { at: 'after' }])(
    'is finished by the next run, in a ledger file: %o',
    async (kill) => {
      const data = copied()
      const folder = diskArchive(archivePath(data, 'main'))
      const store = await archiveUntil(kill, 9_999, (wrap) => open(data, wrap(folder)))
      await store.close()
      expect(await verified(data)).toMatchObject({ events: ARCHIVE_EVENTS, head: original.head, missing: [] })
      const again = open(data)
      expect(again.archived.n).toBe(0)
      expect(await again.archive({ before: 99_999, turn })).toMatchObject({ first: 1, last: 2 * SPAN })
      await again.close()
      expect(filesIn(data)).toEqual([nameOf(1, 2 * SPAN)])
      expect(await verified(data)).toMatchObject({ events: ARCHIVE_EVENTS, head: original.head, missing: [] })
      expect(existsSync(join(archivePath(data, 'main'), `${nameOf(1, 2 * SPAN)}.part`))).toBe(false)
    },
    180_000,
  )

  it('by SIGKILL, again and again, has every event once in the end', async () => {
    const data = copied()
    const program = join(newData(), 'archiver.mjs')
    await bundleProgram(join(import.meta.dirname, '../testing/archiver.ts'), program)
    /** Kills the program after so many of its steps; resolves with true where it was done before. */
    const killedAfter = async (steps: number): Promise<boolean> => {
      const child = spawn(process.execPath, [program, data], { stdio: ['ignore', 'pipe', 'inherit'] })
      let said = ''
      for await (const part of child.stdout) {
        said += String(part)
        if (said.split('step').length > steps) child.kill('SIGKILL')
      }
      return said.includes('done')
    }
    // A file is written after its ninth step, and its events are removed after the tenth.
    for (const steps of [4, 9, 10, 14]) {
      await killedAfter(steps)
      expect(await verified(data)).toMatchObject({ events: ARCHIVE_EVENTS, head: original.head, missing: [] })
    }
    expect(await killedAfter(99)).toBe(true)
    expect(filesIn(data).filter((name) => !name.endsWith('.part'))).toEqual([
      nameOf(1, SPAN),
      nameOf(SPAN + 1, 2 * SPAN),
    ])
    expect(await verified(data)).toMatchObject({ events: ARCHIVE_EVENTS, head: original.head, missing: [] })
  }, 300_000)
})

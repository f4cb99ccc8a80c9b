/** Backups of a data folder and what a restore puts in its place; that of a running gateway is tested with the gateway. */

import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { EMPTY_STATE } from '@spotdeck/ledger'
import Database from 'libsql'
import { describe, expect, it } from 'vitest'
import { type BackupProgress, backupData, verifyBackup } from './backup.ts'
import { DataFolderError } from './data-folder-error.ts'
import { fileHeadCheckpoint } from './head-checkpoint.ts'
import { accessPath, archivePath, journalPath, ledgerFolder, ledgerPath, orderedPath, witnessPath } from './layout.ts'
import { lockDirectory } from './lock.ts'
import { at } from './openers.contract.ts'
import { restoreData } from './restore.ts'
import { commit, order, updated } from './store.contract.ts'

const folder = (): string => mkdtempSync(join(tmpdir(), 'spotdeck-backup-'))

/** A data folder with a ledger of so many events. */
async function dataOf(count: number, account = 'main', data = folder()): Promise<string> {
  mkdirSync(ledgerFolder(data), { recursive: true })
  const store = at(ledgerPath(data, account), { account })
  const drafts = Array.from({ length: count }, (_, n) => updated(order(`o${n}`, n)))
  if (count > 0) await commit(store, EMPTY_STATE, drafts)
  await store.close()
  return data
}
function database(path: string, value: string): void {
  const raw = new Database(path)
  raw.exec(`CREATE TABLE notes (text TEXT); INSERT INTO notes VALUES ('${value}')`)
  raw.close()
}
const noteIn = (path: string): unknown => {
  const raw = new Database(path, { readonly: true })
  const [row] = raw.prepare('SELECT text FROM notes').all() as readonly { text: string }[]
  raw.close()
  return row?.text
}
const modeOf = (path: string): number => statSync(path).mode & 0o777
const codeOf = async (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => 'done',
    (error: unknown) => (error instanceof DataFolderError ? error.code : error),
  )
const damage = (path: string, sql: string): void => {
  const raw = new Database(path)
  raw.exec(sql)
  raw.pragma('wal_checkpoint(TRUNCATE)')
  raw.close()
}
const CHANGE = "UPDATE events SET body = replace(body, 'o1', 'o7') WHERE n = 2"

describe('a backup', () => {
  it('holds every ledger, its daily order notional, access and notes, for its owner alone, and no listen keys', async () => {
    const data = await dataOf(3)
    await dataOf(2, 'other', data)
    writeFileSync(orderedPath(data, 'main'), 'day', { mode: 0o644 })
    writeFileSync(join(ledgerFolder(data), 'main.listen-keys.json'), '["secret"]')
    database(accessPath(data), 'access')
    database(journalPath(data), 'note')
    const to = join(folder(), 'nested', 'backup')
    const proved = await backupData(data, to)
    expect(proved.map(({ account, events, missing }) => [account, events, missing])).toEqual([
      ['main', 3, []],
      ['other', 2, []],
    ])
    expect(readdirSync(to).sort()).toEqual(['access.db', 'journal.db', 'ledger'])
    expect(readdirSync(ledgerFolder(to)).sort()).toEqual(['main.db', 'main.ordered', 'other.db'])
    expect([noteIn(accessPath(to)), noteIn(journalPath(to))]).toEqual(['access', 'note'])
    expect([to, ledgerFolder(to)].map(modeOf)).toEqual([0o700, 0o700])
    const files = [ledgerPath(to, 'main'), orderedPath(to, 'main'), accessPath(to), journalPath(to)]
    expect(files.map(modeOf)).toEqual([0o600, 0o600, 0o600, 0o600])
    expect(await verifyBackup(ledgerPath(to, 'other'))).toEqual(proved[1])
    expect(existsSync(`${to}.part`)).toBe(false)
  })

  it('needs a ledger and an empty folder', async () => {
    const data = await dataOf(1)
    expect(await codeOf(backupData(folder(), join(folder(), 'to')))).toBe('LEDGER_MISSING')
    const full = folder()
    writeFileSync(join(full, 'file'), '')
    expect(await codeOf(backupData(data, full))).toBe('BACKUP_BAD')
    expect(readdirSync(full)).toEqual(['file'])
    const empty = folder()
    expect(await codeOf(backupData(data, empty))).toBe('done')
    expect(existsSync(ledgerPath(empty, 'main'))).toBe(true)
  })

  it('of an interrupted run is made anew', async () => {
    const to = join(folder(), 'to')
    mkdirSync(`${to}.part`)
    writeFileSync(join(`${to}.part`, 'rest'), '')
    await backupData(await dataOf(1), to)
    expect([readdirSync(to), existsSync(`${to}.part`)]).toEqual([['ledger'], false])
  })

  it('that fails leaves nothing', async () => {
    const data = await dataOf(3)
    const left = async (where: string, work: () => Promise<unknown>) => [
      await codeOf(work()),
      existsSync(where),
      existsSync(`${where}.part`),
    ]
    const to = join(folder(), 'to')
    const stop = new AbortController()
    const told: BackupProgress[] = []
    const progress = (far: BackupProgress): void => {
      told.push(far)
      if (far.step === 'verifying') stop.abort('canceled')
    }
    expect(await left(to, () => backupData(data, to, { progress, signal: stop.signal }))).toEqual([
      'canceled',
      false,
      false,
    ])
    expect(told.map(({ account, step }) => `${account} ${step}`)).toEqual(['main copying', 'main verifying'])
    const blocked = join(await dataOf(0), 'file', 'to')
    writeFileSync(dirname(blocked), '')
    expect(await left(blocked, () => backupData(data, blocked))).toEqual(['BACKUP_BAD', false, false])
    damage(ledgerPath(data, 'main'), CHANGE)
    expect(await left(to, () => backupData(data, to))).toEqual(['LEDGER_CORRUPT', false, false])
  })

  it('is written anew without the pages that the ledger has freed, where these are many', async () => {
    const data = await dataOf(3)
    const path = ledgerPath(data, 'main')
    damage(path, 'CREATE TABLE ballast (body BLOB); INSERT INTO ballast VALUES (zeroblob(900000)); DROP TABLE ballast')
    const to = join(folder(), 'to')
    await backupData(data, to)
    expect(readdirSync(ledgerFolder(to))).toEqual(['main.db'])
    expect(statSync(path).size - statSync(ledgerPath(to, 'main')).size).toBeGreaterThan(800_000)
  })
})

describe('a restore', () => {
  /** A backup of three events, and a data folder that has five. */
  async function grown() {
    const from = join(folder(), 'backup')
    const made = await dataOf(3)
    writeFileSync(orderedPath(made, 'main'), 'before')
    database(journalPath(made), 'before')
    await backupData(made, from)
    const data = await dataOf(5)
    writeFileSync(orderedPath(data, 'main'), 'since')
    fileHeadCheckpoint(witnessPath(data, 'main')).write({ epoch: 'abcdef01', n: 5, head: 'e'.repeat(64) })
    return { from, data, keepIn: join(data, 'kept') }
  }
  const eventsIn = async (path: string): Promise<number> => (await verifyBackup(path)).events

  it('brings everything to an empty machine, for its owner alone', async () => {
    const { from } = await grown()
    chmodSync(ledgerPath(from, 'main'), 0o644)
    const data = join(folder(), 'new')
    mkdirSync(archivePath(data, 'main'), { recursive: true })
    expect(await restoreData({ from, data })).toMatchObject([{ account: 'main', events: 3 }])
    expect([readFileSync(orderedPath(data, 'main'), 'utf8'), noteIn(journalPath(data))]).toEqual(['before', 'before'])
    expect([orderedPath(data, 'main'), journalPath(data), ledgerPath(data, 'main')].map(modeOf)).toEqual([
      0o600, 0o600, 0o600,
    ])
    expect(modeOf(ledgerFolder(data))).toBe(0o700)
    expect(readdirSync(data).filter((name) => name.startsWith('restoring'))).toEqual([])
    expect(existsSync(accessPath(data))).toBe(false)
  })

  it('keeps what stood aside, whole, and forgets its checkpoint; the daily order notional stays', async () => {
    const { from, data, keepIn } = await grown()
    const path = ledgerPath(data, 'main')
    for (const part of ['-wal', '-shm']) writeFileSync(path + part, '')
    mkdirSync(archivePath(data, 'main'), { recursive: true })
    writeFileSync(join(archivePath(data, 'main'), 'file'), 'old')
    await restoreData({ from, data, keepIn })
    expect(['-wal', '-shm'].filter((part) => existsSync(path + part))).toEqual([])
    expect(readdirSync(keepIn).sort()).toEqual(['main.archive', 'main.db', 'main.db-wal'])
    expect(readFileSync(join(keepIn, 'main.archive', 'file'), 'utf8')).toBe('old')
    expect([modeOf(keepIn), modeOf(join(keepIn, 'main.db'))]).toEqual([0o700, 0o600])
    expect([await eventsIn(join(keepIn, 'main.db')), await eventsIn(path)]).toEqual([5, 3])
    expect([readFileSync(orderedPath(data, 'main'), 'utf8'), existsSync(witnessPath(data, 'main'))]).toEqual([
      'since',
      false,
    ])
  })

  it('replaces nothing that was kept aside before, and goes over the rest of an interrupted one', async () => {
    const { from, data, keepIn } = await grown()
    mkdirSync(keepIn)
    writeFileSync(join(keepIn, 'main.db'), 'older')
    expect(await codeOf(restoreData({ from, data, keepIn }))).toBe('DATA_DIR_UNWRITABLE')
    expect([readFileSync(join(keepIn, 'main.db'), 'utf8'), await eventsIn(ledgerPath(data, 'main'))]).toEqual([
      'older',
      5,
    ])
    const rest = join(data, 'restoring-main')
    mkdirSync(rest)
    for (const path of [join(rest, 'file'), `${rest}.db`]) writeFileSync(path, 'rest')
    for (const part of ['-wal', '-shm']) rmSync(ledgerPath(data, 'main') + part, { force: true })
    await restoreData({ from, data, keepIn: join(data, 'other') })
    expect(readdirSync(join(data, 'other'))).toEqual(['main.db'])
    expect(await eventsIn(ledgerPath(data, 'main'))).toBe(3)
    expect(readdirSync(data).filter((name) => name.startsWith('restoring'))).toEqual([])
  })

  it('changes nothing where a ledger or an archive stands, the folder is in use, or the backup is bad', async () => {
    const { from, data, keepIn } = await grown()
    const unchanged = async (options: Parameters<typeof restoreData>[0]) => {
      const code = await codeOf(restoreData(options))
      expect([await eventsIn(ledgerPath(data, 'main')), existsSync(keepIn)]).toEqual([5, false])
      expect(existsSync(witnessPath(data, 'main'))).toBe(true)
      return code
    }
    expect(await unchanged({ from, data })).toBe('LEDGER_EXISTS')
    expect(await unchanged({ from: folder(), data, keepIn })).toBe('BACKUP_BAD')
    const lock = lockDirectory(data)
    expect(await unchanged({ from, data, keepIn })).toBe('DATA_DIR_LOCKED')
    lock.release()
    const foreign = await dataOf(2, 'other')
    chmodSync(ledgerPath(foreign, 'other'), 0o600)
    writeFileSync(ledgerPath(foreign, 'main'), readFileSync(ledgerPath(foreign, 'other')))
    expect(await unchanged({ from: foreign, data, keepIn })).toBe('LEDGER_FOREIGN')
    truncateSync(ledgerPath(from, 'main'), 9_000)
    expect(await unchanged({ from, data, keepIn })).toBe('LEDGER_CORRUPT')
    expect(readdirSync(data).filter((name) => name.startsWith('restoring'))).toEqual([])
    const archived = folder()
    mkdirSync(archivePath(archived, 'main'), { recursive: true })
    const whole = join(folder(), 'backup')
    await backupData(await dataOf(1), whole)
    writeFileSync(join(archivePath(archived, 'main'), 'file'), '')
    expect(await codeOf(restoreData({ from: whole, data: archived }))).toBe('LEDGER_EXISTS')
  })

  it('to a folder that cannot be written says so', async () => {
    const { from, data, keepIn } = await grown()
    writeFileSync(keepIn, '')
    expect(await codeOf(restoreData({ from, data, keepIn }))).toBe('DATA_DIR_UNWRITABLE')
    const file = join(folder(), 'file')
    writeFileSync(file, '')
    expect(await codeOf(restoreData({ from, data: join(file, 'data') }))).toBe('DATA_DIR_UNWRITABLE')
  })
})

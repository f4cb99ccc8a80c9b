import {
  chmodSync,
  copyFileSync,
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
import { join } from 'node:path'
import Database from 'libsql'
import { type LedgerState, openingsOf, pnlBasis } from '@spotdeck/ledger'
import { nodeTimers } from '@spotdeck/ports/node'
import { describe, expect, it, onTestFinished } from 'vitest'
import { openJournalIn } from '@spotdeck/desk/journal'
import { exportCsv, RealizedPnlBook } from '@spotdeck/reports'
import { diskStorage } from './storage.ts'
import {
  DataFolderError,
  type BackupProgress,
  backupData,
  verifyBackup,
  ledgerPath,
  orderedPath,
  witnessPath,
  lockDirectory,
  type LedgerStore,
  restoreData,
  readLedger,
  openSqliteStore,
} from '@spotdeck/store'
import { added, commit, deal, deposited, order, updated } from '@spotdeck/store/testing'

const folder = (): string => mkdtempSync(join(tmpdir(), 'spotdeck-keeping-'))
const identity = { account: 'main', host: 'api.mexc.com', user: '1' }

const epochs = Array.from({ length: 9 }, (_, n) => String(n).repeat(16))

/** A start of the gateway's storage; `epoch` is used where the ledger gets a new one. */
async function start(data: string, epoch = 0): Promise<{ store: LedgerStore; stop: () => Promise<void> }> {
  const storage = diskStorage(data)
  storage.take()
  const store = await storage.open({ identity, newEpoch: epochs[epoch] ?? '', key: 'print' })
  const stop = async (): Promise<void> => {
    await store.close()
    await storage.release()
  }
  return { store, stop }
}

/** Orders `from` to `to` in commits of their own, after what is stored. */
async function write(store: LedgerStore, from: number, to: number): Promise<LedgerState> {
  let state = await store.load()
  for (let n = from; n <= to; n++) state = await commit(store, state, [updated(order(`o${n}`, n))])
  return state
}

async function begun(count = 5): Promise<string> {
  const data = folder()
  const { store, stop } = await start(data)
  await write(store, 1, count)
  await stop()
  return data
}

async function epochAt(data: string, epoch: number): Promise<string> {
  const { store, stop } = await start(data, epoch)
  await stop()
  return store.epoch
}

const codeOf = async (work: () => unknown): Promise<string> => {
  try {
    await work()
  } catch (error) {
    return error instanceof DataFolderError ? error.code : String(error)
  }
  return 'nothing was thrown'
}

describe('an epoch', () => {
  it('stays over starts, however often', async () => {
    const data = await begun()
    expect([await epochAt(data, 1), await epochAt(data, 2)]).toEqual([epochs[0], epochs[0]])
  })

  it('stays when a process was killed before its last events were seen', async () => {
    const data = await begun()
    const seen = readFileSync(witnessPath(data, 'main'))
    const { store, stop } = await start(data)
    await write(store, 6, 9)
    await stop()
    writeFileSync(witnessPath(data, 'main'), seen)
    expect(await epochAt(data, 1)).toBe(epochs[0])
  })

  it('is new when the ledger file is replaced by an older copy, and when it has grown again since', async () => {
    const data = await begun()
    const old = join(folder(), 'old.db')
    copyFileSync(ledgerPath(data, 'main'), old)
    const { store, stop } = await start(data)
    await write(store, 6, 9)
    await stop()
    copyFileSync(old, ledgerPath(data, 'main'))
    const other = await start(data, 1)
    expect(other.store.epoch).toBe(epochs[1])
    await write(other.store, 60, 90)
    await other.stop()
    expect(await epochAt(data, 2)).toBe(epochs[1])
    copyFileSync(old, ledgerPath(data, 'main'))
    expect(await epochAt(data, 3)).toBe(epochs[3])
  })

  it('is new when the end of the ledger is lost with the log beside it', async () => {
    const data = await begun()
    const { store, stop } = await start(data)
    const before = readFileSync(ledgerPath(data, 'main'))
    await write(store, 6, 9)
    await stop()
    writeFileSync(ledgerPath(data, 'main'), before)
    expect(await epochAt(data, 1)).toBe(epochs[1])
  })

  it('is new when the checkpoint is missing or unreadable', async () => {
    const data = await begun()
    rmSync(witnessPath(data, 'main'))
    expect(await epochAt(data, 1)).toBe(epochs[1])
    truncateSync(witnessPath(data, 'main'), 20)
    expect(await epochAt(data, 2)).toBe(epochs[2])
    expect(await epochAt(data, 3)).toBe(epochs[2])
  })

  it('never fails a commit: an unwritable checkpoint lags behind', async () => {
    const data = await begun()
    let writes = 0
    const full = (): void => {
      if (writes++ > 0) throw new Error('ENOSPC')
    }
    const witness = { read: () => undefined, write: full, close: () => undefined }
    const store = openSqliteStore({ path: ledgerPath(data, 'main'), identity, newEpoch: 'abcdef01', witness })
    await write(store, 6, 7)
    expect(await store.verify()).toMatchObject({ ok: true, events: 7 })
    await store.close()
  })

  it('is new when the ledger is made anew', async () => {
    const data = await begun()
    rmSync(ledgerPath(data, 'main'))
    expect(await epochAt(data, 1)).toBe(epochs[1])
  })
})

describe('a backup', () => {
  it('is one consistent state of a ledger in use, readable by its owner only', async () => {
    const data = await begun()
    writeFileSync(orderedPath(data, 'main'), '{"day":"2026-01-01"}\n')
    writeFileSync(join(data, 'ledger', 'main.listen-keys.json'), '["secret"]')
    const to = join(folder(), 'nested', 'backup')
    const { store, stop } = await start(data)
    const [, [copy]] = await Promise.all([write(store, 6, 40), backupData(data, to)])
    await stop()
    expect(copy?.events).toBeGreaterThanOrEqual(5)
    expect(await verifyBackup(ledgerPath(to, 'main'))).toEqual(copy)
    expect(readdirSync(join(to, 'ledger')).filter((name) => !/-(wal|shm)$/.test(name))).toEqual([
      'main.db',
      'main.ordered',
    ])
    expect([to, ledgerPath(to, 'main')].map((path) => statSync(path).mode & 0o077)).toEqual([0, 0])
  })

  it('holds the notes as they stand, and a restore puts them where there are none', async () => {
    const data = await begun()
    const key = { account: 'main', kind: 'order', id: 'o1' } as const
    const journal = openJournalIn(data)
    journal.put(key, { text: 'why', tags: ['plan'], updatedAt: 5 })
    const to = join(folder(), 'backup')
    await backupData(data, to)
    journal.put(key, { text: 'newer', tags: [], updatedAt: 6 })
    journal.close()
    const elsewhere = folder()
    await restoreData({ from: to, data: elsewhere })
    await restoreData({ from: to, data, keepIn: join(data, 'kept') })
    const textsIn = (folderOf: string) => {
      const opened = openJournalIn(folderOf)
      onTestFinished(() => opened.close())
      return opened.list('main', { limit: 9 }).map(({ text }) => text)
    }
    expect([textsIn(elsewhere), textsIn(data)]).toEqual([['why'], ['newer']])
    expect(statSync(join(elsewhere, 'journal.db')).mode & 0o077).toBe(0)
  })

  it('holds the stored profit, and a restored ledger computes it again from its events', async () => {
    const data = folder()
    const first = await start(data)
    const deals = [1, 2, 3].map((n) => ({ ...deal(`${n}X1`, `o${n}`, n), side: n === 3 ? 'SELL' : 'BUY' }) as const)
    const state = await commit(first.store, await first.store.load(), deals.map(added))
    const basis = pnlBasis(openingsOf(state))
    const settled = async (store: LedgerStore): Promise<string> => {
      const book = new RealizedPnlBook(store, nodeTimers, { save: (step) => store.savePnl(step), markEvery: 1 })
      await book.settle(() => state)
      return book.realized
    }
    const realized = await settled(first.store)
    expect(await first.store.pnlMark(basis)).toBeDefined()
    await first.stop()
    const to = join(folder(), 'backup')
    await backupData(data, to)
    const copy = openSqliteStore({ path: ledgerPath(to, 'main'), identity, newEpoch: epochs[1] ?? '' })
    expect(await copy.pnlMark(basis)).toBeDefined()
    await copy.close()
    const elsewhere = folder()
    await restoreData({ from: to, data: elsewhere })
    const { store, stop } = await start(elsewhere, 2)
    expect(await store.pnlMark(basis)).toBeUndefined()
    expect(await settled(store)).toBe(realized)
    await stop()
  })

  it('of a damaged ledger is refused and leaves nothing, and one is never written over another', async () => {
    const data = await begun()
    const to = join(folder(), 'backup')
    await backupData(data, to)
    expect(await codeOf(() => backupData(data, to))).toBe('BACKUP_BAD')
    const raw = new Database(ledgerPath(data, 'main'))
    raw.exec("UPDATE events SET body = replace(body, 'o2', 'o3') WHERE n = 2")
    raw.close()
    const bad = join(folder(), 'bad')
    expect(await codeOf(() => backupData(data, bad))).toBe('LEDGER_CORRUPT')
    expect([existsSync(bad), existsSync(`${bad}.part`)]).toEqual([false, false])
  })

  it('tells how far it is, and where it is canceled nothing is left', async () => {
    const data = await begun()
    const told: BackupProgress[] = []
    await backupData(data, join(folder(), 'backup'), { progress: (far) => void told.push(far) })
    expect(told.filter(({ step }) => step === 'copying').at(-1)).toMatchObject({
      account: 'main',
      done: told[0]?.total,
    })
    expect(told.at(-1)).toEqual({ account: 'main', step: 'verifying', done: 5, total: 5 })
    for (const canceledAt of ['copying', 'verifying'] as const) {
      const to = join(folder(), 'backup')
      const [stop, reason] = [new AbortController(), new Error('canceled')]
      const progress = ({ step }: BackupProgress): void => void (step === canceledAt && stop.abort(reason))
      await expect(backupData(data, to, { progress, signal: stop.signal })).rejects.toBe(reason)
      expect([existsSync(to), existsSync(`${to}.part`)]).toEqual([false, false])
    }
  })

  it('leaves out the space that the ledger has freed', async () => {
    const data = await begun()
    const raw = new Database(ledgerPath(data, 'main'))
    raw.exec('CREATE TABLE ballast (body BLOB); INSERT INTO ballast VALUES (zeroblob(2000000)); DROP TABLE ballast')
    raw.pragma('wal_checkpoint(TRUNCATE)')
    raw.close()
    const to = join(folder(), 'backup')
    const [copy] = await backupData(data, to)
    expect(copy?.events).toBe(5)
    expect(statSync(ledgerPath(data, 'main')).size).toBeGreaterThan(2_000_000)
    expect(statSync(ledgerPath(to, 'main')).size).toBeLessThan(1_000_000)
    expect(readdirSync(join(to, 'ledger'))).toEqual(['main.db'])
  })

  it('restores every digit under a new epoch, on an empty machine', async () => {
    const data = await begun()
    const to = join(folder(), 'backup')
    const [copy] = await backupData(data, to)
    const elsewhere = join(folder(), 'new')
    expect(await restoreData({ from: to, data: elsewhere })).toEqual([copy])
    const { store, stop } = await start(elsewhere, 1)
    expect(store.epoch).toBe(epochs[1])
    expect((await store.load()).n).toBe(5)
    expect(await store.verify()).toMatchObject({ ok: true, events: 5 })
    await stop()
  })
})

describe('a restore', () => {
  async function grown(): Promise<{ data: string; from: string }> {
    const data = await begun()
    const from = join(folder(), 'backup')
    writeFileSync(orderedPath(data, 'main'), 'before\n')
    await backupData(data, from)
    writeFileSync(orderedPath(data, 'main'), 'since\n')
    const { store, stop } = await start(data)
    await write(store, 6, 9)
    await stop()
    return { data, from }
  }

  it('refuses while a gateway runs, and where a ledger stands', async () => {
    const { data, from } = await grown()
    const lock = lockDirectory(data)
    expect(await codeOf(() => restoreData({ from, data, keepIn: join(data, 'kept') }))).toBe('DATA_DIR_LOCKED')
    lock.release()
    expect(await codeOf(() => restoreData({ from, data }))).toBe('LEDGER_EXISTS')
    expect((await verifyBackup(ledgerPath(data, 'main'))).events).toBe(9)
  })

  it('keeps the replaced files, begins a new epoch, and does not reset the daily limit', async () => {
    const { data, from } = await grown()
    const keepIn = join(data, 'kept')
    await restoreData({ from, data, keepIn })
    expect((await verifyBackup(join(keepIn, 'main.db'))).events).toBe(9)
    expect((await verifyBackup(ledgerPath(data, 'main'))).events).toBe(5)
    expect(await epochAt(data, 1)).toBe(epochs[1])
    expect(readFileSync(orderedPath(data, 'main'), 'utf8')).toBe('since\n')
  })

  it('of a damaged backup changes nothing', async () => {
    const { data, from } = await grown()
    chmodSync(ledgerPath(from, 'main'), 0o600)
    truncateSync(ledgerPath(from, 'main'), 9_000)
    expect(await codeOf(() => restoreData({ from, data, keepIn: join(data, 'kept') }))).toBe('LEDGER_CORRUPT')
    expect(existsSync(join(data, 'kept'))).toBe(false)
    expect((await verifyBackup(ledgerPath(data, 'main'))).events).toBe(9)
    expect(await epochAt(data, 1)).toBe(epochs[0])
  })
})

describe('a ledger opened for reading', () => {
  it('is refused when it is missing, no ledger, or newer', async () => {
    const data = folder()
    const path = ledgerPath(data, 'main')
    expect(await codeOf(() => readLedger(path))).toBe('LEDGER_MISSING')
    mkdirSync(join(data, 'ledger'))
    writeFileSync(path, '')
    expect(await codeOf(() => readLedger(path))).toBe('LEDGER_CORRUPT')
    writeFileSync(path, 'a poem'.repeat(2_000))
    expect(await codeOf(() => readLedger(path))).toBe('LEDGER_CORRUPT')
    const good = ledgerPath(await begun(), 'main')
    const raw = new Database(good)
    raw.exec('PRAGMA user_version = 99')
    raw.close()
    expect(await codeOf(() => readLedger(good))).toBe('LEDGER_NEWER')
  })

  it('is exported over all its pages, newest first, in cells that are no formulas', async () => {
    const data = folder()
    const { store, stop } = await start(data)
    let state = await store.load()
    const many = Array.from({ length: 2_001 }, (_, n) => updated(order(`o${n}`, n + 1)))
    state = await commit(store, state, many)
    await commit(store, state, [updated({ ...order('evil', 9_999), clientOrderId: '=1+1' }), deposited('10', '10')])
    await stop()
    const ledger = readLedger(ledgerPath(data, 'main'))
    let text = ''
    const noteOn = (kind: string, id: string) => (id === 'evil' ? { text: kind, tags: ['-x', 'y'] } : undefined)
    for await (const part of exportCsv(ledger, { table: 'orders' }, noteOn)) text += part
    const rows = text.trimEnd().split('\r\n')
    expect(rows).toHaveLength(2_003)
    expect(rows[1]).toMatch(/^evil,'=1\+1,.*,order,"'-x,y"$/)
    expect(new Set(rows.map((row) => row.split(',')[0])).size).toBe(2_003)
    let moves = ''
    for await (const part of exportCsv(ledger, { table: 'ledger' })) moves += part
    expect(moves.trimEnd().split('\r\n')).toHaveLength(2)
    await ledger.close()
  })
})

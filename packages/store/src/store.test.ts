import Database from 'libsql'
import { execFileSync, spawn } from 'node:child_process'
import { chmodSync, copyFileSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { decimal, zero } from '@spotdeck/exact'
import { EMPTY_STATE, type EventDraft } from '@spotdeck/ledger'
import { describe, expect, it } from 'vitest'
import { DataFolderError } from './data-folder-error.ts'
import type { Seen } from './head-checkpoint.ts'
import { lockDirectory } from './lock.ts'
import { at, directory, inMemory, inSqlite } from './openers.contract.ts'
import { openSqlite } from './sqlite/database.ts'
import { equityContract } from './equity.contract.ts'
import { readLedger, readLedgerBinding } from './sqlite/reader.ts'
import { openSqliteStore } from './sqlite/sqlite.ts'
import { pnlContract } from './pnl.contract.ts'
import { pricesContract } from './prices.contract.ts'
import { added, commit, deal, deposited, order, storeContract, updated } from './store.contract.ts'

const codeOf = (work: () => unknown): string => {
  try {
    work()
  } catch (error) {
    return error instanceof DataFolderError ? error.code : String(error)
  }
  return 'nothing was thrown'
}

storeContract(...inMemory)
pricesContract(...inMemory)
pnlContract(...inMemory)
equityContract(...inMemory)
storeContract(...inSqlite)
pricesContract(...inSqlite)
pnlContract(...inSqlite)
equityContract(...inSqlite)

describe('a ledger file', () => {
  it('refuses another user, another exchange and another account', () => {
    const path = join(directory(), 'main.db')
    void at(path).close()
    expect(codeOf(() => at(path, { user: '1' }))).toBe('LEDGER_FOREIGN')
    expect(codeOf(() => at(path, { host: 'localhost' }))).toBe('LEDGER_FOREIGN')
    expect(codeOf(() => at(path, { account: 'other' }))).toBe('LEDGER_FOREIGN')
  })

  it('waits for the disk with every commit, so that a power failure takes back nothing that was published', () => {
    const path = join(directory(), 'main.db')
    // A new file is migrated; one that is opened again is not, checked or unchecked.
    for (const options of [{}, {}, { unchecked: () => undefined }]) {
      const file = openSqlite(path, options)
      const [level] = file.all('PRAGMA synchronous').flatMap((row) => Object.values(row))
      const [mode] = file.all('PRAGMA journal_mode').flatMap((row) => Object.values(row))
      file.close()
      // 2 is FULL: in WAL mode NORMAL (1) does not sync the log with each commit.
      expect({ level, mode }).toEqual({ level: 2, mode: 'wal' })
    }
  })

  it('does not wait for the disk with what can be computed again, and does with the commit after it', () => {
    const file = openSqlite(join(directory(), 'main.db'))
    const level = (): unknown => file.all('PRAGMA main.synchronous')[0]?.['synchronous']
    const [levels, derived] = [[] as unknown[], { isDerived: true }]
    const note = (): void => void levels.push(level())
    const fail = (): void => {
      note()
      throw new Error('undone')
    }
    file.transaction(note, derived)
    file.transaction(note)
    expect(() => file.transaction(fail, derived)).toThrow('undone')
    file.transaction(note)
    file.close()
    expect(levels).toEqual([1, 2, 1, 2])
  })

  it('refuses a newer schema and leaves it as it was', () => {
    const path = join(directory(), 'main.db')
    void at(path).close()
    const raw = new Database(path)
    raw.exec('PRAGMA user_version = 999')
    raw.close()
    expect(codeOf(() => at(path))).toBe('LEDGER_NEWER')
  })

  it('returns its owner without changing the file, for any schema', () => {
    const path = join(directory(), 'main.db')
    void at(path).close()
    const raw = new Database(path)
    raw.exec('PRAGMA user_version = 999')
    raw.close()
    chmodSync(path, 0o440)
    const before = readFileSync(path)
    expect(readLedgerBinding(path)).toEqual({ user: '70011223' })
    expect(readFileSync(path).equals(before)).toBe(true)
    expect(statSync(path).mode & 0o777).toBe(0o440)
  })

  it('refuses a file that is no ledger', () => {
    const path = join(directory(), 'main.db')
    writeFileSync(path, 'this is not a database, it is a poem about one'.repeat(100))
    expect(codeOf(() => at(path))).toBe('LEDGER_CORRUPT')
  })

  it('finds a changed byte, a missing event and a cut end', async () => {
    const path = join(directory(), 'main.db')
    const store = at(path)
    const first = await commit(store, EMPTY_STATE, [updated(order('a', 1)), updated(order('b', 2))])
    await commit(store, first, [updated(order('c', 3))])
    const raw = new Database(path)
    const damaged = async (sql: string): Promise<unknown> => {
      raw.exec('SAVEPOINT damage')
      raw.exec(sql)
      raw.exec('RELEASE damage')
      return store.verify()
    }
    expect(await damaged('UPDATE events SET body = replace(body, \'"a"\', \'"x"\') WHERE n = 1')).toMatchObject({
      ok: false,
      n: 2,
    })
    expect(await damaged('UPDATE events SET body = replace(body, \'"x"\', \'"a"\') WHERE n = 1')).toMatchObject({
      ok: true,
    })
    expect(
      await damaged("UPDATE state SET value = replace(value, '\"9\"', '\"8\"') WHERE key = 'order:a'"),
    ).toMatchObject({ ok: false })
    expect(await damaged('DELETE FROM events WHERE n = 3')).toMatchObject({ ok: false, n: 2 })
    raw.close()
  })

  it('finds a list row that does not follow from the events: changed, missing or extra', async () => {
    const wrongs: readonly (readonly [list: string, wrong: string])[] = [
      ['orders', "UPDATE order_kinds SET status = 'FILLED'"],
      ['orders', 'UPDATE orders SET created_at = 9'],
      ['orders', 'DELETE FROM orders'],
      ['deals', "UPDATE deals SET body = json_set(body, '$[6]', '3') WHERE trade_id = '1X1'"],
      ['deals', "DELETE FROM deals WHERE trade_id = '2X1'"],
      ['deals', "UPDATE deals SET alias = 'x'"],
      ['flows', "INSERT INTO flows VALUES ('flow 9', 1, '{}')"],
      ['flows', "UPDATE flows SET body = json_set(body, '$.change', '11')"],
      ['history', 'DELETE FROM history WHERE list = 2'],
      ['history', "UPDATE history_kinds SET reason = 'SUGAR'"],
    ]
    for (const [list, wrong] of wrongs) {
      const path = join(directory(), 'main.db')
      const store = at(path)
      await commit(store, EMPTY_STATE, [
        updated(order('a', 1)),
        added(deal('1X1', 'a', 2)),
        added(deal('2X1', 'a', 3)),
        deposited('10', '10'),
      ])
      expect(await store.verify()).toMatchObject({ ok: true })
      const raw = new Database(path)
      raw.exec(wrong)
      raw.close()
      expect(await store.verify(), wrong).toMatchObject({
        ok: false,
        what: `The list of ${list} is not what the events lead to.`,
      })
      await store.close()
    }
  })
})

describe.each([inMemory, inSqlite])('lists of the store: %s', (_name, open) => {
  const held = { free: decimal<'asset'>('5'), locked: zero<'asset'>(), reason: 'DEPOSIT' }
  const moved = (asset: string, time: number, source: 'stream' | 'audit' = 'stream'): EventDraft => ({
    type: 'asset.changed',
    change: { ...held, freeChange: decimal('1'), lockedChange: zero(), asset, time },
    time,
    source,
  })

  it('have all flows, however many, by time', async () => {
    const store = open()
    await commit(
      store,
      EMPTY_STATE,
      Array.from({ length: 501 }, (_, i) => moved('MX', 501 - i)),
    )
    expect((await store.flows()).map(({ time }) => time)).toEqual(Array.from({ length: 501 }, (_, i) => i + 1))
  })

  it('have pages of what audits found without hidden assets, as long as others', async () => {
    const store = open()
    await commit(
      store,
      EMPTY_STATE,
      Array.from({ length: 12 }, (_, i) => moved(i % 3 === 0 ? 'MX' : 'BTC', i, 'audit')),
    )
    const times = async (limit: number) =>
      (await store.history('audits', { limit, hides: (_kind, name) => name === 'BTC' })).map(({ time }) => time)
    expect([await times(2), await times(4), await times(9)]).toEqual([
      [9, 6],
      [9, 6, 3, 0],
      [9, 6, 3, 0],
    ])
  })

  it('have balances in the order in which changes were recorded', async () => {
    const store = open()
    await commit(store, EMPTY_STATE, [moved('MX', 30), moved('MX', 10), moved('MX', 20)])
    const found = await store.balances({ asset: 'MX', from: 0, to: 99, stepMs: 10 })
    expect(found.map(({ time }) => time)).toEqual([30, 10, 20])
  })
})

/** A ledger of two events, which is closed, and the chain hashes after them. */
async function closedLedger(): Promise<{ readonly path: string; readonly hashes: readonly string[] }> {
  const path = join(directory(), 'main.db')
  const store = at(path)
  await commit(store, EMPTY_STATE, [updated(order('a', 1)), updated(order('b', 2))])
  const hashes = (await store.publicAfter(0, 9)).map(({ hash }) => hash)
  await store.close()
  return { path, hashes }
}
/** Runs SQL in a copy of a ledger file, and answers its path. */
function changed(path: string, sql = ''): string {
  const copy = join(directory(), 'main.db')
  copyFileSync(path, copy)
  const raw = new Database(copy)
  raw.exec(sql)
  raw.close()
  return copy
}
/** A checkpoint in memory, and how often it was closed. */
class Checkpoint {
  seen: Seen | undefined
  closed = 0
  constructor(seen?: Seen) {
    this.seen = seen
  }
  read = (): Seen | undefined => this.seen
  write = (seen: Seen): void => void (this.seen = seen)
  close = (): void => void (this.closed += 1)
}

describe('a ledger file that is opened', () => {
  const identity = { account: 'main', host: 'api.mexc.com', user: '70011223' }
  const [epoch, newEpoch] = ['abcdef0123456789', '00000001']
  const open = (path: string, witness: Checkpoint) => openSqliteStore({ path, identity, newEpoch, witness })

  it('keeps its epoch while it has the event of its checkpoint, and begins a new one where it has not', async () => {
    const { path, hashes } = await closedLedger()
    const [first = '', last = ''] = hashes
    const cases: readonly (readonly [seen: Seen | undefined, epoch: string])[] = [
      [{ epoch, n: 2, head: last }, epoch],
      [{ epoch, n: 1, head: first }, epoch],
      [{ epoch, n: 0, head: 'any' }, epoch],
      [{ epoch, n: 2, head: first }, newEpoch],
      [{ epoch, n: 3, head: last }, newEpoch],
      [{ epoch: newEpoch, n: 2, head: last }, newEpoch],
      [undefined, newEpoch],
    ]
    for (const [seen, expected] of cases) {
      const witness = new Checkpoint(seen)
      const copy = changed(path)
      const store = open(copy, witness)
      expect([store.epoch, witness.seen]).toEqual([expected, { epoch: expected, n: 2, head: last }])
      await store.close()
      expect([at(copy).epoch, witness.closed]).toEqual([expected, 1])
    }
    const empty = join(directory(), 'main.db')
    await at(empty).close()
    expect(open(empty, new Checkpoint()).epoch).toBe(epoch)
  })

  it('writes its checkpoint with every commit and every epoch, and commits where that fails', async () => {
    const witness = new Checkpoint()
    const store = open(join(directory(), 'main.db'), witness)
    const state = await commit(store, EMPTY_STATE, [updated(order('a', 1))])
    const [only] = await store.publicAfter(0, 9)
    expect(witness.seen).toEqual({ epoch: newEpoch, n: 1, head: only?.hash })
    await store.beginEpoch('00000002')
    expect(witness.seen).toMatchObject({ epoch: '00000002', n: 1 })
    witness.write = () => {
      throw new Error('no room')
    }
    await commit(store, state, [updated(order('b', 2))])
    expect(await store.publicAfter(1, 9)).toHaveLength(1)
    await store.close()
  })

  it('is refused where its end is not what was committed, and closes its checkpoint', async () => {
    const { path } = await closedLedger()
    const ends = [
      'DELETE FROM events WHERE n = 2',
      'DELETE FROM events',
      "UPDATE meta SET value = 'x' WHERE key = 'head'",
    ]
    for (const sql of ends) {
      const witness = new Checkpoint()
      expect(
        codeOf(() => open(changed(path, sql), witness)),
        sql,
      ).toBe('LEDGER_CORRUPT')
      expect(witness.closed).toBe(1)
    }
  })

  it('for reading alone must be there, whole, and of this version', async () => {
    const { path } = await closedLedger()
    const read = (sql?: string): string => codeOf(() => readLedger(changed(path, sql)).close())
    expect(codeOf(() => readLedger(join(directory(), 'none.db')))).toBe('LEDGER_MISSING')
    expect(read()).toBe('nothing was thrown')
    expect(readLedger(path).identity).toEqual(identity)
    for (const key of ['account', 'host', 'user', 'epoch'])
      expect(read(`DELETE FROM meta WHERE key = '${key}'`), key).toBe('LEDGER_CORRUPT')
    expect(read('DROP TABLE meta')).toBe('LEDGER_CORRUPT')
    expect(read('PRAGMA user_version = 999')).toBe('LEDGER_NEWER')
    expect(read('PRAGMA user_version = 1')).toBe('LEDGER_OLDER')
    expect(readLedgerBinding(join(directory(), 'none.db'))).toBeUndefined()
    expect(readLedgerBinding(changed(path, 'DROP TABLE meta'))).toEqual({})
  })
})

describe('the lock of a data directory', () => {
  it('keeps a second writer out until it is released', () => {
    const path = directory()
    const lock = lockDirectory(path)
    expect(codeOf(() => lockDirectory(path))).toBe('DATA_DIR_LOCKED')
    lock.release()
    lockDirectory(path).release()
  })

  it('is freed by SIGKILL', async () => {
    const path = directory()
    const script = `import D from ${JSON.stringify(import.meta.resolve('libsql'))}; const d = new D(${JSON.stringify(join(path, 'lock.db'))}); d.exec('BEGIN EXCLUSIVE'); console.log('held'); setInterval(() => {}, 1000)`
    const child = spawn(process.execPath, ['--input-type=module', '-e', script])
    await new Promise((resolve) => child.stdout.once('data', resolve))
    expect(codeOf(() => lockDirectory(path))).toBe('DATA_DIR_LOCKED')
    child.kill('SIGKILL')
    await new Promise((resolve) => child.once('exit', resolve))
    lockDirectory(path).release()
  })

  it('says so when the directory cannot be written', () => {
    const path = directory()
    chmodSync(path, 0o500)
    const isRoot = execFileSync('id', ['-u']).toString().trim() === '0'
    expect(codeOf(() => lockDirectory(isRoot ? join(path, 'missing') : path))).toBe('DATA_DIR_UNWRITABLE')
  })
})

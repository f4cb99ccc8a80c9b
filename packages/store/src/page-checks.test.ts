import { copyFileSync, mkdirSync, mkdtempSync, openSync, closeSync, statSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { EMPTY_STATE } from '@spotdeck/ledger'
import { type Log, silentLog } from '@spotdeck/ports'
import { nodeTimers } from '@spotdeck/ports/node'
import { beforeAll, describe, expect, it } from 'vitest'
import { bundleProgram } from './testing/bundle.ts'
import { PageChecks } from './page-checks.ts'
import type { LedgerStore } from './port.ts'
import { type SqliteOptions, openSqliteStore } from './sqlite/sqlite.ts'
import { commit, order, updated } from './store.contract.ts'

const folder = mkdtempSync(join(tmpdir(), 'spotdeck-pages-'))
const program = join(folder, 'program.mjs')
const identity = { account: 'main', host: 'api.mexc.com', user: '7' }
const open = (path: string, unchecked?: SqliteOptions['unchecked']): LedgerStore =>
  openSqliteStore({ path, identity, newEpoch: 'abcdef01', unchecked })

async function ledger(name: string): Promise<{ path: string; store: LedgerStore }> {
  mkdirSync(join(folder, name))
  const path = join(folder, name, 'main.db')
  const store = open(path)
  const drafts = Array.from({ length: 400 }, (_, n) => updated(order(`o${n}`, n)))
  await commit(store, EMPTY_STATE, drafts)
  return { path, store }
}

/** Overwrites pages in the middle of the file. */
function damage(path: string): void {
  const file = openSync(path, 'r+')
  writeSync(file, Buffer.alloc(16_384, 0xff), 0, 16_384, Math.floor(statSync(path).size / 8_192) * 4_096)
  closeSync(file)
}

beforeAll(() => bundleProgram(join(import.meta.dirname, 'page-check-program.ts'), program))

/** Line of the log about the check, and its result. */
function checked(path: string): Promise<readonly [level: string, message: string, found: string]> {
  return new Promise((resolve) => {
    let found = 'whole'
    const said = (level: string) => (_: object, message: string) => resolve([level, message, found])
    const log: Log = { ...silentLog, info: said('info'), warn: said('warn'), error: said('error') }
    const checks = new PageChecks({ timers: nodeTimers, log, programUrl: pathToFileURL(program), afterMs: 1 })
    checks.later(path, (result) => (found = result))
  })
}

describe('the pages of a ledger', () => {
  it('are checked before it is opened, unless it was closed cleanly', async () => {
    const { path, store } = await ledger('clean')
    const killed = join(folder, 'killed.db')
    for (const part of ['', '-wal']) copyFileSync(path + part, killed + part)
    await store.close()
    let unchecked = 0
    await open(path, () => (unchecked += 1)).close()
    await open(killed, () => (unchecked += 1)).close()
    expect(unchecked).toBe(1)
    await open(killed, () => (unchecked += 1)).close()
    expect(unchecked).toBe(2)
  })

  it('that are damaged refuse a ledger that was killed, and one that nobody checks later', async () => {
    const { path, store } = await ledger('damaged')
    await store.close()
    damage(path)
    expect(() => open(path)).toThrow(expect.objectContaining({ code: 'LEDGER_CORRUPT' }) as Error)
  })

  it('are checked while it is served: the log has the result, and the next start refuses damage', async () => {
    const { path, store } = await ledger('served')
    await store.close()
    expect(await checked(path)).toEqual(['info', 'pages of the ledger checked, nothing is damaged', 'whole'])
    damage(path)
    const [level, message, found] = await checked(path)
    expect([level, found]).toEqual(['error', 'damaged'])
    expect(message).toContain('damaged')
  })

  it('that were found damaged are checked by the next opening', async () => {
    const { path, store } = await ledger('unproven')
    await store.close()
    await open(path, (unproven) => unproven()).close()
    let unchecked = 0
    await open(path, () => (unchecked += 1)).close()
    expect(unchecked).toBe(0)
  })
})

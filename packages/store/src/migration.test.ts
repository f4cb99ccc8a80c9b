import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { decimal, zero } from '@spotdeck/exact'
import { type CostEntry, costBookOf, costKey } from '@spotdeck/ledger'
import Database from 'libsql'
import { describe, expect, it } from 'vitest'
import { bundleProgram } from './testing/bundle.ts'
import { DataFolderError } from './data-folder-error.ts'
import type { LedgerStore } from './port.ts'
import { readLedger, readOpenLedger } from './sqlite/reader.ts'
import { SCHEMA_VERSION } from './sqlite/schema.ts'
import { openSqliteStore } from './sqlite/sqlite.ts'
import { commit, order, updated } from './store.contract.ts'

const fixture = (name: string): Buffer => readFileSync(join(import.meta.dirname, 'fixtures', name))
type Reading = { readonly epoch: string; readonly schema: number }
/** Reads what an earlier version itself found in its ledger. */
const readingBy = (version: string) => JSON.parse(fixture(`ledger-${version}.json`).toString()) as Reading
const identity = { account: 'main', host: '127.0.0.1', user: '10000101' }

/** The ledger of an earlier version in a folder of its own. */
function oldLedger(version = '0.1'): string {
  const path = join(mkdtempSync(join(tmpdir(), 'spotdeck-migration-')), 'main.db')
  writeFileSync(path, gunzipSync(fixture(`ledger-${version}.db.gz`)))
  return path
}

type Step = { readonly done: number; readonly total: number }
const open = (path: string, progress?: (step: Step) => void): LedgerStore =>
  openSqliteStore({ path, identity, newEpoch: 'abcdef01', ...(progress === undefined ? {} : { progress }) })

const versionOf = (path: string): unknown => {
  const raw = new Database(path, { readonly: true })
  const [row] = raw.prepare('PRAGMA user_version').all() as readonly { readonly user_version: number }[]
  raw.close()
  return row?.user_version
}

/** The same as an earlier version wrote of its own reading, in its order. */
async function readingOf(store: LedgerStore, version: string, schema: number): Promise<object> {
  const state = await store.load()
  const [orders, deals, flows] = [
    await store.orders({ limit: 1_000 }),
    await store.deals({ limit: 1_000 }),
    await store.flows(),
  ]
  const entries: CostEntry[] = [
    ...deals.map((deal): CostEntry => ({ kind: 'deal', deal })),
    ...flows.map((flow): CostEntry => ({ kind: 'flow', flow })),
  ]
  const profitBy = (method: 'average' | 'fifo') => {
    const { realized, opening } = costBookOf([], entries, method)
    return { realized, opening }
  }
  return {
    version: `${version}.0`,
    schema,
    verified: await store.verify(),
    epoch: store.epoch,
    n: state.n,
    seq: state.seq,
    balances: Object.fromEntries([...state.assets].map(([asset, { free, locked }]) => [asset, { free, locked }])),
    orders: orders.map((o) =>
      [o.orderId, o.symbol, o.side, o.status, o.price, o.quantity, o.executedQuantity, o.executedQuoteQuantity].join(
        ' ',
      ),
    ),
    deals: deals.map((d) => [d.orderId, d.tradeId, d.side, d.price, d.quantity, d.fee, d.feeAsset].join(' ')),
    flows: flows.map((f) => [f.time, f.asset, f.change, f.reason].join(' ')),
    pnl: { average: profitBy('average'), fifo: profitBy('fifo') },
  }
}

describe.each(['0.1', '0.2'])('a ledger of version %s', (version) => {
  const expected = readingBy(version)
  const { schema } = expected

  it('opens, reports its steps, with the balances, orders, deals, flows and PnL of this version', async () => {
    const path = oldLedger(version)
    expect(versionOf(path)).toBe(schema)
    const steps: Step[] = []
    const store = open(path, (step) => steps.push(step))
    const { total } = steps.at(-1) ?? { total: 0 }
    expect(total).toBeGreaterThan(SCHEMA_VERSION - schema)
    expect(steps.at(-1)).toEqual({ done: total, total })
    const done = steps.map((step) => step.done)
    expect(done).toEqual([...done].sort((a, b) => a - b))
    expect(await readingOf(store, version, schema)).toEqual(expected)
    await store.close()
    expect(versionOf(path)).toBe(SCHEMA_VERSION)
  })

  it('goes on in its epoch with the next event, and its chain stays whole', async () => {
    const path = oldLedger(version)
    const store = open(path)
    const state = await store.load()
    await commit(store, state, [updated(order('new', 1_795_368_700_000))])
    expect(store.epoch).toBe(expected.epoch)
    expect(await store.verify()).toMatchObject({ ok: true, events: state.n + 1 })
    await store.close()
    const again = open(path, () => expect.unreachable('It is up to date.'))
    expect((await again.load()).n).toBe(state.n + 1)
    await again.close()
  })

  it('is not changed by read-only commands, which name the next step', () => {
    const path = oldLedger(version)
    const before = readFileSync(path)
    expect(() => readLedger(path)).toThrow(expect.objectContaining({ code: 'LEDGER_OLDER' }) as Error)
    expect(readFileSync(path).equals(before)).toBe(true)
  })
})

describe('a ledger', () => {
  it('of a newer schema is refused with what to do, and not changed', () => {
    const path = oldLedger()
    const raw = new Database(path)
    raw.exec(`PRAGMA user_version = ${SCHEMA_VERSION + 1}`)
    raw.close()
    const before = readFileSync(path)
    let refusal: unknown
    try {
      open(path)
    } catch (error) {
      refusal = error
    }
    expect(refusal).toBeInstanceOf(DataFolderError)
    expect(refusal).toMatchObject({
      code: 'LEDGER_NEWER',
      message: expect.stringMatching(/start that version/) as string,
    })
    expect(readFileSync(path).equals(before)).toBe(true)
  })

  it('is unchanged if the process is killed during the migration, and migrates at the next start', async () => {
    const path = oldLedger()
    const program = join(path, '../opener.mjs')
    await bundleProgram(join(import.meta.dirname, 'testing/migrating-opener.ts'), program)
    // So many rows that the new indexes take a while.
    const raw = new Database(path)
    raw.exec(`INSERT INTO deals SELECT 'many-' || n, 'x', 'BUY', 'rest', NULL, n, n, 'MXUSDT',
        (SELECT json_set(body, '$.orderId', 'many-' || n, '$.tradeId', 'x', '$.side', 'BUY', '$.time', n) FROM deals LIMIT 1)
      FROM (WITH RECURSIVE many (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM many WHERE n < 60000) SELECT n FROM many)`)
    const rows = raw.prepare('SELECT count(*) AS count FROM deals').all()
    raw.close()
    const child = spawn(process.execPath, [program, path], { stdio: ['ignore', 'pipe', 'inherit'] })
    const closed = new Promise<NodeJS.Signals | null>((resolve) => child.once('close', (_, signal) => resolve(signal)))
    await new Promise((resolve) => child.stdout.once('data', resolve))
    child.kill('SIGKILL')
    expect(await closed).toBe('SIGKILL')
    expect(versionOf(path)).toBe(4)
    const size = statSync(path).size
    const steps: Step[] = []
    await open(path, (step) => steps.push(step)).close()
    expect(steps.at(0)).toMatchObject({ done: 0 })
    expect(versionOf(path)).toBe(SCHEMA_VERSION)
    expect(statSync(path).size).toBeGreaterThan(size)
    const after = new Database(path, { readonly: true })
    expect(after.prepare('SELECT count(*) AS count FROM deals').all()).toEqual(rows)
    after.close()
  })

  it('goes on where it was if the process is killed while rows are moved, and nothing is lost', async () => {
    const path = oldLedger()
    const program = join(path, '../opener.mjs')
    await bundleProgram(join(import.meta.dirname, 'testing/migrating-opener.ts'), program)
    const raw = new Database(path)
    raw.exec(`INSERT INTO deals SELECT 'many-' || n, 'x', 'BUY', 'rest', NULL, n, 'x many-' || n || ' BUY', 'MXUSDT',
        (SELECT json_set(body, '$.orderId', 'many-' || n, '$.tradeId', 'x', '$.side', 'BUY', '$.time', n) FROM deals LIMIT 1)
      FROM (WITH RECURSIVE many (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM many WHERE n < 30000) SELECT n FROM many)`)
    const [known] = raw.prepare('SELECT count(*) AS count FROM deals').all() as readonly { count: number }[]
    raw.close()
    const child = spawn(process.execPath, [program, path], { stdio: ['ignore', 'pipe', 'inherit'] })
    const closed = new Promise((resolve) => child.once('close', resolve))
    const inSql = SCHEMA_VERSION - 4
    await new Promise<void>((resolve) =>
      child.stdout.on('data', (text) => {
        if (String(text).includes(`step ${inSql + 2}\n`)) resolve()
      }),
    )
    child.kill('SIGKILL')
    await closed
    expect(versionOf(path)).toBe(SCHEMA_VERSION)
    expect(() => readLedger(path)).toThrow(expect.objectContaining({ code: 'LEDGER_OLDER' }) as Error)
    const store = open(path)
    let [found, after] = [0, undefined as { time: number; id: string } | undefined]
    for (;;) {
      const page = await store.dealsAscending({ from: 0, to: Number.MAX_SAFE_INTEGER }, 5_000, after)
      found += page.length
      const last = page.at(-1)
      if (last === undefined) break
      after = costKey({ kind: 'deal', deal: last })
    }
    expect(found).toBe(known?.count)
    expect(await store.verify()).toMatchObject({ ok: false, what: expect.stringContaining('list of deals') as string })
    await store.close()
  })
})

describe('a ledger of schema 12', () => {
  it('keeps its equity, of which stretches can be stored from then on, whatever is killed in between', async () => {
    const path = join(mkdtempSync(join(tmpdir(), 'spotdeck-migration-')), 'main.db')
    const point = (time: number) => ({ time, total: '5.25', free: null, locked: null, netDeposits: '1' })
    const store = open(path)
    await store.saveEquity('minute', [point(60_000), point(120_000)])
    await store.close()
    const raw = new Database(path)
    raw.exec('DROP TABLE equity_stretches; PRAGMA user_version = 12')
    raw.close()
    const migrated = open(path)
    expect(versionOf(path)).toBe(SCHEMA_VERSION)
    expect(await migrated.equity('minute', 0, 200_000)).toEqual([point(60_000), point(120_000)])
    expect(await migrated.stretchesEnd('minute')).toBe(0)
    const fraction = decimal<'fraction'>('1')
    const grown = {
      level: fraction,
      peak: fraction,
      low: fraction,
      maxDrawdown: zero<'fraction'>(),
      profit: zero<'USDT'>(),
    }
    const stretch = { begin: 900_000, since: 120_000, first: 900_001, last: point(960_000), grown }
    await migrated.saveStretches('minute', [stretch])
    // As a kill leaves it: the next process finds what was stored, and goes on behind it.
    const other = readOpenLedger(path)
    expect(await other.stretches('minute', 0, 1_000_000)).toEqual([stretch])
    expect(await other.stretchesEnd('minute')).toBe(1_800_000)
    await other.close()
    await migrated.close()
  })
})

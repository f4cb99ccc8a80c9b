import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { EMPTY_STATE } from '@spotdeck/ledger'
import Database from 'libsql'
import { beforeAll, describe, expect, it } from 'vitest'
import { bundleProgram } from './testing/bundle.ts'
import { fill } from './archive.contract.ts'
import { ledgerFolder, ledgerPath } from './layout.ts'
import { openSqliteStore } from './sqlite/sqlite.ts'

const directory = mkdtempSync(join(tmpdir(), 'spotdeck-full-'))
const program = join(directory, 'writer.mjs')
const folder = join(directory, 'data')
/** A disk of its own, in a name space that ends with the process: nothing of it is left on the machine. */
const inside = (script: string): string =>
  execFileSync('unshare', ['--mount', 'sh', '-ec', script], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 170_000,
  })

/** Mounting takes rights that not every machine gives. */
const canMount = ((): boolean => {
  try {
    inside(`mkdir -p ${folder} && mount -t tmpfs -o size=1m tmpfs ${folder}`)
    return true
  } catch {
    return false
  }
})()

const run = (how: 'open' | 'write'): string => `${process.execPath} ${program} ${how} ${folder}`

beforeAll(async () => {
  mkdirSync(folder, { recursive: true })
  await bundleProgram(join(import.meta.dirname, '../../follow/src/testing/writer-in-trouble.ts'), program)
})

describe.skipIf(!canMount)('a ledger on a disk that is full', () => {
  it('publishes nothing that is not stored, retries, and continues without a gap when there is room', () => {
    const lines = inside(
      `mount -t tmpfs -o size=8m tmpfs ${folder}; head -c 7000000 /dev/zero > ${folder}/ballast; ${run('write')}`,
    )
      .trim()
      .split('\n')
    const published = lines.filter((line) => line.startsWith('published')).map((line) => Number(line.split(' ')[1]))
    expect(published).toEqual(published.map((_, i) => i + 1))
    const refused = lines.filter((line) => line.startsWith('refused'))
    expect(refused.map((line) => line.split(' ').slice(0, 3).join(' '))).toEqual([
      'refused SQLITE_FULL 1',
      'refused SQLITE_FULL 2',
      'refused SQLITE_FULL 3',
    ])
    expect(lines.at(-1)).toContain(`"ok":true,"events":${published.length}`)
  })

  it('without room for a new ledger gives an error with the next step', () => {
    const said = inside(
      `mount -t tmpfs -o size=16k tmpfs ${folder}; head -c 100000 /dev/zero > ${folder}/ballast || true; ${run('open')}`,
    )
    expect(said).toMatch(/ledger DATA_DIR_UNWRITABLE .*the space left/)
  })
})

/** A ledger of version 0.1 with so many deals that its migration takes several steps. */
function oldLedger(): { readonly path: string; readonly deals: number } {
  const path = join(mkdtempSync(join(tmpdir(), 'spotdeck-full-old-')), 'main.db')
  writeFileSync(path, gunzipSync(readFileSync(join(import.meta.dirname, 'fixtures/ledger-0.1.db.gz'))))
  const raw = new Database(path)
  raw.exec(`INSERT INTO deals SELECT 'many-' || n, 'x', 'BUY', 'rest', NULL, n, 'x many-' || n || ' BUY', 'MXUSDT',
      (SELECT json_set(body, '$.orderId', 'many-' || n, '$.tradeId', 'x', '$.side', 'BUY', '$.time', n) FROM deals LIMIT 1)
    FROM (WITH RECURSIVE many (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM many WHERE n < 20000) SELECT n FROM many)`)
  const [row] = raw.prepare('SELECT count(*) AS count FROM deals').all() as readonly { readonly count: number }[]
  raw.close()
  return { path, deals: row?.count ?? 0 }
}

describe.skipIf(!canMount)('a disk that fills while an older ledger is migrated', () => {
  it('gives an error with the next step, and with more room the migration goes on: nothing is lost', async () => {
    const opener = join(directory, 'opener.mjs')
    await bundleProgram(join(import.meta.dirname, 'testing/migrating-opener.ts'), opener)
    const { path, deals } = oldLedger()
    const before = statSync(path).size
    const open = `${process.execPath} ${opener} ${folder}/main.db`
    const said = inside(
      [
        `mount -t tmpfs -o size=${before + 3_000_000} tmpfs ${folder}`,
        `cp ${path} ${folder}/main.db`,
        `${open}; echo full; ${open}; echo full`,
        `mount -o remount,size=${4 * before + 64_000_000} ${folder}`,
        open,
        `cp ${folder}/main.db ${path}.migrated`,
      ].join('; '),
    )
    const [first = '', second = '', third = ''] = said.split('full\n')
    // Steps that are durable are not made again.
    for (const one of [first, second])
      expect(one.trim().split('\n').at(-1)).toMatch(/^refused DATA_DIR_UNWRITABLE .*the space left/)
    expect(third.trim().split('\n').at(-1)).toBe('opened')
    const identity = { account: 'main', host: '127.0.0.1', user: '10000101' }
    const store = openSqliteStore({ path: `${path}.migrated`, identity, newEpoch: 'abcdef01' })
    expect(await store.dealsAscending({ from: 0, to: Number.MAX_SAFE_INTEGER }, 2 * deals)).toHaveLength(deals)
    // The added rows follow from no event; the chain before them is whole.
    expect(await store.verify()).toMatchObject({ ok: false, what: expect.stringContaining('list of deals') as string })
    await store.close()
  })
})

/** A data folder whose ledger has one span to archive. */
async function archivable(): Promise<string> {
  const data = mkdtempSync(join(tmpdir(), 'spotdeck-full-archive-'))
  mkdirSync(ledgerFolder(data))
  const identity = { account: 'main', host: 'api.mexc.com', user: '7' }
  const store = openSqliteStore({ path: ledgerPath(data, 'main'), identity, newEpoch: 'abcdef0123456789' })
  await fill(store, EMPTY_STATE, ARCHIVED)
  // Waits until its events are sealed; none of them is old enough.
  await store.archive({ before: 0, turn: () => Promise.resolve() })
  await store.close()
  return data
}
const ARCHIVED = 2_600

describe.skipIf(!canMount)('a disk that is full while events are archived', () => {
  it('keeps every event, whether the file or the ledger had no room, and archives them once there is room', async () => {
    const archiver = join(directory, 'archiver.mjs')
    await bundleProgram(join(import.meta.dirname, 'testing/archiver-in-trouble.ts'), archiver)
    const data = await archivable()
    const lines = inside(
      [
        `mount -t tmpfs -o size=${statSync(ledgerPath(data, 'main')).size + 6_000_000} tmpfs ${folder}`,
        `cp -r ${data}/ledger ${folder}/`,
        `${process.execPath} ${archiver} ${folder}`,
        `ls ${folder}/archive/main`,
      ].join('; '),
    )
      .trim()
      .split('\n')
    expect(lines.pop()).toBe('events-000000000001-000000002048.archive')
    const whole = `, ${ARCHIVED} events whole`
    expect(lines.pop()).toBe(`archived 2048${whole}`)
    const refused = lines.map((line) => line.replace(whole, ''))
    expect(refused).toEqual([
      ...refused.filter((line) => line === 'refused ARCHIVE_UNWRITABLE'),
      ...refused.filter((line) => line === 'refused SQLITE_FULL'),
    ])
    expect(new Set(refused).size).toBe(2)
  }, 170_000)
})

describe.skipIf(!canMount)('a directory that is mounted read-only', () => {
  it('is refused in words with a ledger in it and without, whoever asks, and nothing is left in it', () => {
    expect(inside(run('open'))).toContain('ledger opened')
    const before = readdirSync(folder)
    for (const prepare of ['true', `rm ${folder}/*`]) {
      const said = inside(
        `${prepare}; mount --bind ${folder} ${folder}; mount -o remount,ro,bind ${folder}; ${run('open')}`,
      )
      expect(said).toMatch(/lock DATA_DIR_UNWRITABLE .*\nledger DATA_DIR_UNWRITABLE /)
      if (prepare === 'true') expect(readdirSync(folder)).toEqual(before)
    }
    expect(readdirSync(folder)).toEqual([])
  })
})

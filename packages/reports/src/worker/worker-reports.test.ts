import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { decimal, zero } from '@spotdeck/exact'
import { EMPTY_STATE, type EventDraft, type LedgerState, record, touchedRows } from '@spotdeck/ledger'
import { silentLog } from '@spotdeck/ports'
import { nodeTimers } from '@spotdeck/ports/node'
import { VirtualTime } from '@spotdeck/ports/virtual'
import { build } from 'vite'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { type EquityRow, type LedgerStore, openSqliteStore } from '@spotdeck/store'
import { memoryArchive } from '@spotdeck/store/testing'
import { ledgerReports } from '../table/ledger-reports.ts'
import { ReportLedger } from '../scan/report-ledger.ts'
import type { Present } from '../scan/present.ts'
import type { ScanReports } from '../table/report-table.ts'
import { numberedDeal } from '../testing/numbered-deal.ts'
import { WorkerReports, type WorkerReportsOptions } from './worker-reports.ts'

const BIRTH = Date.UTC(2026, 0, 1)
const DAY = 86_400_000
const MINUTE = 60_000
const span = { from: BIRTH - DAY, to: BIRTH + 40 * DAY }
const zoned = { ...span, zone: 'Asia/Taipei' }
const present: Present = { now: BIRTH + 32 * DAY, prices: new Map([['MX', decimal('3')]]) }
const WORKER = fileURLToPath(new URL('./report-worker.ts', import.meta.url))

/** Beside the packages: the built worker finds the database's native part from there. */
const built = mkdtempSync(join(makeFolder(new URL('../../../../node_modules/.cache/', import.meta.url)), 'reports-'))
const folder = mkdtempSync(join(tmpdir(), 'spotdeck-reports-'))
const opened: WorkerReports[] = []

function makeFolder(url: URL): string {
  mkdirSync(url, { recursive: true })
  return fileURLToPath(url)
}

/** A worker runs no TypeScript: it is bundled from the sources as the product compiles it. */
beforeAll(async () => {
  const conditions = ['source', 'module', 'import', 'node', 'default']
  await build({
    configFile: false,
    logLevel: 'silent',
    resolve: { conditions },
    ssr: { noExternal: true, external: ['libsql'], resolve: { conditions } },
    build: {
      ssr: WORKER,
      outDir: built,
      emptyOutDir: false,
      rollupOptions: { output: { entryFileNames: 'report-worker.mjs', format: 'esm' } },
    },
  })
})
afterEach(async () => {
  for (const one of opened.splice(0)) await one.close()
})
afterAll(() => {
  for (const made of [built, folder]) rmSync(made, { recursive: true, force: true })
})

function workerReports(options: Partial<WorkerReportsOptions> = {}): WorkerReports {
  const made = new WorkerReports({
    pathOf: (account) => join(folder, `${account}.db`),
    timers: nodeTimers,
    log: silentLog,
    workerUrl: pathToFileURL(join(built, 'report-worker.mjs')),
    ...options,
  })
  opened.push(made)
  return made
}

/** A worker of these lines in place of the real one. */
function workerOf(name: string, lines: string): URL {
  const path = join(folder, name)
  writeFileSync(path, `import { parentPort } from 'node:worker_threads'\n${lines}`)
  return pathToFileURL(path)
}

/** A ledger on disk that grows by deals. */
class Growing {
  readonly store: LedgerStore
  #state: LedgerState = EMPTY_STATE
  #count = 0

  constructor(account: string) {
    const identity = { account, host: 'h', user: 'u' }
    this.store = openSqliteStore({
      path: join(folder, `${account}.db`),
      identity,
      newEpoch: 'abcdef01',
      archive: memoryArchive(),
    })
  }

  async born(): Promise<this> {
    const status = { state: 'live', code: 'LIVE', params: {}, since: BIRTH } as const
    await this.#write([{ type: 'status.changed', time: BIRTH, source: 'rest', status }])
    return this
  }

  /** @param everyMs between two deals */
  async deals(count: number, everyMs = MINUTE): Promise<void> {
    const drafts = Array.from({ length: count }, (): EventDraft => {
      const made = numberedDeal(++this.#count, BIRTH + this.#count * everyMs)
      return { type: 'deal.added', deal: made, namedBy: 'stream', time: made.time, source: 'stream' }
    })
    await this.#write(drafts)
  }

  /** So many deposits of one MX. */
  async moved(count: number): Promise<void> {
    const drafts = Array.from({ length: count }, (_, n): EventDraft => {
      const time = BIRTH + n * MINUTE
      const [free, locked, freeChange] = [decimal<'asset'>(String(n + 1)), zero<'asset'>(), decimal<'asset'>('1')]
      const change = { asset: 'MX', free, locked, freeChange, lockedChange: locked, reason: 'DEPOSIT', time }
      return { type: 'asset.changed', change, time, source: 'stream' }
    })
    await this.#write(drafts)
  }

  /** A sample every minute of so many days. */
  async sampled(days: number): Promise<void> {
    const rows = Array.from({ length: days * 1_440 }, (_, n): EquityRow => {
      const total = String(1_000 + ((n * 37) % 101))
      return { time: BIRTH + n * MINUTE, total, free: total, locked: '0', netDeposits: '1000' }
    })
    await this.store.saveEquity('minute', rows)
  }

  async #write(drafts: readonly EventDraft[]): Promise<void> {
    const next = record(this.#state, drafts, BIRTH * 9)
    await this.store.commit({ events: next.events, rows: touchedRows(this.#state, next.state, next.events) })
    this.#state = next.state
  }
}

it('returns the same as in the main thread, over everything committed before the request', async () => {
  const ledger = await new Growing('same').born()
  await ledger.deals(1_200)
  await ledger.sampled(2)
  const there = workerReports().of('same', undefined, 'owner')
  const here = ledgerReports(new ReportLedger({ store: ledger.store, timers: nodeTimers }))
  const range = { ...span, points: 300 }
  for (const reports of [0, 1, 2]) {
    const both = await Promise.all(
      [there, here].map(async (of) => [
        await of.pnl({ method: 'fifo', by: 'day', ...zoned }, present),
        await of.fees({ by: 'symbol', ...zoned }),
        await of.volume({ by: 'week', ...zoned }),
        await of.dealsSummary(span),
        await of.flowsSummary(span),
        await of.performance(zoned, present),
        await of.equity(range, present),
        await of.equityIndex(range),
        await of.assetHistory({ asset: 'MX', ...span, points: 100 }),
      ]),
    )
    expect(both[0]).toEqual(both[1])
    expect(both[0]?.[3]).toMatchObject({ count: 1_200 + reports * 7 })
    await ledger.deals(7)
  }
  await ledger.store.close()
})

it('returns the same after the events were archived, to a worker that had the ledger open and to another', async () => {
  const ledger = await new Growing('archived').born()
  await ledger.deals(1_200)
  await ledger.moved(1_400)
  const told = async (of: ScanReports) => [
    await of.pnl({ method: 'fifo', by: 'day', ...zoned }, present),
    await of.flowsSummary(span),
    await of.assetHistory({ asset: 'MX', ...span, points: 100 }),
    await of.rows({ list: 'movements', limit: 900 }),
    await of.movementLines({ limit: 1_400 }),
    await of.rows({ list: 'deals', limit: 900 }),
  ]
  const open = workerReports().of('archived', undefined, 'owner')
  const before = await told(open)
  const turn = (): Promise<void> => Promise.resolve()
  expect(await ledger.store.archive({ before: BIRTH * 10, turn })).toMatchObject({ first: 1, last: 2_048 })
  expect(await told(open)).toEqual(before)
  expect(await told(workerReports().of('archived', undefined, 'owner'))).toEqual(before)
  expect(before[3]).toMatchObject({ items: { length: 900 } })
  await ledger.store.close()
})

it('does not block the event loop, for a report of any length', async () => {
  const ledger = await new Growing('long').born()
  await ledger.deals(20_000)
  await ledger.sampled(30)
  // Waits until its events are sealed, which takes turns of this thread; none of them is old enough.
  await ledger.store.archive({ before: 0, turn: () => Promise.resolve() })
  const reports = workerReports().of('long', undefined, 'owner')
  const began = performance.eventLoopUtilization()
  const [, how] = await Promise.all([
    reports.pnl({ method: 'average', by: 'day', ...zoned }, present),
    reports.performance(zoned, present),
  ])
  // A share and no time: a busy machine makes everything longer. A report of this thread would keep it busy throughout.
  const { utilization } = performance.eventLoopUtilization(began)
  expect(how.days.length).toBeGreaterThan(20)
  expect(utilization).toBeLessThan(0.5)
  await ledger.store.close()
})

it('rejects the report of a crashed worker, and computes the next in another', async () => {
  const ledger = await new Growing('dying').born()
  const lines = `parentPort.on('message', () => process.exit(3))`
  const dying = workerReports({ workerUrl: workerOf('dying.mjs', lines) }).of('dying', undefined, 'owner')
  const asked = [dying.dealsSummary(span), dying.flowsSummary(span)]
  for (const one of asked) await expect(one).rejects.toMatchObject({ code: 'REPORTS_BUSY' })
  await expect(dying.dealsSummary(span)).rejects.toMatchObject({ code: 'REPORTS_BUSY' })
  await ledger.store.close()
})

it('ends a wait at its deadline, and rejects reports beyond the queue limit', async () => {
  const silent = workerReports({
    workerUrl: workerOf('silent.mjs', `parentPort.on('message', () => {})`),
    deadlineMs: 50,
  })
  const reports = silent.of('main', undefined, 'owner')
  const waiting = Array.from({ length: 64 }, () => reports.dealsSummary(span).catch((error: unknown) => error))
  await expect(reports.dealsSummary(span)).rejects.toMatchObject({ code: 'REPORTS_BUSY' })
  for (const one of await Promise.all(waiting)) expect(one).toMatchObject({ code: 'REPORT_TOO_LONG' })
})

it('tells the worker to end a report whose caller left, and takes no report of one that has left before', async () => {
  const lines = `const said = []
    parentPort.on('message', ({ type, id, name }) => {
      said.push(name ?? type)
      if (type === 'cancel') parentPort.postMessage({ id, type: 'failed', code: 'REPORT_FAILED', message: 'ended' })
      if (name === 'dealsSummary') parentPort.postMessage({ id, type: 'answer', answer: said })
    })`
  const reports = workerReports({ workerUrl: workerOf('left.mjs', lines) }).of('main', undefined, 'owner')
  const leaving = new AbortController()
  const left = reports.until?.(leaving.signal)
  const waiting = expect(left?.flowsSummary(span)).rejects.toMatchObject({ code: 'REPORT_FAILED' })
  leaving.abort()
  await waiting
  await expect(left?.flowsSummary(span)).rejects.toMatchObject({ code: 'REPORT_FAILED' })
  expect(await reports.dealsSummary(span)).toEqual(['flowsSummary', 'cancel', 'dealsSummary'])
})

it('returns a typed error for an unreadable ledger, and the worker goes on', async () => {
  const ledger = await new Growing('there').born()
  const reports = workerReports()
  await expect(reports.of('missing', undefined, 'owner').dealsSummary(span)).rejects.toMatchObject({
    code: 'REPORT_FAILED',
  })
  expect(await reports.of('there', undefined, 'owner').dealsSummary(span)).toMatchObject({ count: 0 })
  await ledger.store.close()
})

it('refuses everything once it is closed', async () => {
  const reports = workerReports({ workerUrl: workerOf('quiet.mjs', `parentPort.on('message', () => {})`) })
  const open = reports.of('main', undefined, 'owner').dealsSummary(span)
  const refused = expect(open).rejects.toMatchObject({ code: 'REPORTS_BUSY' })
  await reports.close()
  await refused
  await expect(reports.of('main', undefined, 'owner').dealsSummary(span)).rejects.toMatchObject({
    code: 'REPORTS_BUSY',
  })
})

it('answers the owner while guests occupy their worker', async () => {
  const lines = `parentPort.on('message', ({ id, name }) => {
    if (name === 'flowsSummary') Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 60_000)
    parentPort.postMessage({ id, type: 'answer', answer: name })
  })`
  const reports = workerReports({ workerUrl: workerOf('held.mjs', lines) })
  const guests = reports.of('main', undefined, 'guests')
  let guestAnswers = 0
  const flood = Array.from({ length: 20 }, () =>
    guests.flowsSummary(span).then(
      () => (guestAnswers += 1),
      () => undefined,
    ),
  )
  expect(await reports.of('main', undefined, 'owner').dealsSummary(span)).toBe('dealsSummary')
  expect(guestAnswers).toBe(0)
  await reports.close()
  await Promise.all(flood)
})

it('terminates the guests’ idle worker, and starts another for the next report', async () => {
  const time = new VirtualTime()
  const lines = `let asked = 0
    parentPort.on('message', ({ id }) => parentPort.postMessage({ id, type: 'answer', answer: ++asked }))`
  const reports = workerReports({ timers: time, workerUrl: workerOf('counting.mjs', lines), guestIdleMs: 1_000 })
  const [guests, owner] = [reports.of('main', undefined, 'guests'), reports.of('main', undefined, 'owner')]
  const ask = async () => [await guests.dealsSummary(span), await owner.dealsSummary(span)]
  expect(await ask()).toEqual([1, 1])
  await time.advance(999)
  expect(await ask()).toEqual([2, 2])
  await time.advance(1_000)
  expect(await ask()).toEqual([1, 3])
})

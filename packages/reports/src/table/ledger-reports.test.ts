import { MemoryDisk, openMemoryStore } from '@spotdeck/store/testing'
import { type CoverageWindow, EMPTY_STATE, record, touchedRows } from '@spotdeck/ledger'
import { VirtualTime } from '@spotdeck/ports/virtual'
import { expect, it } from 'vitest'
import { ledgerReports } from './ledger-reports.ts'
import { ReportLedger } from '../scan/report-ledger.ts'

const HOUR = 3_600_000

it('every report says of a span that its records are still being read, and of no other', async () => {
  const store = openMemoryStore(new MemoryDisk({ account: 'main', host: 'h', user: 'u' }, 'abcdef01'))
  const reports = ledgerReports(new ReportLedger({ store, timers: new VirtualTime() }))
  let state = EMPTY_STATE
  const mark = async (...windows: readonly CoverageWindow[]) => {
    const drafts = windows.map((window) => ({ type: 'coverage.marked', time: 1, source: 'rest', window }) as const)
    const next = record(state, drafts, 1)
    await store.commit({ events: next.events, rows: touchedRows(state, next.state, next.events) })
    state = next.state
  }
  const isRepairing = async (from: number, to: number) => {
    const [present, span] = [
      { now: 99 * HOUR, prices: new Map() },
      { from, to, zone: 'UTC' },
    ]
    const marks = await Promise.all([
      reports.performance(span, present),
      reports.pnl({ method: 'average', by: 'day', ...span }, present),
      reports.dealsSummary(span),
      reports.flowsSummary(span),
      reports.fees({ by: 'asset', ...span }),
      reports.volume({ by: 'day', ...span }),
      reports.breakdown({ group: 'day', method: 'fifo', measures: ['realized'], ...span }),
      reports.breakdown({ group: 'day', method: 'hifo', measures: ['realized'], ...span }),
      reports.equity({ from, to, points: 10 }, present),
      reports.equityIndex({ from, to, points: 10 }),
      reports.assetHistory({ asset: 'MX', from, to, points: 10 }),
    ])
    const said = new Set(marks.map((report) => report.repairing === true))
    expect(said.size).toBe(1)
    return said.has(true)
  }
  // Nothing was read yet.
  expect(await isRepairing(0, 10 * HOUR)).toBe(true)
  await mark(
    { kind: 'deals', from: 10 * HOUR, to: 20 * HOUR, state: 'repairing' },
    { kind: 'deals', from: 20 * HOUR, state: 'complete' },
  )
  expect(await isRepairing(0, 10 * HOUR)).toBe(false)
  expect(await isRepairing(0, 10 * HOUR + 1)).toBe(true)
  expect(await isRepairing(19 * HOUR, 30 * HOUR)).toBe(true)
  expect(await isRepairing(20 * HOUR, 30 * HOUR)).toBe(false)
  await mark({ kind: 'deals', from: 10 * HOUR, to: 20 * HOUR, state: 'repaired' })
  expect(await isRepairing(0, 30 * HOUR)).toBe(false)
})

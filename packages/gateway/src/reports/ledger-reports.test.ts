import { MemoryDisk, openMemoryStore } from '@spotdeck/follow'
import { type CoverageWindow, EMPTY_STATE, record, touchedRows } from '@spotdeck/ledger'
import { VirtualTime } from '@spotdeck/ports/virtual'
import { expect, it } from 'vitest'
import { LedgerReports } from './ledger-reports.ts'
import { ReportLedger } from './report-ledger.ts'

const HOUR = 3_600_000

it('performance says of a span that its records are still being read, and of no other', async () => {
  const store = openMemoryStore(new MemoryDisk({ account: 'main', host: 'h', user: 'u' }, 'abcdef01'))
  const reports = new LedgerReports(new ReportLedger({ store, timers: new VirtualTime() }))
  let state = EMPTY_STATE
  const mark = async (...windows: readonly CoverageWindow[]) => {
    const drafts = windows.map((window) => ({ type: 'coverage.marked', time: 1, source: 'rest', window }) as const)
    const next = record(state, drafts, 1)
    await store.commit({ events: next.events, rows: touchedRows(state, next.state, next.events) })
    state = next.state
  }
  const isRepairing = async (from: number, to: number) => {
    const present = { now: 99 * HOUR, prices: new Map() }
    return (await reports.performance({ from, to, zone: 'UTC' }, present)).repairing === true
  }
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

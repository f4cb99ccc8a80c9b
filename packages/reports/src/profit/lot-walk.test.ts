import { type LotLine, lotColumns, lotMethods } from '@spotdeck/api'
import { type AnyDecimal, decimal, roundHalfEven, sum } from '@spotdeck/exact'
import { type Deal, type EventDraft, record, touchedRows } from '@spotdeck/ledger'
import { VirtualTime } from '@spotdeck/ports/virtual'
import { describe, expect, it } from 'vitest'
import type { LinesPage, LotsQuery } from '../base/port.ts'
import { applied } from '@spotdeck/gateway/testing'
import { csvLine } from '../base/csv.ts'
import { daysOf, yearIn } from '../base/days.ts'
import { ledgerReports } from '../table/ledger-reports.ts'
import { type LotStep, type LotWalk, beginLotWalk, exportLots, stepLotWalk } from './lot-walk.ts'
import { ReportLedger } from '../scan/report-ledger.ts'
import { numberedDeal } from '../testing/numbered-deal.ts'
import { BIRTH, manyDeals, manyFlows, storedLedger } from '../testing/stored-ledger.ts'

/** A ledger that was born in 2025, and its reports. */
async function ledgerOf(deals: readonly Deal[], deposits: readonly number[] = []) {
  const { store, state } = await storedLedger(deals, deposits)
  const time = new VirtualTime(BIRTH)
  const advance = <T>(work: Promise<T>): Promise<T> => applied(time, work)
  const ledger = new ReportLedger({ store, timers: time })
  const reports = ledgerReports(ledger)
  const pages = async (query: LotsQuery): Promise<readonly (readonly LotLine[])[]> => {
    const found: (readonly LotLine[])[] = []
    let walk: LotWalk | undefined = beginLotWalk(await store.load(), query)
    while (walk !== undefined) {
      const { lines, next }: LotStep = await stepLotWalk(store, walk)
      found.push(lines)
      walk = next
    }
    return found
  }
  const fileOf = async (query: LotsQuery): Promise<string> => {
    let [text, cursor]: [string, string | undefined] = ['', undefined]
    do {
      const page: LinesPage = await advance(reports.lotLines({ ...query, cursor }))
      text += page.text
      cursor = page.nextCursor ?? undefined
    } while (cursor !== undefined)
    return text
  }
  return {
    store,
    state,
    reports,
    pages,
    advance,
    fileOf,
    lines: async (query: LotsQuery) => (await pages(query)).flat(),
  }
}

const at = (text: string, side: 'BUY' | 'SELL', n: number): Deal => ({
  ...numberedDeal(n, Date.parse(text)),
  side,
  quantity: decimal('1'),
  quoteQuantity: decimal(side === 'BUY' ? '2' : '3'),
  fee: decimal('0'),
})
const gains = (lines: readonly LotLine[]): AnyDecimal =>
  roundHalfEven(sum(lines.map(({ gain = '0' }) => decimal<'USDT'>(String(gain)))), 8)

describe('a calendar year', () => {
  it('begins at midnight of its first day, in Taipei and where clocks change', () => {
    expect(yearIn(2026, 'Asia/Taipei')).toEqual({
      from: Date.parse('2025-12-31T16:00:00Z'),
      to: Date.parse('2026-12-31T16:00:00Z'),
    })
    expect(yearIn(2026, 'America/New_York').from).toBe(Date.parse('2026-01-01T05:00:00Z'))
    // Clocks are forward there at the turn of the year.
    expect(yearIn(2026, 'Pacific/Auckland').to).toBe(Date.parse('2026-12-31T11:00:00Z'))
    for (const zone of ['Pacific/Kiritimati', 'Etc/GMT+12', 'Asia/Kolkata', 'UTC'])
      for (const year of [1970, 2000, 2026])
        expect(daysOf(zone)(yearIn(year, zone).to - 1).day.slice(0, 4), `${zone} ${year}`).toBe(String(year))
  })

  it('has the sales of that year where the person is, and days as their calendar shows them', async () => {
    const { lines } = await ledgerOf([
      at('2026-07-01T03:59:59.999Z', 'BUY', 1),
      at('2026-07-01T04:00:00.000Z', 'BUY', 2),
      at('2026-12-31T15:59:59.999Z', 'SELL', 3),
      at('2026-12-31T16:00:00.000Z', 'SELL', 4),
    ])
    const sold = async (zone: string, year: number) =>
      (await lines({ year, zone, method: 'fifo' })).map(({ id, acquiredDay, disposedDay }) =>
        [id, acquiredDay, disposedDay].join(' '),
      )
    expect(await sold('Asia/Taipei', 2026)).toEqual(['t3 2026-07-01 2026-12-31'])
    expect(await sold('Asia/Taipei', 2027)).toEqual(['t4 2026-07-01 2027-01-01'])
    expect(await sold('America/New_York', 2026)).toEqual(['t3 2026-06-30 2026-12-31', 't4 2026-07-01 2026-12-31'])
    expect(await sold('America/New_York', 2027)).toEqual([])
  })
})

describe('the export of a long ledger', () => {
  const deals = manyDeals()
  const deposits = manyFlows()

  it('adds up to the realized profit of the pnl report, by both of its methods, in any zone', async () => {
    const { lines, reports, advance } = await ledgerOf(deals, deposits)
    for (const method of ['average', 'fifo'] as const)
      for (const zone of ['Asia/Taipei', 'America/New_York'])
        for (const year of [2025, 2026]) {
          const span = { ...yearIn(year, zone), zone }
          const present = { now: span.to, prices: new Map() }
          const report = await advance(reports.pnl({ method, by: 'day', ...span }, present))
          expect(gains(await lines({ year, zone, method })), `${method} ${zone} ${year}`).toBe(report.realized)
          expect(report.realized).not.toBe('0')
        }
  })

  it('is read in steps that are bounded, flows too, without a seam', async () => {
    const { pages, store, fileOf } = await ledgerOf(deals, deposits)
    for (const method of lotMethods) {
      const query = { year: 2025, zone: 'UTC', method }
      const found = await pages(query)
      expect(found.length).toBeGreaterThan(1)
      const times = found.flat().map(({ disposedAt }) => Number(disposedAt))
      expect(times).toEqual([...times].sort((a, b) => a - b))
      let text = ''
      for await (const part of exportLots(store, query)) text += part
      expect(text.split('\r\n')).toHaveLength(times.length + 2)
      expect(text).toBe(csvLine(lotColumns) + (await fileOf(query)))
    }
    const { pages: flowPages } = await ledgerOf(
      [at('2025-06-01T00:00:00Z', 'BUY', 1)],
      Array.from({ length: 1_200 }, (_, n) => Date.UTC(2025, 1, 1) + n),
    )
    expect((await flowPages({ year: 2025, zone: 'UTC', method: 'fifo' })).flat()).toHaveLength(400)
  })

  it('ends where its place was dropped, in place of a file that lacks rows', async () => {
    const { reports, advance } = await ledgerOf(deals)
    const query = { year: 2025, zone: 'UTC', method: 'fifo' } as const
    const { nextCursor } = await advance(reports.lotLines({ ...query, cursor: undefined }))
    await advance(reports.lotLines({ ...query, cursor: nextCursor ?? '' }))
    await expect(reports.lotLines({ ...query, cursor: nextCursor ?? '' })).rejects.toMatchObject({
      code: 'REPORTS_BUSY',
    })
  })

  it('has no row for a withdrawal that was given back: its units keep their purchase', async () => {
    const { store, state, lines } = await ledgerOf([
      at('2025-03-01T00:00:00Z', 'BUY', 1),
      at('2025-06-01T00:00:00Z', 'SELL', 2),
    ])
    const moved = (n: number, text: string, change: string): EventDraft => ({
      type: 'flow.told',
      flow: { id: `w${n}`, asset: 'MX', change: decimal(change), reason: 'WITHDRAW', time: Date.parse(text) },
      unitPrice: decimal<'USDT per unit'>('2.5'),
      time: Date.parse(text),
      source: 'rest',
    })
    const moves = [moved(1, '2025-04-01T00:00:00Z', '-1'), moved(2, '2025-04-03T00:00:00Z', '1')]
    const next = record(state, moves, BIRTH * 2)
    await store.commit({ events: next.events, rows: touchedRows(state, next.state, next.events) })
    for (const method of lotMethods)
      expect(await lines({ year: 2025, zone: 'UTC', method }), method).toEqual([
        expect.objectContaining({ kind: 'sale', id: 't2', cost: '2', gain: '1' }),
      ])
  })

  it('begins with the parts of the year whose records are not known', async () => {
    const { store, state, lines } = await ledgerOf([at('2025-06-01T00:00:00Z', 'BUY', 1)])
    const since = Date.UTC(2025, 4, 1)
    const marks = (['deals', 'flows'] as const).map((kind): EventDraft => ({
      type: 'coverage.marked',
      window: { kind, from: since, state: 'complete' },
      time: since,
      source: 'rest',
    }))
    const next = record(state, marks, BIRTH * 2)
    await store.commit({ events: next.events, rows: touchedRows(state, next.state, next.events) })
    const [first] = await lines({ year: 2025, zone: 'UTC', method: 'fifo' })
    expect(first).toMatchObject({ kind: 'not-covered', acquiredDay: '2025-01-01', disposedDay: '2025-04-30' })
    expect(first?.disposedAt).toBe(since)
    expect(await lines({ year: 2026, zone: 'UTC', method: 'fifo' })).toEqual([])
  })

  it('names deposits and withdrawals by their kind, and leaves what is not known empty', async () => {
    const { lines } = await ledgerOf([at('2025-06-01T00:00:00Z', 'SELL', 1)], [Date.UTC(2025, 1, 1)])
    expect(await lines({ year: 2025, zone: 'UTC', method: 'fifo' })).toEqual([
      expect.objectContaining({
        kind: 'sale',
        acquisition: 'deposit',
        acquiredDay: '2025-02-01',
        cost: undefined,
        proceeds: '3',
        gain: undefined,
        reasons: 'COST_UNKNOWN',
      }),
    ])
  })
})

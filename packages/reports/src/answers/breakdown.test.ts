import { breakdownGroups, breakdownMeasures, breakdownReport, lotMethods } from '@spotdeck/api'
import { decimal, sum } from '@spotdeck/exact'
import { openingsOf, pnlBasis } from '@spotdeck/ledger'
import { VirtualTime } from '@spotdeck/ports/virtual'
import { describe, expect, it } from 'vitest'
import type { BreakdownQuery, ZonedSpan } from '../base/port.ts'
import { edgeFixture } from '@spotdeck/edge/testing'
import { applied, explained, traded, accountIn } from '@spotdeck/gateway/testing'
import { ledgerReports } from '../table/ledger-reports.ts'
import { RealizedPnlBook } from '../profit/realized-pnl-book.ts'
import { ReportLedger } from '../scan/report-ledger.ts'
import { BIRTH, manyDeals, manyFlows, storedLedger } from '../testing/stored-ledger.ts'

const HOUR = 3_600_000

/** Marks are stored often. */
const MARK_EVERY = 50

/** A ledger of 1,300 deals ten hours apart and 700 deposits and withdrawals, and its reports. */
async function longLedger() {
  const { store, state } = await storedLedger(manyDeals(), manyFlows())
  const time = new VirtualTime(BIRTH)
  const turns: number[] = []
  const read = { deals: 0 }
  const counting: typeof store = {
    ...store,
    dealsAscending: async (...asked) => {
      const deals = await store.dealsAscending(...asked)
      read.deals += deals.length
      return deals
    },
  }
  const ledger = new ReportLedger({ store: counting, timers: time, markEvery: MARK_EVERY })
  const reports = ledgerReports(ledger, async () => {
    turns.push(time.now())
    await ledger.turn()
  })
  const advance = <T>(work: Promise<T>): Promise<T> => applied(time, work)
  const ask = (query: Partial<BreakdownQuery>, span: ZonedSpan) =>
    advance(reports.breakdown({ group: 'none', measures: breakdownMeasures, method: 'fifo', ...query, ...span }))
  /** Stores marks of profit, as the gateway does beside its writer. */
  const saveMarks = async () => {
    const book = new RealizedPnlBook(store, time, { save: (step) => store.savePnl(step), markEvery: MARK_EVERY })
    await advance(book.settle(() => state))
    return (await store.pnlMark(pnlBasis(openingsOf(state)), year('UTC').from)) !== undefined
  }
  return { reports, advance, ask, turns, read, saveMarks }
}
const year = (zone: string): ZonedSpan => ({ from: Date.UTC(2025, 2, 1), to: Date.UTC(2026, 2, 1), zone })
const added = (texts: readonly (string | undefined)[]): string => sum(texts.map((text) => decimal<'USDT'>(text ?? '0')))

describe('the breakdown of a long ledger', () => {
  it('adds up to the profit, fees and turnover of the other reports, in every group', async () => {
    const { reports, advance, ask } = await longLedger()
    const span = year('America/New_York')
    const pnl = await advance(reports.pnl({ method: 'fifo', by: 'day', ...span }, { now: span.to, prices: new Map() }))
    const volume = await advance(reports.volume({ by: 'day', ...span }))
    const fees = await advance(reports.fees({ by: 'symbol', ...span }))
    for (const group of breakdownGroups) {
      const report = breakdownReport.parse(await ask({ group }, span))
      expect(report, group).toMatchObject({
        realizedByFlows: pnl.realizedByFlows,
        total: { realized: pnl.realized, fees: fees.total, volume: volume.total, deals: volume.count },
      })
      if (group === 'none') continue
      expect(added([...report.items.map(({ realized }) => realized), report.realizedByFlows])).toBe(pnl.realized)
      expect(added(report.items.map((item) => item.volume))).toBe(volume.total)
    }
    expect(pnl.realizedByFlows).not.toBe('0')
    const days = await ask({ group: 'day' }, span)
    expect(days.items.map(({ key, realized }) => [key, realized])).toEqual(
      pnl.items.map(({ key, realized }) => [key, realized]),
    )
  })

  it('is the same from stored sums, without reading its deals again', async () => {
    const { ask, read, saveMarks } = await longLedger()
    const span = { ...year('UTC'), from: Date.UTC(2025, 11, 1) }
    const all = async () => {
      const found: unknown[] = []
      for (const method of ['average', 'fifo'] as const) found.push(await ask({ method, group: 'week' }, span))
      return found
    }
    expect(await saveMarks()).toBe(true)
    await ask({ group: 'none' }, { ...span, from: span.to - HOUR })
    read.deals = 0
    const found = await all()
    expect(read.deals).toBeLessThan(MARK_EVERY)
    const { ask: askAnew } = await longLedger()
    for (const [i, method] of (['average', 'fifo'] as const).entries())
      expect(found[i]).toEqual(await askAnew({ method, group: 'week' }, span))
  })

  it('by highest cost first goes on from a kept book: a late span reads few deals, and says the same', async () => {
    const { ask, read } = await longLedger()
    const query = { method: 'hifo', group: 'week' } as const
    const late = { ...year('UTC'), from: Date.UTC(2026, 1, 1) }
    const first = await ask(query, late)
    const before = read.deals
    read.deals = 0
    expect([await ask(query, late), read.deals < before / 4]).toEqual([first, true])
  })

  it('by highest cost first is walked in steps between which others run', async () => {
    const { ask, turns } = await longLedger()
    await ask({ method: 'hifo', group: 'week' }, year('UTC'))
    expect(turns.length).toBeGreaterThan(3)
  })

  it('counts by every method, and has the figures that were asked for alone', async () => {
    const { ask } = await longLedger()
    for (const method of lotMethods) {
      const { total } = await ask({ method }, year('UTC'))
      expect(total.trades).toBe((total.wins ?? 0) + (total.losses ?? 0))
      expect(total.averageHoldingMs === null).toBe(method === 'average')
    }
    const { total, items } = await ask({ group: 'role', measures: ['winRate', 'deals'] }, year('UTC'))
    expect(Object.keys(total)).toEqual(['winRate', 'deals'])
    expect(items.map((item) => Object.keys(item))).toEqual(Array.from({ length: 2 }, () => ['key', 'winRate', 'deals']))
  })

  it('has a key for every hour of the day, by the clock of the zone', async () => {
    const { ask } = await longLedger()
    const hours = async (zone: string, from: number, to: number) =>
      (await ask({ group: 'hour' }, { from, to, zone })).items.map(({ key, deals }) => `${key} ${deals}`)
    const at = BIRTH + 24 * HOUR
    expect(await hours('UTC', at, at + 21 * HOUR)).toEqual(['00 1', '10 1', '20 1'])
    expect(await hours('Asia/Taipei', at, at + 21 * HOUR)).toEqual(['04 1', '08 1', '18 1'])
  })
})

describe('the breakdown of an account that traded', () => {
  it('has the trade, its market and its role', async () => {
    const { desk, running, close, zoned, time, span } = await traded()
    await explained(desk, time, span.from + 60_000)
    const ask = async (query: Partial<BreakdownQuery>) =>
      breakdownReport.parse(
        await accountIn(desk).reports.breakdown({
          group: 'symbol',
          measures: breakdownMeasures,
          method: 'average',
          ...query,
          ...zoned,
        }),
      )
    // Held 50 at 5, bought 10 at 2 and 10 at 4; sold 15 at 5.
    expect((await ask({})).items).toMatchObject([
      { key: 'MXUSDT', deals: 3, bought: '60', sold: '75', trades: 1, wins: 1, winRate: '1', profitFactor: null },
    ])
    expect((await ask({ side: 'BUY' })).total).toMatchObject({ deals: 2, trades: 0, expectancy: null })
    expect((await ask({ symbols: ['BTCUSDT'] })).items).toEqual([])
    await close(running)
  })
})

describe('GET report', () => {
  it('names what is wrong with a group, a figure, a method or a symbol', async () => {
    const { call } = edgeFixture()
    const asked = async (query: string) => {
      const { status, json } = await call('GET', `/api/v1/accounts/main/report?${query}`)
      return [status, json['code'], (json['params'] as { field?: string } | undefined)?.field]
    }
    expect(await asked('group=moon')).toEqual([400, 'BAD_REQUEST', 'group'])
    expect(await asked('measure=realized,luck')).toEqual([400, 'BAD_REQUEST', 'measure.1'])
    expect(await asked('measure=')).toEqual([400, 'BAD_REQUEST', 'measure'])
    expect(await asked('method=lifo')).toEqual([400, 'BAD_REQUEST', 'method'])
    expect(await asked('group=holdingTime')).toEqual([400, 'BAD_REQUEST', 'method'])
    expect(await asked('group=holdingTime&method=average')).toEqual([400, 'BAD_REQUEST', 'method'])
    expect(await asked('symbol=mx')).toEqual([400, 'BAD_REQUEST', 'symbol.0'])
    expect(await asked('zone=Mars')).toEqual([400, 'BAD_REQUEST', 'zone'])
    expect(await asked('from=2&to=1')).toEqual([400, 'BAD_REQUEST', 'from'])
    expect(await asked('group=holdingTime&method=fifo')).toEqual([200, undefined, undefined])
    expect(await asked('measure=realized,winRate&symbol=MXUSDT,BTCUSDT&role=maker')).toEqual([
      200,
      undefined,
      undefined,
    ])
  })

  it('asks the account for what the query says', async () => {
    const { desk, call } = edgeFixture()
    const asked: unknown[] = []
    const { reports } = accountIn(desk)
    Object.assign(reports, {
      breakdown: (...args: readonly unknown[]) => {
        asked.push(...args)
        return Promise.reject(new Error('asked'))
      },
    })
    const query =
      'group=hour&measure=fees,deals&symbol=MXUSDT,BTCUSDT&side=SELL&zone=Asia/Taipei&from=1&to=9&method=hifo'
    await call('GET', `/api/v1/accounts/main/report?${query}`)
    expect(asked).toEqual([
      {
        group: 'hour',
        measures: ['fees', 'deals'],
        method: 'hifo',
        symbols: ['MXUSDT', 'BTCUSDT'],
        side: 'SELL',
        from: 1,
        to: 9,
        zone: 'Asia/Taipei',
      },
    ])
  })

  it('is for viewers too, and not for the public', async () => {
    const { call, viewer, public: everyone } = edgeFixture()
    const seen = await call('GET', '/api/v1/accounts/main/report', { token: viewer })
    expect(seen.json['items']).toMatchObject([{ key: 'MXUSDT', deals: 1 }])
    expect((await call('GET', '/api/v1/accounts/main/report', { token: everyone })).status).toBe(403)
  })
})

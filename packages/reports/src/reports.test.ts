import {
  allocation,
  assetHistory,
  auditsPage,
  coverageReport,
  feesReport,
  flow,
  flowsSummary,
  movement,
  page,
  performance,
  pnlReport,
  statusChange,
  volumeGroupings,
  volumeReport,
} from '@spotdeck/api'
import { type AssetAmount, add, decimal, subtract, sum } from '@spotdeck/exact'
import { describe, expect, it } from 'vitest'
import { depositsFile, request } from '@spotdeck/imports/testing'
import { applied, explained, traded, accountIn, importsIn } from '@spotdeck/gateway/testing'

const DAY = 86_400_000
const exact = (text: string): AssetAmount => decimal(text)
const sumOf = (texts: readonly string[]): string => sum(texts.map((text) => decimal<'USDT'>(text)))

describe('the reports of a ledger', () => {
  it('list every change of a balance, each continuing the one before, across pages', async () => {
    const { desk, running, close } = await traded()
    const whole = page(movement).parse(await accountIn(desk).reports.movements({ limit: 1_000, asset: 'USDT' }))
    expect(whole.items.length).toBeGreaterThan(6)
    for (const [i, item] of whole.items.slice(0, -1).entries()) {
      const before = whole.items[i + 1]
      expect(subtract(exact(item.free), exact(item.freeChange))).toBe(before?.free)
    }
    const paged: string[] = []
    let cursor: string | null | undefined
    while (cursor !== null) {
      const next = await accountIn(desk).reports.movements({
        limit: 2,
        asset: 'USDT',
        ...(cursor === undefined ? {} : { cursor }),
      })
      paged.push(...next.items.map(({ seq }) => String(seq)))
      cursor = next.nextCursor
    }
    expect(paged).toEqual(whole.items.map(({ seq }) => String(seq)))
    const kinds = await accountIn(desk).reports.movements({ limit: 10, kind: 'flow' })
    expect(kinds.items).toMatchObject([{ asset: 'USDT', reason: 'DEPOSIT', kind: 'flow', freeChange: '500' }])
    await close(running)
  })

  it('separate net deposits from growth', async () => {
    const { desk, running, close, span } = await traded()
    expect(page(flow).parse(await accountIn(desk).reports.flows({ limit: 10 })).items).toMatchObject([
      { asset: 'USDT', kind: 'deposit', change: '500', price: '1', value: '500' },
    ])
    const sums = flowsSummary.parse(await accountIn(desk).reports.flowsSummary(span))
    expect(sums).toMatchObject({ net: '500', unclassified: [] })
    expect(sums.byKind.find(({ kind }) => kind === 'deposit')).toEqual({
      kind: 'deposit',
      count: 1,
      in: '500',
      out: '0',
    })
    await close(running)
  })

  it('count a withdrawal once: its fee is part of it', async () => {
    const { desk, running, venue, time, close, span } = await traded()
    venue.deposit('USDT', '-100', 'WITHDRAW')
    venue.deposit('USDT', '-1', 'WITHDRAW_FEE')
    await time.advance(130_000)
    const { byKind } = await accountIn(desk).reports.flowsSummary({ ...span, to: time.now() + 1 })
    expect(byKind.find(({ kind }) => kind === 'withdrawal')).toEqual({
      kind: 'withdrawal',
      count: 1,
      in: '0',
      out: '101',
    })
    expect((await accountIn(desk).reports.flows({ limit: 10, kind: 'withdrawal' })).items).toHaveLength(2)
    await close(running)
  })

  it('have the same sums of fees, turnover and profit in every grouping', async () => {
    const { desk, running, close, zoned, span } = await traded()
    const summary = await accountIn(desk).reports.dealsSummary({ from: span.from, to: span.to })
    for (const by of ['asset', 'symbol', 'day'] as const) {
      const fees = feesReport.parse(await accountIn(desk).reports.fees({ by, ...zoned }))
      expect([fees.total, sumOf(fees.items.map(({ value }) => value))]).toEqual([summary.fees, summary.fees])
    }
    for (const by of volumeGroupings) {
      const volume = volumeReport.parse(await accountIn(desk).reports.volume({ by, ...zoned }))
      expect([volume.total, sumOf(volume.items.flatMap(({ bought, sold }) => [bought, sold]))]).toEqual([
        summary.volume,
        summary.volume,
      ])
      expect(volume.count).toBe(3)
    }
    for (const by of ['symbol', 'day'] as const) {
      const pnl = pnlReport.parse(await accountIn(desk).reports.pnl({ method: 'average', by, ...zoned }))
      expect(pnl.realized).toBe(summary.realizedPnl)
      expect(sumOf([...pnl.items.map(({ realized }) => realized), pnl.realizedByFlows])).toBe(pnl.realized)
    }
    await close(running)
  })

  it('include realized and unrealized profit along the equity', async () => {
    const { desk, running, close, span, time } = await traded()
    const read = async () =>
      (await accountIn(desk).reports.equity({ from: span.from, to: time.now() + 1, points: 2_000 })).points
    const points = (await read()).filter(({ total }) => total !== null)
    const newest = desk.account('main')?.snapshot().equity
    expect(points.at(-1)).toMatchObject({ realizedPnl: newest?.realizedPnl, unrealizedPnl: newest?.unrealizedPnl })
    const summary = await accountIn(desk).reports.dealsSummary({ from: span.from, to: span.to })
    expect(points.at(-1)?.realizedPnl).toBe(summary.realizedPnl)
    expect(Number(summary.realizedPnl)).toBeGreaterThan(0)
    await close(running)
  })

  it('have the same total profit by both cost methods, with different costs', async () => {
    const { desk, running, close, zoned, span, time } = await traded()
    await explained(desk, time, span.from + 60_000)
    const ask = async (method: 'average' | 'fifo') =>
      pnlReport.parse(await accountIn(desk).reports.pnl({ method, by: 'symbol', ...zoned, to: time.now() + 1 }))
    const [average, fifo] = [await ask('average'), await ask('fifo')]
    const worth = ({ realized, unrealized }: typeof fifo): string => add(exact(realized), exact(unrealized))
    expect(worth(fifo)).toBe(worth(average))
    expect(fifo.realized).not.toBe(average.realized)
    expect(fifo.positions[0]).toMatchObject({ asset: 'MX', quantity: average.positions[0]?.quantity })
    await close(running)
  })

  it('have no cost for a deposited asset without a market', async () => {
    const { desk, running, close, zoned, span, venue, time } = await traded()
    await explained(desk, time, span.from + 60_000)
    venue.deposit('FOO', '25')
    await time.advance(130_000)
    for (const method of ['average', 'fifo'] as const) {
      const report = pnlReport.parse(
        await accountIn(desk).reports.pnl({ method, by: 'day', ...zoned, to: time.now() + 1 }),
      )
      expect(report.positions.find(({ asset }) => asset === 'FOO')).toEqual({
        asset: 'FOO',
        quantity: '25',
        cost: null,
        averageCost: null,
      })
      expect(report.positions.find(({ asset }) => asset === 'MX')?.averageCost).not.toBeNull()
      expect(report.unpriced).toEqual(['FOO'])
    }
    await close(running)
  })

  it('include deals made after the first request, by both cost methods', async () => {
    const { desk, running, close, zoned, venue, time } = await traded()
    const ask = async (method: 'average' | 'fifo') =>
      (await accountIn(desk).reports.pnl({ method, by: 'day', ...zoned, to: time.now() + 1 })).items[0]?.count
    expect([await ask('average'), await ask('fifo')]).toEqual([3, 3])
    venue.fill(venue.place('MXUSDT', 'BUY', '5', '1') ?? '', '1')
    await time.advance(1_000)
    expect([await ask('average'), await ask('fifo')]).toEqual([4, 4])
    await close(running)
  })

  it('return allocation, return, win rate and balance history', async () => {
    const { desk, running, close, zoned, span } = await traded()
    const shares = allocation.parse(await accountIn(desk).reports.allocation())
    expect(shares.items.map(({ asset }) => asset)).toEqual(['USDT', 'MX'])
    expect(sumOf(shares.items.map(({ share }) => share))).toBe('1')
    const how = performance.parse(await accountIn(desk).reports.performance(zoned))
    expect(how).toMatchObject({ winRate: '1', wins: 1, losses: 0 })
    expect(how.days.map(({ day }) => day)).toEqual(['2026-01-01'])
    expect(sumOf(how.days.map(({ profit }) => profit ?? '0'))).toBe(how.profit)
    expect(Math.abs(Number(how.timeWeightedReturn))).toBeLessThan(0.1)
    const balance = assetHistory.parse(
      await accountIn(desk).reports.assetHistory({ asset: 'USDT', ...span, points: 300 }),
    )
    expect(balance.points.at(-1)?.total).toBe(
      desk
        .account('main')
        ?.snapshot()
        .assets.find(({ asset }) => asset === 'USDT')?.total,
    )
    expect((await accountIn(desk).reports.assetHistory({ asset: 'NOPE', ...span, points: 300 })).points).toEqual([])
    await close(running)
  })

  it('include every change of a balance, in spans much longer than the changes took', async () => {
    const { desk, running, close, span, venue, time } = await traded()
    const moves = [...(await accountIn(desk).reports.movements({ limit: 1_000, asset: 'USDT' })).items].reverse()
    const all = assetHistory.parse(
      await accountIn(desk).reports.assetHistory({ asset: 'USDT', ...span, from: span.to - 7 * DAY, points: 200 }),
    )
    const changes = all.points.map(({ time: at, free }) => ({ time: at, free }))
    const lastOfEach = new Map(moves.map((move) => [move.time, { time: move.time, free: move.free }]))
    expect(changes).toEqual([...lastOfEach.values()])
    const middle = moves.at(-1)?.time ?? 0
    const late = await accountIn(desk).reports.assetHistory({ asset: 'USDT', from: middle, to: span.to, points: 200 })
    expect(late.points[0]).toMatchObject({ time: middle, free: moves.at(-2)?.free })

    for (let n = 0; n < 30; n++) {
      venue.fill(venue.place('MXUSDT', 'BUY', '2', '1') ?? '', '1')
      await time.advance(2_000)
    }
    const busy = { from: time.now() - 90 * DAY, to: time.now() + 1 }
    const steps = (await accountIn(desk).reports.assetHistory({ asset: 'MX', ...busy, points: 10 })).points
    expect(steps.length).toBeGreaterThan(3)
    expect(steps.length).toBeLessThan(12)
    expect(steps.at(-1)?.total).toBe(
      (await accountIn(desk).reports.movements({ limit: 1, asset: 'MX' })).items[0]?.free,
    )
    await close(running)
  })

  it('never count a deposit as profit, with or without earlier history', async () => {
    const { desk, running, close, venue, time } = await traded()
    const change = async (days: number) => {
      const now = time.now()
      const { points } = await accountIn(desk).reports.equity({ from: now - days * DAY, to: now + 1, points: 360 })
      const [start, end] = [points.find(({ total }) => total !== null), points.at(-1)]
      const earned = (point: typeof end) => subtract(exact(point?.total ?? '?'), exact(point?.netDeposits ?? '?'))
      return subtract(earned(end), earned(start))
    }
    // Prices are heard.
    await time.advance(130_000)
    const before = [await change(1), await change(7), await change(30)]
    const { timeWeightedReturn } = await accountIn(desk).reports.performance({
      from: time.now() - 30 * DAY,
      to: time.now() + 1,
      zone: 'UTC',
    })
    venue.deposit('USDT', '1000')
    await time.advance(130_000)
    expect([await change(1), await change(7), await change(30)]).toEqual(before)
    const after = await accountIn(desk).reports.performance({
      from: time.now() - 30 * DAY,
      to: time.now() + 1,
      zone: 'UTC',
    })
    expect(after.timeWeightedReturn).toBe(timeWeightedReturn)
    await close(running)
  })

  it('do not change the past when an unexplained adjustment is found', async () => {
    const { desk, running, close, venue, time } = await traded()
    const birth =
      (await accountIn(desk).reports.statusHistory({ limit: 50 })).items.findLast(({ state }) => state === 'live')
        ?.time ?? 0
    const past = async () =>
      (await accountIn(desk).reports.equity({ from: birth - DAY, to: birth, points: 24, estimate: true })).points
    const before = await past()
    expect(before.filter(({ total }) => total !== null).length).toBeGreaterThan(10)
    const { deliver } = venue
    venue.deliver = () => undefined
    venue.deposit('USDT', '700', 'SUGAR')
    venue.deliver = deliver
    await time.advance(11 * 60_000)
    expect((await accountIn(desk).reports.flowsSummary({ from: 0, to: time.now() + 1 })).unclassified).toEqual([
      { asset: 'USDT', amount: '700' },
    ])
    // An import of what was paid in before the first start makes the past anew.
    const shown = await importsIn(desk).preview(request(depositsFile([birth - 2 * DAY, 'USDT', '250'])))
    await applied(time, importsIn(desk).apply(shown.importId))
    await time.advance(10_000)
    expect((await past()).map(({ total }) => total)).toEqual(before.map(({ total }) => total))
    await close(running)
  })

  it('count an unexplained adjustment as neither gain nor loss, whether it is explained later or not', async () => {
    const { desk, running, close, venue, time } = await traded()
    venue.mayReadFlows = false
    const from = time.now() - DAY
    await time.advance(11 * 60_000)
    const growth = async () => {
      const { timeWeightedReturn, maxDrawdown, days } = await accountIn(desk).reports.performance({
        from,
        to: time.now() + 1,
        zone: 'UTC',
      })
      const index = (
        await accountIn(desk).reports.equityIndex({ from, to: time.now() + 1, points: 400 })
      ).points.flatMap((point) => point.index ?? [])
      return {
        timeWeightedReturn,
        maxDrawdown,
        profit: sumOf(days.map((day) => day.profit ?? '0')),
        index: { end: index.at(-1), best: Math.max(...index.map(Number)) },
      }
    }
    const newest = async () =>
      (await accountIn(desk).reports.equity({ from, to: time.now() + 1, points: 400 })).points.at(-1)
    const unheard = async (asset: string, amount: string): Promise<number> => {
      const { deliver } = venue
      venue.deliver = () => undefined
      venue.deposit(asset, amount, amount.startsWith('-') ? 'WITHDRAW' : 'DEPOSIT')
      venue.deliver = deliver
      await time.advance(11 * 60_000)
      return time.now() - 11 * 60_000
    }
    const before = await growth()
    const total = Number((await newest())?.total)
    const at = await unheard('USDT', '700')
    expect([await growth(), await newest()]).toMatchObject([
      before,
      { total: String(total + 700), netDeposits: '500', netUnexplained: '700' },
    ])
    await unheard('USDT', '-40')
    await unheard('MX', '10')
    expect([await growth(), await newest()]).toMatchObject([
      before,
      { total: String(total + 710), netUnexplained: '710' },
    ])
    const shown = await importsIn(desk).preview(request(depositsFile([at, 'USDT', '700'])))
    await applied(time, importsIn(desk).apply(shown.importId))
    expect(await growth()).toEqual(before)
    await time.advance(30_000)
    expect([await growth(), await newest()]).toMatchObject([
      before,
      { total: String(total + 710), netDeposits: '1200', netUnexplained: '10' },
    ])
    await close(running)
  })

  it('return the whole curve for a span that begins before the first point', async () => {
    const { desk, running, close, time } = await traded()
    await time.advance(600_000)
    const known = (await accountIn(desk).reports.equity({ from: 0, to: time.now() + 1, points: 5_000 })).points.filter(
      ({ total }) => total !== null,
    )
    expect(known.length).toBeGreaterThan(500)
    await close(running)
  })

  it('measure a change against the same past after a restart', async () => {
    const { desk, running, close, open, live, time } = await traded()
    await time.advance(3_600_000)
    const [from, to] = [time.now() - DAY - 1_234_567, time.now() - 60_000]
    const start = async (of: typeof desk) =>
      (await accountIn(of).reports.equity({ from, to, points: 288, estimate: true })).points[0]
    const before = await start(desk)
    expect(before).toMatchObject({ time: from, netDeposits: '0' })
    await close(running)
    const again = await open()
    await live(again)
    await time.advance(10_000)
    expect(await start(again.desk)).toEqual(before)
    await close(again)
  })

  it('mark values as stale exactly while prices are missing', async () => {
    const { desk, running, close, sdk, time } = await traded()
    const equity = async () => desk.account('main')?.snapshot().equity
    expect(await equity()).not.toHaveProperty('stale')
    sdk.trouble = new Error('Nothing answers.')
    await time.advance(90_000)
    expect(await equity()).toMatchObject({ stale: true })
    sdk.trouble = undefined
    await time.advance(90_000)
    expect(await equity()).not.toHaveProperty('stale')
    await close(running)
  })

  it('return coverage, status history and audit findings', async () => {
    const { desk, running, close, venue, time } = await traded()
    expect(
      coverageReport.parse(await accountIn(desk).reports.coverage()).completeSince.map(({ kind }) => kind),
    ).toContain('deals')
    const statuses = page(statusChange).parse(await accountIn(desk).reports.statusHistory({ limit: 50 }))
    expect(statuses.items.map(({ state }) => state)).toContain('live')
    expect(auditsPage.parse(await accountIn(desk).reports.audits({ limit: 10 })).items).toEqual([])
    const { deliver } = venue
    venue.deliver = () => undefined
    venue.deposit('MX', '1')
    venue.deliver = deliver
    await time.advance(11 * 60_000)
    const found = auditsPage.parse(await accountIn(desk).reports.audits({ limit: 10 }))
    expect(found.items).toMatchObject([{ what: 'asset', asset: 'MX' }])
    expect(found.checkedAt).toBeGreaterThan(0)
    await close(running)
  })
})

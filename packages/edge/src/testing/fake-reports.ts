/** Reports for tests of the edge: amounts are `AMOUNT`, ids begin with C02__, words of the exchange are `SAID`. */

import {
  type Allocation,
  type AssetHistory,
  type AuditsPage,
  type BreakdownReport,
  type CoverageReport,
  type DealData,
  type DealsSummary,
  type EquityIndex,
  type EquityPoint,
  type EquitySeries,
  type FeesReport,
  type FlowItem,
  type FlowsSummary,
  type Movement,
  type Page,
  type Performance,
  type PnlReport,
  type StatusChange,
  type VolumeReport,
} from '@spotdeck/api'
import { type Amount, decimal, sum } from '@spotdeck/exact'
import type { LinesPage, ListName, Reports, Span } from '@spotdeck/reports'
import {
  type MovementsQuery,
  type Range,
  type RowsQuery,
  movementCsvLine,
  lotCsvLine,
  toEquityIndex,
} from '@spotdeck/reports/testing'

export const AMOUNT = '31337.5'
export const SAID = 'said by the exchange'
const TIME = Date.UTC(2026, 0, 1)
const change = { opening: AMOUNT, total: AMOUNT, netDeposits: AMOUNT, netUnexplained: '0', netRevalued: '0' }
const span = { from: TIME, to: TIME + 1 }
const singlePage = <T>(item: T): Page<T> => ({ items: [item], nextCursor: null })

export type FakeRecords = {
  /** Queries to `movements`, in order. */
  readonly asked: MovementsQuery[]
  readonly rows: (list: 'orders' | 'deals', query: RowsQuery) => Promise<Page<object>>
  readonly deals: () => readonly DealData[]
  readonly points: () => readonly EquityPoint[]
}

export class FakeReports implements Reports {
  readonly #records: FakeRecords

  constructor(records: FakeRecords) {
    this.#records = records
  }

  async dealsSummary({ from, to }: Span): Promise<DealsSummary> {
    const deals = this.#records.deals().filter(({ time }) => time >= from && time < to)
    const total = (values: readonly string[]): string => sum(values.map((value): Amount => decimal(value)))
    return {
      from,
      to,
      count: deals.length,
      volume: total(deals.map(({ quoteQuantity }) => quoteQuantity)),
      fees: total(deals.map(({ fee }) => fee)),
      realizedPnl: '0',
      unpriced: [],
    }
  }

  async equity({ from, to, points }: Range): Promise<EquitySeries> {
    const within = this.#records.points().filter(({ time }) => time >= from && time <= to)
    return { unit: 'USDT', points: within.slice(-points) }
  }

  async equityIndex(range: Range): Promise<EquityIndex> {
    return toEquityIndex((await this.equity(range)).points)
  }

  until(): this {
    return this
  }

  async lotLines(): Promise<LinesPage> {
    const line = { kind: 'sale', id: 'C02__1', asset: 'MX', quantity: AMOUNT, gain: AMOUNT, unit: 'USDT' }
    return { text: lotCsvLine(line), nextCursor: null }
  }

  async movementLines(query: RowsQuery): Promise<LinesPage> {
    const { items, nextCursor } = await this.movements(query)
    return { text: items.map(movementCsvLine).join(''), nextCursor }
  }

  async rows({ list, ...query }: RowsQuery & { readonly list: ListName }): Promise<Page<object>> {
    return list === 'movements' ? this.movements(query) : this.#records.rows(list, query)
  }

  async movements(query: MovementsQuery): Promise<Page<Movement>> {
    this.#records.asked.push(query)
    return {
      items: [
        {
          seq: 1,
          time: TIME,
          asset: 'USDT',
          reason: 'DEPOSIT',
          kind: 'flow',
          source: 'stream',
          free: AMOUNT,
          locked: '0',
          freeChange: AMOUNT,
          lockedChange: '0',
          orderId: 'C02__1',
          tradeId: 'T1',
          symbol: 'MXUSDT',
          side: 'BUY',
          price: AMOUNT,
          fee: AMOUNT,
          feeAsset: 'USDT',
          flowId: '7',
          flowState: 'completed',
          network: SAID,
        },
      ],
      nextCursor: query.cursor === undefined ? 'next' : null,
    }
  }

  async assetHistory({ asset, from, to }: Span & { readonly asset: string }): Promise<AssetHistory> {
    return { asset, from, to, points: asset === '' ? [] : [{ time: TIME, free: AMOUNT, locked: '0', total: AMOUNT }] }
  }

  async flows(): Promise<Page<FlowItem>> {
    return singlePage({
      id: '7',
      source: 'stream' as const,
      seq: 1,
      time: TIME,
      asset: 'USDT',
      kind: 'deposit',
      reason: 'DEPOSIT',
      change: AMOUNT,
      price: '1',
      value: AMOUNT,
    })
  }

  async flowsSummary(): Promise<FlowsSummary> {
    return {
      ...span,
      unit: 'USDT',
      net: AMOUNT,
      unpriced: [],
      byKind: [{ kind: 'deposit', count: 1, in: AMOUNT, out: '0' }],
      unclassified: [{ asset: 'MX', amount: AMOUNT }],
    }
  }

  async fees(): Promise<FeesReport> {
    const items = [{ key: 'MX', count: 1, amounts: [{ asset: 'MX', amount: AMOUNT }], value: AMOUNT }]
    return { ...span, unit: 'USDT', by: 'asset', total: AMOUNT, items, unpriced: [] }
  }

  async volume(): Promise<VolumeReport> {
    const items = [{ key: 'MXUSDT', count: 1, bought: AMOUNT, sold: '0', value: AMOUNT, makerShare: '0.5' }]
    return { ...span, unit: 'USDT', by: 'symbol', total: AMOUNT, count: 1, items, unpriced: [] }
  }

  async allocation(): Promise<Allocation | undefined> {
    const items = [
      { asset: 'USDT', share: '0.75', quantity: AMOUNT, value: AMOUNT },
      { asset: 'MX', share: '0.25', quantity: '900', value: '10445.8' },
    ]
    return { time: TIME, unit: 'USDT', total: '41783.3', items, unpriced: ['GONE'] }
  }

  async pnl(): Promise<PnlReport> {
    return {
      ...span,
      unit: 'USDT',
      method: 'average',
      by: 'day',
      realized: AMOUNT,
      realizedByFlows: '0',
      fees: AMOUNT,
      unrealized: AMOUNT,
      total: AMOUNT,
      unassigned: '0.5',
      assets: [
        {
          asset: 'MX',
          count: 1,
          realized: AMOUNT,
          realizedByFlows: '0',
          fees: AMOUNT,
          total: AMOUNT,
          priceEffect: AMOUNT,
        },
      ],
      change,
      differences: [{ asset: 'MX', held: AMOUNT, position: '0', difference: AMOUNT }],
      items: [{ key: '2026-01-01', realized: AMOUNT, fees: AMOUNT, count: 1 }],
      positions: [
        {
          asset: 'MX',
          quantity: AMOUNT,
          cost: AMOUNT,
          averageCost: AMOUNT,
          price: '2',
          value: AMOUNT,
          unrealized: AMOUNT,
        },
      ],
      unpriced: [],
    }
  }

  async breakdown(): Promise<BreakdownReport> {
    const figures = { realized: AMOUNT, fees: AMOUNT, deals: 1, winRate: '1' }
    return {
      ...span,
      zone: 'UTC',
      unit: 'USDT',
      method: 'average',
      group: 'symbol',
      realizedByFlows: '0',
      total: figures,
      items: [{ key: 'MXUSDT', ...figures }],
      unpriced: [],
    }
  }

  async performance(): Promise<Performance> {
    const day = { day: '2026-01-01', return: '0.02' }
    return {
      ...span,
      since: TIME,
      unknownMs: 0,
      timeWeightedReturn: '0.05',
      maxDrawdown: '0.1',
      drawdown: '0',
      winRate: '0.5',
      wins: 7_777,
      losses: 7_777,
      bestDay: day,
      worstDay: null,
      days: [{ ...day, time: TIME, profit: AMOUNT }],
      change,
    }
  }

  async coverage(): Promise<CoverageReport> {
    const items = [{ kind: 'deals' as const, from: TIME, state: 'complete' as const }]
    return { items, completeSince: [{ kind: 'deals', since: TIME }], archivedSeq: 1 }
  }

  async statusHistory(): Promise<Page<StatusChange>> {
    return singlePage({
      seq: 1,
      time: TIME,
      state: 'degraded',
      code: 'SOCKET_CLOSED',
      params: { retryInMs: 1_000, detail: SAID },
      since: TIME,
    })
  }

  async audits(): Promise<AuditsPage> {
    const balance = { free: AMOUNT, locked: '0' }
    return {
      items: [
        { seq: 2, time: TIME, what: 'order', orderId: 'C02__1', symbol: 'MXUSDT' },
        { seq: 1, time: TIME, what: 'asset', asset: 'MX', before: balance, after: balance },
      ],
      nextCursor: null,
      checkedAt: TIME,
    }
  }
}

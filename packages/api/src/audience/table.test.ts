import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { breakdownReport } from '../breakdown.ts'
import { assetData, dealData, healthData, orderData, statusData } from '../data.ts'
import { accountWarnings } from '../market-resources.ts'
import {
  allocation,
  assetHistory,
  auditsPage,
  coverageReport,
  feesReport,
  flow,
  flowsSummary,
  movement,
  performance,
  pnlReport,
  statusChange,
  volumeReport,
} from '../reports.ts'
import { accountInfo, coverageWindow, dealsSummary, equityPoint, snapshot } from '../resources.ts'
import { mask } from './mask.ts'
import { type TableName, audienceTable } from './table.ts'

/** The schema of each table that objects are masked by; the other tables are nested in these. */
const SCHEMAS = {
  assets: assetData,
  orders: orderData,
  deals: dealData,
  status: statusData,
  health: healthData.extend({ status: statusData }),
  warnings: accountWarnings,
  snapshot,
  coverage: coverageWindow,
  account: accountInfo,
  dealsSummary,
  equityPoint,
  movement,
  assetHistory,
  flow,
  flowsSummary,
  fees: feesReport,
  volume: volumeReport,
  allocation,
  pnl: pnlReport,
  breakdown: breakdownReport,
  performance,
  coverageReport,
  statusChange,
  audits: auditsPage,
} satisfies Partial<Record<TableName, z.ZodType>>

type Shape = z.core.JSONSchema.BaseSchema

/** An object with every field that its schema has, and one row in every list. */
function sampleOf(shape: Shape): unknown {
  const { properties, items, anyOf } = shape
  if (shape.const !== undefined) return shape.const
  if (shape.enum !== undefined) return shape.enum[0]
  if (anyOf !== undefined) return sampleOf(anyOf[0] ?? {})
  if (properties !== undefined) {
    const named = Object.entries(properties).map(([name, one]) => [name, sampleOf(one as Shape)])
    const sample = Object.fromEntries(named) as Readonly<Record<string, unknown>>
    const isStatus = 'code' in sample && 'since' in sample
    return isStatus ? { ...sample, code: 'SOCKET_CLOSED', params: { retryInMs: 5, detail: 'of the exchange' } } : sample
  }
  if (items !== undefined && !Array.isArray(items)) return [sampleOf(items as Shape)]
  return { string: 'TEXT', number: 1, integer: 1, boolean: true }[String(shape.type)] ?? {}
}

const samples = Object.entries(SCHEMAS).map(([name, schema]) => ({
  name: name as keyof typeof SCHEMAS,
  sample: sampleOf(z.toJSONSchema(schema)) as object,
}))

/** Lists the paths whose value differs or is gone; rows of lists by the list's path. */
function changes(from: unknown, to: unknown, path: string): readonly string[] {
  if (Array.isArray(from) && Array.isArray(to)) return changes(from[0], to[0], path)
  if (typeof from !== 'object' || from === null || typeof to !== 'object' || to === null) {
    if (from === to) return []
    return [to === undefined ? path : `${path}: ${JSON.stringify(to)}`]
  }
  const [before, after] = [new Map(Object.entries(from)), new Map(Object.entries(to))]
  return [...before].flatMap(([name, value]) => changes(value, after.get(name), `${path}.${name}`))
}

const maskId = (): string => 'masked'
const hiddenFrom = (audience: 'viewer') =>
  samples.flatMap(({ name, sample }) => changes(sample, mask(name, sample, { audience, maskId }), name))

/** Fields whose text is the name of an asset or a market. */
const NAMES = ['asset', 'feeAsset', 'symbol', 'unpriced', 'awaitingPrice', 'key']

describe('the audience table', () => {
  it('shows the owner every field of every answer', () => {
    for (const { name, sample } of samples) expect(mask(name, sample, { audience: 'owner', maskId })).toEqual(sample)
  })

  it('shows a viewer everything but ids and what the account’s owner alone may know', () => {
    expect(hiddenFrom('viewer')).toEqual([
      'orders.orderId: "masked"',
      'orders.clientOrderId',
      'deals.tradeId: "masked"',
      'deals.orderId: "masked"',
      'deals.clientOrderId',
      'status.params.detail',
      'health.listenKeyExpiresAt',
      'health.status.params.detail',
      'warnings.key',
      'snapshot.hash: "masked"',
      'snapshot.openOrders.orderId: "masked"',
      'snapshot.openOrders.clientOrderId',
      'snapshot.status.params.detail',
      'snapshot.coverage.symbols',
      'coverage.symbols',
      'account.status.params.detail',
      'movement.orderId: "masked"',
      'movement.tradeId: "masked"',
      'movement.flowId: "masked"',
      'movement.network',
      'flow.id: "masked"',
      'flow.network',
      'flow.txId',
      'coverageReport.items.symbols',
      'coverageReport.archivedSeq',
      'statusChange.params.detail',
      'audits.items.orderId: "masked"',
    ])
  })

  it('tells nobody the name of what is hidden, wherever it stands', () => {
    const leavesOut = (): boolean => true
    for (const { name, sample } of samples) {
      // Warnings are the owner's alone, for whom nothing is hidden.
      if (name === 'warnings') continue
      const seen = JSON.stringify(mask(name, sample, { audience: 'viewer', maskId, leavesOut }) ?? {})
      for (const field of NAMES) expect(seen).not.toMatch(new RegExp(`"${field}":(\\[)?"TEXT"`))
    }
  })

  it('tells no moment of a push where something is hidden, since it may have been of that', () => {
    const { sample } = samples.find(({ name }) => name === 'health') ?? { sample: {} }
    const seen = mask('health', sample, { audience: 'viewer', maskId, leavesOut: () => false })
    expect(Object.keys(seen ?? {})).toEqual(['drift', 'status'])
    expect(mask('health', sample, { audience: 'viewer', maskId })).toMatchObject({
      lastPushAt: 1,
      pricesAt: 1,
      latencyMs: 1,
    })
  })

  it('shows the public nothing of what an account holds, does and earns', () => {
    for (const name of ['assets', 'orders', 'deals', 'snapshot', 'fees', 'pnl', 'flow'] as const) {
      const { sample } = samples.find((one) => one.name === name) ?? { sample: {} }
      expect(mask(name, sample, { audience: 'public', maskId })).toEqual({})
    }
  })

  it('has a line for every field of an event', () => {
    expect(Object.keys(audienceTable.envelope).toSorted()).toEqual([
      'account',
      'data',
      'epoch',
      'hash',
      'seq',
      'source',
      'time',
      'topic',
      'type',
    ])
  })
})

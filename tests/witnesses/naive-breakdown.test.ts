/** Results by group beside a naive reckoning that shares no code with them: every figure of every group, of random accounts. */

import { breakdownGroups, breakdownMeasures } from '@spotdeck/api'
import { decimal } from '@spotdeck/exact'
import { MemoryDisk, openMemoryStore } from '@spotdeck/store/testing'
import { inProcessReports } from '@spotdeck/reports'
import { type EventDraft, EMPTY_STATE, record, touchedRows } from '@spotdeck/ledger'
import { VirtualTime } from '@spotdeck/ports/virtual'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { CHANGES, type NaiveFigures, type NaiveResultEntry, ZONES, naiveBreakdown } from './naive-breakdown.ts'
import { dealOf, unitPriceOf } from './naive-deal.ts'
import { type Fraction, fraction, naiveLots } from './naive-lots.ts'

const HOUR = 3_600_000
const BIRTH = Date.UTC(2025, 11, 1)
const FRACTIONS: ReadonlySet<string> = new Set(['makerShare', 'winRate', 'profitFactor'])

const amount = (most: number) =>
  fc.integer({ min: 1, max: most }).map((n) => (n % 7 === 0 ? String(n) : String(n / 1_000)))
const maybe = <T>(one: fc.Arbitrary<T>) => fc.option(one, { nil: undefined, freq: 4 })
/** Around the changes of clocks, on whole seconds, often the same one. */
const moment = fc.record({
  change: fc.nat(CHANGES.length - 1),
  half: fc.integer({ min: -60, max: 60 }),
  second: fc.nat(1),
})
const timeOf = ({ change, half, second }: { change: number; half: number; second: number }): number =>
  (CHANGES[change] ?? 0) + (half * HOUR) / 2 + second * 1_000
const deal = fc.record({
  what: fc.constant('deal' as const),
  moment,
  market: fc.constantFrom(['MX', 'USDT'], ['BTC', 'USDT'], ['MX', 'USDC'], ['BTC', 'MX']),
  buys: fc.boolean(),
  maker: fc.boolean(),
  quantity: amount(5_000),
  quoteQuantity: amount(20_000),
  quoteWorth: maybe(amount(9_000)),
  fee: fc.oneof(
    fc.constant('0'),
    amount(30),
    amount(30).map((text) => `-${text}`),
  ),
  feeAsset: fc.constantFrom('MX', 'MX', 'quote' as const, 'base' as const),
  feeWorth: maybe(amount(9_000)),
})
/** At one price and without a fee: a sale of it is neither a win nor a loss. */
const even = fc.record({ deal, quantity: fc.integer({ min: 1, max: 50 }) }).map(({ deal: one, quantity: n }) => ({
  ...one,
  market: ['MX', 'USDT'],
  quantity: String(n),
  quoteQuantity: String(2 * n),
  fee: '0',
}))
const flow = fc.record({
  what: fc.constant('flow' as const),
  moment,
  asset: fc.constantFrom('MX', 'BTC', 'USDC', 'USDT'),
  change: fc.oneof(
    amount(9_000),
    amount(3_000).map((text) => `-${text}`),
  ),
  worth: maybe(amount(9_000)),
})
const steps = fc.array(fc.oneof({ weight: 4, arbitrary: deal }, { weight: 2, arbitrary: even }, flow), {
  maxLength: 40,
  size: 'max',
})
/** Mostly absent: a filter leaves less to compare. */
const seldom = <T>(one: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 4, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: one })
const question = fc.record({
  zone: fc.constantFrom(...ZONES),
  from: fc.oneof({ weight: 3, arbitrary: fc.constant(BIRTH) }, moment.map(timeOf)),
  to: fc.oneof({ weight: 3, arbitrary: fc.constant(Date.UTC(2027, 0, 1)) }, moment.map(timeOf)),
  symbols: seldom(fc.constantFrom(['MXUSDT'], ['MXUSDT', 'BTCMX'], ['MXUSDC', 'BTCUSDT', 'MXUSDT', 'BTCMX'])),
  asset: seldom(fc.constantFrom('MX', 'BTC')),
  side: seldom(fc.constantFrom('BUY' as const, 'SELL' as const)),
  role: seldom(fc.constantFrom('maker' as const, 'taker' as const)),
})
type Step = (typeof steps extends fc.Arbitrary<infer S> ? S : never)[number]

/** Flows are at times of their own, so that the order of all entries is that of their times and names. */
function naiveOf(step: Step, n: number): NaiveResultEntry {
  const id = `e${String(n).padStart(3, '0')}`
  const { moment: when, ...rest } = step
  if (rest.what === 'flow') return { ...rest, at: timeOf(when) + 1 + n, id }
  const { market, feeAsset, ...made } = rest
  const [base = '', quote = ''] = market
  return { ...made, at: timeOf(when), id, base, quote, feeAsset: { quote, base, MX: 'MX' }[feeAsset] }
}

function draftOf(one: NaiveResultEntry): EventDraft {
  const heard = { time: one.at, source: 'rest' } as const
  if (one.what === 'flow') {
    const price = unitPriceOf(one.worth)
    const told = { id: one.id, asset: one.asset, change: decimal<'asset'>(one.change), reason: 'DEPOSIT', time: one.at }
    return { type: 'flow.told', flow: told, ...(price === undefined ? {} : { unitPrice: price }), ...heard }
  }
  return { type: 'deal.added', deal: dealOf(one), namedBy: 'rest', ...heard }
}

async function reportsOver(entries: readonly NaiveResultEntry[]) {
  const store = openMemoryStore(new MemoryDisk({ account: 'main', host: 'h', user: 'u' }, 'abcdef01'))
  const status = { state: 'live', code: 'LIVE', params: {}, since: BIRTH } as const
  const begun: EventDraft = { type: 'status.changed', time: BIRTH, source: 'rest', status }
  const next = record(EMPTY_STATE, [begun, ...entries.map(draftOf)], BIRTH * 2)
  await store.commit({ events: next.events, rows: touchedRows(EMPTY_STATE, next.state, next.events) })
  return inProcessReports(new VirtualTime(BIRTH)).of('main', store, 'owner')
}

/** Half of the last digit that a figure has, and what the ledger's shares round away. */
function isNear(told: string, own: Fraction, digits: number): boolean {
  const { above, over } = fraction(told.replace('-', ''))
  const sign = told.startsWith('-') ? -1n : 1n
  const apart = sign * above * own.over - own.above * over
  return (apart < 0n ? -apart : apart) * 2n * 10n ** BigInt(digits) * 100n <= own.over * over * 101n
}

type Told = Readonly<Partial<Record<string, string | number | null>>>

function compared(where: string, told: Told, own: NaiveFigures): void {
  for (const measure of breakdownMeasures) {
    const [one, other] = [told[measure], own[measure]]
    expect([where, measure, one === null], where).toEqual([where, measure, other === undefined])
    if (other === undefined || one === null || one === undefined) continue
    const digits = FRACTIONS.has(measure) ? 4 : 8
    if (!isNear(String(one), other, digits))
      expect.fail(`${where}: ${measure} is ${String(one)}, for the witness ${Number(other.above) / Number(other.over)}`)
  }
}

test.each(['fifo', 'average', 'hifo'] as const)(
  'every figure of every group by %s, of 25 random accounts',
  async (method) => {
    let figures = 0
    await fc.assert(
      fc.asyncProperty(steps, question, async (given, { zone, from, to, ...filter }) => {
        const entries = given.map(naiveOf).sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1))
        const rows = naiveLots([], entries, method)
        const reports = await reportsOver(entries)
        for (const group of breakdownGroups) {
          const query = { group, measures: breakdownMeasures, method, ...filter }
          const report = await reports.breakdown({ ...query, from, to, zone })
          const witness = naiveBreakdown(entries, rows, { group, zone, from, to, ...filter })
          compared(`${group}, all`, report.total, witness.all)
          expect(isNear(report.realizedByFlows, witness.byFlows, 8)).toBe(true)
          const keys = group === 'none' ? [] : [...witness.byKey.keys()]
          expect([...report.items.map(({ key }) => key)].sort()).toEqual(keys.sort())
          for (const item of report.items) {
            compared(
              `${group} ${item.key}`,
              item,
              witness.byKey.get(item.key) ?? expect.fail('a key without a witness'),
            )
            figures += breakdownMeasures.length
          }
        }
      }),
      { numRuns: 12 },
    )
    expect(figures).toBeGreaterThan(3_000)
  },
)

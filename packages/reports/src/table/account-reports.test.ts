import { decimal } from '@spotdeck/exact'
import { EMPTY_STATE, type UnitPrice } from '@spotdeck/ledger'
import { expect, it } from 'vitest'
import { type AccountReportsOptions, accountReports } from './account-reports.ts'
import type { Present } from '../scan/present.ts'

const SAMPLED = 1_000
const price = (text: string) => decimal<never>(text) as unknown as UnitPrice

it('prices coins as the sample did that the total is of, however prices move meanwhile', async () => {
  const prices = new Map([['MX', price('2')]])
  const seen: Present[] = []
  const parts = {
    state: () => ({ ...EMPTY_STATE, assets: new Map([['MX', {}]]) }),
    prices: { priceOf: (asset: string) => prices.get(asset) },
    equity: {
      lastRow: { time: SAMPLED, total: '20' },
      priceOf: (asset: string) => (asset === 'MX' ? price('2') : undefined),
      flush: () => Promise.resolve(),
    },
    past: { at: () => Promise.resolve({ kind: 'found', price: price('1') }) },
    now: () => SAMPLED + 900,
    scans: {
      performance: async (_span: unknown, present: Present) => {
        seen.push(present)
        prices.set('MX', price('3'))
        return { since: 0, profit: '10' }
      },
      pnl: (_question: unknown, present: Present) => {
        seen.push(present)
        return Promise.resolve(present)
      },
    },
  }
  const reports = accountReports(parts as unknown as AccountReportsOptions)
  const read = (to: number) => reports.pnl({ method: 'average', by: 'symbol', from: 0, to, zone: 'UTC' })
  for (const to of [SAMPLED + 900, SAMPLED + 5_000]) {
    seen.length = 0
    await read(to)
    expect(seen.map((present) => present.prices.get('MX'))).toEqual(['2', '2'])
    expect(seen.map(({ last }) => last?.time)).toEqual([SAMPLED, SAMPLED])
    expect(seen[1]?.ends).toMatchObject({ profit: '10' })
    expect(seen[1]?.ends?.closing).toBeUndefined()
  }
  await read(SAMPLED)
  expect(seen.at(-1)?.ends?.closing?.get('MX')).toBe('1')
})

it('prices coins at a bound between two samples as the equity there, so that the change is explained', async () => {
  const HOUR = 3_600_000
  const ends: Present['ends'][] = []
  const birth = 10 * HOUR
  const parts = {
    state: () => ({ ...EMPTY_STATE, birth, assets: new Map([['MX', {}]]) }),
    prices: { priceOf: () => price('2') },
    equity: { lastRow: { time: 11 * HOUR, total: '20' }, priceOf: () => price('2'), flush: () => Promise.resolve() },
    // 1 USDT dearer by the hour, and far from that in between.
    past: {
      at: (_asset: string, time: number) =>
        Promise.resolve({ kind: 'found', price: price((time + 1) % HOUR === 0 ? String((time + 1) / HOUR) : '100') }),
    },
    now: () => 11 * HOUR,
    scans: {
      performance: () => Promise.resolve({ since: 0, profit: '10' }),
      pnl: (_question: unknown, present: Present) => {
        ends.push(present.ends)
        return Promise.resolve(present)
      },
    },
  }
  const reports = accountReports(parts as unknown as AccountReportsOptions)
  const read = (from: number, to: number) => reports.pnl({ method: 'average', by: 'symbol', from, to, zone: 'UTC' })
  await read(2.25 * HOUR, 4.5 * HOUR)
  expect(ends[0]?.opening.get('MX')).toBe('2.25')
  expect(ends[0]?.closing?.get('MX')).toBe('4.5')
  await read(3 * HOUR, 11 * HOUR + 1)
  expect(ends[1]?.opening.get('MX')).toBe('3')
})

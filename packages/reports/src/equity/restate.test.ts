import { decimal } from '@spotdeck/exact'
import { performanceOf } from '@spotdeck/ledger'
import { describe, expect, it } from 'vitest'
import type { ListedFlow } from '@spotdeck/store'
import { restate } from './restate.ts'

const flow = (change: string, since: number, learntAt: number, over: Partial<ListedFlow> = {}): ListedFlow => ({
  id: `flow ${learntAt}`,
  time: since,
  asset: 'USDT',
  change: decimal(change),
  reason: 'DEPOSIT',
  held: { since, learntAt },
  ...over,
})
const sample = (time: number, total: string, netDeposits: string | null) => ({ time, total, netDeposits })
const day = () => ({ day: '2026-01-01', time: 0 })

describe('a flow reported after the balances contained it', () => {
  // 100 are worth 110 in the end; 50 came at 20 and were told of at 40.
  const rows = [
    sample(10, '100', '0'),
    sample(20, '150', '0'),
    sample(30, '155', '0'),
    sample(40, '155', '50'),
    sample(50, '160', '50'),
  ]

  it('is neither a gain when it arrived nor a loss when it was reported', () => {
    const told = restate(rows, { flows: [flow('50', 20, 40)], notes: [], valuations: [] })
    expect(told.map(({ netDeposits }) => netDeposits)).toEqual(['0', '50', '50', '50', '50'])
    const reading = performanceOf(
      told.map(({ time, total, netDeposits }) => ({
        time,
        total: decimal(total),
        netFlows: decimal(netDeposits ?? '0'),
      })),
      day,
    )
    expect(reading?.maxDrawdown).toBe('0')
    expect(reading?.growth.startsWith('0.0666666666')).toBe(true)
  })

  it('from before the first sample changes no growth', () => {
    const told = restate([sample(10, '100', '0'), sample(40, '110', '7')], {
      flows: [flow('7', 1, 40)],
      notes: [],
      valuations: [],
    })
    expect(told.map(({ netDeposits }) => netDeposits)).toEqual(['7', '7'])
  })

  it('is counted at its price then, or left out without one; pushed flows do not change', () => {
    const coin = { asset: 'MX' } as const
    const { held: _held, ...pushed } = flow('9', 1, 40)
    const flows = [flow('3', 1, 40, { ...coin, unitPrice: decimal('2') }), flow('5', 1, 40, coin), pushed]
    expect(
      restate([sample(10, '1', '0')], { flows, notes: [], valuations: [] }).map(({ netDeposits }) => netDeposits),
    ).toEqual(['6'])
  })

  it('counts from before the first start too, where other flows are unknown', () => {
    // 1 and 2 are told of at the first start, at 40; what was worked out of the time before holds them since they came.
    const rows = [sample(5, '100', null), sample(20, '101', null), sample(30, '103', null), sample(41, '103', '3')]
    const told = restate(rows, { flows: [flow('1', 10, 40), flow('2', 25, 40)], notes: [], valuations: [] })
    expect(told.map(({ netDeposits }) => netDeposits)).toEqual(['0', '1', '3', '3'])
    expect(
      restate([sample(5, '100', null)], { flows: [], notes: [], valuations: [] }).map(({ netDeposits }) => netDeposits),
    ).toEqual(['0'])
  })
})

import { decimal } from '@spotdeck/exact'
import { describe, expect, it } from 'vitest'
import { type WithdrawalStep, WITHDRAWAL_SPAN_MS, isWithdrawal, withdrawalsOf } from './withdrawal.ts'

const START = 1_790_000_000_000

type Change = readonly [free: string, locked: string, over?: Partial<WithdrawalStep>]

/** Steps of USDT, a minute apart, numbered from 1. */
function steps(...changes: readonly Change[]) {
  return changes.map(([free, locked, over], i): WithdrawalStep => ({
    n: i + 1,
    time: START + i * 60_000,
    asset: 'USDT',
    reason: 'WITHDRAW',
    freeChange: decimal(free),
    lockedChange: decimal(locked),
    ...over,
  }))
}
/** Each withdrawal once: the step that stands for it, its state, its amount, and its steps. */
function told(...changes: readonly Change[]) {
  const found = withdrawalsOf(steps(...changes))
  return [...new Set(found.values())].map((one) => [
    `${one.n} ${one.state} ${one.amount}`,
    [...found].filter(([, other]) => other === one).map(([n]) => n),
  ])
}

describe('a withdrawal', () => {
  it('that is debited at once has left', () => {
    expect(told(['-40', '0'])).toEqual([['1 completed -40', [1]]])
  })

  it('that is frozen is one withdrawal until it is debited, and stands where it left', () => {
    expect(told(['-40', '40'])).toEqual([['1 frozen -40', [1]]])
    expect(told(['-40', '40'], ['0', '-40'])).toEqual([['2 completed -40', [1, 2]]])
  })

  it('that is given back is one withdrawal, frozen or debited before', () => {
    expect(told(['-40', '40'], ['40', '-40'])).toEqual([['1 returned -40', [1, 2]]])
    expect(told(['-40', '0'], ['40', '0'])).toEqual([['1 returned -40', [1, 2]]])
    expect(told(['-40', '40'], ['0', '-40'], ['40', '0'])).toEqual([['2 returned -40', [1, 2, 3]]])
  })

  it('is not confused with another of the same amount, asset or time', () => {
    expect(told(['-40', '40'], ['-40', '40'], ['0', '-40'], ['40', '-40'])).toEqual([
      ['3 completed -40', [1, 3]],
      ['2 returned -40', [2, 4]],
    ])
    expect(told(['-40', '40'], ['-7', '0'], ['0', '-40', { asset: 'MX' }])).toEqual([
      ['1 frozen -40', [1]],
      ['2 completed -7', [2]],
      ['3 completed -40', [3]],
    ])
    const late = { time: START + WITHDRAWAL_SPAN_MS + 1 }
    expect(told(['-40', '0'], ['40', '0', late])).toEqual([
      ['1 completed -40', [1]],
      ['2 returned -40', [2]],
    ])
  })

  it('and its fee may be frozen in one amount and debited in two', () => {
    expect(told(['-40.2', '40.2'], ['0', '-40'], ['0', '-0.2', { reason: 'WITHDRAW_FEE' }])).toEqual([
      ['2 completed -40', [1, 2]],
      ['3 completed -0.2', [3]],
    ])
  })

  it('that a list reports is the one that was frozen, whichever came first', () => {
    const listed = { told: { fee: decimal<'asset'>('0.2') } }
    for (const frozen of ['-40', '-39.8'] as const) {
      const freeze = [frozen, frozen.slice(1)] as const
      expect(told(freeze, ['-40', '0', listed])).toEqual([['2 completed -40', [1, 2]]])
      expect(told(['-40', '0', listed], freeze)).toEqual([['1 completed -40', [1, 2]]])
    }
  })

  const FEE = { reason: 'WITHDRAW_FEE' }

  it('of which the fee was frozen too, and a part is released, has left', () => {
    expect(told(['-40.2', '40.2'], ['0', '-40'], ['0.2', '-0.2'])).toEqual([['2 completed -40', [1, 2, 3]]])
  })

  it('that was given back is over: a second release is another', () => {
    expect(told(['-40', '40'], ['40', '-40'], ['40', '-40'])).toEqual([
      ['1 returned -40', [1, 2]],
      ['3 returned -40', [3]],
    ])
  })

  it('is no other that was frozen with another amount', () => {
    const listed = { told: { fee: decimal<'asset'>('0.2') } }
    const apart = (...rest: readonly Change[]) => told(['-30', '30'], ...rest).map(([text]) => text)
    expect(apart(['7', '-7'])).toEqual(['1 frozen -30', '2 returned -7'])
    expect(apart(['0', '-40'])).toEqual(['1 frozen -30', '2 completed -40'])
    expect(apart(['-7', '0', listed])).toEqual(['1 frozen -30', '2 completed -7'])
    expect(apart(['-40', '0', listed])).toEqual(['1 frozen -30', '2 completed -40'])
    expect(told(['-40', '0'], ['-40', '40']).map(([text]) => text)).toEqual(['1 completed -40', '2 frozen -40'])
    expect(told(['-7', '0', listed], ['-40', '40']).map(([text]) => text)).toEqual(['1 completed -7', '2 frozen -40'])
  })

  it('comes back to its own asset, in its own amount, for its own reason', () => {
    const others: readonly Change[] = [
      ['40', '0', { asset: 'MX' }],
      ['40', '0', FEE],
      ['7', '0'],
    ]
    for (const other of others) {
      expect(told(['-40', '0'], other)).toEqual([
        ['1 completed -40', [1]],
        [`2 returned -${other[0]}`, [2]],
      ])
    }
    const lastDay = { time: START + WITHDRAWAL_SPAN_MS }
    expect(told(['-40', '0'], ['40', '0', lastDay])).toEqual([['1 returned -40', [1, 2]]])
  })

  it('takes what was frozen for its own reason first; a fee what was frozen with its withdrawal', () => {
    expect(told(['-0.2', '0.2'], ['-0.2', '0.2', FEE], ['0', '-0.2', FEE])).toEqual([
      ['1 frozen -0.2', [1]],
      ['3 completed -0.2', [2, 3]],
    ])
    expect(told(['-0.2', '0.2'], ['0', '-0.2', FEE])).toEqual([['2 completed -0.2', [1, 2]]])
    expect(told(['-40', '40', FEE], ['0', '-40'])).toEqual([
      ['1 frozen -40', [1]],
      ['2 completed -40', [2]],
    ])
  })

  it('is put together in the order of time, at one time in the order of events, however its steps are listed', () => {
    const [freeze, debit, back] = steps(['-40', '40'], ['0', '-40', { time: START }], ['40', '0'])
    const all = [freeze, debit, back].flatMap((one) => one ?? [])
    for (const order of [all, all.toReversed(), [...all.slice(1), ...all.slice(0, 1)]]) {
      const found = withdrawalsOf(order)
      expect([1, 2, 3].map((n) => found.get(n))).toEqual([1, 2, 3].map(() => found.get(1)))
      expect(found.get(1)).toMatchObject({ n: 2, state: 'returned', amount: '-40' })
    }
  })

  it('and its fee have reasons of their own', () => {
    expect(['WITHDRAW', 'WITHDRAW_FEE', 'DEPOSIT'].map(isWithdrawal)).toEqual([true, true, false])
  })
})

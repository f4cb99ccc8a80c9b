import { type AssetAmount, add, decimal, zero } from '@spotdeck/exact'
import { type Balance, type BalanceChange, isContiguous, sameBalance } from '@spotdeck/ledger'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Pushed, resolveBalanceRead } from './balance-read.ts'

const balance = (free: string): Balance => ({ free: decimal(free), locked: zero() })

/** A true course of one asset: one change every 100 ms. */
function course(start: string, steps: readonly number[]): readonly Pushed[] {
  let free: AssetAmount = decimal(start)
  return steps.map((step, index) => {
    const freeChange = decimal<'asset'>(String(step))
    free = add(free, freeChange)
    const change: BalanceChange = {
      asset: 'X',
      free,
      locked: zero(),
      freeChange,
      lockedChange: zero(),
      reason: `r${index}`,
      time: index * 100,
    }
    return { change, madeAt: index * 100 }
  })
}

describe('a balance read among pushes', () => {
  it('ends at the exchange’s balance, at any time of the read within its span and any order of pushes', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.integer({ min: -5, max: 5 }).filter((n) => n !== 0),
          { maxLength: 30 },
        ),
        fc.nat(30),
        fc.integer({ min: 0, max: 900 }),
        fc.integer({ min: 0, max: 900 }),
        fc.array(fc.nat(29), { maxLength: 4 }),
        (steps, at, early, late, swaps) => {
          const truth = course('100', steps)
          const taken = Math.min(at, truth.length)
          const read = truth[taken - 1]?.change ?? balance('100')
          const moment = taken * 100 - 50
          const arrived = [...truth]
          for (const i of swaps) {
            const [a, b] = [arrived[i], arrived[i + 1]]
            if (a !== undefined && b !== undefined) [arrived[i], arrived[i + 1]] = [b, a]
          }
          const result = resolveBalanceRead({
            asset: 'X',
            known: balance('7'),
            read,
            span: { t0: moment - early, t1: moment + late },
            pushes: arrived,
          })
          expect(result.kind).toBe('settled')
          if (result.kind !== 'settled') return
          const end = result.steps.at(-1)?.change ?? balance('7')
          expect({ free: end.free }).toEqual({ free: (truth.at(-1)?.change ?? balance('100')).free })
          result.steps.forEach(({ change }, index) => {
            const from = index === 0 ? balance('7') : (result.steps[index - 1]?.change ?? balance('7'))
            expect(isContiguous(from, change)).toBe(true)
          })
        },
      ),
    )
  })

  it('keeps the reasons of pushes that the read contains already', () => {
    const pushes = course('100', [5, -3])
    const result = resolveBalanceRead({
      asset: 'X',
      known: balance('90'),
      read: balance('102'),
      span: { t0: 5_000, t1: 5_040 },
      pushes,
    })
    expect(result.kind === 'settled' && result.steps.map(({ change }) => change.reason)).toEqual([
      'RECONCILED',
      'r0',
      'r1',
    ])
  })

  it('accepts the read if all pushes are older, even if one of them was lost', () => {
    const [first, , third] = course('100', [5, -3, 4])
    const pushes = [first, third].flatMap((push) => push ?? [])
    const result = resolveBalanceRead({
      asset: 'X',
      known: balance('100'),
      read: balance('106'),
      span: { t0: 9_000, t1: 9_040 },
      pushes,
    })
    const end = result.kind === 'settled' ? result.steps.at(-1)?.change : undefined
    expect(end !== undefined && sameBalance(end, balance('106'))).toBe(true)
  })

  it('drops the push that was sent twice, not the one that only looks like a repeat', () => {
    const [sent, next, last] = course('100', [5, -3, 4])
    if (sent === undefined || next === undefined || last === undefined) throw new Error('There are three.')
    const echoes = new Set([sent, last])
    const result = resolveBalanceRead({
      asset: 'X',
      known: balance('105'),
      read: balance('106'),
      span: { t0: 1_100, t1: 1_140 },
      newest: 0,
      pushes: [sent, next, last],
      isDuplicate: (push) => echoes.has(push),
    })
    expect(result.kind === 'settled' && result.steps.map(({ change }) => change.reason)).toEqual(['r1', 'r2'])
  })

  it('requests another read when a push within the span fits nowhere', () => {
    const [, second] = course('100', [5, -3])
    const pushes = second === undefined ? [] : [second]
    expect(
      resolveBalanceRead({
        asset: 'X',
        known: balance('100'),
        read: balance('100'),
        span: { t0: 90, t1: 130 },
        pushes,
      }),
    ).toEqual({ kind: 'unclear' })
  })
})

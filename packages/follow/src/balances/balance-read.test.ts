import { type AssetAmount, add, decimal, zero } from '@spotdeck/exact'
import { type Balance, type BalanceChange, isContiguous, sameBalance } from '@spotdeck/ledger'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Pushed, type SettleInput, arrange, isLaidOnTop, leftOf, resolveBalanceRead } from './balance-read.ts'
import { CLOCK_MARGIN_MS } from '../base/margins.ts'

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

  it.each([
    ['after the second of three pushes', '102'],
    ['before all of them', '100'],
  ])('lays pushes over an answer that is from %s, seconds ago', (_when, read) => {
    const result = resolveBalanceRead({
      asset: 'X',
      known: balance('100'),
      read: balance(read),
      span: { t0: 3_000, t1: 3_040 },
      pushes: course('100', [5, -3, 4]),
    })
    expect(result.kind === 'settled' && result.steps.map(({ change }) => change.reason)).toEqual(['r0', 'r1', 'r2'])
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

/** A push to `free` by `step` at a time. */
const pushed = (free: number, step: number, time = 0, asset = 'X'): Pushed => ({
  change: {
    asset,
    ...balance(String(free)),
    freeChange: decimal(String(step)),
    lockedChange: zero(),
    reason: `${step > 0 ? '+' : ''}${step}`,
    time,
  },
  madeAt: time,
})
/** Reasons of the steps and of the pushes that the read has without a step; a step that nobody pushed is RECONCILED. */
function resolved(known: number, read: number, pushes: readonly Pushed[], over: Partial<SettleInput> = {}) {
  const input = {
    asset: 'X',
    known: balance(String(known)),
    read: balance(String(read)),
    span: { t0: 0, t1: 40 },
    pushes,
  }
  const result = resolveBalanceRead({ ...input, ...over })
  if (result.kind === 'unclear') return 'unclear'
  const reasons = (all: readonly Pushed[]): string => all.map(({ change }) => change.reason).join(' ')
  return [reasons(result.steps), reasons(result.contained)]
}
const repeats = (...some: readonly Pushed[]) => ({ isDuplicate: (push: Pushed) => some.includes(push) })

describe('pushes that may have been sent twice, around a read', () => {
  it('are dropped where they lead to the same balance', () => {
    const [first, again] = [pushed(105, 5), pushed(105, 5)]
    expect(resolved(100, 105, [first, again], repeats(again))).toEqual(['+5', ''])
    expect(resolved(100, 105, [first, again])).toEqual(['+5', '+5'])
  })

  it('are unclear where with and without them it ends in other balances', () => {
    const pushes = [pushed(105, 5, 2_000), pushed(100, -5, 2_001), pushed(105, 5, 2_002)]
    expect(resolved(100, 100, pushes, repeats(...pushes.slice(2)))).toBe('unclear')
  })

  it('are each a change where later ones fit only after them', () => {
    const pushes = [pushed(105, 5, 2_000), pushed(100, -5, 2_001), pushed(105, 5, 2_002), pushed(108, 3, 2_003)]
    expect(resolved(100, 100, pushes, repeats(...pushes.slice(2, 3)))).toEqual(['+5 -5 +5 +3', ''])
  })

  it('are one change where all of them would need a step that nobody pushed', () => {
    const [down, up, again, more] = [pushed(100, -5, 10), pushed(105, 5, 20), pushed(105, 5, 20), pushed(108, 3, 30)]
    expect(resolved(105, 105, [down, up, again, more])).toEqual(['RECONCILED +5 +3', '-5 +5'])
    expect(resolved(105, 105, [down, up, again, more], repeats(up, again))).toEqual(['-5 +5 +3', ''])
  })

  it('stay unclear where nothing fits', () => {
    const odd = [pushed(50, 1, 2_000), pushed(50, 1, 2_000)]
    expect(resolved(100, 100, odd, repeats(...odd.slice(1)))).toBe('unclear')
  })
})

describe('the time of a push', () => {
  it('beside a read counts with a second of tolerance', () => {
    const at = (time: number) => resolved(100, 105, [pushed(105, 5, time)])
    expect([at(40 + CLOCK_MARGIN_MS), at(41 + CLOCK_MARGIN_MS)]).toEqual([['+5', ''], 'unclear'])
    const odd = (time: number) => resolved(100, 100, [pushed(50, 5, time)])
    expect([odd(-CLOCK_MARGIN_MS - 1), odd(-CLOCK_MARGIN_MS)]).toEqual([['', '+5'], 'unclear'])
  })

  it('that is clearly before the newest applied change puts it into the read', () => {
    const odd = (newest: number) => resolved(100, 100, [pushed(50, 5, 10)], { newest })
    expect([odd(261), odd(260)]).toEqual([['', '+5'], 'unclear'])
  })

  it('that two share leaves them in the order of their arrival', () => {
    const pushes = [pushed(105, 5, 10), pushed(100, -5, 10), pushed(105, 5, 10)]
    expect(resolved(100, 105, pushes)).toEqual(['+5 -5 +5', ''])
  })
})

it('pushes from before the run that leads to the read have no step of their own', () => {
  const pushes = [pushed(60, 10, 1), pushed(102, 2, 2), pushed(105, 3, 3)]
  expect(resolved(100, 105, pushes)).toEqual(['+2 +3', '+10'])
  expect(resolved(90, 105, pushes)).toEqual(['RECONCILED +2 +3', '+10'])
})

describe('pushes that overtook each other', () => {
  it('are chained, up to two thousand of them', () => {
    const many = (count: number) => Array.from({ length: count }, (_, i) => pushed(i + 1, 1))
    expect(arrange(balance('0'), [...many(3)].reverse())?.map(({ change }) => change.free)).toEqual(['1', '2', '3'])
    expect([arrange(balance('0'), many(2_000))?.length, arrange(balance('0'), many(2_001))]).toEqual([2_000, undefined])
    expect(arrange(balance('7'), many(1))).toBeUndefined()
  })

  it('and that a balance need not contain wait', () => {
    const pushes = [pushed(1, 1, -CLOCK_MARGIN_MS - 1), pushed(2, 1, -CLOCK_MARGIN_MS), pushed(3, 1, 0, 'Y')]
    expect(leftOf(pushes, ['X'], 0)).toEqual(pushes.slice(1, 2))
  })
})

describe('a step on top of a read', () => {
  const late = (receivedAt: number, asset = 'X') => ({ ...pushed(105, 5, 10, asset), receivedAt })
  const laid = (read: number, ...buffer: readonly ReturnType<typeof late>[]) => {
    const input = {
      asset: 'X',
      known: balance('100'),
      read: balance(String(read)),
      span: { t0: 0, t1: 40 },
      pushes: [pushed(105, 5, 10)],
    }
    const told = new Map([['X', balance(String(read))]])
    return isLaidOnTop('X', resolveBalanceRead(input), told, input.span, buffer)
  }

  it('is in doubt where its push arrived before the read began', () => {
    expect([laid(100, late(0)), laid(100, late(1)), laid(105, late(0))]).toEqual([true, false, false])
    expect([laid(100, late(0, 'Y')), laid(100, late(1), late(0))]).toEqual([false, true])
    expect(isLaidOnTop('X', { kind: 'unclear' }, new Map(), { t0: 0, t1: 1 }, [late(0)])).toBe(false)
    expect(
      isLaidOnTop('X', { kind: 'settled', steps: [], contained: [] }, new Map(), { t0: 0, t1: 1 }, [late(0)]),
    ).toBe(false)
  })
})

import { VirtualTime } from '@spotdeck/ports/virtual'
import type { DecodedPush, PrivateAccount, PrivateOrders } from '@spotdeck/wire'
import fc from 'fast-check'
import { beforeEach, describe, expect, it } from 'vitest'
import { PushChecks } from './push-checks.ts'
import type { MissedPush } from './user-stream.ts'

let time: VirtualTime
let missed: MissedPush[]
let checks: PushChecks
beforeEach(() => {
  time = new VirtualTime()
  missed = []
  checks = new PushChecks(time, (what) => missed.push(what))
})

function balance(free: number, change: number, more: Partial<PrivateAccount> = {}): DecodedPush {
  const value = {
    ...{ vcoinName: 'USDT', coinId: '', balanceAmount: String(free), balanceAmountChange: String(change) },
    ...{ frozenAmount: '0', frozenAmountChange: '0', type: 'ENTRUST', time: free, ...more },
  }
  return { channel: 'x', body: { kind: 'privateAccount', value }, unknown: [] }
}

function order(cumulativeQuantity: string, more: Partial<PrivateOrders> = {}): DecodedPush {
  const value = {
    ...{ id: 'o1', clientId: '', price: '1', quantity: '10', amount: '10', avgPrice: '1', orderType: 1, tradeType: 1 },
    ...{ isMaker: false, remainAmount: '0', remainQuantity: '0', cumulativeQuantity, cumulativeAmount: '0', status: 3 },
    ...{ createTime: 1, ...more },
  }
  return { channel: 'x', body: { kind: 'privateOrders', value }, unknown: [] }
}

function deal(quantity: string, tradeId: string): DecodedPush {
  const value = {
    ...{ price: '1', quantity, amount: '1', tradeType: 1, isMaker: false, isSelfTrade: false, tradeId },
    ...{ clientOrderId: '', orderId: 'o1', feeAmount: '0', feeCurrency: 'MX', time: 1 },
  }
  return { channel: 'x', body: { kind: 'privateDeals', value }, unknown: [] }
}

async function hear(...pushes: readonly DecodedPush[]): Promise<void> {
  for (const push of pushes) checks.note(push)
  await time.advance(2_000)
}

describe('balances', () => {
  it('report nothing while each follows the one before', async () => {
    await hear(balance(90, -10), balance(85.5, -4.5), balance(100, 14.5, { balanceAmount: '100.00' }), balance(0, -100))
    expect(missed).toEqual([])
    expect(time.waiting).toBe(0)
  })

  it('say which asset lacks a push, once', async () => {
    await hear(balance(90, -10), balance(70, -10), balance(60, -10))
    expect(missed).toEqual([{ asset: 'USDT' }])
    await hear(balance(50, -10))
    expect(missed).toHaveLength(1)
  })

  it('detect a loss in locked amounts too', async () => {
    await hear(balance(90, -10, { frozenAmount: '10', frozenAmountChange: '10' }), balance(90, 0))
    expect(missed).toEqual([{ asset: 'USDT' }])
  })

  it('do not report a repeat as a loss', async () => {
    await hear(balance(90, -10), balance(80, -10), balance(90, -10), balance(80, -10), balance(70, -10))
    expect(missed).toEqual([])
  })

  it('wait a bounded time for an overtaken one', async () => {
    checks.note(balance(90, -10))
    checks.note(balance(70, -10))
    await time.advance(200)
    checks.note(balance(80, -10))
    await time.advance(1_000)
    expect(missed).toEqual([])
    checks.note(balance(50, -10))
    await time.advance(249)
    expect(missed).toEqual([])
    await time.advance(2)
    expect(missed).toEqual([{ asset: 'USDT' }])
  })

  it('start again after a known gap', async () => {
    await hear(balance(90, -10))
    checks.restart()
    await hear(balance(10, -1))
    expect(missed).toEqual([])
  })

  it('find a loss inside a history in any order of the rest, unless the rest is a complete chain, and nothing without one', async () => {
    const history = fc.array(
      fc.integer({ min: -50, max: 50 }).filter((change) => change !== 0),
      { minLength: 4, maxLength: 12 },
    )
    // Without the first −41, the rest chains as −1, −41, +41: no one can see from these pushes that one is missing.
    const unseen: [number[], number, boolean] = [[-1, -41, 41, -41], 0, true]
    let losses = 0
    let found = 0
    await fc.assert(
      fc.asyncProperty(history, fc.nat(), fc.boolean(), async (changes, at, loses) => {
        time = new VirtualTime()
        const reports: MissedPush[] = []
        const watch = new PushChecks(time, (what) => reports.push(what))
        let free = 1_000_000
        const steps = changes.map((change) => ({ change, free: (free += change) }))
        const middle = 1 + (at % (steps.length - 2))
        const heard = loses ? steps.filter((_, index) => index !== middle) : swapped(steps, middle)
        for (const step of heard) watch.note(balance(step.free, step.change, { time: steps.indexOf(step) }))
        await time.advance(300)
        if (!loses) expect(reports).toEqual([])
        else if (reports.length === 0) expect(isChain(heard[0]?.free, heard.slice(1))).toBe(true)
        losses += Number(loses)
        found += Number(loses && reports.length > 0)
      }),
      { numRuns: 200, examples: [unseen] },
    )
    expect(found / losses).toBeGreaterThan(0.9)
  })

  it('report invalid numbers without throwing', async () => {
    await hear(balance(90, -10), balance(1, 1, { balanceAmount: 'NaN' }), balance(90, 0))
    expect(missed).toContainEqual({ asset: 'USDT' })
  })
})

describe('deals', () => {
  it('add up to what the order has executed, in whatever order the two arrive', async () => {
    await hear(order('0', { status: 1 }), deal('4', 't1'), order('4', { lastDealQuantity: '4' }))
    await hear(order('10', { lastDealQuantity: '6', status: 2 }), deal('6.0', 't2'), deal('6', 't2'))
    expect([missed, time.waiting]).toEqual([[], 0])
  })

  it('are missed when the order has executed more', async () => {
    await hear(order('0', { status: 1 }), order('4', { lastDealQuantity: '4' }))
    expect(missed).toEqual([{ orderId: 'o1' }])
    await hear(order('10', { lastDealQuantity: '6', status: 2 }), deal('6', 't2'))
    expect(missed).toHaveLength(1)
  })

  it('show that the order’s own push is missing', async () => {
    await hear(order('4', { lastDealQuantity: '4' }), deal('4', 't1'), deal('6', 't2'))
    expect(missed).toEqual([{ orderId: 'o1' }])
  })

  it('are not judged for an order that began before', async () => {
    await hear(order('6', { lastDealQuantity: '2' }), deal('4', 't9'))
    await hear(order('6', { id: 'o2', lastDealQuantity: '6', status: 5 }))
    expect(missed).toEqual([])
  })
})

function swapped<T>(list: readonly T[], at: number): readonly T[] {
  const copy = [...list]
  const [taken] = copy.splice(at, 1)
  return taken === undefined ? copy : [...copy.slice(0, at + 1), taken, ...copy.slice(at + 1)]
}

/** Says whether the changes, in some order, lead from a balance through every one of them. */
function isChain(from: number | undefined, steps: readonly { change: number; free: number }[]): boolean {
  if (steps.length === 0) return true
  return steps.some(
    (step) =>
      step.free - step.change === from &&
      isChain(
        step.free,
        steps.filter((other) => other !== step),
      ),
  )
}

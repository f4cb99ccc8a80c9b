import { VirtualTime } from '@spotdeck/ports/virtual'
import fc from 'fast-check'
import { allOrders, myTrades } from '@spotdeck/wire'
import { beforeEach, describe, expect, it } from 'vitest'
import { RateLimitError } from '../errors/mexc-error.ts'
import { createLimiter, type LimitedCall, type Limiter } from './limiter.ts'
import { type Charge, chargesOf, safestLimits, sandboxLimits } from './limits.ts'
import type { Priority } from './priority.ts'

const total = (weight = 1): Charge => ({ window: 'total', rule: safestLimits.total, weight })
const ip = (weight: number): Charge => ({ window: 'ip', rule: safestLimits.ipWeight, weight })
const pair = (weight = 1): Charge => ({ window: 'pair', rule: { capacity: 2, perMs: 1_000 }, weight })

let time: VirtualTime
let limiter: Limiter
let left: { name: string; at: number }[]
let refused: { name: string; code: string }[]
beforeEach(() => {
  time = new VirtualTime(0)
  limiter = createLimiter({ clock: time, timers: time })
  left = []
  refused = []
})

function ask(name: string, priority: Priority, charges: readonly Charge[], more: Partial<LimitedCall> = {}): void {
  limiter.acquire({ endpoint: name, charges, priority, maxWaitMs: 60_000, ...more }).then(
    () => void left.push({ name, at: time.now() }),
    (error: { code: string }) => void refused.push({ name, code: error.code }),
  )
}
const names = (): string[] => left.map((call) => call.name)

describe('the queue before the network', () => {
  it('is held up by the budget of an endpoint alone where nobody else uses the exchange', async () => {
    for (let call = 0; call < 60; call++) {
      ask(allOrders.name, 'background', chargesOf(allOrders, 'a', sandboxLimits))
      ask(myTrades.name, 'background', chargesOf(myTrades, 'a', sandboxLimits))
    }
    await time.advance(9_000)
    expect(names().filter((name) => name === myTrades.name)).toHaveLength(50)
    expect(names()).toHaveLength(100)
    await time.advance(2_000)
    expect(names()).toHaveLength(120)
  })

  it('never sends more than the capacity in any window, for any arrivals', async () => {
    const arrivals = fc.array(
      fc.record({
        at: fc.nat(5_000),
        priority: fc.constantFrom<Priority>('cancel', 'order', 'urgent', 'read', 'background'),
        weight: fc.integer({ min: 1, max: 25 }),
      }),
      { maxLength: 120 },
    )
    await fc.assert(
      fc.asyncProperty(arrivals, async (calls) => {
        const line = new VirtualTime(0)
        const queue = createLimiter({ clock: line, timers: line })
        const ip: Charge = { window: 'ip', rule: { capacity: 60, perMs: 2_000 }, weight: 0 }
        const gone: { at: number; weight: number }[] = []
        for (const { at, priority, weight } of calls) {
          line.after(at, () => {
            const charges = [total(), { ...ip, weight }]
            void queue
              .acquire({ endpoint: 'x', charges, priority, maxWaitMs: 1_000_000 })
              .then(() => gone.push({ at: line.now(), weight }))
          })
        }
        await line.advance(200_000)
        expect(gone).toHaveLength(calls.length)
        expect(line.waiting).toBe(0)
        for (const { at } of gone) {
          const withDeadline = (ms: number): { at: number; weight: number }[] =>
            gone.filter((g) => g.at >= at && g.at < at + ms)
          expect(withDeadline(1_000).length).toBeLessThanOrEqual(20)
          expect(withDeadline(2_000).reduce((sum, call) => sum + call.weight, 0)).toBeLessThanOrEqual(60)
        }
      }),
      { numRuns: 30 },
    )
  })

  it('sends cancels before orders before reads, each kind in order', async () => {
    ask('first', 'read', [pair(2)])
    for (const name of ['read 1', 'read 2']) ask(name, 'read', [pair()])
    ask('order', 'order', [pair()])
    ask('cancel', 'cancel', [pair()])
    await time.advance(5_000)
    expect(names()).toEqual(['first', 'cancel', 'order', 'read 1', 'read 2'])
  })

  it('lets a call pass one that waits for a window it does not need', async () => {
    ask('a', 'read', [total(), pair(2)])
    ask('blocked', 'read', [total(), pair()])
    ask('free', 'read', [total()])
    await time.advance(0)
    expect(names()).toEqual(['a', 'free'])
  })

  it('does not starve a heavy call', async () => {
    const heavy = { window: 'ip', rule: { capacity: 10, perMs: 1_000 }, weight: 10 }
    ask('light 0', 'read', [{ ...heavy, weight: 1 }])
    ask('heavy', 'read', [heavy])
    for (let i = 1; i <= 9; i++) ask(`light ${i}`, 'read', [{ ...heavy, weight: 1 }])
    await time.advance(10_000)
    expect(names().slice(0, 2)).toEqual(['light 0', 'heavy'])
  })

  it('keeps room for a cancel while a thousand reads are waiting', async () => {
    for (let i = 0; i < 100; i++) ask(`read ${i}`, 'read', [total()])
    await time.advance(100)
    expect(left.length).toBe(14)
    ask('order', 'order', [total()])
    ask('cancel', 'cancel', [total()])
    await time.advance(0)
    expect(names().slice(14)).toEqual(['order', 'cancel'])
  })

  it('sends a read at once while background reads have used their share', async () => {
    for (let i = 0; i < 60; i++) ask(`history ${i}`, 'background', [ip(10)])
    await time.advance(500)
    expect(names()).toHaveLength(18)
    for (let i = 0; i < 4; i++) ask(`read ${i}`, 'read', [ip(10)])
    await time.advance(0)
    expect(names().slice(18)).toEqual(Array.from({ length: 4 }, (_, i) => `read ${i}`))
  })

  it('sends urgent reads at once while reads have used their share, and still has room for orders', async () => {
    for (let i = 0; i < 60; i++) ask(`read ${i}`, 'read', [ip(10)])
    await time.advance(500)
    expect(names()).toHaveLength(22)
    for (let i = 0; i < 9; i++) ask(`balances ${i}`, 'urgent', [ip(10)])
    ask('order', 'order', [ip(1)])
    await time.advance(0)
    expect(names().slice(22)).toEqual([...Array.from({ length: 6 }, (_, i) => `balances ${i}`), 'order'])
  })

  it('sends background reads last, and all of them', async () => {
    ask('first', 'read', [pair(2)])
    ask('history 1', 'background', [pair()])
    for (const name of ['read 1', 'read 2', 'read 3']) ask(name, 'read', [pair()])
    ask('history 2', 'background', [pair()])
    await time.advance(5_000)
    expect(names()).toEqual(['first', 'read 1', 'read 2', 'read 3', 'history 1', 'history 2'])
  })

  it('rejects a call when too many of its kind wait', async () => {
    ask('go', 'read', [pair(2)])
    for (let i = 0; i < 501; i++) ask(`read ${i}`, 'read', [pair()])
    ask('cancel', 'cancel', [total()])
    await time.advance(0)
    expect(refused).toEqual([{ name: 'read 500', code: 'QUEUE_FULL' }])
    expect(names()).toContain('cancel')
    expect(limiter.waiting).toBe(500)
  })

  it('gives up at its deadline, and when its caller aborts', async () => {
    ask('go', 'read', [pair(2)])
    ask('impatient', 'read', [pair()], { maxWaitMs: 500 })
    const caller = new AbortController()
    ask('aborted', 'read', [pair()], { signal: caller.signal })
    ask('patient', 'read', [pair()])
    await time.advance(500)
    caller.abort()
    ask('late', 'read', [pair()], { signal: caller.signal })
    await time.advance(5_000)
    expect(refused).toEqual([
      { name: 'impatient', code: 'QUEUE_TIMEOUT' },
      { name: 'aborted', code: 'ABORTED' },
      { name: 'late', code: 'ABORTED' },
    ])
    expect(names()).toEqual(['go', 'patient'])
    expect(time.waiting).toBe(0)
  })
})

describe('accounts that share one address', () => {
  const ip = (weight: number): Charge => ({ window: 'ip', rule: { capacity: 100, perMs: 10_000 }, weight })
  const askFor = (account: string, name: string, priority: Priority, weight: number): void =>
    ask(`${account} ${name}`, priority, [ip(weight)], { account })
  const accountsLeft = (): string =>
    names()
      .map((name) => name.split(' ')[0])
      .join('')

  it('are read one after the other: the first is whole while the last still waits', async () => {
    ask('busy', 'read', [ip(100)])
    for (const name of ['balances', 'open orders', 'balances again'])
      for (const account of ['a', 'b', 'c']) askFor(account, name, 'read', 10)
    await time.advance(20_200)
    expect(accountsLeft()).toBe('busyaaabbbccc')
  })

  it('keep their place for what they ask between two answers', async () => {
    ask('busy', 'read', [ip(100)])
    for (const account of ['a', 'b']) askFor(account, 'first', 'read', 50)
    await time.advance(10_100)
    ask('more', 'read', [ip(1)], { account: 'c' })
    askFor('a', 'second', 'read', 5)
    await time.advance(10_100)
    expect(names().slice(3)).toEqual(['a second', 'more'])
  })

  it('lose it when they have used a share: one that reads without end holds nobody up', async () => {
    ask('busy', 'read', [ip(100)])
    for (let n = 0; n < 8; n++) askFor('a', `poll ${n}`, 'read', 20)
    askFor('b', 'balances', 'read', 20)
    await time.advance(10_100)
    expect(accountsLeft()).toBe('busyaaaba')
  })

  it('share what is left for backfills, symbol by symbol', async () => {
    ask('busy', 'read', [ip(100)])
    for (const account of ['a', 'b', 'c']) for (let n = 0; n < 2; n++) askFor(account, `${n}`, 'background', 20)
    await time.advance(20_200)
    expect(accountsLeft()).toBe('busyabcabc')
  })

  it('send an order before the reads of all others', async () => {
    ask('busy', 'read', [ip(100)])
    for (const account of ['a', 'b', 'c']) for (let n = 0; n < 3; n++) askFor(account, `${n}`, 'read', 10)
    for (let n = 0; n < 3; n++) askFor('d', `${n}`, 'background', 10)
    askFor('d', 'order', 'order', 1)
    await time.advance(20_200)
    expect(accountsLeft()).toBe('busydaaabbbcccddd')
  })
})

describe('a suspended machine', () => {
  it('rejects calls that became too old, by the clock, whatever its timers do', async () => {
    let sleptMs = 0
    limiter = createLimiter({ clock: { now: () => time.now() + sleptMs }, timers: time })
    ask('go', 'order', [pair(2)])
    ask('stale', 'order', [pair()], { maxWaitMs: 5_000 })
    await time.advance(500)
    sleptMs = 3_600_000
    await time.advance(5_000)
    expect([names(), refused]).toEqual([['go'], [{ name: 'stale', code: 'QUEUE_TIMEOUT' }]])
    expect(time.waiting).toBe(0)
  })
})

describe('a pause that MEXC asked for', () => {
  it('holds everything back until it is over', async () => {
    limiter.pause(3_000)
    ask('read', 'read', [total()])
    ask('cancel', 'cancel', [total()])
    await time.advance(2_999)
    expect(left).toEqual([])
    await time.advance(1)
    expect(left).toEqual([
      { name: 'cancel', at: 3_000 },
      { name: 'read', at: 3_000 },
    ])
  })

  it('rejects a caller with a shorter deadline at once, with the time to wait', async () => {
    ask('go', 'read', [pair(2)])
    ask('waiting', 'read', [pair()], { maxWaitMs: 5_000 })
    limiter.pause(120_000)
    const late = limiter.acquire({ endpoint: 'order', charges: [total()], priority: 'order', maxWaitMs: 5_000 })
    const error = await late.catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(RateLimitError)
    expect(error).toMatchObject({ code: 'RATE_LIMITED', retryAfterMs: 120_000 })
    await time.advance(0)
    expect(refused).toEqual([{ name: 'waiting', code: 'RATE_LIMITED' }])
  })

  it('of one window holds back what is charged to it, and nothing else', async () => {
    const own: Charge = { window: 'uid a', rule: safestLimits.uidWeight, weight: 1 }
    limiter.pause(3_000, 'uid a')
    ask('order of a', 'order', [total(), own])
    ask('read of a', 'read', [total()])
    ask('order of b', 'order', [total(), { ...own, window: 'uid b' }])
    await time.advance(0)
    expect(names()).toEqual(['read of a', 'order of b'])
    await time.advance(3_000)
    expect(names().at(-1)).toBe('order of a')
  })
})

import { decimal } from '@spotdeck/exact'
import type { PrivateAccount } from '@spotdeck/wire'
import { expect, it } from 'vitest'
import { type Balances, LAG_MS, overdueAt, withPush, withRead } from './view-balances.ts'
import { valued } from './view-rows.ts'

const T = 1_790_300_000_000

/** A push of USDT that leads to `free` by a change of `change`. */
function push(free: number, change: number, time = T): PrivateAccount {
  return {
    ...{ vcoinName: 'USDT', coinId: '', balanceAmount: String(free), balanceAmountChange: String(change) },
    ...{ frozenAmount: '0', frozenAmountChange: '0', type: 'ENTRUST', time },
  }
}

/** A read that shows `free`, asked for and answered at `at`. */
function read(balances: Balances, free: string, { at, proven = true }: { at: number; proven?: boolean }) {
  return withRead(balances, { rows: [valued('USDT', decimal(free), decimal('0'))], t0: at, t1: at, proven })
}

const free = (balances: Balances): string | undefined => balances.get('USDT')?.free
const start = read(new Map(), '100', { at: T - 60_000 }).balances

it('applies pushes that chain, in whatever order they come, and a repeated one once', () => {
  const [first, second] = [push(90, -10, T), push(70, -20, T + 1)]
  expect(free(withPush(withPush(start, first, T), second, T))).toBe('70')
  const swapped = withPush(start, second, T)
  expect([free(swapped), overdueAt(swapped)]).toEqual(['100', T + 250])
  const both = withPush(swapped, first, T + 10)
  expect([free(both), overdueAt(both)]).toEqual(['70', Infinity])
  expect(withPush(withPush(both, first, T + 20), second, T + 20)).toBe(both)
})

it('never takes an earlier balance from a read that lags, and says when the lag is unusual', () => {
  const moved = withPush(start, push(90, -10), T)
  const late = read(moved, '100', { at: T + 500 })
  expect([free(late.balances), late.late, late.doubtful, late.corrected]).toEqual(['90', ['USDT'], [], []])
  const unusual = read(moved, '100', { at: T + 3_000 })
  expect([free(unusual.balances), unusual.doubtful, unusual.corrected]).toEqual(['90', ['USDT'], []])
})

it('doubts since the first read that showed an earlier balance: a lost push may have led back to it', () => {
  const moved = withPush(start, push(90, -10), T)
  const late = read(moved, '100', { at: T + 1_000 })
  const again = read(late.balances, '100', { at: T + 3_000 })
  expect([late.doubtSince, again.doubtful, again.doubtSince]).toEqual([Infinity, ['USDT'], T + 1_000])
  const onward = withPush(late.balances, push(80, -10), T + 2_000)
  expect(read(onward, '100', { at: T + 3_300 }).doubtSince).toBe(T + 3_300)
})

it('takes an earlier balance at once where a waiting push leads back to it', () => {
  const moved = withPush(start, push(90, -10), T)
  const waiting = withPush(moved, push(100, 20), T + 600)
  const taken = read(waiting, '100', { at: T + 900 })
  expect([free(taken.balances), taken.corrected, overdueAt(taken.balances)]).toEqual(['100', ['USDT'], Infinity])
})

it('leaves a push that has waited too long to the reads, which are not merely late while one waits', () => {
  const moved = withPush(start, push(90, -10), T)
  const waiting = withPush(moved, push(85, 5), T + 600)
  expect(read(waiting, '100', { at: T + 900 }).doubtful).toEqual(['USDT'])
  expect(free(withPush(waiting, push(80, -10), T + 800))).toBe('85')
  expect(free(withPush(waiting, push(80, -10), T + 900))).toBe('80')
})

it('takes a balance that no push explains once two reads in a row show it', () => {
  const once = read(start, '55', { at: T })
  expect([free(once.balances), once.doubtful]).toEqual(['100', ['USDT']])
  const twice = read(once.balances, '55', { at: T + 1_000 })
  expect([free(twice.balances), twice.doubtful, twice.corrected]).toEqual(['55', [], ['USDT']])
  const between = read(once.balances, '100', { at: T + 1_000 })
  expect(read(between.balances, '55', { at: T + 2_000 }).doubtful).toEqual(['USDT'])
})

it('takes it at once where nothing is proven yet, and where a waiting push leads to it', () => {
  expect(free(read(start, '55', { at: T, proven: false }).balances)).toBe('55')
  const waiting = withPush(start, push(55, -10), T)
  const taken = read(waiting, '55', { at: T + 300 })
  expect([free(taken.balances), overdueAt(taken.balances)]).toEqual(['55', Infinity])
  expect(free(withPush(taken.balances, push(50, -5), T + 400))).toBe('50')
})

it('knows an asset that the answer lacks to have nothing, once the lag is over', () => {
  const moved = withPush(start, push(0, -100), T)
  const gone = withRead(moved, { rows: [], t0: T + 2 * LAG_MS, t1: T + 2 * LAG_MS, proven: true })
  expect([free(gone.balances), gone.doubtful]).toEqual(['0', []])
})

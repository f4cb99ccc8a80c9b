import type { DecodedPush } from '@spotdeck/wire'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { OverlapFilter } from './overlap-filter.ts'

function account(asset: string, sendTime: number): DecodedPush {
  const value = {
    vcoinName: asset,
    coinId: '',
    balanceAmount: '1',
    balanceAmountChange: '1',
    frozenAmount: '0',
    frozenAmountChange: '0',
    type: 'ENTRUST',
    time: 5,
  }
  return { channel: 'spot@private.account.v3.api.pb', sendTime, body: { kind: 'privateAccount', value }, unknown: [] }
}

it('drops a push that the other socket delivered, even if it was sent at another time', () => {
  const overlap = new OverlapFilter()
  expect(overlap.repeats(1, account('MX', 100))).toBe(false)
  expect(overlap.repeats(2, account('MX', 103))).toBe(true)
  expect(overlap.repeats(2, account('USDT', 103))).toBe(false)
  expect(overlap.repeats(1, account('USDT', 100))).toBe(true)
})

it('never drops a second equal push of the same socket', () => {
  const overlap = new OverlapFilter()
  expect([1, 1, 1].map((socket) => overlap.repeats(socket, account('MX', 1)))).toEqual([false, false, false])
  expect([2, 2, 2, 2].map((socket) => overlap.repeats(socket, account('MX', 1)))).toEqual([true, true, true, false])
})

it('never drops what it does not know', () => {
  const unknown: DecodedPush = { channel: 'spot@private.new', body: { kind: 'unknown' }, unknown: [] }
  const overlap = new OverlapFilter()
  expect([1, 2].map((socket) => overlap.repeats(socket, unknown))).toEqual([false, false])
})

it('delivers each push once for any interleaving of two complete streams', () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom('MX', 'USDT', 'BTC'), { maxLength: 30 }),
      fc.infiniteStream(fc.boolean()),
      (assets, coin) => {
        const overlap = new OverlapFilter()
        const queues: [number, string[]][] = [
          [1, [...assets]],
          [2, [...assets]],
        ]
        const told: string[] = []
        while (queues.some(([, queue]) => queue.length > 0)) {
          const [socket, queue] = queues[coin.next().value === true ? 0 : 1] ?? [0, []]
          const asset = queue.shift()
          if (asset !== undefined && !overlap.repeats(socket, account(asset, 0))) told.push(asset)
        }
        expect(told.sort()).toEqual([...assets].sort())
      },
    ),
  )
})

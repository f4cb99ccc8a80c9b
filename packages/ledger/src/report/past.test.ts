import { decimal } from '@spotdeck/exact'
import { expect, it } from 'vitest'
import type { CostEntry } from './cost-book.ts'
import { holdingsAt } from './past.ts'

const deposit = (time: number, change: string): CostEntry => ({
  kind: 'flow',
  flow: { id: `${time}`, asset: 'MX', change: decimal(change), time },
})

async function walk(entries: readonly CostEntry[], held: string, times: readonly number[]) {
  let turns = 0
  const turn = () => {
    turns += 1
    return Promise.resolve()
  }
  const found: string[] = []
  for await (const { time, totals, known } of holdingsAt(new Map([['MX', decimal(held)]]), { entries, times }, turn))
    found.push(`${time} ${totals.get('MX')} ${known ? 'known' : 'unknown'}`)
  return { found, turns }
}

it('returns the balances before each deposit, in any order of reports', async () => {
  const entries = [deposit(20, '5'), deposit(10, '1'), deposit(30, '7')]
  const { found } = await walk(entries, '13', [10, 30, 21, 11])
  expect(found).toEqual(['30 6 known', '21 6 known', '11 1 known', '10 0 known'])
})

it('is unknown before the time at which a balance would be negative', async () => {
  const { found } = await walk([deposit(10, '-3'), deposit(20, '5')], '4', [30, 20, 10])
  expect(found).toEqual(['30 4 known', '20 -1 unknown', '10 2 unknown'])
})

it('lets other work run in a long history, also where it lies within one hour', async () => {
  const { turns } = await walk(
    Array.from({ length: 1_000 }, (_, n) => deposit(n, '1')),
    '1000',
    [0],
  )
  expect(turns).toBe(5)
})

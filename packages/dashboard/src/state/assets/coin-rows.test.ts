import { type PnlReport } from '@spotdeck/api'
import { decimal, fromScaled, sum } from '@spotdeck/exact'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { coinTable } from './coin-rows.ts'

const usdt = (text: string) => decimal<'USDT'>(text)
const AMOUNTS = fc
  .bigInt({ min: -1_000_000_000_000n, max: 1_000_000_000_000n })
  .map((units) => fromScaled<'USDT'>(units, 8))

test('every row and every column adds up in what is shown, to the last digit', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(AMOUNTS, AMOUNTS), { maxLength: 12 }), AMOUNTS, (coins, unassigned) => {
      const assets = coins.map(([realized, unrealized], i) => ({
        asset: `C${i}`,
        count: 1,
        realized,
        realizedByFlows: '0',
        fees: '0',
        unrealized,
        total: sum([realized, unrealized]),
      }))
      const realized = sum(coins.map(([own]) => own))
      const unrealized = sum([...coins.map(([, own]) => own), unassigned])
      const figures = { realized, unrealized, total: sum([realized, unrealized]), fees: '0' }
      const report = { ...figures, assets, unassigned } satisfies Partial<PnlReport>
      const { rows, total } = coinTable(report as unknown as PnlReport)
      for (const column of ['realised', 'unrealised', 'total'] as const)
        expect(sum(rows.map(({ shown }) => usdt(shown[column])))).toBe(total.shown[column])
      for (const { shown } of [...rows, total])
        expect(sum([usdt(shown.realised), usdt(shown.unrealised)])).toBe(shown.total)
      for (const { shown, ...row } of rows)
        expect(Math.abs(Number(shown.total) - Number(row.total))).toBeLessThanOrEqual(0.01)
    }),
  )
})

/** Dust: what can be turned into MX, turning it, and what was turned. */

import { type AssetAmount, sum } from '@spotdeck/exact'
import { ACCOUNT_LIMITS, type DustConversion, convertDust, convertibleAssets, dustConversions } from '@spotdeck/wire'
import { dustOf } from '../../venue/wallet/dust.ts'
import { refusals } from '../../venue/contract/refusals.ts'
import type { WalletRow } from '../../venue/wallet/wallet-row.ts'
import { fail, ok } from '../call/reply.ts'
import type { RouteServices } from '../call/route-services.ts'
import { type Route, listOf, signed, text } from '../call/route.ts'
import { HALF_YEAR_MS, paged, windowOf, within } from '../call/rows.ts'

/** MEXC: the code of a convertible asset is not documented; this one is used next to undocumented ones. */
const NOT_DUST = { code: '30021', message: 'not convertible' }

/** Routes for small balances that can be converted into MX. */
export function dustRoutes(world: RouteServices): readonly Route[] {
  const { exchange, wallet } = world
  return [
    signed(convertibleAssets, (call) =>
      ok(
        dustOf(exchange, call.account).map(({ asset, balance, mx, usdt }) => ({
          convertMx: mx,
          convertUsdt: usdt,
          balance,
          asset,
          code: '0',
          message: '',
        })),
      ),
    ),
    signed(convertDust, (call) => {
      const assets = [...new Set(listOf(text(call, 'asset')))]
      if (assets.length === 0 || assets.length > ACCOUNT_LIMITS.dustAssets) return fail(refusals.badParameter)
      const rows = wallet.convertDust(call.account, assets, call.now)
      const done = new Set(rows.map((row) => row.asset))
      return ok({
        successList: [...done],
        failedList: assets.filter((asset) => !done.has(asset)).map((asset) => ({ asset, ...NOT_DUST })),
        totalConvert: totalOf(rows),
        convertFee: sum(rows.map((row) => row.fee)),
      })
    }),
    signed(dustConversions, (call) => {
      const window = windowOf(call, { byDefaultMs: HALF_YEAR_MS })
      const rows = wallet.rows(call.account, 'dust').filter((row) => within(window, row.time))
      return ok(paged(call, batchesOf(rows), { size: 1, most: 1_000 }))
    }),
  ]
}

function batchesOf(rows: readonly WalletRow[]): readonly DustConversion[] {
  const batches = new Map<string, WalletRow[]>()
  for (const row of rows) batches.set(row.batch ?? row.id, [...(batches.get(row.batch ?? row.id) ?? []), row])
  return [...batches.values()].map((batch) => ({
    totalConvert: totalOf(batch),
    totalFee: sum(batch.map((row) => row.fee)),
    convertTime: batch[0]?.time ?? 0,
    convertDetails: batch.map((row) => ({
      id: row.id,
      convert: row.mx ?? '0',
      fee: row.fee,
      amount: row.amount,
      time: row.time,
      asset: row.asset,
    })),
  }))
}

function totalOf(rows: readonly WalletRow[]): AssetAmount {
  return sum(rows.flatMap((row) => (row.mx === undefined ? [] : [row.mx])))
}

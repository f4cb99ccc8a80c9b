/** The sandbox exchange's truth compared with the ledger. */

import type { AssetData } from '@spotdeck/api'
import type { SandboxAccount, SandboxTruth } from '../../live/sandbox-api.ts'

/** One asset on both sides; exact text. */
export type BothSides = {
  readonly asset: string
  readonly exchange: { readonly free: string; readonly locked: string }
  readonly ledger: { readonly free: string; readonly locked: string }
  readonly isSame: boolean
}

const NONE = { free: '0', locked: '0' } as const

/** Every asset that either side has, those that differ first, then by name. */
export function compareTruth(truth: SandboxTruth, assets: readonly AssetData[]): readonly BothSides[] {
  const ledger = new Map(assets.map((asset) => [asset.asset, asset]))
  const names = new Set([...Object.keys(truth.balances), ...ledger.keys()])
  return [...names]
    .map((asset) => {
      const [theirs, ours] = [truth.balances[asset] ?? NONE, ledger.get(asset) ?? NONE]
      const exchange = { free: theirs.free, locked: theirs.locked }
      const isSame = exchange.free === ours.free && exchange.locked === ours.locked
      return { asset, exchange, ledger: { free: ours.free, locked: ours.locked }, isSame }
    })
    .filter(({ exchange, ledger: ours }) => [exchange, ours].some((side) => side.free !== '0' || side.locked !== '0'))
    .sort((a, b) => Number(a.isSame) - Number(b.isSame) || (a.asset < b.asset ? -1 : 1))
}

/**
 * The sandbox account that the ledger follows: the one whose balances are nearest to the ledger's. The ledger does not reveal
 * its key.
 */
export function followedAccount(
  accounts: readonly SandboxAccount[],
  assets: readonly AssetData[],
): SandboxAccount | undefined {
  const score = ({ balances }: SandboxAccount) =>
    assets.filter(({ asset, free, locked, total }) => {
      const theirs = balances[asset]
      return total !== '0' && theirs?.free === free && theirs.locked === locked
    }).length
  const scored = accounts.map((account) => ({ account, score: score(account) }))
  return scored.reduce<(typeof scored)[number] | undefined>(
    (best, one) => (best === undefined || one.score > best.score ? one : best),
    undefined,
  )?.account
}

/** Orders that can still fill, as the exchange counts them. */
export function openOrdersOf(truth: SandboxTruth): number {
  return truth.orders.filter(({ status }) => status === 'NEW' || status === 'PARTIALLY_FILLED').length
}

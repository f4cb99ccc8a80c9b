/** Views: how each audience sees each account, and which names the configuration hides from it. */

import type { Audience, Market, MaskId, View } from '@spotdeck/api'
import { type Clock, MINUTE_MS } from '@spotdeck/ports'

/**
 * Names hidden from one audience, in addition to the table. A hidden asset also hides every symbol that contains it.
 */
export type Limits = {
  readonly withoutAssets?: readonly string[] | undefined
  readonly withoutSymbols?: readonly string[] | undefined
}
/** The owner sees all. */
export type AudienceLimits = { readonly viewer?: Limits | undefined; readonly public?: Limits | undefined }

/** Views of every audience. */
export interface Views {
  of(account: string, audience: Audience): View
  /** Returns whether any name is hidden: sums are then omitted, since they would include it. */
  isLimited(audience: Audience): boolean
}

/** Parts of the views. */
export type ViewsOptions = {
  readonly maskIdOf: (account: string) => MaskId
  readonly limits?: AudienceLimits | undefined
  readonly markets: () => readonly Market[]
  readonly clock: Clock
}

type LeavesOut = NonNullable<View['leavesOut']>

/** Interval before the list of markets is read again for an unknown symbol, in ms. */
const READ_AGAIN_MS = MINUTE_MS

/** Creates the views. */
export function createViews({ maskIdOf, limits = {}, markets, clock }: ViewsOptions): Views {
  const partsOf = symbolParts(markets, clock)
  const leavers = new Map<Audience, LeavesOut>()
  for (const audience of ['viewer', 'public'] as const) {
    const { withoutAssets = [], withoutSymbols = [] } = limits[audience] ?? {}
    if (withoutAssets.length + withoutSymbols.length === 0) continue
    const assets = new Set(withoutAssets)
    const symbols = new Set(withoutSymbols)
    leavers.set(audience, (kind, name) => {
      if (kind === 'asset') return assets.has(name)
      return symbols.has(name) || (assets.size > 0 && partsOf(name, withoutAssets).some((part) => assets.has(part)))
    })
  }
  return {
    of(account, audience) {
      const leavesOut = leavers.get(audience)
      return { audience, maskId: maskIdOf(account), leavesOut }
    },
    isLimited: (audience) => leavers.has(audience),
  }
}

/** The assets of a symbol; of one that no list has, those among `wanted` that its name begins or ends with. */
function symbolParts(markets: () => readonly Market[], clock: Clock) {
  let known = new Map<string, readonly string[]>()
  let readAt = Number.NEGATIVE_INFINITY
  return (symbol: string, wanted: readonly string[]): readonly string[] => {
    if (!known.has(symbol) && clock.now() - readAt >= READ_AGAIN_MS) {
      readAt = clock.now()
      known = new Map(markets().map((market) => [market.symbol, [market.baseAsset, market.quoteAsset]]))
    }
    return known.get(symbol) ?? wanted.filter((asset) => symbol.startsWith(asset) || symbol.endsWith(asset))
  }
}

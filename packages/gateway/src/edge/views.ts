/** Whose eyes there are: what each audience sees of each account, and what the configuration leaves out for it. */

import type { Audience, Market, MaskId, View } from '@spotdeck/api'
import type { Clock } from '@spotdeck/ports'

/** What one audience is not shown, on top of the table. An asset takes with it every symbol that it is a part of. */
export type Limits = { readonly withoutAssets?: readonly string[]; readonly withoutSymbols?: readonly string[] }
/** The owner sees all. */
export type AudienceLimits = { readonly viewer?: Limits; readonly public?: Limits }

export interface Views {
  of(account: string, audience: Audience): View
  /** Whether anything is left out: then sums are not told, since they would count what is not shown. */
  isLimited(audience: Audience): boolean
}

export type ViewsOptions = {
  readonly maskIdOf: (account: string) => MaskId
  readonly limits?: AudienceLimits
  readonly markets: () => readonly Market[]
  readonly clock: Clock
}

type LeavesOut = NonNullable<View['leavesOut']>

/** How often the list of markets is read again for a symbol that it did not have. */
const READ_AGAIN_MS = 60_000

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
      return { audience, maskId: maskIdOf(account), ...(leavesOut === undefined ? {} : { leavesOut }) }
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

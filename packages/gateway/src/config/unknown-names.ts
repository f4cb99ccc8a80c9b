/** Finds names that the configuration hides from an audience and that no market has: most often a misspelling that hides nothing. */

import type { Log, Timer, Timers } from '@spotdeck/ports'
import type { AudienceLimits } from '@spotdeck/edge/config'
import type { ListedPair } from '@spotdeck/follow'

/** A hidden name without a market, and the configuration key that contains it. */
export type UnknownName = { readonly key: string; readonly name: string }

/** Names of `audiences` that are no symbol or no asset of `markets`, in the order of the configuration. */
export function unknownNames(audiences: AudienceLimits, markets: readonly ListedPair[]): readonly UnknownName[] {
  const symbols = new Set(markets.map(({ symbol }) => symbol))
  const assets = new Set(markets.flatMap(({ baseAsset, quoteAsset }) => [baseAsset, quoteAsset]))
  return (['viewer', 'public'] as const).flatMap((audience) => {
    const { withoutAssets = [], withoutSymbols = [] } = audiences[audience] ?? {}
    const unknown = (list: string, names: readonly string[], known: ReadonlySet<string>): readonly UnknownName[] =>
      names.filter((name) => !known.has(name)).map((name) => ({ key: `audiences.${audience}.${list}`, name }))
    return [...unknown('withoutAssets', withoutAssets, assets), ...unknown('withoutSymbols', withoutSymbols, symbols)]
  })
}

/** Parts of the warning. */
export type UnknownNamesOptions = {
  readonly audiences: AudienceLimits
  readonly markets: () => readonly ListedPair[]
  readonly timers: Timers
  readonly log: Pick<Log, 'warn'>
}

/** Interval between looks at a list of markets that is still empty, in ms. */
const RETRY_MS = 10_000

/** Logs each unknown name once, as soon as the markets are known. Returns the function that ends this. */
export function warnOfUnknownNames({ audiences, markets, timers, log }: UnknownNamesOptions): () => void {
  let timer: Timer | undefined
  const look = (): void => {
    const listed = markets()
    if (listed.length === 0) {
      timer = timers.after(RETRY_MS, look)
      return
    }
    for (const found of unknownNames(audiences, listed))
      log.warn({ event: 'hidden-name-unknown', ...found }, 'hidden name has no market')
  }
  look()
  return () => timer?.cancel()
}

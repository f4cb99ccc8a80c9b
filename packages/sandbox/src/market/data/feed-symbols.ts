/** Symbols of a sandbox: those of its feed, or of its venue, as far as they are named. */

import { SandboxStartError } from '../../start-error.ts'
import type { VenueDefinition } from '../../venue/listing/definition.ts'
import { type SandboxSymbol, symbolsNamed } from '../../venue/listing/symbols.ts'
import type { MarketFeed } from './feed.ts'

/** A feed and names of symbols; absent: none, and all. */
type Wanted = { readonly feed?: MarketFeed | undefined; readonly symbols?: readonly string[] | undefined }

/** The venue with the symbols of a feed in place of its own; its coins, fees and accounts stay. */
export function fedVenue(venue: VenueDefinition, feed: MarketFeed | undefined): VenueDefinition {
  return feed === undefined ? venue : { ...venue, symbols: feed.symbols }
}

/** @throws {SandboxStartError} `SANDBOX_UNKNOWN_SYMBOL` for a name that neither the feed nor the venue has */
export function symbolsOf(
  { feed, symbols: names }: Wanted,
  venue: Pick<VenueDefinition, 'symbols'>,
): readonly SandboxSymbol[] {
  if (feed === undefined) return symbolsNamed(names, venue.symbols)
  const known = feed.symbols.map(({ rules }) => rules.symbol)
  const strange = names?.find((name) => !known.includes(name))
  if (strange !== undefined)
    throw new SandboxStartError(
      'SANDBOX_UNKNOWN_SYMBOL',
      `${feed.source} has no symbol ${strange}: choose from ${known.join(', ')}.`,
    )
  return names === undefined ? feed.symbols : feed.symbols.filter(({ rules }) => names.includes(rules.symbol))
}

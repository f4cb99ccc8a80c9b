/** The exchange that is at work now: a restored snapshot, a reset or another venue puts another one in its place. */

import type { VenueControl, VenueRefusal } from './control/call/venue-control.ts'
import { type CoreOptions, type ExchangeInstance, openExchangeInstance } from './exchange-instance.ts'
import { Reactions } from './scenario/reactions.ts'
import type { Stores } from './store/data-dir.ts'
import { NOTHING_STORED, type StoredVenue } from './store/store.ts'
import { misfitIn, storedVenueOf, withVenue } from './venue-change.ts'
import { fedVenue } from './market/data/feed-symbols.ts'
import { VenueError } from './venue-file/error.ts'
import { resolveVenue } from './venue-file/resolve.ts'
import type { VenueDefinition } from './venue/listing/definition.ts'
import type { OrderRecord } from './venue/contract/exchange.ts'

/** The exchange that is at work now, and the way to put another one in its place. */
export type CurrentExchange = {
  readonly core: ExchangeInstance
  readonly reactions: Reactions
  readonly venue: VenueControl
  /**
   * Opens the exchange of a snapshot; ids and versions go on from those of the one before. `newMarket`: without its past.
   */
  put(all: StoredVenue, newMarket?: boolean): void
}

/** Opens the exchange of a store's content. */
export function openCurrentExchange(
  given: Omit<CoreOptions, 'holdsBack' | 'definition'>,
  stored: StoredVenue,
): CurrentExchange {
  const reactions = new Reactions({
    time: given.time,
    exchange: () => core.house.exchange,
    accountOf: (apiKey) => core.house.keys.find(apiKey)?.account,
  })
  const parts = { ...given, holdsBack: (order: OrderRecord) => reactions.holdsBack(order) }
  let core = openExchangeInstance({ ...parts, definition: storedVenueOf(stored), stored })
  const current: CurrentExchange = {
    reactions,
    venue: {
      get definition() {
        return core.house.definition
      },
      change: (value, reset) => changeVenue(value, { reset, current, ...given }),
    },
    get core() {
      return core
    },
    put(all, newMarket = false) {
      const { ids, highestVersion } = core.house.exchange
      core.close()
      given.stores.venue.replace({ ...all, ids })
      if (newMarket) given.stores.market.forgetBefore(Number.MAX_SAFE_INTEGER)
      core = openExchangeInstance({ ...parts, definition: storedVenueOf(all), firstVersion: highestVersion + 1 })
    },
  }
  return current
}

/** An exchange without accounts and orders, of the same market and venue. */
export function beginningOf({ venue: store }: Stores, { core }: CurrentExchange): StoredVenue {
  const { venue } = store.load().records
  return { ...NOTHING_STORED, seed: core.house.seed, records: { ...NOTHING_STORED.records, venue } }
}

type VenueChange = Pick<CoreOptions, 'config' | 'stores'> & {
  readonly reset: boolean
  readonly current: CurrentExchange
}

async function changeVenue(
  value: unknown,
  { reset, current, config, stores }: VenueChange,
): Promise<VenueRefusal | undefined> {
  const { parseVenue } = await import('./venue-file/parse.ts')
  try {
    const file = parseVenue(value)
    const definition = fedVenue(resolveVenue(file), config.feed)
    const stored = reset ? beginningOf(stores, current) : stores.venue.load()
    const misfit =
      missingSymbol(config.symbols, definition) ?? (reset ? undefined : misfitIn(stored, definition, config.feed))
    if (misfit !== undefined) return { code: 'VENUE_MISMATCH', message: `${misfit}: nothing was changed.` }
    current.put(withVenue(stored, file), reset)
    return undefined
  } catch (error) {
    if (error instanceof VenueError) return { code: error.code, message: error.message }
    throw error
  }
}

/** A sandbox of chosen symbols needs each of them in every venue. */
function missingSymbol(names: readonly string[] = [], { symbols }: VenueDefinition): string | undefined {
  const missing = names.find((name) => !symbols.some(({ rules }) => rules.symbol === name))
  return missing === undefined ? undefined : `the sandbox was started with the symbol ${missing}, which would be gone`
}

/** The venue that an exchange is opened with, or changed to: from the configuration or the store, if what is stored fits it. */

import type { SandboxConfig } from './config.ts'
import { fedVenue, symbolsOf } from './market/data/feed-symbols.ts'
import type { MarketFeed } from './market/data/feed.ts'
import { refuseWrongScenario } from './scenario/refuse.ts'
import { SandboxStartError } from './start-error.ts'
import { hasVenue } from './store/data-dir.ts'
import type { StoredVenue, VenueStore } from './store/store.ts'
import { type VenueDefinition, builtInVenue, feeRatesIn, hasAsset } from './venue/listing/definition.ts'
import { VENUE_RECORD_ID } from './venue/contract/records.ts'
import { isOpen } from './venue/engine/venue-order.ts'
import { VenueError } from './venue-file/error.ts'
import { resolveVenue } from './venue-file/resolve.ts'
import type { VenueFile } from './venue-file/schema.ts'

/** The venue that the store's content belongs to. */
export function storedVenueOf({ records }: Pick<StoredVenue, 'records'>): VenueDefinition {
  const [record] = records.venue
  return record === undefined ? builtInVenue : resolveVenue(record.file)
}

/** The same content under another venue. */
export function withVenue<Content extends Pick<StoredVenue, 'records'>>(stored: Content, file: VenueFile): Content {
  return { ...stored, records: { ...stored.records, venue: [{ file }] } }
}

type Asked = Pick<SandboxConfig, 'venue' | 'symbols' | 'feed' | 'scenario' | 'dataDir'>

/**
 * Refuses what can be refused before anything is opened: all but what a folder's own venue decides.
 * @throws {SandboxStartError} `SANDBOX_UNKNOWN_SYMBOL`, `SANDBOX_BAD_SCENARIO`, `SANDBOX_BAD_VENUE`
 */
export function refuseWrongConfig(config: Asked): void {
  if (config.venue === undefined && hasVenue(config.dataDir)) return
  refuseForVenue(config, config.venue === undefined ? builtInVenue : definitionOf(config.venue))
}

function refuseForVenue(config: Asked, given: VenueDefinition): void {
  const venue = fedVenue(given, config.feed)
  symbolsOf(config, venue)
  refuseWrongScenario(config, venue)
}

function definitionOf(file: VenueFile): VenueDefinition {
  try {
    return resolveVenue(file)
  } catch (error) {
    throw error instanceof VenueError ? new SandboxStartError('SANDBOX_BAD_VENUE', error.message) : error
  }
}

/**
 * Returns the store's content under the configured venue, or else under its own, and stores the venue.
 * @throws {SandboxStartError} `SANDBOX_VENUE_MISMATCH` when what is stored does not fit; then nothing was changed
 */
export function contentFor(config: Asked, store: VenueStore, now: number): StoredVenue {
  const stored = store.load(now)
  if (config.venue === undefined) {
    refuseForVenue(config, storedVenueOf(stored))
    return stored
  }
  const definition = definitionOf(config.venue)
  refuseForVenue(config, definition)
  const misfit = misfitIn(stored, fedVenue(definition, config.feed), config.feed)
  if (misfit !== undefined) {
    const next = 'Start it with the venue it had, or choose another folder.'
    throw new SandboxStartError(
      'SANDBOX_VENUE_MISMATCH',
      `The stored exchange does not fit this venue: ${misfit}. ${next}`,
    )
  }
  store.commit([{ type: 'record', kind: 'venue', id: VENUE_RECORD_ID, value: { file: config.venue } }])
  return withVenue(stored, config.venue)
}

/**
 * Returns the first thing in the store that the venue would leave without its symbol, digits, fee or coin; `undefined`:
 * everything fits.
 */
export function misfitIn(stored: StoredVenue, next: VenueDefinition, feed?: MarketFeed): string | undefined {
  const before = fedVenue(storedVenueOf(stored), feed)
  return misfitDigits(before, next) ?? misfitOrder(stored, before, next) ?? misfitBalance(stored, next)
}

function misfitDigits(before: VenueDefinition, next: VenueDefinition): string | undefined {
  for (const { rules } of next.symbols) {
    const old = before.symbols.find((one) => one.rules.symbol === rules.symbol)?.rules
    if (old === undefined) continue
    for (const field of ['baseAsset', 'quoteAsset', 'priceDigits', 'quantityDigits'] as const) {
      if (old[field] !== rules[field])
        return `${field} of ${rules.symbol} was ${old[field]} and would be ${rules[field]}`
    }
  }
  return undefined
}

function misfitOrder(stored: StoredVenue, before: VenueDefinition, next: VenueDefinition): string | undefined {
  for (const [account, { orders }] of stored.accounts) {
    for (const { symbol, status, side, orderId } of orders) {
      const rules = next.symbols.find((one) => one.rules.symbol === symbol)?.rules
      if (rules === undefined) return `account ${account} has orders in ${symbol}, which would be gone`
      const old = before.symbols.find((one) => one.rules.symbol === symbol)?.rules
      if (!isOpen(status) || side === 'SELL' || old === undefined) continue
      const makerOf = (venue: VenueDefinition, own: typeof rules) =>
        (feeRatesIn(venue, account, own) ?? own).makerFeeRate
      if (makerOf(before, old) !== makerOf(next, rules))
        return `open order ${orderId} of account ${account} holds the maker fee that ${symbol} had`
    }
  }
  return undefined
}

function misfitBalance(stored: StoredVenue, next: VenueDefinition): string | undefined {
  for (const [account, { balances }] of stored.accounts) {
    for (const [asset, { free, locked }] of balances) {
      if ((free !== '0' || locked !== '0') && !hasAsset(next, asset))
        return `account ${account} has ${asset}, which would be gone`
    }
  }
  return undefined
}

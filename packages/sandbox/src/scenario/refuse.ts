/** Refuses a scenario that the configured exchange cannot play, before anything is opened. */

import type { SandboxConfig } from '../config.ts'
import { SandboxStartError } from '../start-error.ts'
import { type VenueDefinition, hasAsset } from '../venue/listing/definition.ts'
import { builtInKeys } from '../venue/access/keys.ts'
import { symbolsOf } from '../market/data/feed-symbols.ts'
import { wrongIn } from './check.ts'

/** @throws {SandboxStartError} `SANDBOX_BAD_SCENARIO`; keys that a data folder may have are looked up when their step comes */
export function refuseWrongScenario(
  config: Pick<SandboxConfig, 'scenario' | 'symbols' | 'feed' | 'dataDir'>,
  venue: VenueDefinition,
): void {
  const { scenario, dataDir } = config
  if (scenario === undefined) return
  const symbols = symbolsOf(config, venue)
  const made = [...venue.accounts.values()].flatMap((account) => account.keys)
  const keys = new Set([...builtInKeys(0), ...made].map(({ apiKey }) => apiKey))
  const wrong = wrongIn(scenario, {
    hasSymbol: (symbol) => symbols.some(({ rules }) => rules.symbol === symbol),
    hasAsset: (asset) => hasAsset({ symbols, coins: venue.coins }, asset),
    hasKey: (apiKey) => dataDir !== undefined || keys.has(apiKey),
  })
  if (wrong !== undefined)
    throw new SandboxStartError('SANDBOX_BAD_SCENARIO', `The scenario cannot be played: ${wrong}`)
}

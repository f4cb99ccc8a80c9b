/** Refuses a scenario that the configured exchange cannot play, before anything is opened. */

import type { SandboxConfig } from '../config.ts'
import { SandboxStartError } from '../start-error.ts'
import { builtInKeys } from '../venue/keys.ts'
import { symbolsNamed } from '../venue/symbols.ts'
import { networkOf } from '../venue/wallet.ts'
import { wrongIn } from './check.ts'

/** @throws {SandboxStartError} `SANDBOX_BAD_SCENARIO`; keys that a data folder may have are looked up when their step comes */
export function refuseWrongScenario(config: Pick<SandboxConfig, 'scenario' | 'symbols' | 'dataDir'>): void {
  const { scenario, dataDir } = config
  if (scenario === undefined) return
  const pairs = symbolsNamed(config.symbols).map(({ rules }) => rules)
  const keys = new Set(builtInKeys(0).map(({ apiKey }) => apiKey))
  const wrong = wrongIn(scenario, {
    hasSymbol: (symbol) => pairs.some((pair) => pair.symbol === symbol),
    hasAsset: (asset) =>
      networkOf(asset) !== undefined || pairs.some((pair) => pair.baseAsset === asset || pair.quoteAsset === asset),
    hasKey: (apiKey) => dataDir !== undefined || keys.has(apiKey),
  })
  if (wrong !== undefined)
    throw new SandboxStartError('SANDBOX_BAD_SCENARIO', `The scenario cannot be played: ${wrong}`)
}

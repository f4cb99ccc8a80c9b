/** Compares a scenario with the exchange that is to play it. */

import type { Scenario, ScenarioStep } from './schema.ts'

/** The names that an exchange has. */
export type KnownNames = {
  readonly hasSymbol: (symbol: string) => boolean
  readonly hasAsset: (asset: string) => boolean
  readonly hasKey: (apiKey: string) => boolean
}

/** Returns the first name in the scenario that the exchange does not have, with its place; `undefined`: it has all. */
export function wrongIn(scenario: Scenario, known: KnownNames): string | undefined {
  const made = new Map(scenario.steps.flatMap((step) => (step.do === 'account' ? [[step.apiKey, step.atMs]] : [])))
  for (const [n, step] of scenario.steps.entries()) {
    const hasKey = (apiKey: string): boolean => known.hasKey(apiKey) || (made.get(apiKey) ?? Infinity) <= step.atMs
    const wrong = wrongStep(step, { ...known, hasKey })
    if (wrong !== undefined) return `steps[${n}].${wrong}`
  }
  return undefined
}

function wrongStep(step: ScenarioStep, { hasSymbol, hasAsset, hasKey }: KnownNames): string | undefined {
  const noKey = (apiKey: string): string =>
    `apiKey: no account has the key ${apiKey} by then; make it by an earlier step, {"do": "account"}.`
  switch (step.do) {
    case 'price':
    case 'symbol':
      return hasSymbol(step.symbol) ? undefined : `symbol: there is no symbol ${step.symbol}.`
    case 'revoke':
    case 'freeze':
    case 'unfreeze':
      return hasKey(step.apiKey) ? undefined : noKey(step.apiKey)
    case 'deposit':
      if (!hasKey(step.apiKey)) return noKey(step.apiKey)
      return hasAsset(step.asset) ? undefined : `asset: there is no coin ${step.asset}.`
    case 'account': {
      const stranger = Object.keys(step.balances).find((asset) => !hasAsset(asset))
      return stranger === undefined ? undefined : `balances.${stranger}: there is no coin ${stranger}.`
    }
    case 'react': {
      const { apiKey, symbol } = step.to
      if (symbol !== undefined && !hasSymbol(symbol)) return `to.symbol: there is no symbol ${symbol}.`
      return apiKey === undefined || hasKey(apiKey) ? undefined : `to.${noKey(apiKey)}`
    }
    case 'fault':
    case 'fault-preset':
    case 'clear-faults':
    case 'switch':
    case 'drift':
      return undefined
  }
}

/** Checks before an order is sent that its pair is listed and takes orders through the API; else names others. */

import { type Timers, withDeadline } from '@spotdeck/ports'
import { plainSymbol } from '@spotdeck/wire'
import { CallAborted } from '../errors/mexc-error.ts'
import { SymbolNotTradableViaApi, UnknownSymbol } from '../errors/order-errors.ts'
import type { MarketRules } from '../market-rules/market-rules.ts'
import type { SymbolRules } from '../market-rules/symbol-rules.ts'
import { nearestNames } from './nearest-names.ts'

/** Maximum wait for the rules in ms: the exchange refuses such orders itself, so an order is not delayed longer. */
const WORTH_WAITING_MS = 2_000
const MAX_ALTERNATIVES = 5

/**
 * The rules of the symbol; `undefined` where they are not known in time. A missing symbol is looked up again.
 * @throws {UnknownSymbol} with the nearest names
 * @throws {SymbolNotTradableViaApi} with the pairs of the same base asset that are open
 * @throws {CallAborted}
 */
export async function requireApiTrading(
  rules: MarketRules,
  named: string,
  patience: { readonly timers: Timers; readonly signal?: AbortSignal | undefined },
): Promise<SymbolRules | undefined> {
  const symbol = plainSymbol(named)
  let known = await listed(rules, patience)
  if (known?.has(symbol) === false) known = await listed(rules, patience, rules.refresh())
  if (known === undefined || known.size === 0) return undefined
  const mine = known.get(symbol)
  if (mine === undefined) throw new UnknownSymbol(symbol, nearestNames(symbol, known.keys()))
  if (mine.apiTrading) return mine
  throw new SymbolNotTradableViaApi({ symbol, alternatives: alternativesTo(mine, known) })
}

/** The rules of every symbol; undefined when MEXC does not say in time: then the order goes, and MEXC decides. */
export async function listed(
  rules: MarketRules,
  patience: { readonly timers: Timers; readonly signal?: AbortSignal | undefined },
  reading = rules.all(),
): Promise<ReadonlyMap<string, SymbolRules> | undefined> {
  const aborted = (): Error => new CallAborted({ endpoint: 'placeOrder' })
  const late = (): Error => new Error('The rules did not come in time.')
  try {
    return await withDeadline(reading, { ...patience, ms: WORTH_WAITING_MS, aborted, late })
  } catch (error) {
    if (error instanceof CallAborted) throw error
    return undefined
  }
}

/** Pairs of the same asset that take orders, by name. */
function alternativesTo(closed: SymbolRules, known: ReadonlyMap<string, SymbolRules>): readonly string[] {
  return [...known.values()]
    .filter(({ baseAsset, apiTrading, status }) => baseAsset === closed.baseAsset && apiTrading && status === 'online')
    .map(({ symbol }) => symbol)
    .sort()
    .slice(0, MAX_ALTERNATIVES)
}

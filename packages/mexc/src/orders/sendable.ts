/** Checks an order by the rules of its symbol before it is sent: what MEXC would refuse does not leave. */

import { type Timers, withDeadline } from '@spotdeck/ports'
import { plainSymbol } from '@spotdeck/wire'
import { CallAborted, InvalidRequest } from '../errors/mexc-error.ts'
import { OrderRejected, SymbolNotTradableViaApi, UnknownSymbol } from '../errors/order-errors.ts'
import { checkOrder, type CheckedOrder } from '../market-rules/check-order.ts'
import type { MarketRules } from '../market-rules/market-rules.ts'
import { roundOrder } from '../market-rules/round-order.ts'
import type { SymbolRules } from '../market-rules/symbol-rules.ts'
import { nearestNames } from './nearest-names.ts'

/** Maximum wait for the rules in ms: the exchange refuses such orders itself, so an order is not delayed longer. */
const WORTH_WAITING_MS = 2_000
const MAX_ALTERNATIVES = 5

type NamedOrder = CheckedOrder & { readonly symbol: string }

/** The rules of every symbol, by name. */
export type KnownRules = ReadonlyMap<string, SymbolRules>

type WaitOptions = { readonly timers: Timers; readonly signal?: AbortSignal | undefined }

/**
 * The rules for orders of these symbols; a symbol that is missing is looked up again. `undefined` where MEXC does not
 * say in time: then the orders go, and MEXC decides.
 * @throws {CallAborted}
 */
export async function rulesFor(
  rules: MarketRules,
  symbols: readonly string[],
  waiting: WaitOptions,
): Promise<KnownRules | undefined> {
  const known = await listed(rules.all(), waiting)
  const isWhole = known === undefined || symbols.every((symbol) => known.has(plainSymbol(symbol)))
  const all = isWhole ? known : await listed(rules.refresh(), waiting)
  return all === undefined || all.size === 0 ? undefined : all
}

/**
 * The order as it is sent, rounded to the grid where that is asked for.
 * @throws {UnknownSymbol} with the nearest names
 * @throws {SymbolNotTradableViaApi} with the pairs of the same base asset that are open
 * @throws {OrderRejected} it breaks the rules of its symbol
 * @throws {InvalidRequest} the rules are not known, so that nothing can be rounded
 */
export function sendable<Order extends NamedOrder>(order: Order, known: KnownRules | undefined, round = false): Order {
  const symbol = plainSymbol(order.symbol)
  if (known === undefined) {
    if (!round) return order
    throw new InvalidRequest({ problem: `The rules of ${symbol} are not known: the order cannot be rounded.` })
  }
  const rules = known.get(symbol)
  if (rules === undefined) throw new UnknownSymbol(symbol, nearestNames(symbol, known.keys()))
  if (!rules.apiTrading) throw new SymbolNotTradableViaApi({ symbol, alternatives: alternativesTo(rules, known) })
  const asked = round ? roundOrder(rules, order) : order
  const problems = checkOrder(rules, asked)
  if (problems.length === 0) return asked
  throw new OrderRejected({ what: problems.map(({ words }) => words).join(' '), advice: 'Correct the order.' })
}

async function listed(reading: Promise<KnownRules>, waiting: WaitOptions): Promise<KnownRules | undefined> {
  const aborted = (): Error => new CallAborted({ endpoint: 'placeOrder' })
  const late = (): Error => new Error('The rules did not come in time.')
  try {
    return await withDeadline(reading, { ...waiting, ms: WORTH_WAITING_MS, aborted, late })
  } catch (error) {
    if (error instanceof CallAborted) throw error
    return undefined
  }
}

/** Pairs of the same asset that take orders, by name. */
function alternativesTo(closed: SymbolRules, known: KnownRules): readonly string[] {
  return [...known.values()]
    .filter(({ baseAsset, apiTrading, status }) => baseAsset === closed.baseAsset && apiTrading && status === 'online')
    .map(({ symbol }) => symbol)
    .sort()
    .slice(0, MAX_ALTERNATIVES)
}

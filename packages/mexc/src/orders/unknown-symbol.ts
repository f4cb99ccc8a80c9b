/** The name that a mistyped symbol was meant to be, wherever MEXC refuses it. */

import { plainSymbol } from '@spotdeck/wire'
import type { Timers } from '@spotdeck/ports'
import { UnknownSymbol } from '../errors/order-errors.ts'
import type { MarketRules } from '../market-rules/market-rules.ts'
import { nearestNames } from './nearest-names.ts'
import { rulesFor } from './sendable.ts'

/** The error of a symbol that MEXC does not list, with the nearest that it does; undefined where it lists the symbol. */
export async function unknownSymbol(
  symbol: string,
  { rules, timers }: { readonly rules: MarketRules; readonly timers: Timers },
): Promise<UnknownSymbol | undefined> {
  const name = plainSymbol(symbol)
  const known = await rulesFor(rules, [], { timers })
  return known === undefined || known.has(name) ? undefined : new UnknownSymbol(name, nearestNames(name, known.keys()))
}

/** Adds the symbol of the query and its nearest names to an error that lacks them. */
export async function explained(
  error: unknown,
  query: unknown,
  world: { readonly rules: MarketRules; readonly timers: Timers },
): Promise<unknown> {
  const symbol = typeof query === 'object' && query !== null && 'symbol' in query ? query.symbol : undefined
  if (!(error instanceof UnknownSymbol) || error.symbol !== undefined || typeof symbol !== 'string') return error
  const meant = await unknownSymbol(symbol, world).catch(() => undefined)
  const { endpoint, httpStatus, exchangeCode, exchangeMessage } = error
  const details = { endpoint, httpStatus, exchangeCode, exchangeMessage, cause: error }
  return new UnknownSymbol(plainSymbol(symbol), meant?.nearest, details as object)
}

/** The rules of all symbols, asked for once and kept fresh: exchangeInfo is heavy (25 of 300) and changes rarely. */

import { exchangeInfo, plainSymbol } from '@spotdeck/wire'
import { type Clock, MINUTE_MS, unlessAborted } from '@spotdeck/ports'
import { CallAborted } from '../errors/mexc-error.ts'
import type { RestClient } from '../rest/rest-client.ts'
import { listOf, parseSymbolRules, type SymbolRules } from './symbol-rules.ts'

/** MEXC: the list of all symbols is several MB. */
const LIST_WITHIN_MS = 10_000

/** Options of a call that may wait for the rules to be loaded. */
export type RulesWait = { readonly signal?: AbortSignal | undefined }

/** The rules of every symbol, asked for when first wanted. */
export interface MarketRules {
  /**
   * The rules of a symbol; `undefined` when MEXC does not list it. The first call waits for MEXC; later ones answer at
   * once from what is known, and old knowledge is renewed behind them.
   * @throws {MexcError} when nothing is known yet and MEXC cannot be asked
   * @throws {CallAborted} the waiting, not the question: others may be waiting for it too
   */
  of(symbol: string, options?: RulesWait): Promise<SymbolRules | undefined>
  /** All listed symbols, in MEXC's order. */
  all(options?: RulesWait): Promise<ReadonlyMap<string, SymbolRules>>
  /** Asks MEXC now. Callers at the same time share one question. */
  refresh(): Promise<ReadonlyMap<string, SymbolRules>>
}

/** Options of `createMarketRules`. */
export type MarketRulesOptions = {
  readonly rest: RestClient
  readonly clock: Clock
  /** Age from which rules are read again at the next call, in ms; 10 minutes by default. */
  readonly freshMs?: number
}

const FRESH_MS = 10 * MINUTE_MS
/** After a failed renewal the next one waits this long. */
const RETRY_MS = 30_000

/** Asks nothing before something is wanted. */
export function createMarketRules(options: MarketRulesOptions): MarketRules {
  return new CachedRules(options)
}

class CachedRules implements MarketRules {
  readonly #options: MarketRulesOptions
  #rules: ReadonlyMap<string, SymbolRules> | undefined
  #askAgainAt = 0
  #asking: Promise<ReadonlyMap<string, SymbolRules>> | undefined

  constructor(options: MarketRulesOptions) {
    this.#options = options
  }

  async of(symbol: string, options?: RulesWait): Promise<SymbolRules | undefined> {
    return (await this.all(options)).get(plainSymbol(symbol))
  }

  async all(options?: RulesWait): Promise<ReadonlyMap<string, SymbolRules>> {
    if (this.#rules === undefined) return this.refresh(options)
    if (this.#options.clock.now() >= this.#askAgainAt) this.refresh().catch(() => undefined)
    return this.#rules
  }

  refresh({ signal }: RulesWait = {}): Promise<ReadonlyMap<string, SymbolRules>> {
    this.#asking ??= this.#ask().finally(() => (this.#asking = undefined))
    return unlessAborted(this.#asking, signal, () => new CallAborted({ endpoint: exchangeInfo.name }))
  }

  async #ask(): Promise<ReadonlyMap<string, SymbolRules>> {
    const { rest, clock, freshMs = FRESH_MS } = this.#options
    this.#askAgainAt = clock.now() + Math.min(RETRY_MS, freshMs)
    const { symbols } = await rest.call(exchangeInfo, {}, { timeoutMs: LIST_WITHIN_MS })
    const rules = new Map<string, SymbolRules>()
    for (const row of listOf(symbols)) {
      const parsed = parseSymbolRules(row)
      if (parsed !== undefined) rules.set(parsed.symbol, parsed)
    }
    this.#rules = rules
    this.#askAgainAt = clock.now() + freshMs
    return rules
  }
}

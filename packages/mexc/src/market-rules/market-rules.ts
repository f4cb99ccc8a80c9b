/** The rules of all symbols, kept and renewed: pairs are listed, paused and closed to the API every month. */

import { exchangeInfo } from '@spotdeck/wire'
import type { RestClient } from '../rest/rest-client.ts'
import type { MexcWorld } from '../world.ts'
import { type TradingRules, tradingRulesOf } from './symbol-rules.ts'

export type MarketRulesOptions = {
  readonly rest: RestClient
  readonly world: Pick<MexcWorld, 'clock'>
  /** Older rules are renewed while the old ones are answered; 10 minutes by default. */
  readonly freshMs?: number
}

export interface MarketRules {
  /**
   * `undefined` for a symbol that is not listed.
   * @throws {MexcError} when none were ever learnt and the exchange does not say
   */
  of(symbol: string): Promise<TradingRules | undefined>
  /**
   * In the order of the exchange.
   * @throws {MexcError} as `of`
   */
  all(): Promise<ReadonlyMap<string, TradingRules>>
  /**
   * Asks again at once; callers at the same time share one question.
   * @throws {MexcError} the rules that are known stay
   */
  refresh(): Promise<void>
}

const FRESH_MS = 10 * 60_000
/** After a failure the next one to ask in the background waits this long. */
const RETRY_MS = 30_000

export function createMarketRules(options: MarketRulesOptions): MarketRules {
  return new CachedRules(options)
}

class CachedRules implements MarketRules {
  readonly #rest: RestClient
  readonly #clock: MexcWorld['clock']
  readonly #freshMs: number
  #rules: ReadonlyMap<string, TradingRules> | undefined
  #learntAt = 0
  #failedAt = Number.NEGATIVE_INFINITY
  #asking: Promise<void> | undefined

  constructor({ rest, world, freshMs }: MarketRulesOptions) {
    this.#rest = rest
    this.#clock = world.clock
    this.#freshMs = freshMs ?? FRESH_MS
  }

  async of(symbol: string): Promise<TradingRules | undefined> {
    return (await this.all()).get(symbol)
  }

  async all(): Promise<ReadonlyMap<string, TradingRules>> {
    if (this.#rules === undefined) await this.refresh()
    else this.#renewIfOld()
    return this.#rules ?? new Map()
  }

  refresh(): Promise<void> {
    this.#asking ??= this.#ask().finally(() => (this.#asking = undefined))
    return this.#asking
  }

  #renewIfOld(): void {
    const now = this.#clock.now()
    if (now - this.#learntAt < this.#freshMs || now - this.#failedAt < RETRY_MS) return
    this.refresh().catch(() => undefined)
  }

  async #ask(): Promise<void> {
    try {
      const { symbols } = await this.#rest.call(exchangeInfo, {})
      const rules = symbols.flatMap((symbol) => tradingRulesOf(symbol) ?? [])
      this.#rules = new Map(rules.map((one) => [one.symbol, one]))
      this.#learntAt = this.#clock.now()
    } catch (error) {
      this.#failedAt = this.#clock.now()
      throw error
    }
  }
}

/** The records before a market begins, put together: its symbols, its past and its start. */

import type { FeedPast, FeedPrint } from '../market/feed.ts'
import type { SandboxSymbol } from '../venue/symbols.ts'
import { PastAnswers } from './answers.ts'
import { RecordDecoder } from './decoder.ts'
import type { MarketRecord } from './record.ts'

/** Takes records until one says that the market begins. */
export class Beginning {
  readonly #symbols: readonly string[]
  readonly #answers = new PastAnswers()
  readonly #decoder: RecordDecoder
  readonly #pushed = new Map<string, FeedPrint[]>()
  #startAt: number | undefined

  constructor(symbols: readonly string[]) {
    this.#symbols = symbols
    this.#decoder = new RecordDecoder(symbols)
  }

  /** Start of the market, ms since the epoch; `undefined`: not known yet. */
  get startAt(): number | undefined {
    return this.#startAt
  }

  /** Takes a record; those after the start change nothing. */
  take(record: MarketRecord): void {
    if (this.#startAt !== undefined) return
    if (record.kind === 'start') this.#startAt = record.startAt
    if (record.kind === 'answer') this.#answers.take(record)
    for (const event of this.#decoder.take(record)) {
      if (event.type !== 'print') continue
      const known = this.#pushed.get(event.symbol) ?? []
      this.#pushed.set(event.symbol, known)
      known.push(event.print)
    }
  }

  /** Symbols that were named and have no rules that can be kept. */
  get missing(): readonly string[] {
    return this.#symbols.filter((symbol) => this.#answers.symbol(symbol) === undefined)
  }

  /** Symbols with their rules. */
  get symbols(): readonly SandboxSymbol[] {
    return this.#symbols.flatMap((name) => this.#answers.symbol(name) ?? [])
  }

  /** Candles, and the prints before the start: answered ones up to the first that was pushed. */
  get past(): FeedPast {
    const { candles, prints: answered } = this.#answers.past
    const prints = this.#symbols.map((symbol) => {
      const pushed = this.#pushed.get(symbol) ?? []
      const first = pushed[0]?.time ?? Infinity
      const all = [...(answered.get(symbol) ?? []).filter(({ time }) => time < first), ...pushed]
      return [symbol, all.filter(({ time }) => time < (this.#startAt ?? Infinity))] as const
    })
    return { candles, prints: new Map(prints) }
  }
}

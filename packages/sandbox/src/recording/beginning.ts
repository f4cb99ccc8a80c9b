/** The records before a market begins, put together: its symbols, its past and its start. */

import type { FeedPast, FeedPrint } from '../market/data/feed.ts'
import type { SandboxSymbol } from '../venue/listing/symbols.ts'
import { PastAnswers } from './answers.ts'
import { RecordDecoder } from './decoder.ts'
import type { MarketRecord } from './record.ts'

/** Collects records until one says that the market begins. */
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

  /** Applies a record; those after the start change nothing. */
  apply(record: MarketRecord): void {
    if (this.#startAt !== undefined) return
    if (record.kind === 'start') this.#startAt = record.startAt
    if (record.kind === 'answer') this.#answers.apply(record)
    for (const event of this.#decoder.decode(record)) {
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

  /** Candles, and the prints before the start: pushed ones, and answered ones that no push before it carried. */
  get past(): FeedPast {
    const { candles, prints: answered } = this.#answers.past
    const prints = this.#symbols.map((symbol) => {
      const all = together(this.#pushed.get(symbol) ?? [], answered.get(symbol) ?? [])
      return [symbol, all.filter(({ time }) => time < (this.#startAt ?? Infinity))] as const
    })
    return { candles, prints: new Map(prints) }
  }
}

/** Prints of both, each once, by time. MEXC: answered prints have no ids. */
function together(pushed: readonly FeedPrint[], answered: readonly FeedPrint[]): readonly FeedPrint[] {
  const textOf = ({ time, price, quantity, takerSide }: FeedPrint): string =>
    `${time} ${Number(price)} ${Number(quantity)} ${takerSide}`
  const known = new Map<string, number>()
  for (const print of pushed) known.set(textOf(print), (known.get(textOf(print)) ?? 0) + 1)
  const more = answered.filter((print) => {
    const left = known.get(textOf(print)) ?? 0
    known.set(textOf(print), left - 1)
    return left <= 0
  })
  return [...more, ...pushed].sort((a, b) => a.time - b.time)
}

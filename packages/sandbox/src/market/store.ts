/** Store of recorded minutes, so that a restart does not change the market's past. */

import type { Bar } from './bar.ts'

/** One recorded minute of one symbol. `start` is a multiple of one minute. */
export type StoredBar = { readonly symbol: string; readonly start: number; readonly bar: Bar }

/** Recorded minutes and facts of the market. */
export interface MarketStore {
  /** Recorded minutes with `from <= start < to`, oldest first. */
  bars(symbol: string, from: number, to: number): readonly StoredBar[]
  /** Stores minutes, all or none; an existing minute is replaced. */
  saveBars(bars: readonly StoredBar[]): void
  /** Start of the first recorded minute of any symbol, ms since the epoch; `undefined` when there is none. */
  firstStart(): number | undefined
  /** Deletes minutes before this time. */
  forgetBefore(time: number): void
  /** A fact about the market itself, such as since when it exists. */
  fact(name: string): string | undefined
  setFact(name: string, value: string): void
  /** Idempotent; no other call may follow. */
  close(): void
}

/** A store that lives as long as the process. */
export function memoryMarketStore(): MarketStore {
  const symbols = new Map<string, Map<number, Bar>>()
  const facts = new Map<string, string>()
  const ofSymbol = (symbol: string): Map<number, Bar> => {
    const known = symbols.get(symbol)
    if (known !== undefined) return known
    const made = new Map<number, Bar>()
    symbols.set(symbol, made)
    return made
  }
  return {
    bars(symbol, from, to) {
      const found: StoredBar[] = []
      for (const [start, bar] of ofSymbol(symbol)) {
        if (start >= from && start < to) found.push({ symbol, start, bar })
      }
      return found.sort((a, b) => a.start - b.start)
    },
    saveBars(bars) {
      for (const { symbol, start, bar } of bars) ofSymbol(symbol).set(start, bar)
    },
    firstStart() {
      let first: number | undefined
      for (const bars of symbols.values()) {
        for (const start of bars.keys()) if (first === undefined || start < first) first = start
      }
      return first
    },
    forgetBefore(time) {
      for (const bars of symbols.values()) {
        for (const start of [...bars.keys()]) if (start < time) bars.delete(start)
      }
    },
    fact: (name) => facts.get(name),
    setFact: (name, value) => void facts.set(name, value),
    close() {},
  }
}

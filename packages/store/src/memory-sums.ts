/** Sums and trades in memory: those that a step is rolled up from. */

import { packSums, packTrades, unpackSums, unpackTrades } from './packed-sums.ts'
import type { SumTable } from './pnl-roll-up.ts'
import type { SumSpan } from './port.ts'

/** Texts of sums and trades by the beginning of their stretch, by the kind and length of stretch. */
export type SumTexts = Map<string, Map<number, string>>

/** Sums and trades of stretches. */
export function memorySums(stretches: SumTexts = new Map()): SumTable {
  const put = (key: string, time: number, text: string): void =>
    void stretches.set(key, (stretches.get(key) ?? new Map<number, string>()).set(time, text))
  const rows = (kind: string, { lengthMs, from, to }: SumSpan, limit = Infinity) =>
    [...(stretches.get(`${kind} ${lengthMs}`) ?? [])]
      .filter(([time]) => time >= from && time < to)
      .sort(([a], [b]) => a - b)
      .slice(0, limit)
  return {
    remove({ lengthMs, from, to }) {
      for (const [key, known] of stretches) {
        if (!key.endsWith(` ${lengthMs}`)) continue
        for (const time of known.keys()) if (time >= from && time < to) known.delete(time)
      }
    },
    put: ({ grain, lengthMs }, { time, sums }) => put(`${grain} ${lengthMs}`, time, packSums(sums)),
    putTrades: (lengthMs, { time, trades }) => put(`trades ${lengthMs}`, time, packTrades(trades)),
    sums: ({ grain, only, ...span }, limit) =>
      rows(grain, span, limit).map(([time, text]) => ({ time, sums: unpackSums(text, time, only) })),
    trades: (span, limit) => rows('trades', span, limit).map(([time, text]) => ({ time, trades: unpackTrades(text) })),
  }
}

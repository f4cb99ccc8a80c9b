/** Rebates that invited users bring to an affiliate: the same rows for the same day on every start. */

import { DAY_MS } from '@spotdeck/ports'
import { chance, mix, wordOf } from '../../market/data/hash.ts'
import type { Affiliate, Invitee } from '../../venue/listing/affiliate.ts'

/** Rows begin this many days before now. */
const DAYS = 200

/** One trade's share, on one day, of one invited user. Amounts in USDT. */
export type Rebate = {
  readonly invitee: Invitee
  readonly symbol: string
  readonly time: number
  readonly traded: string
  readonly fee: string
  readonly amount: string
}

/** An affiliate's rebates, newest first, as of `now`. */
export function rebatesOf({ invitees, symbols, rate }: Affiliate, now: number): readonly Rebate[] {
  const today = Math.floor(now / DAY_MS)
  const rows: Rebate[] = []
  for (const invitee of invitees) {
    for (let day = today - Math.min(DAYS, invitee.daysAgo); day < today; day++) {
      const word = mix(wordOf(`rebate ${invitee.uid}`), day)
      if (chance(word, 1) > 0.15) continue
      const traded = 20 + 400 * chance(word, 2)
      const fee = traded * 0.0005
      rows.push({
        invitee,
        symbol: symbols[Math.floor(chance(word, 3) * symbols.length)] ?? '',
        time: day * DAY_MS + Math.floor(chance(word, 4) * DAY_MS),
        traded: traded.toFixed(2),
        fee: fee.toFixed(6),
        amount: (fee * Number(rate)).toFixed(6),
      })
    }
  }
  return rows.sort((a, b) => b.time - a.time)
}

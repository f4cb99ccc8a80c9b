/**
 * Rebates that invited users bring to the demo account: the same rows for the same day on every start. Other accounts
 * have none.
 */

import { DAY_MS } from '@spotdeck/ports'
import { chance, mix, wordOf } from '../market/hash.ts'
import type { AccountId } from '../venue/exchange.ts'
import { DEMO_ACCOUNT } from '../venue/keys.ts'

/** Rows begin this many days before now. */
const DAYS = 200
const RATE = 0.2
const PAIRS = ['BTCUSDT', 'MXUSDT', 'KASUSDT'] as const

/** A user referred by the demo account. */
export type Invitee = { readonly uid: string; readonly account: string; readonly daysAgo: number }

/** One trade's share, on one day, of one invited user. Amounts in USDT. */
export type Rebate = {
  readonly invitee: Invitee
  readonly symbol: string
  readonly time: number
  readonly traded: string
  readonly fee: string
  readonly amount: string
}

/** The demo account's invite code. */
export const INVITE_CODE = 'sandbox-7'
/** Share of the fees that is paid as a rebate, as decimal text. */
export const REBATE_RATE = String(RATE)

const INVITEES: readonly Invitee[] = [
  { uid: '70055001', account: 'a***@example.com', daysAgo: 190 },
  { uid: '70055002', account: 'k***@example.com', daysAgo: 120 },
  { uid: '70055003', account: 'w***@example.com', daysAgo: 15 },
]

/** Returns the users that the account invited. */
export function inviteesOf(account: AccountId): readonly Invitee[] {
  return account === DEMO_ACCOUNT ? INVITEES : []
}

/** The account's rebates, newest first, as of `now`. */
export function rebatesOf(account: AccountId, now: number): readonly Rebate[] {
  const today = Math.floor(now / DAY_MS)
  const rows: Rebate[] = []
  for (const invitee of inviteesOf(account)) {
    for (let day = today - Math.min(DAYS, invitee.daysAgo); day < today; day++) {
      const word = mix(wordOf(`rebate ${invitee.uid}`), day)
      if (chance(word, 1) > 0.15) continue
      const traded = 20 + 400 * chance(word, 2)
      const fee = traded * 0.0005
      rows.push({
        invitee,
        symbol: PAIRS[Math.floor(chance(word, 3) * PAIRS.length)] ?? PAIRS[0],
        time: day * DAY_MS + Math.floor(chance(word, 4) * DAY_MS),
        traded: traded.toFixed(2),
        fee: fee.toFixed(6),
        amount: (fee * RATE).toFixed(6),
      })
    }
  }
  return rows.sort((a, b) => b.time - a.time)
}

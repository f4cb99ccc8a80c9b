/** Rebates: what invited users bring in, and what comes back to the account itself. */

import { DAY_MS } from '@spotdeck/ports'
import { type RebateRecord, kickbackRecords, rebateHistory, rebateRecords, referralCode } from '@spotdeck/wire'
import { sum, tryDecimal, zero } from '@spotdeck/exact'
import { INVITE_CODE, REBATE_RATE, type Rebate, inviteesOf, rebatesOf } from '../rebates.ts'
import { ok } from '../reply.ts'
import { type Route, type SignedCall, signed } from '../route.ts'
import { paged, windowOf, within } from '../rows.ts'

const PAGE = { size: 10, most: 10 } as const
const YEAR_MS = 365 * DAY_MS
/** From trade to credit. */
const CREDITED_AFTER_MS = 400_000

/** Routes of the rebate reports. */
export function rebateRoutes(): readonly Route[] {
  const inWindow = (call: SignedCall): readonly Rebate[] => {
    const window = windowOf(call, { byDefaultMs: YEAR_MS })
    return rebatesOf(call.account, call.now).filter((one) => within(window, one.time))
  }
  return [
    signed(rebateHistory, (call) => {
      const rebates = inWindow(call)
      const rows = inviteesOf(call.account).map((invitee) => {
        const total = totalOf(rebates.filter((one) => one.invitee === invitee))
        const inviteTime = (Math.floor(call.now / DAY_MS) - invitee.daysAgo) * DAY_MS
        return { spot: total, futures: '0', total, uid: invitee.uid, account: invitee.account, inviteTime }
      })
      return ok(paged(call, rows, PAGE))
    }),
    signed(rebateRecords, (call) => ok(paged(call, inWindow(call).map(recordOf), PAGE))),
    signed(kickbackRecords, (call) => ok(paged<RebateRecord>(call, [], PAGE))),
    signed(referralCode, () => ok({ referCode: INVITE_CODE })),
  ]
}

/** The sum of rebates in USDT. */
export function totalOf(rebates: readonly Rebate[], field: 'amount' | 'traded' = 'amount'): string {
  return sum(rebates.map((one) => tryDecimal<'quote'>(one[field]) ?? zero<'quote'>()))
}

function recordOf(rebate: Rebate): RebateRecord {
  return {
    asset: 'USDT',
    type: 'spot',
    rate: REBATE_RATE,
    amount: rebate.amount,
    uid: rebate.invitee.uid,
    account: rebate.invitee.account,
    tradeTime: rebate.time,
    updateTime: rebate.time + CREDITED_AFTER_MS,
  }
}

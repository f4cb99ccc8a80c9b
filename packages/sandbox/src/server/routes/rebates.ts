/** Rebates: what invited users bring in, and what comes back to the account itself. */

import { DAY_MS } from '@spotdeck/ports'
import { type RebateRecord, kickbackRecords, rebateHistory, rebateRecords, referralCode } from '@spotdeck/wire'
import { sum, tryDecimal, zero } from '@spotdeck/exact'
import { DEMO_AFFILIATE } from '../../venue/listing/affiliate.ts'
import { affiliateIn } from '../../venue/listing/definition.ts'
import { type Rebate, rebatesOf } from '../call/rebates.ts'
import { ok } from '../call/reply.ts'
import type { RouteServices } from '../call/route-services.ts'
import { type Route, type SignedCall, signed } from '../call/route.ts'
import { paged, windowOf, within } from '../call/rows.ts'

const PAGE = { size: 10, most: 10 } as const
const YEAR_MS = 365 * DAY_MS
/** From trade to credit. */
const CREDITED_AFTER_MS = 400_000

/** Routes of the rebate reports. */
export function rebateRoutes({ definition }: RouteServices): readonly Route[] {
  const affiliateOf = (call: SignedCall) => affiliateIn(definition, call.account)
  const inWindow = (call: SignedCall): readonly Rebate[] => {
    const window = windowOf(call, { byDefaultMs: YEAR_MS })
    const affiliate = affiliateOf(call)
    if (affiliate === undefined) return []
    return rebatesOf(affiliate, call.now).filter((one) => within(window, one.time))
  }
  return [
    signed(rebateHistory, (call) => {
      const rebates = inWindow(call)
      const rows = (affiliateOf(call)?.invitees ?? []).map((invitee) => {
        const total = totalOf(rebates.filter((one) => one.invitee === invitee))
        const inviteTime = (Math.floor(call.now / DAY_MS) - invitee.daysAgo) * DAY_MS
        return { spot: total, futures: '0', total, uid: invitee.uid, account: invitee.account, inviteTime }
      })
      return ok(paged(call, rows, PAGE))
    }),
    signed(rebateRecords, (call) => {
      const { rate } = affiliateOf(call) ?? DEMO_AFFILIATE
      return ok(
        paged(
          call,
          inWindow(call).map((rebate) => recordOf(rebate, rate)),
          PAGE,
        ),
      )
    }),
    signed(kickbackRecords, (call) => ok(paged<RebateRecord>(call, [], PAGE))),
    signed(referralCode, (call) => ok({ referCode: (affiliateOf(call) ?? DEMO_AFFILIATE).inviteCode })),
  ]
}

/** The sum of rebates in USDT. */
export function totalOf(rebates: readonly Rebate[], field: 'amount' | 'traded' = 'amount'): string {
  return sum(rebates.map((one) => tryDecimal<'quote'>(one[field]) ?? zero<'quote'>()))
}

function recordOf(rebate: Rebate, rate: string): RebateRecord {
  return {
    asset: 'USDT',
    type: 'spot',
    rate,
    amount: rebate.amount,
    uid: rebate.invitee.uid,
    account: rebate.invitee.account,
    tradeTime: rebate.time,
    updateTime: rebate.time + CREDITED_AFTER_MS,
  }
}

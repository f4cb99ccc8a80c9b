/** The affiliate programme's reports, made of the same rebates. */

import { DAY_MS, WEEK_MS } from '@spotdeck/ports'
import {
  type AffiliateAnswer,
  affiliateCampaigns,
  affiliateCommission,
  affiliateCommissionDetail,
  affiliateList,
  affiliateReferrals,
  affiliateWithdrawals,
  subAffiliates,
} from '@spotdeck/wire'
import { type Affiliate, DEMO_AFFILIATE, type Invitee } from '../../venue/listing/affiliate.ts'
import { affiliateIn } from '../../venue/listing/definition.ts'
import { type Rebate, rebatesOf } from '../call/rebates.ts'
import { type Reply, fail, ok } from '../call/reply.ts'
import type { RouteServices } from '../call/route-services.ts'
import { type Route, type SignedCall, integer, numberOf, signed, text } from '../call/route.ts'
import { HALF_YEAR_MS, pageOf, windowOf, within } from '../call/rows.ts'
import { decimal } from '@spotdeck/exact'
import { totalOf } from './rebates.ts'
const MONTH_MS = 30 * DAY_MS
const SPOT = 1

/** Routes of the affiliate reports. */
export function affiliateRoutes({ definition }: RouteServices): readonly Route[] {
  const affiliateOf = (call: SignedCall): Affiliate =>
    affiliateIn(definition, call.account) ?? { ...DEMO_AFFILIATE, invitees: [] }
  const gathered = (call: SignedCall, byDefaultMs: number) => gatheredOf(affiliateOf(call), call, byDefaultMs)
  return [
    signed(affiliateCommission, (call) => {
      const { rows, rebates, inviteCode } = gathered(call, HALF_YEAR_MS)
      const list = rows.map((row) => commissionOf(row, inviteCode, call.now))
      const total = totalOf(rebates)
      const totals = {
        usdtAmount: total,
        totalCommissionUsdtAmount: total,
        totalTradeUsdtAmount: totalOf(rebates, 'traded'),
        finished: true,
      }
      return report(call, list, totals)
    }),
    signed(affiliateWithdrawals, (call) => {
      const window = windowOf(call, { byDefaultMs: HALF_YEAR_MS })
      const { withdrawals } = affiliateOf(call)
      return report(
        call,
        withdrawals.filter((row) => within(window, row.withdrawTime)),
        {},
      )
    }),
    signed(affiliateCommissionDetail, (call) => {
      const { from, until } = windowOf(call, { byDefaultMs: WEEK_MS })
      if (until - from > MONTH_MS) return fail({ code: 33333, msg: 'The time range cannot be more than 30 days' })
      const type = integer(call, 'type') ?? SPOT
      const rebates = type === SPOT ? gathered(call, WEEK_MS).rebates : []
      const totals = { totalCommissionUsdtAmount: totalOf(rebates), totalTradeUsdtAmount: totalOf(rebates, 'traded') }
      const { rate } = affiliateOf(call)
      return report(
        call,
        rebates.map((rebate) => detailOf(rebate, rate)),
        totals,
      )
    }),
    signed(affiliateCampaigns, (call) => {
      const { rows, rebates, inviteCode } = gathered(call, WEEK_MS)
      if (rows.length === 0) return report(call, [], {})
      const campaign = {
        campaign: 'sandbox',
        inviteCode,
        clickTime: 5 * rows.length,
        createTime: Math.floor(call.now / DAY_MS) * DAY_MS - HALF_YEAR_MS,
        signup: rows.length,
        traded: rows.filter(({ own }) => own.length > 0).length,
        deposited: 0,
        depositAmount: '0',
        tradingAmount: totalOf(rebates, 'traded'),
        commission: totalOf(rebates),
      }
      return report(call, [campaign], {})
    }),
    signed(affiliateList, (call) => report(call, referralsOf(gathered(call, Infinity), call), {})),
    signed(affiliateReferrals, (call) => {
      const uid = text(call, 'uid')
      const all = referralsOf(gathered(call, WEEK_MS), call)
      return report(call, uid === undefined ? all : all.filter((row) => row.uid === uid), {})
    }),
    signed(subAffiliates, (call) => report(call, subAffiliatesOf(affiliateOf(call), call), {})),
  ]
}

type Gathered = { readonly invitee: Invitee; readonly own: readonly Rebate[] }
type Rebates = { readonly inviteCode: string; readonly rows: readonly Gathered[]; readonly rebates: readonly Rebate[] }

/** The rebates of a call's window, all and by invited user; none for a code that is not the account's. */
function gatheredOf(affiliate: Affiliate, call: SignedCall, byDefaultMs: number): Rebates {
  const { inviteCode } = affiliate
  const code = text(call, 'inviteCode')
  if (code !== undefined && code !== inviteCode) return { inviteCode, rows: [], rebates: [] }
  const window = windowOf(call, { byDefaultMs })
  const rebates = rebatesOf(affiliate, call.now).filter((one) => within(window, one.time))
  const rows = affiliate.invitees.map((invitee) => ({
    invitee,
    own: rebates.filter((one) => one.invitee === invitee),
  }))
  return { inviteCode, rows, rebates }
}

/** MEXC: this envelope says `message`, not `msg`. */
function report<Row, Totals>(
  call: SignedCall,
  all: readonly Row[],
  totals: Totals,
): Reply<AffiliateAnswer<Row, Totals>> {
  const name = call.parameters.has('limit') ? 'limit' : 'pageSize'
  const { rows, page, size, pages } = pageOf(call, all, { size: 10, most: 100, name })
  const cut = { pageSize: size, totalCount: all.length, totalPage: pages, currentPage: page, resultList: rows }
  return ok({ success: true, code: 0, message: null, data: { ...totals, ...cut } })
}

function invitedAt(invitee: Invitee, now: number): number {
  return (Math.floor(now / DAY_MS) - invitee.daysAgo) * DAY_MS
}

function subAffiliatesOf({ subAffiliates: all }: Affiliate, call: SignedCall) {
  const code = text(call, 'inviteCode')
  const window = windowOf(call, { byDefaultMs: WEEK_MS })
  return all.filter((row) => within(window, row.activationTime) && (code === undefined || row.inviteCode === code))
}

function commissionOf({ invitee, own }: Gathered, inviteCode: string, now: number) {
  return {
    uid: invitee.uid,
    account: '',
    inviteCode,
    // MEXC: in seconds, alone among all times.
    inviteTime: Math.floor(invitedAt(invitee, now) / 1_000),
    spot: totalOf(own),
    etf: '0',
    futures: '0',
    total: totalOf(own),
    deposit: null,
    firstDepositTime: null,
  }
}

function detailOf(rebate: Rebate, rate: string) {
  return {
    type: SPOT,
    sourceType: 1,
    state: 2,
    date: rebate.time,
    uid: rebate.invitee.uid,
    rate: numberOf(decimal(rate)),
    symbol: rebate.symbol,
    takerAmount: rebate.traded,
    makerAmount: '0',
    amountCurrency: 'USDT',
    usdtAmount: rebate.traded,
    commission: rebate.amount,
    currency: 'USDT',
  }
}

function referralsOf({ rows, inviteCode }: Rebates, { now }: SignedCall) {
  return rows.map(({ invitee, own }) => ({
    uid: invitee.uid,
    nickName: null,
    email: invitee.account,
    registerTime: invitedAt(invitee, now),
    inviteCode,
    depositAmount: '0',
    tradingAmount: totalOf(own, 'traded'),
    commission: totalOf(own),
    firstDepositTime: null,
    firstTradeTime: own.at(-1)?.time ?? null,
    lastDepositTime: null,
    lastTradeTime: own[0]?.time ?? null,
    withdrawAmount: '0',
    asset: '1-1,000 USDT',
    identification: 2,
  }))
}

/** The affiliate programme's reports, made of the same rebates. */

import { DAY_MS, WEEK_MS } from '@spotdeck/ports'
import {
  type AffiliateAnswer,
  affiliateCampaigns,
  affiliateCommission,
  affiliateCommissionDetail,
  affiliateReferrals,
  affiliateWithdrawals,
  subAffiliates,
} from '@spotdeck/wire'
import { INVITE_CODE, type Invitee, REBATE_RATE, type Rebate, inviteesOf, rebatesOf } from '../rebates.ts'
import { type Reply, fail, ok } from '../reply.ts'
import { type Route, type SignedCall, integer, numberOf, signed, text } from '../route.ts'
import { HALF_YEAR_MS, pageOf, windowOf, within } from '../rows.ts'
import { decimal } from '@spotdeck/exact'
import { totalOf } from './rebates.ts'
const MONTH_MS = 30 * DAY_MS
const SPOT = 1

/** Routes of the affiliate reports. */
export function affiliateRoutes(): readonly Route[] {
  return [
    signed(affiliateCommission, (call) => {
      const { rows, rebates } = gathered(call, HALF_YEAR_MS)
      const list = rows.map(({ invitee, own }) => ({
        uid: invitee.uid,
        account: '',
        inviteCode: INVITE_CODE,
        // MEXC: in seconds, alone among all times.
        inviteTime: Math.floor(invitedAt(invitee, call.now) / 1_000),
        spot: totalOf(own),
        etf: '0',
        futures: '0',
        total: totalOf(own),
        deposit: null,
        firstDepositTime: null,
      }))
      const total = totalOf(rebates)
      const totals = {
        usdtAmount: total,
        totalCommissionUsdtAmount: total,
        totalTradeUsdtAmount: totalOf(rebates, 'traded'),
        finished: true,
      }
      return report(call, list, totals)
    }),
    signed(affiliateWithdrawals, (call) => report(call, [], {})),
    signed(affiliateCommissionDetail, (call) => {
      const { from, until } = windowOf(call, { byDefaultMs: WEEK_MS })
      if (until - from > MONTH_MS) return fail({ code: 33333, msg: 'The time range cannot be more than 30 days' })
      const type = integer(call, 'type') ?? SPOT
      const rebates = type === SPOT ? gathered(call, WEEK_MS).rebates : []
      const totals = { totalCommissionUsdtAmount: totalOf(rebates), totalTradeUsdtAmount: totalOf(rebates, 'traded') }
      return report(call, rebates.map(detailOf), totals)
    }),
    signed(affiliateCampaigns, (call) => {
      const { rows, rebates } = gathered(call, WEEK_MS)
      if (rows.length === 0) return report(call, [], {})
      const campaign = {
        campaign: 'sandbox',
        inviteCode: INVITE_CODE,
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
    signed(affiliateReferrals, (call) => {
      const uid = text(call, 'uid')
      const { rows } = gathered(call, WEEK_MS)
      const chosen = rows.filter(({ invitee }) => uid === undefined || invitee.uid === uid)
      return report(
        call,
        chosen.map((row) => referralOf(row, call.now)),
        {},
      )
    }),
    signed(subAffiliates, (call) => report(call, [], {})),
  ]
}

type Gathered = { readonly invitee: Invitee; readonly own: readonly Rebate[] }

/** The rebates of a call's window, all and by invited user; none for a code that is not the account's. */
function gathered(
  call: SignedCall,
  byDefaultMs: number,
): { readonly rows: readonly Gathered[]; readonly rebates: readonly Rebate[] } {
  const code = text(call, 'inviteCode')
  if (code !== undefined && code !== INVITE_CODE) return { rows: [], rebates: [] }
  const window = windowOf(call, { byDefaultMs })
  const rebates = rebatesOf(call.account, call.now).filter((one) => within(window, one.time))
  const rows = inviteesOf(call.account).map((invitee) => ({
    invitee,
    own: rebates.filter((one) => one.invitee === invitee),
  }))
  return { rows, rebates }
}

/** MEXC: this envelope says `message`, not `msg`. */
function report<Row, Totals>(
  call: SignedCall,
  all: readonly Row[],
  totals: Totals,
): Reply<AffiliateAnswer<Row, Totals>> {
  const { rows, page, size, pages } = pageOf(call, all, { size: 10, most: 100, name: 'pageSize' })
  const cut = { pageSize: size, totalCount: all.length, totalPage: pages, currentPage: page, resultList: rows }
  return ok({ success: true, code: 0, message: null, data: { ...totals, ...cut } })
}

function invitedAt(invitee: Invitee, now: number): number {
  return (Math.floor(now / DAY_MS) - invitee.daysAgo) * DAY_MS
}

function detailOf(rebate: Rebate) {
  return {
    type: SPOT,
    sourceType: 1,
    state: 2,
    date: rebate.time,
    uid: rebate.invitee.uid,
    rate: numberOf(decimal(REBATE_RATE)),
    symbol: rebate.symbol,
    takerAmount: rebate.traded,
    makerAmount: '0',
    amountCurrency: 'USDT',
    usdtAmount: rebate.traded,
    commission: rebate.amount,
    currency: 'USDT',
  }
}

function referralOf({ invitee, own }: Gathered, now: number) {
  return {
    uid: invitee.uid,
    nickName: null,
    email: invitee.account,
    registerTime: invitedAt(invitee, now),
    inviteCode: INVITE_CODE,
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
  }
}

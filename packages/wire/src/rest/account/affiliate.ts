/** The affiliate programme's reports; affiliate accounts only. */

import { type Endpoint, SIGNED_READ } from '../endpoint.ts'
import { type QueryFrom, optional } from '../parameters.ts'

/** MEXC: the text stands under `message` here, not `msg`. */
export type AffiliateAnswer<Row, Totals = unknown> = {
  readonly success: boolean
  readonly code: number
  readonly message: string | null
  readonly data: Totals & {
    readonly pageSize: number
    readonly totalCount: number
    readonly totalPage: number
    readonly currentPage: number
    readonly resultList: readonly Row[]
  }
}

const PAGES = {
  startTime: optional.integer,
  endTime: optional.integer,
  page: optional.integer,
  pageSize: optional.integer,
}
/** `pageSize` 10 by default. */
export type AffiliateQuery = QueryFrom<typeof PAGES>

const INVITED = { ...PAGES, inviteCode: optional.text }
/** Parameters of a query for one invite code or all. */
export type InvitedQuery = QueryFrom<typeof INVITED>

/** MEXC: `inviteTime` is in SECONDS; `firstDepositTime` is `YYYY-MM-DD`. */
export type AffiliateCommissionRow = {
  readonly uid: string
  readonly account: string
  readonly inviteCode: string
  readonly inviteTime: number
  readonly spot: string
  readonly etf: string
  readonly futures: string
  readonly total: string
  readonly deposit: string | null
  readonly firstDepositTime: string | null
}
/** Sums of the commissions of a query; decimals as text. */
export type AffiliateCommissionTotals = {
  readonly usdtAmount: string | null
  readonly totalCommissionUsdtAmount: string | null
  readonly totalTradeUsdtAmount: string | null
  readonly finished: boolean | null
}

/** The last 6 months by default. */
export const affiliateCommission: Endpoint<
  InvitedQuery,
  AffiliateAnswer<AffiliateCommissionRow, AffiliateCommissionTotals>
> = {
  ...SIGNED_READ,
  name: 'affiliateCommission',
  path: '/api/v3/rebate/affiliate/commission',
  does: 'An affiliate’s commission by invited user.',
  permission: 'SPOT_ACCOUNT_READ',
  parameters: INVITED,
}

/** One withdrawal of commission. */
export type AffiliateWithdrawalRow = { readonly withdrawTime: number; readonly asset: string; readonly amount: string }

/** The last 6 months by default. */
export const affiliateWithdrawals: Endpoint<AffiliateQuery, AffiliateAnswer<AffiliateWithdrawalRow>> = {
  ...SIGNED_READ,
  name: 'affiliateWithdrawals',
  path: '/api/v3/rebate/affiliate/withdraw',
  does: 'Withdrawals of commission.',
  permission: 'SPOT_ACCOUNT_READ',
  parameters: PAGES,
}

/** `type` 1 spot, 2 futures, 3 ETF. */
export type AffiliateCommissionDetailQuery = InvitedQuery & { readonly type?: number }
/** `sourceType` 1 referral, 2 sub-affiliate. */
export type AffiliateCommissionDetailRow = {
  readonly type: number
  readonly sourceType: number
  readonly state: number
  readonly date: number
  readonly uid: string
  readonly rate: number | string
  readonly symbol: string
  readonly takerAmount: string
  readonly makerAmount: string
  readonly amountCurrency: string
  readonly usdtAmount: string
  readonly commission: string
  readonly currency: string
}
/** Sums of the detailed commissions of a query; decimals as text. */
export type AffiliateCommissionDetailTotals = {
  readonly totalCommissionUsdtAmount: string
  readonly totalTradeUsdtAmount: string
}

/** The last 7 days by default, 30 days a call at most. */
export const affiliateCommissionDetail: Endpoint<
  AffiliateCommissionDetailQuery,
  AffiliateAnswer<AffiliateCommissionDetailRow, AffiliateCommissionDetailTotals>
> = {
  ...SIGNED_READ,
  name: 'affiliateCommissionDetail',
  path: '/api/v3/rebate/affiliate/commission/detail',
  does: 'An affiliate’s commission, record by record.',
  permission: 'SPOT_ACCOUNT_READ',
  parameters: { ...INVITED, type: optional.integer },
}

/** One campaign with its invite code and its results. */
export type AffiliateCampaignRow = {
  readonly campaign: string
  readonly inviteCode: string
  readonly clickTime: number
  readonly createTime: number
  readonly signup: number
  readonly traded: number
  readonly deposited: number
  readonly depositAmount: string
  readonly tradingAmount: string
  readonly commission: string
}

/** The last 7 days by default. */
export const affiliateCampaigns: Endpoint<AffiliateQuery, AffiliateAnswer<AffiliateCampaignRow>> = {
  ...SIGNED_READ,
  name: 'affiliateCampaigns',
  path: '/api/v3/rebate/affiliate/campaign',
  does: 'An affiliate’s campaigns.',
  permission: 'SPOT_ACCOUNT_READ',
  parameters: PAGES,
}

/** Parameters of the query for referred users. */
export type AffiliateReferralsQuery = InvitedQuery & { readonly uid?: string }
/** `asset` is a bracket in words, such as `1-1,000 USDT`; `identification` 1 none to 4 institutional. */
export type AffiliateReferralRow = {
  readonly uid: string
  readonly nickName: string | null
  readonly email: string
  readonly registerTime: number
  readonly inviteCode: string
  readonly depositAmount: string
  readonly tradingAmount: string
  readonly commission: string
  readonly firstDepositTime: number | null
  readonly firstTradeTime: number | null
  readonly lastDepositTime: number | null
  readonly lastTradeTime: number | null
  readonly withdrawAmount: string
  readonly asset: string
  readonly identification: number
}

/** The last 7 days by default. */
export const affiliateReferrals: Endpoint<AffiliateReferralsQuery, AffiliateAnswer<AffiliateReferralRow>> = {
  ...SIGNED_READ,
  name: 'affiliateReferrals',
  path: '/api/v3/rebate/affiliate/referral',
  does: 'Users whom an affiliate invited.',
  permission: 'SPOT_ACCOUNT_READ',
  parameters: { ...INVITED, uid: optional.text },
}

/** One sub-affiliate with its results. */
export type SubAffiliateRow = {
  readonly subaffiliateName: string
  readonly subaffiliateMail: string
  readonly campaign: string | null
  readonly inviteCode: string
  readonly activationTime: number
  readonly registered: number
  readonly deposited: number
  readonly depositAmount: string
  readonly commission: string
}

/** The last 7 days by default. */
export const subAffiliates: Endpoint<InvitedQuery, AffiliateAnswer<SubAffiliateRow>> = {
  ...SIGNED_READ,
  name: 'subAffiliates',
  path: '/api/v3/rebate/affiliate/subaffiliates',
  does: 'An affiliate’s sub-affiliates.',
  permission: 'SPOT_ACCOUNT_READ',
  parameters: INVITED,
}

/** MEXC: a client lists this call and no page describes it; the rows are taken for those of `affiliateReferrals`. */
export const affiliateList: Endpoint<
  { readonly page?: number; readonly limit?: number },
  AffiliateAnswer<AffiliateReferralRow>
> = {
  ...SIGNED_READ,
  name: 'affiliateList',
  path: '/api/v3/rebate/affiliate/list',
  does: 'Users whom an affiliate invited, all of them.',
  permission: 'SPOT_ACCOUNT_READ',
  parameters: { page: optional.integer, limit: optional.integer },
  source: 'ccxt 4.5.84; rows by analogy',
}

/** Affiliate data of an account: whom it invited, and what it withdrew of its commission. */

/** A user that an account invited. */
export type Invitee = {
  readonly uid: string
  /** Masked e-mail address. */
  readonly account: string
  /** Days from the invitation until now, on every day the same. */
  readonly daysAgo: number
}

/** Affiliate data of an account. Amounts are decimal text, times ms since the epoch. */
export type Affiliate = {
  readonly inviteCode: string
  /** Share of the invited users' fees that the account gets, as decimal text. */
  readonly rate: string
  readonly invitees: readonly Invitee[]
  /** Symbols in which the invited users trade. */
  readonly symbols: readonly string[]
  readonly withdrawals: readonly { readonly withdrawTime: number; readonly asset: string; readonly amount: string }[]
  readonly subAffiliates: readonly SubAffiliate[]
}

/** A partner of an affiliate, as `rebate/affiliate/subaffiliates` answers it. */
type SubAffiliate = {
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

/** The demo account's affiliate data where a venue has none for it. */
export const DEMO_AFFILIATE: Affiliate = {
  inviteCode: 'sandbox-7',
  rate: '0.2',
  invitees: [
    { uid: '70055001', account: 'a***@example.com', daysAgo: 190 },
    { uid: '70055002', account: 'k***@example.com', daysAgo: 120 },
    { uid: '70055003', account: 'w***@example.com', daysAgo: 15 },
  ],
  symbols: ['BTCUSDT', 'MXUSDT', 'KASUSDT'],
  withdrawals: [],
  subAffiliates: [],
}

/** Endpoints of the account: its balances and its identity. */

import type { AccountAnswer } from '../answers.ts'
import { type Endpoint, SIGNED_READ } from '../endpoint.ts'
import { ACCOUNT_POOL } from '../limits.ts'
import type { NoQuery } from '../parameters.ts'

/** Balances and flags. MEXC: the answer carries no time, and the flags describe the account, not the key. */
export const accountInformation: Endpoint<NoQuery, AccountAnswer> = {
  ...SIGNED_READ,
  name: 'accountInformation',
  path: '/api/v3/account',
  does: 'Balances and what the account may do.',
  permission: 'SPOT_ACCOUNT_READ',
  weight: { ip: 10 },
  extraLimits: [ACCOUNT_POOL],
  parameters: {},
  source: 'docs 2025-09',
}

/** "1" unverified, "2" primary, "3" advanced, "4" institutional. */
export type KycStatusAnswer = { readonly status: string }

/** Identity verification of the account. */
export const kycStatus: Endpoint<NoQuery, KycStatusAnswer> = {
  ...SIGNED_READ,
  name: 'kycStatus',
  path: '/api/v3/kyc/status',
  does: 'Whether the user is verified.',
  permission: 'SPOT_ACCOUNT_READ',
  parameters: {},
}

/** The account's user id. */
export type UserIdAnswer = { readonly uid: string }

/** User id of the account. */
export const userId: Endpoint<NoQuery, UserIdAnswer> = {
  ...SIGNED_READ,
  name: 'userId',
  path: '/api/v3/uid',
  does: 'The user’s id.',
  permission: 'SPOT_ACCOUNT_READ',
  parameters: {},
  source: 'docs 2025-09',
}

/** Endpoints of the account: its balances and its identity. */

import type { AccountAnswer } from './answers.ts'
import type { Endpoint } from './endpoint.ts'
import { ACCOUNT_POOL } from './limits.ts'
import type { NoQuery } from './parameters.ts'

/** Balances and flags. MEXC: the answer carries no time, and the flags describe the account, not the key. */
export const accountInformation: Endpoint<NoQuery, AccountAnswer> = {
  name: 'accountInformation',
  method: 'GET',
  path: '/api/v3/account',
  security: 'signed',
  permission: 'SPOT_ACCOUNT_READ',
  weight: { ip: 10 },
  extraLimits: [ACCOUNT_POOL],
  retry: 'read',
  parameters: {},
  source: 'docs 2025-09',
}

/** "1" unverified, "2" primary, "3" advanced, "4" institutional. */
export type KycStatusAnswer = { readonly status: string }

/** Identity verification of the account. */
export const kycStatus: Endpoint<NoQuery, KycStatusAnswer> = {
  name: 'kycStatus',
  method: 'GET',
  path: '/api/v3/kyc/status',
  security: 'signed',
  permission: 'SPOT_ACCOUNT_READ',
  weight: { ip: 1 },
  retry: 'read',
  parameters: {},
  source: 'docs 2025-08',
}

/** The account's user id. */
export type UserIdAnswer = { readonly uid: string }

/** User id of the account. */
export const userId: Endpoint<NoQuery, UserIdAnswer> = {
  name: 'userId',
  method: 'GET',
  path: '/api/v3/uid',
  security: 'signed',
  permission: 'SPOT_ACCOUNT_READ',
  weight: { ip: 1 },
  retry: 'read',
  parameters: {},
  source: 'docs 2025-09',
}

/** Sub-accounts and their API keys; the calling key belongs to the master account. */

import type { ErrorAnswer } from '../answers.ts'
import { type Endpoint, SIGNED_CHANGE, SIGNED_READ } from '../endpoint.ts'
import { type QueryFrom, optional, required } from '../parameters.ts'

/** The name is 8 to 32 letters and digits (730601), the note must be there (730602). */
export type CreateSubAccountQuery = { readonly subAccount: string; readonly note: string }
/** Name and note of the created sub-account. */
export type CreateSubAccountAnswer = { readonly subAccount: string; readonly note: string }

/** MEXC: a refusal may come with HTTP 200. The permission is the documented one, though it writes. */
export const createSubAccount: Endpoint<CreateSubAccountQuery, CreateSubAccountAnswer | ErrorAnswer> = {
  ...SIGNED_CHANGE,
  name: 'createSubAccount',
  path: '/api/v3/sub-account/virtualSubAccount',
  does: 'Creates a sub-account.',
  permission: 'SPOT_ACCOUNT_READ',
  parameters: { subAccount: required.text, note: required.text },
}

const SUB_ACCOUNTS = {
  subAccount: optional.text,
  isFreeze: optional.text,
  page: optional.integer,
  limit: optional.integer,
}
/** Filters and page of the sub-accounts to list. */
export type SubAccountsQuery = QueryFrom<typeof SUB_ACCOUNTS>
/** One page of sub-accounts. */
export type SubAccountsAnswer = {
  readonly subAccounts: readonly {
    readonly subAccount: string
    readonly isFreeze: boolean
    readonly createTime: number
    readonly uid: string | number
  }[]
}

/** `limit` 10 by default, 200 at most. */
export const subAccounts: Endpoint<SubAccountsQuery, SubAccountsAnswer> = {
  ...SIGNED_READ,
  name: 'subAccounts',
  path: '/api/v3/sub-account/list',
  does: 'The sub-accounts.',
  permission: 'SPOT_ACCOUNT_READ',
  parameters: SUB_ACCOUNTS,
}

const CREATE_SUB_ACCOUNT_KEY = {
  subAccount: required.text,
  note: required.text,
  permissions: required.list,
  ip: optional.list,
}
/** Permissions, addresses and note of a sub-account's new API key. */
export type CreateSubAccountKeyQuery = QueryFrom<typeof CREATE_SUB_ACCOUNT_KEY>
/** MEXC: the docs spell `creatTime`, a client reads `createTime`. */
export type SubAccountKey = {
  readonly subAccount?: string
  readonly note: string
  readonly apiKey: string
  readonly apikey?: string
  readonly permissions: string
  readonly ip: string
  readonly creatTime?: number
  readonly createTime?: number
}
/** The secret is shown this once. */
export type CreatedSubAccountKey = SubAccountKey & { readonly secretKey: string }

/** Creates an API key of a sub-account; the answer holds its secret. */
export const createSubAccountKey: Endpoint<CreateSubAccountKeyQuery, CreatedSubAccountKey> = {
  ...SIGNED_CHANGE,
  name: 'createSubAccountKey',
  path: '/api/v3/sub-account/apiKey',
  does: 'Creates an API key of a sub-account.',
  permission: 'SPOT_ACCOUNT_READ',
  parameters: CREATE_SUB_ACCOUNT_KEY,
}

/** MEXC: the list stands under the key `subAccount`. */
export type SubAccountKeysAnswer = { readonly subAccount: readonly SubAccountKey[] }

/** API keys of a sub-account, without their secrets. */
export const subAccountKeys: Endpoint<{ readonly subAccount: string }, SubAccountKeysAnswer> = {
  ...SIGNED_READ,
  name: 'subAccountKeys',
  path: '/api/v3/sub-account/apiKey',
  does: 'API keys of a sub-account.',
  permission: 'SPOT_ACCOUNT_READ',
  parameters: { subAccount: required.text },
}

/** The API key of a sub-account to delete. */
export type DeleteSubAccountKeyQuery = { readonly subAccount: string; readonly apiKey: string }

/** MEXC: a refusal may come with HTTP 200. */
export const deleteSubAccountKey: Endpoint<DeleteSubAccountKeyQuery, { readonly subAccount: string } | ErrorAnswer> = {
  ...SIGNED_CHANGE,
  name: 'deleteSubAccountKey',
  method: 'DELETE',
  path: '/api/v3/sub-account/apiKey',
  does: 'Deletes an API key of a sub-account.',
  permission: 'SPOT_ACCOUNT_READ',
  parameters: { subAccount: required.text, apiKey: required.text },
}

/** MEXC: `code` and `timestamp` are text here. */
export type EnabledSubAccountAnswer = {
  readonly code: string
  readonly message: string
  readonly data: readonly {
    readonly subAccount: string
    readonly isFuturesEnabled?: boolean
    readonly isMarginEnabled?: boolean
    readonly timestamp: string
  }[]
}

/** MEXC: hidden in the docs. */
export const enableSubAccountFutures: Endpoint<{ readonly subAccount: string }, EnabledSubAccountAnswer> = {
  ...SIGNED_CHANGE,
  name: 'enableSubAccountFutures',
  path: '/api/v3/sub-account/futures',
  does: 'Opens futures for a sub-account.',
  parameters: { subAccount: required.text },
  source: 'docs 2025-08, hidden',
}

/** MEXC: hidden in the docs. */
export const enableSubAccountMargin: Endpoint<{ readonly subAccount: string }, EnabledSubAccountAnswer> = {
  ...SIGNED_CHANGE,
  name: 'enableSubAccountMargin',
  path: '/api/v3/sub-account/margin',
  does: 'Opens margin for a sub-account.',
  parameters: { subAccount: required.text },
  source: 'docs 2025-08, hidden',
}

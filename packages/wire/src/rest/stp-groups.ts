/** Self-trade prevention: groups of users whose orders do not match each other. Master account only, ten groups. */

import type { CodedAnswer } from './answers.ts'
import type { Endpoint } from './endpoint.ts'
import { required } from './parameters.ts'

/** MEXC: `tradeGroupId` is a number in the examples, text in the tables: `parseAnswer` makes it text; `tradeGroupUid` is comma-separated. */
export type StpGroup = {
  readonly tradeGroupName: string
  readonly tradeGroupId: number | string
  readonly tradeGroupUid?: string
  readonly createTime: number
  readonly updateTime: number
}

/** Creates a group of accounts whose orders must not trade with each other. */
export const createStpGroup: Endpoint<{ readonly tradeGroupName: string }, CodedAnswer<StpGroup>> = {
  name: 'createStpGroup',
  method: 'POST',
  path: '/api/v3/strategy/group',
  security: 'signed',
  permission: 'SPOT_ACCOUNT_WRITE',
  weight: { ip: 20 },
  retry: 'never',
  parameters: { tradeGroupName: required.text },
  source: 'docs 2025-09',
}

/** Self-trade prevention groups of a name. */
export const stpGroups: Endpoint<{ readonly tradeGroupName: string }, CodedAnswer<readonly StpGroup[]>> = {
  name: 'stpGroups',
  method: 'GET',
  path: '/api/v3/strategy/group',
  security: 'signed',
  permission: 'SPOT_ACCOUNT_READ',
  weight: { ip: 20 },
  retry: 'read',
  parameters: { tradeGroupName: required.text },
  source: 'docs 2025-09',
}

/** Deletes a self-trade prevention group. */
export const deleteStpGroup: Endpoint<{ readonly tradeGroupId: string }, CodedAnswer<boolean>> = {
  name: 'deleteStpGroup',
  method: 'DELETE',
  path: '/api/v3/strategy/group',
  security: 'signed',
  permission: 'SPOT_ACCOUNT_WRITE',
  weight: { ip: 20 },
  retry: 'never',
  parameters: { tradeGroupId: required.text },
  source: 'docs 2025-09',
}

/** User ids to add to or remove from a group. */
export type StpGroupUsersQuery = { readonly uid: readonly string[]; readonly tradeGroupId: string }

/** Answers the group with the users just added. */
export const addStpGroupUsers: Endpoint<StpGroupUsersQuery, CodedAnswer<StpGroup>> = {
  name: 'addStpGroupUsers',
  method: 'POST',
  path: '/api/v3/strategy/group/uid',
  security: 'signed',
  permission: 'SPOT_ACCOUNT_WRITE',
  weight: { ip: 20 },
  retry: 'never',
  parameters: { uid: required.list, tradeGroupId: required.text },
  source: 'docs 2025-09',
}

/** Removes users from a self-trade prevention group. */
export const removeStpGroupUsers: Endpoint<StpGroupUsersQuery, CodedAnswer<boolean>> = {
  name: 'removeStpGroupUsers',
  method: 'DELETE',
  path: '/api/v3/strategy/group/uid',
  security: 'signed',
  permission: 'SPOT_ACCOUNT_WRITE',
  weight: { ip: 20 },
  retry: 'never',
  parameters: { uid: required.list, tradeGroupId: required.text },
  source: 'docs 2025-09',
}

/** Self-trade prevention: groups of users whose orders do not match each other. Master account only, ten groups. */

import type { CodedAnswer } from '../answers.ts'
import { type Endpoint, SIGNED_CHANGE, SIGNED_READ } from '../endpoint.ts'
import { required } from '../parameters.ts'

/** MEXC: `tradeGroupId` is a number in examples, text in the tables and here; `tradeGroupUid` is comma-separated. */
export type StpGroup = {
  readonly tradeGroupName: string
  readonly tradeGroupId: number | string
  readonly tradeGroupUid?: string
  readonly createTime: number
  readonly updateTime: number
}

/** Creates a group of accounts whose orders must not trade with each other. */
export const createStpGroup: Endpoint<{ readonly tradeGroupName: string }, CodedAnswer<StpGroup>> = {
  ...SIGNED_CHANGE,
  name: 'createStpGroup',
  path: '/api/v3/strategy/group',
  does: 'Creates a group of self-trade prevention.',
  permission: 'SPOT_ACCOUNT_WRITE',
  weight: { ip: 20 },
  parameters: { tradeGroupName: required.text },
  source: 'docs 2025-09',
}

/** Self-trade prevention groups of a name. */
export const stpGroups: Endpoint<{ readonly tradeGroupName: string }, CodedAnswer<readonly StpGroup[]>> = {
  ...SIGNED_READ,
  name: 'stpGroups',
  path: '/api/v3/strategy/group',
  does: 'Groups of self-trade prevention by name.',
  permission: 'SPOT_ACCOUNT_READ',
  weight: { ip: 20 },
  parameters: { tradeGroupName: required.text },
  source: 'docs 2025-09',
}

/** Deletes a self-trade prevention group. */
export const deleteStpGroup: Endpoint<{ readonly tradeGroupId: string }, CodedAnswer<boolean>> = {
  ...SIGNED_CHANGE,
  name: 'deleteStpGroup',
  method: 'DELETE',
  path: '/api/v3/strategy/group',
  does: 'Deletes a group of self-trade prevention.',
  permission: 'SPOT_ACCOUNT_WRITE',
  weight: { ip: 20 },
  parameters: { tradeGroupId: required.text },
  source: 'docs 2025-09',
}

/** User ids to add to or remove from a group. */
export type StpGroupUsersQuery = { readonly uid: readonly string[]; readonly tradeGroupId: string }

/** Answers the group with the users just added. */
export const addStpGroupUsers: Endpoint<StpGroupUsersQuery, CodedAnswer<StpGroup>> = {
  ...SIGNED_CHANGE,
  name: 'addStpGroupUsers',
  path: '/api/v3/strategy/group/uid',
  does: 'Adds users to a group of self-trade prevention.',
  permission: 'SPOT_ACCOUNT_WRITE',
  weight: { ip: 20 },
  parameters: { uid: required.list, tradeGroupId: required.text },
  source: 'docs 2025-09',
}

/** Removes users from a self-trade prevention group. */
export const removeStpGroupUsers: Endpoint<StpGroupUsersQuery, CodedAnswer<boolean>> = {
  ...SIGNED_CHANGE,
  name: 'removeStpGroupUsers',
  method: 'DELETE',
  path: '/api/v3/strategy/group/uid',
  does: 'Removes users from a group of self-trade prevention.',
  permission: 'SPOT_ACCOUNT_WRITE',
  weight: { ip: 20 },
  parameters: { uid: required.list, tradeGroupId: required.text },
  source: 'docs 2025-09',
}

/** Self-trade prevention groups over REST: made and filled by master accounts. */

import {
  ACCOUNT_LIMITS,
  type StpGroup as GroupAnswer,
  addStpGroupUsers,
  createStpGroup,
  deleteStpGroup,
  removeStpGroupUsers,
  stpGroups,
} from '@spotdeck/wire'
import type { StpGroup } from '../../venue/contract/records.ts'
import { refusals } from '../../venue/contract/refusals.ts'
import { type Reply, fail, ok } from '../call/reply.ts'
import type { RouteServices } from '../call/route-services.ts'
import { type Route, type SignedCall, listOf, needed, signed, text } from '../call/route.ts'

const missing = { code: 22222, msg: 'record does not exist' }
const noUser = { code: 10001, msg: 'user does not exist' }

/** MEXC: these calls say 200 where others say 0. */
type Coded<Data> = { data: Data; code: number; msg: string; timestamp: number }

/** Routes for self-trade prevention groups. */
export function stpGroupRoutes(world: RouteServices): readonly Route[] {
  const { groups } = world
  const ofMaster = <Data>(call: SignedCall, answer: () => Reply<Data>): Reply<Coded<Data>> => {
    if (world.subAccounts.at(call.account) !== undefined) return fail(refusals.notSupported)
    const made = answer()
    return made.ok ? ok({ data: made.body, code: 200, msg: 'success', timestamp: call.now }) : made
  }
  const ofGroup = <Data>(call: SignedCall, answer: (group: StpGroup) => Reply<Data>): Reply<Coded<Data>> =>
    ofMaster(call, () => {
      const group = groups.find(call.account, Number(needed(call, 'tradeGroupId')))
      return group === undefined ? fail(missing) : answer(group)
    })
  return [
    signed(createStpGroup, (call) =>
      ofMaster(call, () => {
        const name = needed(call, 'tradeGroupName')
        const own = groups.of(call.account)
        if (own.length >= ACCOUNT_LIMITS.stpGroups || own.some((group) => group.name === name)) {
          return fail(refusals.badParameter)
        }
        return ok(groupAnswer(groups.create(call.account, name, call.now)))
      }),
    ),
    signed(stpGroups, (call) =>
      ofMaster(call, () => {
        const name = text(call, 'tradeGroupName')
        const found = groups.of(call.account).filter((group) => name === undefined || group.name === name)
        return ok(found.map((group) => ({ ...groupAnswer(group), tradeGroupUid: group.accounts.join(',') })))
      }),
    ),
    signed(deleteStpGroup, (call) =>
      ofGroup(call, (group) => {
        groups.remove(group)
        return ok(true)
      }),
    ),
    signed(addStpGroupUsers, (call) =>
      ofGroup(call, (group) => {
        const users = listOf(text(call, 'uid'))
        const mine = new Set([call.account, ...world.subAccounts.of(call.account).map((sub) => sub.account)])
        if (users.some((user) => !mine.has(user))) return fail(noUser)
        const changed = groups.setAccounts(group, [...new Set([...group.accounts, ...users])], call.now)
        return ok({ ...groupAnswer(changed), tradeGroupUid: users.join(',') })
      }),
    ),
    signed(removeStpGroupUsers, (call) =>
      ofGroup(call, (group) => {
        const users = listOf(text(call, 'uid'))
        if (users.some((user) => !group.accounts.includes(user))) return fail(noUser)
        const left = group.accounts.filter((account) => !users.includes(account))
        groups.setAccounts(group, left, call.now)
        return ok(true)
      }),
    ),
  ]
}

function groupAnswer(group: StpGroup): GroupAnswer {
  return {
    tradeGroupName: group.name,
    tradeGroupId: group.id,
    createTime: group.createdAt,
    updateTime: group.updatedAt,
  }
}

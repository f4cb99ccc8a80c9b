/** Self-trade prevention groups: whose orders do not match each other. Each belongs to one master account. */

import type { AccountId } from '../contract/exchange.ts'
import type { RecordChange, StpGroup } from '../contract/records.ts'

/** Self-trade prevention groups of all masters. */
export type StpGroups = ReturnType<typeof openStpGroups>

const FIRST_ID = 341

/** Opens the groups that the store holds. */
export function openStpGroups(restored: readonly StpGroup[], onChange: (change: RecordChange) => void) {
  const groups = new Map(restored.map((group) => [group.id, group]))
  let last = Math.max(FIRST_ID - 1, ...groups.keys())
  const keep = (group: StpGroup): StpGroup => {
    groups.set(group.id, group)
    onChange({ type: 'record', kind: 'stpGroup', id: String(group.id), value: group })
    return group
  }
  return {
    /** The master's own, oldest first. */
    of: (master: AccountId): readonly StpGroup[] => [...groups.values()].filter((group) => group.master === master),
    create: (master: AccountId, name: string, time: number): StpGroup =>
      keep({ id: ++last, name, master, accounts: [], createdAt: time, updatedAt: time }),
    find(master: AccountId, id: number): StpGroup | undefined {
      const group = groups.get(id)
      return group?.master === master ? group : undefined
    },
    /** Replaces the accounts of the group with this id. */
    setAccounts: (group: StpGroup, accounts: readonly AccountId[], time: number): StpGroup =>
      keep({ ...group, accounts, updatedAt: time }),
    remove(group: StpGroup): void {
      groups.delete(group.id)
      onChange({ type: 'record', kind: 'stpGroup', id: String(group.id), value: undefined })
    },
    /** Returns whether both accounts are in one group; true for an account of a group and itself. */
    together(a: AccountId, b: AccountId): boolean {
      for (const { accounts } of groups.values()) if (accounts.includes(a) && accounts.includes(b)) return true
      return false
    },
  }
}

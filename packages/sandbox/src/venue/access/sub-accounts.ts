/** Master accounts and the sub-accounts they made. A sub-account is an account like any other, with keys of its own. */

import type { AccountId } from '../contract/exchange.ts'
import { FIRST_NEW_ACCOUNT, type KeyRing } from './keys.ts'
import type { RecordChange, SubAccount } from '../contract/records.ts'

/** MEXC: the most one master may have. */
export const MAX_SUB_ACCOUNTS = 30
/** MEXC: most keys that one sub-account may have. */
export const MAX_KEYS = 30

/** Sub-accounts of all masters. */
export interface SubAccounts {
  create(master: AccountId, named: Pick<SubAccount, 'name' | 'note'>, time: number): SubAccount
  /** The master's own, oldest first. */
  of(master: AccountId): readonly SubAccount[]
  named(master: AccountId, name: string): SubAccount | undefined
  /** The sub-account that an account is; `undefined` for masters. */
  at(account: AccountId): SubAccount | undefined
  /** Names are unique over all masters. */
  taken(name: string): boolean
  /** Returns whether a person has this account. */
  exists(account: AccountId): boolean
  /** Returns the next unused user id. */
  nextAccount(): AccountId
}

/** Parts and settings of the sub-accounts. */
export type SubAccountOptions = {
  readonly keys: KeyRing
  readonly restored: readonly SubAccount[]
  readonly onChange: (change: RecordChange) => void
}

/** Opens the sub-accounts that the store holds. */
export function openSubAccounts({ keys, restored, onChange }: SubAccountOptions): SubAccounts {
  const byAccount = new Map(restored.map((one) => [one.account, one]))
  const all = (): readonly SubAccount[] => [...byAccount.values()]
  const nextAccount = (): AccountId => {
    let highest = FIRST_NEW_ACCOUNT - 1
    for (const { account } of [...keys.all(), ...all()]) highest = Math.max(highest, Number(account))
    return String(highest + 1)
  }
  return {
    create(master, { name, note }, time) {
      const made = { name, note, master, account: nextAccount(), isFrozen: false, createdAt: time }
      byAccount.set(made.account, made)
      onChange({ type: 'record', kind: 'subAccount', id: made.account, value: made })
      return made
    },
    of: (master) => all().filter((one) => one.master === master),
    named: (master, name) => all().find((one) => one.master === master && one.name === name),
    at: (account) => byAccount.get(account),
    taken: (name) => all().some((one) => one.name === name),
    exists: (account) => byAccount.has(account) || keys.ofAccount(account).length > 0,
    nextAccount,
  }
}

/** Returns the name of a master account: its e-mail address at the exchange. */
export function masterName(account: AccountId): string {
  return `${account}@sandbox.example`
}

/** The account behind such a name. */
export function accountNamed(name: string): AccountId | undefined {
  return /^(\d+)@sandbox\.example$/.exec(name)?.[1]
}

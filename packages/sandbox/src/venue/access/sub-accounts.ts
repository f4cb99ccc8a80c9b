/** Master accounts and the sub-accounts they made. A sub-account is an account like any other, with keys of its own. */

import type { AccountId } from '../contract/exchange.ts'
import { FIRST_NEW_ACCOUNT, type KeyRing } from './keys.ts'
import type { RecordChange, SubAccount } from '../contract/records.ts'

/** MEXC: the most one master may have. */
export const MAX_SUB_ACCOUNTS = 30
/** MEXC: most keys that one sub-account may have. */
export const MAX_KEYS = 30

/** Sub-accounts of all masters. */
export type SubAccounts = ReturnType<typeof openSubAccounts>

type SubAccountOptions = {
  readonly keys: KeyRing
  readonly restored: readonly SubAccount[]
  readonly onChange: (change: RecordChange) => void
}

/** Opens the sub-accounts that the store holds. */
export function openSubAccounts({ keys, restored, onChange }: SubAccountOptions) {
  const byAccount = new Map(restored.map((one) => [one.account, one]))
  const all = (): readonly SubAccount[] => [...byAccount.values()]
  const nextAccount = (): AccountId => {
    let highest = FIRST_NEW_ACCOUNT - 1
    for (const { account } of [...keys.all(), ...all()]) highest = Math.max(highest, Number(account))
    return String(highest + 1)
  }
  return {
    create(master: AccountId, { name, note }: Pick<SubAccount, 'name' | 'note'>, time: number): SubAccount {
      const made: SubAccount = { name, note, master, account: nextAccount(), isFrozen: false, createdAt: time }
      byAccount.set(made.account, made)
      onChange({ type: 'record', kind: 'subAccount', id: made.account, value: made })
      return made
    },
    /** The master's own, oldest first. */
    of: (master: AccountId): readonly SubAccount[] => all().filter((one) => one.master === master),
    named: (master: AccountId, name: string): SubAccount | undefined =>
      all().find((one) => one.master === master && one.name === name),
    /** The sub-account that an account is; `undefined` for masters. */
    at: (account: AccountId): SubAccount | undefined => byAccount.get(account),
    /** Names are unique over all masters. */
    taken: (name: string): boolean => all().some((one) => one.name === name),
    /** Returns whether a person has this account. */
    exists: (account: AccountId): boolean => byAccount.has(account) || keys.ofAccount(account).length > 0,
    /** Returns the next unused user id. */
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

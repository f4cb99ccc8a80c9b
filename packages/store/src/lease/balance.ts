/**
 * Plans, without I/O, which account moves to which process, so that accounts are spread by capacity. One move at a time: the next is planned
 * from what came of it. A move is planned only where it makes the spread more even, so a plan ends, and no account goes back and forth.
 */

/** A process that follows accounts. */
export type BalanceMember = {
  /** Name of its leases, which no other process has. */
  readonly holder: string
  /** Name by which accounts are moved to it; processes that share one are given no account. */
  readonly name: string
  /** Accounts that it follows at most; `Infinity` without a limit. */
  readonly capacity: number
  /** Accounts that it can follow: it has their keys. */
  readonly accounts: ReadonlySet<string>
}

/** An account, and who follows it. */
export type BalancedAccount = {
  readonly account: string
  /** Process that follows it; `undefined` while none does. */
  readonly holder: string | undefined
  /** Name of the process that it was moved to by hand, and stays with while that is there. */
  readonly pinned?: string | undefined
}

/** Processes and accounts at one moment. */
export type BalanceView = {
  readonly members: readonly BalanceMember[]
  readonly accounts: readonly BalancedAccount[]
}

/** A move of an account from its holder to the process of a name. */
export type BalanceMove = { readonly account: string; readonly from: string; readonly to: string }

/** A process and the number of accounts that it follows. */
type Load = { readonly member: BalanceMember; readonly count: number; readonly weight: number }

/**
 * The next move; `undefined` where the spread is even, or while an account that some process has room for is followed by none.
 * @param isSteady false for an account that is not to be moved now
 */
export function nextMove(
  view: BalanceView,
  isSteady: (account: string) => boolean = () => true,
): BalanceMove | undefined {
  const loads = loadsOf(view)
  if (view.accounts.some((one) => one.holder === undefined && loads.some((load) => canTake(load, one.account))))
    return undefined
  const steady = view.accounts.filter(({ account }) => isSteady(account))
  return homeMove(steady, loads) ?? evenMove(view, steady, loads)
}

/** Shares are by capacity; a process without a limit counts as one that could follow every account. */
function loadsOf({ members, accounts }: BalanceView): readonly Load[] {
  const names = members.map(({ name }) => name)
  return members
    .map((member) => ({
      member,
      count: accounts.filter(({ holder }) => holder === member.holder).length,
      weight: Math.max(1, Math.min(member.capacity, accounts.length)),
      isNamed: names.filter((name) => name === member.name).length === 1,
    }))
    .map(({ isNamed, ...load }) =>
      isNamed ? load : { ...load, member: { ...load.member, accounts: new Set<string>() } },
    )
    .sort((a, b) => (a.member.holder < b.member.holder ? -1 : 1))
}

const canTake = ({ member, count }: Load, account: string): boolean =>
  count < member.capacity && member.accounts.has(account)

/** An account that was moved by hand goes back to its process once that is there again. */
function homeMove(accounts: readonly BalancedAccount[], loads: readonly Load[]): BalanceMove | undefined {
  for (const { account, holder, pinned } of accounts) {
    const home = loads.find(({ member }) => member.name === pinned)
    if (holder === undefined || home === undefined || home.member.holder === holder || !canTake(home, account)) continue
    return { account, from: holder, to: home.member.name }
  }
  return undefined
}

/** From the fullest process to the emptiest that may have one of its accounts, where it is no fuller then than the other is. */
function evenMove(
  view: BalanceView,
  steady: readonly BalancedAccount[],
  loads: readonly Load[],
): BalanceMove | undefined {
  const isAtHome = ({ pinned }: BalancedAccount): boolean => loads.some(({ member }) => member.name === pinned)
  const ascending = [...loads].sort((a, b) => share(a, 1) - share(b, 1))
  for (const from of [...loads].sort((a, b) => share(b, -1) - share(a, -1))) {
    for (const to of ascending) {
      if (share(to, 1) > share(from, -1)) break
      if (to.member.holder === from.member.holder) continue
      const moved = steady.find(
        (one) => one.holder === from.member.holder && !isAtHome(one) && canTake(to, one.account),
      )
      if (moved !== undefined) return { account: moved.account, from: from.member.holder, to: to.member.name }
    }
  }
  return undefined
}

const share = ({ count, weight }: Load, more: number): number => (count + more) / weight

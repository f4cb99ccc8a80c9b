import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type BalanceMember, type BalanceMove, type BalanceView, nextMove } from './balance.ts'

const names = (count: number): readonly string[] => Array.from({ length: count }, (_, n) => `account-${n}`)

/** Processes by their capacities, and accounts by the index of the process that follows each. */
function viewOf(capacities: readonly number[], held: readonly (number | undefined)[]): BalanceView {
  const all = new Set(names(held.length))
  const members = capacities.map((capacity, n) => ({ holder: `p${n} id`, name: `p${n}`, capacity, accounts: all }))
  const accounts = held.map((at, n) => ({
    account: `account-${n}`,
    holder: at === undefined ? undefined : `p${at} id`,
  }))
  return { members, accounts }
}

function moved(view: BalanceView, { account, to }: BalanceMove): BalanceView {
  const holder = view.members.find(({ name }) => name === to)?.holder
  return { ...view, accounts: view.accounts.map((one) => (one.account === account ? { ...one, holder } : one)) }
}

/** Carries moves out until there is none. */
function settled(view: BalanceView): { readonly end: BalanceView; readonly moves: readonly BalanceMove[] } {
  const moves: BalanceMove[] = []
  let end = view
  for (let move = nextMove(end); move !== undefined; move = nextMove(end)) {
    moves.push(move)
    end = moved(end, move)
    if (moves.length > view.accounts.length) throw new Error('The plan does not end.')
  }
  return { end, moves }
}

const counts = ({ members, accounts }: BalanceView): readonly number[] =>
  members.map((member) => accounts.filter(({ holder }) => holder === member.holder).length)

const capacity = fc.oneof(fc.integer({ min: 1, max: 30 }), fc.constant(Infinity))
/** Processes that have room for all accounts, and any state that they may be in. */
const views = fc
  .array(capacity, { minLength: 1, maxLength: 6 })
  .chain((capacities) => {
    const room = Math.min(
      60,
      capacities.reduce((sum, one) => sum + one, 0),
    )
    return fc.tuple(fc.constant(capacities), fc.array(fc.nat(), { maxLength: room }))
  })
  .map(([capacities, places]) => {
    const left = [...capacities]
    const held = places.map((place) => {
      const open = left.flatMap((room, n) => (room > 0 ? [n] : []))
      const at = open[place % open.length] ?? 0
      left[at] = (left[at] ?? 0) - 1
      return at
    })
    return viewOf(capacities, held)
  })

describe('the plan of moves', () => {
  it('spreads accounts evenly, and by capacity', () => {
    expect(counts(settled(viewOf([Infinity, Infinity], Array(20).fill(0))).end)).toEqual([10, 10])
    expect(counts(settled(viewOf([30, 10], Array(20).fill(0))).end)).toEqual([14, 6])
    expect(counts(settled(viewOf([5, Infinity], Array(20).fill(1))).end)).toEqual([4, 16])
  })

  it('ends with shares that no move makes more even, within every capacity', () => {
    fc.assert(
      fc.property(views, (view) => {
        const { end } = settled(view)
        const held = counts(end)
        const share = (at: number, more: number): number =>
          ((held[at] ?? 0) + more) / Math.max(1, Math.min(end.members[at]?.capacity ?? 0, end.accounts.length))
        for (const [from, { capacity: most }] of end.members.entries()) {
          expect(held[from]).toBeLessThanOrEqual(most)
          for (const [to, member] of end.members.entries()) {
            if (to === from || (held[from] ?? 0) === 0 || (held[to] ?? 0) >= member.capacity) continue
            expect(share(to, 1)).toBeGreaterThan(share(from, -1))
          }
        }
      }),
    )
  })

  it('moves no account twice, and no more accounts than are too many where they are', () => {
    fc.assert(
      fc.property(views, (view) => {
        const { end, moves } = settled(view)
        expect(new Set(moves.map(({ account }) => account)).size).toBe(moves.length)
        const after = counts(end)
        const tooMany = counts(view).reduce((sum, count, at) => sum + Math.max(0, count - (after[at] ?? 0)), 0)
        expect(moves).toHaveLength(tooMany)
      }),
    )
  })

  it('plans nothing while an account waits for a process that has room, and does where none has', () => {
    expect(nextMove(viewOf([Infinity, Infinity], [0, 0, 0, undefined]))).toBeUndefined()
    expect(nextMove(viewOf([3, 1], [0, 0, 0, 1, undefined]))).toBeUndefined()
    expect(nextMove({ ...viewOf([3, 3], [0, 0, 0, undefined]), members: onlyKnown(3) })).toMatchObject({ to: 'p1' })
  })

  it('leaves an account alone that is not steady, and takes another one', () => {
    const view = viewOf([Infinity, Infinity], [0, 0, 0, 0])
    expect(nextMove(view, (account) => account !== 'account-0')?.account).toBe('account-1')
    expect(nextMove(view, () => false)).toBeUndefined()
  })

  it('gives a process no account whose key it lacks, and none to processes that share a name', () => {
    const view = viewOf([Infinity, Infinity], [0, 0, 0, 0])
    const [first, second] = view.members
    if (first === undefined || second === undefined) throw new Error('There are two.')
    const knows = (accounts: readonly string[]) => ({ ...second, accounts: new Set(accounts) })
    expect(nextMove({ ...view, members: [first, knows(['account-3'])] })?.account).toBe('account-3')
    expect(nextMove({ ...view, members: [first, knows([])] })).toBeUndefined()
    expect(nextMove({ ...view, members: [first, { ...second, name: first.name }] })).toBeUndefined()
  })

  it('keeps an account with the process it was moved to by hand, and brings it back there', () => {
    const { members, accounts } = viewOf([Infinity, Infinity], [0, 0, 0, 0])
    const pinned = (to: string) => ({ members, accounts: accounts.map((one) => ({ ...one, pinned: to })) })
    expect(nextMove(pinned('p0'))).toBeUndefined()
    expect(nextMove(pinned('p1'))).toEqual({ account: 'account-0', from: 'p0 id', to: 'p1' })
    // Its process is gone: it moves like the others.
    expect(nextMove(pinned('gone'))).toMatchObject({ to: 'p1' })
  })
})

/** Two processes that can follow the first accounts alone. */
const onlyKnown = (count: number): readonly BalanceMember[] =>
  viewOf([3, 3], []).members.map((member) => ({ ...member, accounts: new Set(names(count)) }))

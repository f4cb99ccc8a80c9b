/** Tells what was made with credentials that end: it ends with them, or is left for the owner to end. */

import type { MadeWith } from '@spotdeck/api'
import type { Clock } from '@spotdeck/ports'
import type { Awaitable } from './awaitable.ts'
import type { AccessStore, Credential } from './store.ts'

/** Kinds of what makes and is made. */
const KINDS = ['token', 'session', 'link', 'user-code'] as const

/** Runs a change that ends credentials, and tells what was made with those that ended: users first, who are left. */
export type TellMade = <T>(
  end: () => Awaitable<T>,
) => Promise<{ readonly result: T; readonly made: readonly MadeWith[] }>

/** Returns the function that compares a store before a change and after it. */
export function tellingMade(store: AccessStore, clock: Clock): TellMade {
  const inUse = async (): Promise<readonly Credential[]> =>
    (await Promise.all(KINDS.map(async (kind) => store.list(kind, clock.now())))).flat()
  return async (end) => {
    const before = await inUse()
    const result = await end()
    const left = new Set((await inUse()).map(({ id }) => id))
    const gone = before.filter(({ id }) => !left.has(id))
    const makers = new Set<string | undefined>(gone.map(({ id }) => id))
    // A thief may have signed out what made a user, and be found by the user's session alone.
    const earlier = new Set(
      gone.flatMap(({ id, madeBy }) => (madeBy === undefined || left.has(madeBy) ? [id] : [id, madeBy])),
    )
    const users = (await store.users.list()).filter(
      ({ madeBy, disabledAt }) => disabledAt === undefined && madeBy !== undefined && earlier.has(madeBy),
    )
    const ended = gone.filter(({ madeBy, parent }) => makers.has(madeBy) || makers.has(parent))
    return { result, made: [...users.map(toLeft), ...ended.map(toEnded)] }
  }
}

const toLeft = ({ id, name }: { readonly id: string; readonly name: string }): MadeWith => ({
  kind: 'user',
  id,
  label: name,
  ended: false,
})

function toEnded({ kind, id, user, label }: Credential): MadeWith {
  const named = kind === 'link' || kind === 'session' ? kind : 'sign-in-link'
  return { kind: named, id, label: user?.name ?? label, ended: true }
}

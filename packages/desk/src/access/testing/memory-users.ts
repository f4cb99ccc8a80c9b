/** Users in memory, for tests and for runs that should leave no trace. */

import { defined } from '@spotdeck/ports'
import type { Local } from '../awaitable.ts'
import type { StoredChange, User, UserStore } from '../users/user-store.ts'

/** Users in memory. `signOut` ends the credentials of a user. */
export function memoryUserStore(signOut: (id: string) => void): Local<UserStore> {
  const users = new Map<string, User>()
  const isTaken = (id: string, email: string | null | undefined): boolean =>
    typeof email === 'string' && [...users.values()].some((other) => other.email === email && other.id !== id)
  return {
    list: () => [...users.values()].sort((a, b) => a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1)),
    byId: (id) => users.get(id),
    add(user) {
      if (users.has(user.id) || isTaken(user.id, user.email)) return false
      users.set(user.id, user)
      return true
    },
    change(id, fields) {
      const before = users.get(id)
      if (before === undefined || isTaken(id, fields.email)) return false
      users.set(id, changed(before, fields))
      return true
    },
    remove: (id) => users.delete(id),
    signOut,
  }
}

function changed(before: User, { name, email, grants, disabledAt }: StoredChange): User {
  return {
    id: before.id,
    name: name ?? before.name,
    grants: grants ?? before.grants,
    createdAt: before.createdAt,
    ...defined({
      madeBy: before.madeBy,
      email: email === undefined ? before.email : (email ?? undefined),
      disabledAt:
        disabledAt === undefined
          ? before.disabledAt
          : disabledAt === null
            ? undefined
            : (before.disabledAt ?? disabledAt),
    }),
  }
}

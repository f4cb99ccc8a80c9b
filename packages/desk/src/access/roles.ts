/** Roles of credentials: what a token may do, and how a version that does not know its role reads it. */

import { type GrantedRole, type Role, type RoleGrant, standingIn } from '@spotdeck/api'
import type { Who } from './access-log.ts'
import type { Credential } from './store.ts'

/** Fields of a credential that its rights follow from. */
type Roled = Pick<Credential, 'audience' | 'role'>

/** Role of a credential on its accounts. */
export const roleOf = ({ audience, role }: Roled): GrantedRole => role ?? audience

/** A role as it is stored. A version that does not know the role reads the audience, which gives less and never more. */
export function storedRole(role: Role): Roled {
  if (role === 'trader' || role === 'auditor') return { audience: 'viewer', role }
  return { audience: role }
}

/** Roles on accounts that a credential opens: those of its user, or its own. */
export const grantsOf = ({
  user,
  accounts,
  ...roled
}: Roled & Pick<Credential, 'accounts' | 'user'>): readonly RoleGrant[] =>
  user?.grants ?? [{ role: roleOf(roled), accounts }]

/** A credential as the access log names it: with the audience whose fields it reads, and by its user. */
export const whoOf = (credential: Credential): Who => ({
  id: credential.id,
  label: credential.user?.name ?? credential.label,
  audience: standingIn(grantsOf(credential), 'any')?.audience ?? 'public',
})

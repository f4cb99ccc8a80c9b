/** Roles of credentials: what a token may do, and how a version that does not know its role reads it. */

import { type GrantedRole, type Role, roleTable } from '@spotdeck/api'
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

/** A credential as the access log names it: with the audience whose fields it reads. */
export const whoOf = ({ id, label, ...roled }: Pick<Credential, 'id' | 'label'> & Roled): Who => ({
  id,
  label,
  audience: roleTable[roleOf(roled)].audience,
})

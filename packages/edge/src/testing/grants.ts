/** One role on some accounts, as a link or a token gives it. */

import type { GrantedRole, RoleGrant } from '@spotdeck/api'

export const grantsOf = (role: GrantedRole, accounts: RoleGrant['accounts'] = 'all'): readonly RoleGrant[] => [
  { role, accounts },
]

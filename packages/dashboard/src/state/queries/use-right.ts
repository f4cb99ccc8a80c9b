/** Rights of whoever is signed in: the page offers what the gateway would do, by the same table. */

import { type Place, type Right, type Session, hasRight } from '@spotdeck/api'
import { useSession } from './queries.ts'

/** Returns whether a session has a right in a place; `all` is the whole desk, `any` some account of it. */
export const mayIn = ({ grants }: Session, right: Right, place: Place): boolean => hasRight(grants, right, place)

/** Returns whether whoever is signed in has a right in a place; false until it is known who that is. */
export function useRight(right: Right, place: Place): boolean {
  const session = useSession().data
  return session !== undefined && mayIn(session, right, place)
}

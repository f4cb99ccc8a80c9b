/** The record of who came in, by which door: for the owner alone. */

import { z } from 'zod'
import { audience, timeMs } from './scalars.ts'

/**
 * `used`: a credential was used by a door, told once a quarter of an hour for each address. `refused`: somebody came with
 * something that opens nothing, or from where nothing may come.
 */
export const accessEvents = [
  'logged-in',
  'login-refused',
  'logged-out',
  'used',
  'refused',
  'link-made',
  'link-revoked',
  'token-made',
  'token-revoked',
] as const
export const accessDoors = ['rest', 'websocket', 'sse', 'command'] as const

/** GET access: newest first; the last 10,000 are kept. */
export const accessRecord = z.object({
  time: timeMs,
  event: z.enum(accessEvents),
  /** The name that a link or token was given; empty for the owner's own sessions and for nobody. */
  label: z.string(),
  /** Absent where nobody is known. */
  audience: audience.optional(),
  /** Of the session, token or link; not a secret. */
  credential: z.string().optional(),
  door: z.enum(accessDoors),
  /** The address it came from, such as 127.0.0.1; empty for a command on this machine. */
  from: z.string(),
  /** Why it was refused: a problem's code. */
  code: z.string().optional(),
})

export type AccessRecord = z.infer<typeof accessRecord>

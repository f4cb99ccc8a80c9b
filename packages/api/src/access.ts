/** Records of logins, refusals and signed-in browsers; for the owner alone. */

import { z } from 'zod'
import { accountId, audience, timeMs } from './scalars.ts'

/**
 * `confirmed`: a session was confirmed with a passkey. `used`: a credential was used by a door, told once a quarter of an hour for each address. `refused`: somebody came with
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
  'session-ended',
  'passkey-added',
  'passkey-removed',
  'confirmed',
] as const
/** Ways in that an access record names; `command` is a command on the gateway's own machine. */
export const accessTransports = ['rest', 'websocket', 'sse', 'command'] as const

/** GET access: newest first; the last 10,000 are kept. */
export const accessRecord = z.object({
  time: timeMs,
  event: z.enum(accessEvents),
  /** The name that a link, token or passkey was given; empty for the owner's other sessions and for nobody. */
  label: z.string(),
  /** Absent where nobody is known. */
  audience: audience.optional(),
  /** Of the session, token, link or passkey; not a secret. */
  credential: z.string().optional(),
  door: z.enum(accessTransports),
  /** The address it came from, such as 127.0.0.1; empty for a command on this machine. */
  from: z.string(),
  /** Why it was refused: a problem's code. */
  code: z.string().optional(),
})

/** GET sessions: a browser that is signed in; newest first. */
export const signedInSession = z.object({
  /** Names the session in DELETE sessions/{id}; not a secret. */
  id: z.string(),
  audience,
  /** The name of the link that it was opened with; empty for the owner's own. */
  label: z.string(),
  accounts: z.array(accountId),
  /** The user who signed in; absent for login codes, passkeys and links. */
  user: z.object({ id: z.string(), name: z.string() }).optional(),
  /** Browser and system, such as `Firefox 145 · Windows`; printable, and empty where the browser did not say. */
  device: z.string(),
  createdAt: timeMs,
  createdFrom: z.string(),
  /** To the minute. An open stream is use. */
  lastUsedAt: timeMs,
  lastUsedFrom: z.string(),
  expiresAt: timeMs,
  /** Time at which the session ends unless it is used before. */
  idleEndsAt: timeMs,
  /** True for the session that asks. */
  current: z.boolean(),
})
/**
 * Something that was made with a credential that ended. A user whom it made stays (`ended` false): PATCH or DELETE users/{id} ends it.
 */
export const madeWith = z.object({
  kind: z.enum(['session', 'link', 'sign-in-link', 'user']),
  id: z.string(),
  /** Name of a user or a link; empty for the owner's own sessions. */
  label: z.string(),
  ended: z.boolean(),
})
/** DELETE sessions/{id}, DELETE links/{id}: what was made with it, people first. */
export const credentialEnded = z.object({ made: z.array(madeWith) })
/** DELETE sessions: how many there were besides the caller's, and what was made with them. */
export const sessionsEnded = credentialEnded.extend({ ended: z.number().int() })

/** POST proof: the name of a question in the data directory, and the address that the command asks at. */
export const challengeRequest = z.strictObject({
  challenge: z.string().regex(/^[0-9a-f]{18}$/),
  address: z.string().min(1).max(300),
})
/** HMAC-SHA256 over question and address, in hex, by a key that the data directory alone holds. */
export const gatewayProof = z.object({ proof: z.string() })

/** Something that was made with a credential that ended. */
export type MadeWith = z.infer<typeof madeWith>
/** Answer to the end of a credential. */
export type CredentialEnded = z.infer<typeof credentialEnded>
/** A signed-in browser. */
export type SignedInSession = z.infer<typeof signedInSession>
/** One entry of the access log. */
export type AccessRecord = z.infer<typeof accessRecord>

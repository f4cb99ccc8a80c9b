/** Records of the audit log: who changed what, and who was refused a change; for owners and auditors of the whole desk. */

import { z } from 'zod'
import { grantedRoles } from './rights.ts'
import { audience, side, timeMs } from './scalars.ts'

/** Closed list of the actions that are recorded. Gateway and page know no others. */
export const auditActions = [
  'order-placed',
  'order-canceled',
  'plan-created',
  'plan-changed',
  'plan-canceled',
  'link-made',
  'link-revoked',
  'session-ended',
  'other-sessions-ended',
  'signed-out',
  'passkey-added',
  'passkey-removed',
  'token-made',
  'token-revoked',
  'user-added',
  'user-changed',
  'user-removed',
  'user-link-made',
  'settings-changed',
  'note-written',
  'note-deleted',
  'import-applied',
  'import-ended',
  'sandbox-changed',
] as const
/**
 * Ways in that an audit record names; `command` is a command on the gateway's own machine, `gateway` a call that another gateway passed
 * on, which has recorded it too.
 */
export const auditDoors = ['rest', 'command', 'gateway'] as const

/** GET audit: newest first. Holds no secret, no body and no amount. */
export const auditRecord = z.object({
  /** Number of the record; never used twice. */
  n: z.number().int(),
  time: timeMs,
  action: z.enum(auditActions),
  /** Id of the session or token; not a secret. Absent for a command. */
  credential: z.string().optional(),
  kind: z.enum(['session', 'token', 'command']),
  /** The name that the link or token was given; empty for the owner's other sessions and for commands. */
  label: z.string(),
  /** The person who signed in, where it is known. */
  user: z.object({ id: z.string(), name: z.string() }).optional(),
  audience,
  /** Role that held where the change was asked for; absent where the caller had none. */
  role: z.enum(grantedRoles).optional(),
  account: z.string().optional(),
  /** Id of what was changed: an order, a link, a session. Of an order that was placed, its client id. */
  target: z.string().optional(),
  symbol: z.string().optional(),
  side: side.optional(),
  /** `ok`, the code of the problem, or `unknown`: the call still runs, or its process ended before the answer. */
  outcome: z.string(),
  /** HTTP status of the answer; absent for a command and where the outcome is unknown. */
  status: z.number().int().optional(),
  door: z.enum(auditDoors),
  /** The address it came from; empty for a command on this machine. */
  from: z.string(),
  /** The caller's own `X-Request-Id`. */
  requestId: z.string().optional(),
})

/** An action that is recorded. */
export type AuditAction = (typeof auditActions)[number]
/** One record of the audit log. */
export type AuditRecord = z.infer<typeof auditRecord>

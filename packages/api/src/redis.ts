/** State of each Redis target and of its streams; for the owner alone. */

import { z } from 'zod'
import { accountId, audience, epochId, timeMs } from './scalars.ts'

const redisStates = ['connecting', 'connected', 'away'] as const
/** `unknown`: Redis has not been asked yet. */
const redisStreamStates = ['unknown', 'following', 'behind', 'refused'] as const

/** State of one account's stream in Redis. */
export const redisStream = z.object({
  account: accountId,
  state: z.enum(redisStreamStates),
  epoch: epochId,
  /** Everything its readers are owed up to here stands in the stream. */
  seq: z.number().int().nonnegative(),
  /** Events of the ledger that are still to be looked at. */
  lag: z.number().int().nonnegative(),
  added: z.number().int(),
  calls: z.number().int(),
  /**
   * Count of times that the stream's end was not the expected one: a flush, a restart, another writer, a lost answer.
   */
  refills: z.number().int(),
  refusals: z.number().int(),
  /** The first word of Redis' last refusal, such as WRONGTYPE. */
  refusal: z.string().optional(),
  /** Why the ledger cannot be read, such as STORE_UNREACHABLE: Redis is not the reason that the stream is behind. */
  ledger: z.string().optional(),
  /** The epoch that the account's pointer names instead: a newer writer has taken over. */
  supersededBy: z.string().optional(),
})
/** One target. `host` is `host:port`: user, password and database stay in the configuration. */
export const redisTarget = z.object({
  host: z.string(),
  prefix: z.string(),
  audience,
  state: z.enum(redisStates),
  since: timeMs,
  /** Connections lost or never made. */
  failures: z.number().int(),
  /** Why it is away, such as ECONNREFUSED, TIMEOUT or WRONGPASS. */
  trouble: z.string().optional(),
  accounts: z.array(redisStream),
})

/** State of one account's stream in Redis. */
export type RedisStreamStats = z.infer<typeof redisStream>
/** State of one Redis target. */
export type RedisTargetStats = z.infer<typeof redisTarget>

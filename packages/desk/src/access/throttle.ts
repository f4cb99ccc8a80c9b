/** Rate limits per caller: a burst at once, then a steady rate. Bounded: the least recently used caller is dropped. */

import { BoundedMap, type Clock, TokenBucket, type TokenBucketOptions } from '@spotdeck/ports'

/** Burst and rate of each caller's bucket. `callers`: buckets kept at most, 10,000 by default. */
export type ThrottleOptions = TokenBucketOptions & { readonly callers?: number }

/** Rate limit of each caller. */
export interface Throttle {
  /** Takes tokens, one by default; returns 0, or the whole seconds until there are as many. */
  take(caller: string, count?: number): number
}

const CALLERS = 10_000

/** Opens a throttle. A dropped caller only gets a full bucket again. */
export function createThrottle(clock: Clock, { callers = CALLERS, ...bucketOptions }: ThrottleOptions): Throttle {
  const buckets = new BoundedMap<string, TokenBucket>({ maxSize: callers, order: 'use' })
  return {
    take(caller, count = 1) {
      const bucket = buckets.getOrSet(caller, () => new TokenBucket(clock, bucketOptions))
      return bucket.take(count) ? 0 : Math.max(1, Math.ceil(bucket.waitMs(count) / 1_000))
    },
  }
}

/** A bucket of tokens per caller: so many at once, then so many a second. Bounded: idle callers are forgotten. */

import type { Clock } from '@spotdeck/ports'

export type ThrottleOptions = { readonly burst: number; readonly perSecond: number; readonly callers?: number }

export interface Throttle {
  /** Takes one; answers 0, or in how many whole seconds the next one comes. */
  take(caller: string): number
}

const CALLERS = 10_000

export function createThrottle(clock: Clock, { burst, perSecond, callers = CALLERS }: ThrottleOptions): Throttle {
  const buckets = new Map<string, { tokens: number; at: number }>()
  return {
    take(caller) {
      const now = clock.now()
      const bucket = buckets.get(caller) ?? { tokens: burst, at: now }
      buckets.delete(caller)
      bucket.tokens = Math.min(burst, bucket.tokens + ((now - bucket.at) / 1000) * perSecond)
      bucket.at = now
      // The one asked for least recently goes first; being forgotten only gives it a full bucket again.
      const [oldest] = buckets.keys()
      if (buckets.size >= callers && oldest !== undefined) buckets.delete(oldest)
      buckets.set(caller, bucket)
      if (bucket.tokens < 1) return Math.max(1, Math.ceil((1 - bucket.tokens) / perSecond))
      bucket.tokens -= 1
      return 0
    },
  }
}

/** Parts that are measured from outside, without knowing of it: a store's commits, and calls to the exchange. */

import type { Limiter } from '@spotdeck/mexc'
import type { Clock } from '@spotdeck/ports'
import type { LedgerStore } from '@spotdeck/store'
import type { GatewayMetrics } from '@spotdeck/edge'

/** The same store, whose commits are timed. */
export function meteredStore(store: LedgerStore, metrics: GatewayMetrics, clock: Clock): LedgerStore {
  const commit: LedgerStore['commit'] = async (what) => {
    const begun = clock.now()
    const hashes = await store.commit(what)
    metrics.committed(clock.now() - begun)
    return hashes
  }
  return withCommit(store, commit)
}

/** The same store with another way to commit. */
export function withCommit(store: LedgerStore, commit: LedgerStore['commit']): LedgerStore {
  return new Proxy(store, {
    get(target, name) {
      if (name === 'commit') return commit
      const value: unknown = Reflect.get(target, name, target)
      return typeof value === 'function' ? (value.bind(target) as unknown) : value
    },
  })
}

/** The same limiter, whose calls and their weights are counted. MEXC: a call is charged by address, by user, or by both. */
export function meteredLimiter(limiter: Limiter, metrics: GatewayMetrics): Limiter {
  return {
    async acquire(call) {
      await limiter.acquire(call)
      const weightOf = (isPool: (window: string) => boolean): number =>
        call.charges.reduce((sum, { window, weight }) => (isPool(window) ? sum + weight : sum), 0)
      metrics.called({
        ip: weightOf((window) => window === 'ip'),
        uid: weightOf((window) => /^uid [^ ]+$/.test(window)),
      })
    },
    pause: (...paused) => limiter.pause(...paused),
    get waiting() {
      return limiter.waiting
    },
  }
}

/** Moves the shown time on, once a second. */

import type { World } from '../world.ts'
import type { AccountStore } from './store.ts'

/** Ticks `store` every second until the answered function is called. */
export function startClock(world: Pick<World, 'after' | 'now'>, store: Pick<AccountStore, 'tick'>): () => void {
  let cancel: () => void = () => undefined
  const next = () => {
    cancel = world.after(1_000 - (world.now() % 1_000), () => {
      store.tick()
      next()
    })
  }
  next()
  return () => cancel()
}

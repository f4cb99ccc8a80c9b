/** Moves the shown time on, once a second. */

import type { World } from '../../world.ts'
import type { MarketStore } from './market-store.ts'
import type { AccountStore } from './store.ts'

type Ticking = { readonly store: Pick<AccountStore, 'tick' | 'lineAt'>; readonly market: Pick<MarketStore, 'tick'> }

/** Ticks both stores every second until the answered function is called. */
export function startClock(world: Pick<World, 'after' | 'now'>, { store, market }: Ticking): () => void {
  let cancel: () => void = () => undefined
  const next = () => {
    cancel = world.after(1_000 - (world.now() % 1_000), () => {
      store.tick()
      market.tick(store.lineAt)
      next()
    })
  }
  next()
  return () => cancel()
}

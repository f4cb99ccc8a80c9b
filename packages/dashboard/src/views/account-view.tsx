/** One account on screen: its store, its line, and the pages over them. */

import type { AccountInfo, Audience } from '@spotdeck/api'
import { useQueryClient } from '@tanstack/react-query'
import type { World } from '../world.ts'
import { type ReactNode, useEffect, useMemo, useState } from 'react'
import { LiveConnection } from '../live/connection.ts'
import { useServices } from '../settings/services.ts'
import { firstSnapshot } from '../state/queries/queries.ts'
import { MarketStore } from '../state/store/market-store.ts'
import { AccountStore } from '../state/store/store.ts'
import { AccountContext } from '../state/store/use-account-data.ts'
import { useDirectMarket } from '../state/market/use-direct-market.ts'

/** Every how many failed tries the session is asked after: a refused socket does not say why. */
const ASK_SESSION_EVERY = 3

type AccountViewProps = { readonly account: AccountInfo; readonly audience: Audience; readonly children: ReactNode }

/** Follows `account` while mounted, as far as `audience` may. Has to be keyed by the account's id. */
export function AccountView({ account, audience, children }: AccountViewProps) {
  const { world, api } = useServices()
  const client = useQueryClient()
  const { queryKey } = firstSnapshot(api, account.id)
  const [first] = useState(() => client.getQueryData(queryKey))
  const [store] = useState(() => new AccountStore(world, first))
  const [market] = useState(() => new MarketStore(world))
  useEffect(() => {
    const connection = new LiveConnection({ world, api, store, market, account: account.id, audience, first })
    client.removeQueries({ queryKey: firstSnapshot(api, account.id).queryKey })
    const stopClock = startClock(world, { store, market })
    const unsubscribe = store.subscribe('connection', () => {
      const state = store.read('connection')
      const ask = state.phase === 'signed-out' || (state.phase === 'waiting' && state.attempt % ASK_SESSION_EVERY === 0)
      if (ask) void client.invalidateQueries({ queryKey: ['session'] })
    })
    connection.start()
    return () => {
      unsubscribe()
      stopClock()
      connection.stop()
    }
  }, [world, api, store, market, client, account.id, audience, first])
  useDirectMarket(market, audience)
  const open = useMemo(
    () => ({ account: account.id, trading: account.trading, store, market }),
    [account.id, account.trading, store, market],
  )
  return <AccountContext value={open}>{children}</AccountContext>
}

type Ticking = { readonly store: Pick<AccountStore, 'tick' | 'lineAt'>; readonly market: Pick<MarketStore, 'tick'> }

/** Ticks both stores every second until the answered function is called. */
function startClock(world: Pick<World, 'after' | 'now'>, { store, market }: Ticking): () => void {
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

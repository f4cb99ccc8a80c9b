/** The market read from the exchange by the page itself, where its owner chose that: the code for it comes only then. */

import type { Audience } from '@spotdeck/api'
import { useEffect } from 'react'
import { fetchCode } from '../../live/fetch-code.ts'
import { usePreferences, useServices } from '../../settings/services.ts'
import { browserCode } from '../../world.ts'
import type { MarketStore } from '../store/market-store.ts'

/** Feeds `market` from the exchange's public stream while that is chosen; of the owner alone. */
export function useDirectMarket(market: MarketStore, audience: Audience): void {
  const { world, api } = useServices()
  const [{ directMarket }] = usePreferences()
  const isWanted = directMarket && audience === 'owner'
  useEffect(() => {
    if (!isWanted) return undefined
    let isLeft = false
    let stop = (): void => market.setDirect('off')
    fetchCode(() => import('../../live/direct/follow-direct.ts'), browserCode).then(
      ({ followDirect }) => {
        if (!isLeft) stop = followDirect({ world, api, market })
      },
      () => {
        if (!isLeft) market.setDirect('unavailable')
      },
    )
    return () => {
      isLeft = true
      stop()
    }
  }, [isWanted, world, api, market])
}

/** The health of an account as it is sampled. It waits for nothing: no event can report that the ledger cannot be written. */

import type { SampledEnvelope } from '@spotdeck/api'
import type { AccountFollower, Exchange } from '@spotdeck/follow'
import { defined } from '@spotdeck/ports'
import { toStatusData } from '@spotdeck/reports'
import type { Prices } from '../market/prices.ts'

type Followed = {
  readonly id: string
  readonly exchange: Pick<Exchange, 'now'>
  readonly follower: Pick<AccountFollower, 'health' | 'status'>
  readonly prices: Pick<Prices, 'heardAt'>
}

/** Returns the sample of this moment. */
export function healthSample({ id: account, exchange, follower, prices }: Followed): SampledEnvelope {
  const { stream, latencyMs, drift } = follower.health
  return {
    account,
    time: exchange.now(),
    topic: 'health',
    type: 'health.sampled',
    data: defined({
      lastPushAt: stream?.lastPushAt,
      pricesAt: prices.heardAt,
      latencyMs,
      listenKeyExpiresAt: stream?.listenKeyExpiresAt,
      drift,
      status: toStatusData(follower.status),
    }),
  }
}

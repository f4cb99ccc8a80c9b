/** Begins to read the exchange's public stream from the page: asks the gateway how, brings the decoder, opens the stream. */

import type { World } from '../../world.ts'
import type { GatewayApi } from '../api-client.ts'
import { backoffMs } from '../backoff.ts'
import type { MarketTarget } from '../ports.ts'
import { createDecoder } from './decoder.ts'
import { DirectStream } from './direct-stream.ts'

const MIN_WAIT_MS = 1_000

type Parts = {
  readonly world: World
  readonly api: Pick<GatewayApi, 'marketStreamSchema'>
  readonly market: MarketTarget
}

/** Until the answered function is called. What cannot be had is asked for again, ever less often. */
export function followDirect(parts: Parts): () => void {
  const { world, market } = parts
  const stopped = new AbortController()
  let stream: DirectStream | undefined
  let cancel = (): void => undefined
  const ask = async (attempt: number): Promise<void> => {
    market.setDirect(attempt === 0 ? 'connecting' : 'lost')
    try {
      stream = await opened(parts, stopped.signal)
    } catch {
      if (stopped.signal.aborted) return
      market.setDirect('lost')
      const delayMs = MIN_WAIT_MS + backoffMs(attempt, () => world.random())
      cancel = world.after(delayMs, () => void ask(attempt + 1))
    }
  }
  void ask(0)
  return () => {
    stopped.abort()
    cancel()
    stream?.stop()
    market.setDirect('off')
  }
}

/** The stream; `undefined` where this page cannot reach it, or nobody waits for it any more. */
async function opened({ world, api, market }: Parts, signal: AbortSignal): Promise<DirectStream | undefined> {
  const schema = await api.marketStreamSchema(signal)
  const decode = createDecoder(schema)
  if (signal.aborted) return undefined
  const { url } = schema
  if (url !== null) return new DirectStream({ world, market, schema: { ...schema, url }, decode })
  market.setDirect('unavailable')
  return undefined
}

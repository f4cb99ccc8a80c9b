/** Records a sandbox of this process without the SDK: its frames and answers as they are, under virtual time. */

import { appendFileSync } from 'node:fs'
import { MINUTE_MS } from '@spotdeck/ports'
import {
  type PublicChannel,
  buildChannel,
  depth,
  exchangeInfo,
  klines,
  subscriptionRequest,
  trades,
} from '@spotdeck/wire'
import type { StartedSandbox } from '../../start-sandbox.ts'
import type { MarketRecord } from '../record.ts'
import { RecordingWriter } from '../writer.ts'

/** A recording that is being made. */
export type Taping = {
  /** Adds a record, as a recorder that noticed something does. */
  add(record: MarketRecord): void
  /** Ends the connection and writes what is left. */
  stop(): void
}

/** Channels that are recorded of a symbol. */
export function channelsOf(symbol: string): readonly PublicChannel[] {
  return [
    { kind: 'aggreDepth', symbol, interval: '100ms' },
    { kind: 'aggreDeals', symbol, interval: '100ms' },
  ]
}

/** Asks one public call and keeps its answer. */
export async function asked(sandbox: StartedSandbox, path: string, query: string): Promise<MarketRecord> {
  const { body } = await sandbox.fetch({ method: 'GET', url: `http://localhost${path}?${query}`, timeoutMs: 60_000 })
  return { at: sandbox.now(), kind: 'answer', path, query, body }
}

/**
 * Starts to record; the market of the recording begins at the next whole minute, to which it advances.
 * @param advance lets the source's time pass
 */
export async function record(
  source: StartedSandbox,
  symbols: readonly string[],
  take: (record: MarketRecord) => void,
  advance: (ms: number) => Promise<void> = (ms) => source.advance(ms),
): Promise<() => void> {
  const names = symbols.flatMap((symbol) => channelsOf(symbol).map(buildChannel))
  const socket = source.openSocket(source.wsUrl, {
    opened: () => socket.send(subscriptionRequest(names)),
    message(data) {
      if (typeof data !== 'string') take({ at: source.now(), kind: 'frame', bytes: data })
    },
    closed: () => undefined,
  })
  const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 20))
  await settle()
  await advance(500)
  await settle()
  take(await asked(source, exchangeInfo.path, ''))
  for (const symbol of symbols) {
    take(await asked(source, depth.path, `symbol=${symbol}&limit=5000`))
    take({ at: source.now(), kind: 'live', symbol })
  }
  const startAt = Math.ceil(source.now() / MINUTE_MS) * MINUTE_MS
  await advance(startAt + 200 - source.now())
  await settle()
  for (const symbol of symbols) {
    for (let page = 0, end = startAt; page < 3; page++, end -= 500 * MINUTE_MS)
      take(await asked(source, klines.path, `symbol=${symbol}&interval=1m&endTime=${end}&limit=500`))
    for (const interval of ['60m', '1d'])
      take(await asked(source, klines.path, `symbol=${symbol}&interval=${interval}&endTime=${startAt}&limit=500`))
    take(await asked(source, trades.path, `symbol=${symbol}&limit=1000`))
  }
  take({ at: source.now(), kind: 'start', startAt })
  return () => socket.close()
}

/** Records into a file. */
export async function recordTo(path: string, source: StartedSandbox, symbols: readonly string[]): Promise<Taping> {
  const header = {
    host: 'localhost',
    startedAt: source.now(),
    symbols,
    channels: symbols.flatMap((one) => channelsOf(one).map(buildChannel)),
  }
  const writer = new RecordingWriter(header, (bytes) => appendFileSync(path, bytes))
  const stop = await record(source, symbols, (one) => writer.add(one))
  return {
    add: (one) => writer.add(one),
    stop() {
      stop()
      writer.flush()
    },
  }
}

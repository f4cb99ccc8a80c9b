import { type Log, silentLog } from '@spotdeck/ports'
import { VirtualTime } from '@spotdeck/ports/virtual'
import { expect, test } from 'vitest'
import { GatewayMetrics } from './gateway-metrics.ts'
import { LOGGED_BLOCK_MS, LoopWatch } from './loop-watch.ts'

type Fields = Parameters<Log['warn']>[0]

function watched() {
  const time = new VirtualTime()
  const loop = { mostMs: 0, isClosed: false }
  const said: (readonly [Fields, string])[] = []
  const delay = {
    take() {
      const { mostMs } = loop
      loop.mostMs = 0
      return { medianMs: 0, p99Ms: 0, mostMs }
    },
    close: () => void (loop.isClosed = true),
  }
  const log = { ...silentLog, warn: (fields: Fields, text: string) => void said.push([fields, text]) }
  const watch = new LoopWatch({ delay, timers: time, log })
  return { time, loop, said, watch }
}

test('the longest block since the start is kept, without those from before it', async () => {
  const { time, loop, watch } = watched()
  loop.mostMs = 48_000
  watch.start()
  for (const ms of [30, 90, 20]) {
    loop.mostMs = ms
    await time.advance(5_000)
  }
  expect(watch.longestMs).toBe(90)
  loop.mostMs = 95
  expect(watch.longestMs).toBe(95)
  const text = await new GatewayMetrics(undefined, watch).text({
    vitals: { accounts: [], callsWaiting: 0 },
    now: 0,
    connections: { websocket: 0, sse: 0 },
    bufferedBytes: 0,
    auditReachMs: {},
    readers: 0,
    redis: [],
  })
  expect(text).toContain('\nspotdeck_event_loop_longest_block_seconds 0.095\n')
})

test('a block over the limit is logged once, with its length', async () => {
  const { time, loop, said, watch } = watched()
  watch.start()
  loop.mostMs = LOGGED_BLOCK_MS
  await time.advance(5_000)
  expect(said).toEqual([])
  loop.mostMs = 1_250.4
  await time.advance(20_000)
  expect(said).toEqual([[{ event: 'event-loop-blocked', ms: 1_250, longestMs: 1_250 }, 'event loop was blocked']])
})

test('nothing is measured after the end', async () => {
  const { time, loop, said, watch } = watched()
  watch.start()
  watch.close()
  loop.mostMs = 9_000
  await time.advance(60_000)
  expect([loop.isClosed, said, watch.longestMs]).toEqual([true, [], 0])
})

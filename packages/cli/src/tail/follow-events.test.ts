import { VirtualTime, seededRandom } from '@spotdeck/ports/virtual'
import { describe, expect, it } from 'vitest'
import { CommandError } from '../command-error.ts'
import { type Followed, followEvents } from './follow-events.ts'

type Opening = { readonly since: string | undefined; readonly stream: ReadableStreamDefaultController<Uint8Array> }

const away = new CommandError('GATEWAY_NOT_RUNNING', 'No gateway answers: start it.')

/** A gateway whose stream a test writes; `away` makes openings fail. */
function follow(since?: string, isAway = false) {
  const time = new VirtualTime()
  const stop = new AbortController()
  const [openings, got, said]: [Opening[], Followed[], string[]] = [[], [], []]
  const gateway = { away: isAway ? away : undefined }
  const open = async (at: string | undefined): Promise<ReadableStream<Uint8Array>> => {
    if (gateway.away !== undefined) throw gateway.away
    return new ReadableStream({ start: (stream) => void openings.push({ since: at, stream }) })
  }
  const world = { clock: time, timers: time, random: seededRandom('tail') }
  const report = (line: string): void => void said.push(line)
  const read = async (): Promise<string> => {
    for await (const one of followEvents({ open, since, world, signal: stop.signal, report })) got.push(one)
    return 'ended'
  }
  const end = { result: undefined as unknown }
  void read().then(
    (result) => (end.result = result),
    (error: unknown) => (end.result = error),
  )
  const send = (text: string): void => openings.at(-1)?.stream.enqueue(new TextEncoder().encode(text))
  const breakOff = (): void => openings.at(-1)?.stream.error(new TypeError('terminated'))
  return { time, stop, openings, got, said, gateway, end, send, breakOff }
}

describe('a stream that breaks off', () => {
  it('goes on after the last position, and says so in one line for each end', async () => {
    const { time, openings, got, said, gateway, send, breakOff } = follow()
    await time.advance(0)
    send('id: e:1\ndata: {"seq":1}\n\n')
    await time.advance(0)
    gateway.away = away
    breakOff()
    await time.advance(30_000)
    gateway.away = undefined
    await time.advance(10_000)
    send('id: e:2\ndata: {"seq":2}\n\n')
    await time.advance(0)
    expect(openings.map(({ since }) => since)).toEqual([undefined, 'e:1'])
    expect(got).toEqual([1, 2].map((seq) => ({ kind: 'event', data: `{"seq":${seq}}` })))
    expect(said).toEqual(['the stream broke off after e:1; connecting again', 'connected again, goes on after e:1'])
  })

  it('states a gap where the position is no longer stored, and where none was known', async () => {
    const { time, got, said, send, breakOff } = follow('e:1')
    await time.advance(0)
    send('event: reset\nid: f:9\ndata: {}\n\n')
    await time.advance(0)
    expect(got).toEqual([{ kind: 'gap', after: 'e:1', at: 'f:9' }])
    expect(said).toEqual(['gap: events after e:1 up to f:9 are not in this stream'])
    const fresh = follow()
    await fresh.time.advance(0)
    fresh.breakOff()
    await fresh.time.advance(10_000)
    expect(fresh.got).toEqual([{ kind: 'gap', after: undefined, at: undefined }])
    breakOff()
  })

  it('is opened again after a restart, after silence, and not after its token was revoked', async () => {
    const { time, openings, end, send } = follow()
    await time.advance(0)
    send('event: end\ndata: {"code":"RESTARTING"}\n\n')
    openings.at(-1)?.stream.close()
    await time.advance(10_000)
    expect(openings).toHaveLength(2)
    await time.advance(60_000)
    expect(openings).toHaveLength(3)
    send('event: end\ndata: {"code":"REVOKED"}\n\n')
    await time.advance(10_000)
    expect(end.result).toMatchObject({ code: 'REVOKED' })
  })

  it('is given up after ten minutes, with the position to go on at', async () => {
    const { time, end, gateway, send, breakOff } = follow()
    await time.advance(0)
    send('id: e:7\ndata: {}\n\n')
    await time.advance(0)
    gateway.away = away
    breakOff()
    await time.advance(9 * 60_000)
    expect(end.result).toBeUndefined()
    await time.advance(2 * 60_000)
    expect(String(end.result)).toMatch(/has not come back\. Go on with --since e:7$/)
  })
})

it('a first opening that fails is an error at once', async () => {
  const { time, end, said } = follow(undefined, true)
  await time.advance(0)
  expect([end.result, said]).toEqual([away, []])
})

it('a signal ends it at once, also while it waits', async () => {
  const { time, stop, end, gateway, breakOff } = follow()
  await time.advance(0)
  gateway.away = away
  breakOff()
  await time.advance(2_000)
  stop.abort()
  await time.advance(0)
  expect([end.result, time.waiting]).toEqual(['ended', 0])
})

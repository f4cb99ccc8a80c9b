import { mkdtempSync, readFileSync, rmSync, truncateSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { MINUTE_MS, silentLog } from '@spotdeck/ports'
import { nodeSign } from '@spotdeck/ports/node'
import { VirtualTime, seededRandom } from '@spotdeck/ports/virtual'
import { MexcClient } from '@spotdeck/mexc'
import { type MarketRecord, type StartedSandbox, openReplay, startSandbox } from '@spotdeck/sandbox'
import { accountInformation } from '@spotdeck/wire'
import { afterAll, describe, expect, it } from 'vitest'
import { record } from '../commands/record.ts'
import { tapped } from './tap.ts'

const SYMBOLS = ['BTCUSDT', 'MXUSDT']
const START = Date.UTC(2026, 8, 23, 11, 57, 48)
const folder = mkdtempSync(join(tmpdir(), 'spotdeck-record-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** A sandbox with bots on virtual time, and the world of a program beside it. */
async function source() {
  const time = new VirtualTime(START)
  const machine = {
    clock: time,
    monotonic: time,
    timers: time,
    random: seededRandom(7),
    sign: nodeSign,
    log: silentLog,
  }
  const sandbox = await startSandbox({ port: false, bots: true, demo: false, symbols: SYMBOLS, world: machine })
  const world = {
    ...machine,
    measureLoopDelay: () => ({ take: () => ({ medianMs: 0, p99Ms: 0, mostMs: 0 }), close: () => undefined }),
    fetch: sandbox.fetch,
    openSocket: sandbox.openSocket,
  }
  return { time, sandbox, world, address: { rest: sandbox.restUrl, ws: sandbox.wsUrl, allowPlainExchange: false } }
}

/** Runs virtual time until the promise has settled. */
async function settled<T>(time: VirtualTime, work: Promise<T>, stepMs = 250): Promise<T> {
  let over = false
  const ended = work.finally(() => (over = true)).catch(() => undefined)
  for (let n = 0; n < 4_000 && !over; n++) await time.advance(stepMs)
  await ended
  return work
}

/** Answers about a symbol that are the same here and there. */
async function marketOf(sandbox: StartedSandbox, symbol: string, time?: VirtualTime): Promise<unknown> {
  const get = async (path: string): Promise<Record<string, unknown>> => {
    const asked = sandbox.fetch({ method: 'GET', url: `http://localhost/api/v3/${path}`, timeoutMs: 60_000 })
    const { body } = await (time === undefined ? asked : settled(time, asked, 0))
    return JSON.parse(body) as Record<string, unknown>
  }
  const { bidPrice: _1, bidQty: _2, askPrice: _3, askQty: _4, ...day } = await get(`ticker/24hr?symbol=${symbol}`)
  return {
    day,
    prints: await get(`trades?symbol=${symbol}&limit=200`),
    minutes: await get(`klines?symbol=${symbol}&interval=1m&limit=200`),
    hours: await get(`klines?symbol=${symbol}&interval=60m&limit=48`),
  }
}

describe('spotdeck record', () => {
  const file = join(folder, 'market.rec')

  it('records a host through the SDK; a sandbox that plays it has its market at the same times', async () => {
    const { time, sandbox, world, address } = await source()
    const stopping = new AbortController()
    const recording = record({ ...address, symbols: SYMBOLS, to: file, ms: 70_000 }, world, stopping.signal)
    const startAt = Math.ceil(time.now() / MINUTE_MS) * MINUTE_MS
    const seen: { readonly at: number; readonly market: unknown }[] = []
    for (const ms of [15_000, 63_000]) {
      await time.advance(startAt + ms - time.now())
      seen.push({
        at: time.now(),
        market: [await marketOf(sandbox, 'BTCUSDT', time), await marketOf(sandbox, 'MXUSDT', time)],
      })
    }
    const recorded = await settled(time, recording)
    expect(recorded.begunAt).toBe(startAt)
    expect(recorded.bytes).toBe(readFileSync(file).length)
    await sandbox.close()

    await using copy = await startSandbox({ port: false, time: 'virtual', replay: file })
    expect(copy.now()).toBe(startAt)
    for (const { at, market } of seen) {
      await copy.advance(at - copy.now())
      expect([await marketOf(copy, 'BTCUSDT'), await marketOf(copy, 'MXUSDT')]).toEqual(market)
    }
  }, 120_000)

  it('leaves a file that plays when it is killed, up to the last second', () => {
    const whole = openReplay(file)
    truncateSync(file, readFileSync(file).length - 9)
    const cut = openReplay(file)
    expect(cut).toMatchObject({ cutOff: true, startAt: whole.startAt })
    expect(whole.endsAt - cut.endsAt).toBeLessThan(5_000)
  })

  it('ends at a signal with a whole file, and says when nothing of it can be played', async () => {
    const { time, sandbox, world, address } = await source()
    const stopping = new AbortController()
    const to = join(folder, 'short.rec')
    const recording = record({ ...address, symbols: SYMBOLS, to, ms: 70_000 }, world, stopping.signal)
    await time.advance(3_000)
    stopping.abort()
    expect((await settled(time, recording)).begunAt).toBeUndefined()
    expect(() => openReplay(to)).toThrow('ends before its market begins')
    await sandbox.close()
  })

  it('refuses a file that exists, and names the symbols that do not become live', async () => {
    const { time, sandbox, world, address } = await source()
    const run = (symbols: readonly string[], to: string) =>
      settled(time, record({ ...address, symbols, to, ms: 1_000 }, world, new AbortController().signal))
    await expect(run(SYMBOLS, file)).rejects.toMatchObject({ code: 'RECORDING_UNWRITABLE' })
    sandbox.faults.add({ kind: 'refuse', target: {}, probability: 1 })
    await expect(run(SYMBOLS, join(folder, 'silent.rec'))).rejects.toMatchObject({ code: 'MARKET_NOT_LIVE' })
    await sandbox.close()
  })
})

describe('the tap', () => {
  it('copies public market data alone: no key, signature, listen key or private push', async () => {
    const { time, sandbox, world, address } = await source()
    const bob = sandbox.createAccount({ balances: { USDT: '1000', MX: '100' } })
    const records: MarketRecord[] = []
    const client = new MexcClient({
      preset: 'custom',
      restUrl: address.rest,
      wsUrl: address.ws,
      credentials: bob,
      world: tapped(world, (one) => records.push(one)),
    })
    const pushed: string[] = []
    client.userStream({ ready: () => undefined, push: ({ body }) => void pushed.push(body.kind) })
    client.book('MXUSDT', { changed: () => undefined })
    await settled(time, client.call(accountInformation, {}))
    await time.advance(3_000)
    await settled(time, client.placeOrder({ symbol: 'MXUSDT', side: 'BUY', type: 'MARKET', quoteOrderQty: '20' }))
    await time.advance(3_000)
    await settled(time, client.close())
    expect(pushed).toContain('privateDeals')
    expect(records.length).toBeGreaterThan(10)
    const text = records
      .map((one) => (one.kind === 'frame' ? Buffer.from(one.bytes).toString() : JSON.stringify(one)))
      .join('\n')
    for (const secret of [bob.apiKey, bob.secret, 'signature', 'listenKey', 'private', bob.account])
      expect([secret, text.includes(secret)]).toEqual([secret, false])
    expect(text).toContain('aggre.depth')
    await sandbox.close()
  })
})

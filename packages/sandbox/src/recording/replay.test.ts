import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { as, decimal, sum, zero } from '@spotdeck/exact'
import { MINUTE_MS } from '@spotdeck/ports'
import { nodeSign } from '@spotdeck/ports/node'
import { buildChannel, decodePush, subscriptionRequest } from '@spotdeck/wire'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { FeedPrint } from '../market/data/feed.ts'
import { type StartedSandbox, startSandbox } from '../start-sandbox.ts'
import { RecordingReader } from './reader.ts'
import type { MarketRecord } from './record.ts'
import { openReplay } from './replay.ts'
import { RecordingWriter } from './writer.ts'
import { channelsOf, recordTo } from './testing/record-sandbox.ts'

const SYMBOLS = ['BTCUSDT', 'MXUSDT']
const START = Date.UTC(2026, 8, 23, 11, 57, 30)
const folder = mkdtempSync(join(tmpdir(), 'replay-'))
const file = join(folder, 'market.rec')

type Rows = readonly (readonly [price: string, quantity: string])[]
type Answers = { readonly book: { readonly bids: Rows; readonly asks: Rows }; readonly market: unknown }

/** Answers of public calls about a symbol; best prices stand in `book` alone. */
async function answersOf(sandbox: StartedSandbox, symbol: string): Promise<Answers> {
  const get = async (path: string): Promise<unknown> => {
    const { body } = await sandbox.fetch({ method: 'GET', url: `http://localhost${path}`, timeoutMs: 60_000 })
    return JSON.parse(body)
  }
  const { bids, asks } = (await get(`/api/v3/depth?symbol=${symbol}&limit=5000`)) as Answers['book']
  const ticker = (await get(`/api/v3/ticker/24hr?symbol=${symbol}`)) as Record<string, unknown>
  const { bidPrice: _bid, bidQty: _bidQty, askPrice: _ask, askQty: _askQty, ...day } = ticker
  const candles = (interval: string, limit: number): Promise<unknown> =>
    get(`/api/v3/klines?symbol=${symbol}&interval=${interval}&limit=${limit}`)
  const market = {
    day,
    prints: await get(`/api/v3/trades?symbol=${symbol}&limit=300`),
    candles: [await candles('1m', 500), await candles('60m', 100), await candles('1d', 60), await candles('1W', 10)],
  }
  return { market, book: { bids, asks } }
}

/** Prices whose change the next push after a time shows: at that time the channel has not told of them. */
function untold(symbol: string, at: number): ReadonlySet<number> {
  const reader = new RecordingReader(file)
  for (let records = reader.next(); records !== undefined; records = reader.next()) {
    for (const record of records) {
      const push = record.kind === 'frame' ? decodePush(record.bytes) : undefined
      if (push?.body.kind !== 'publicAggreDepths' || push.symbol !== symbol || (push.sendTime ?? 0) <= at) continue
      reader.close()
      return new Set([...push.body.value.bids, ...push.body.value.asks].map(({ price }) => Number(price)))
    }
  }
  return new Set()
}

/** All prints of a recording, by time. */
function printsOf(symbol: string): readonly FeedPrint[] {
  const replay = openReplay(file)
  const reader = replay.open(replay.startAt)
  const events = [...reader.take(Infinity)]
  reader.close()
  return events.flatMap((event) => (event.type === 'print' && event.symbol === symbol ? [event.print] : []))
}

/** The answer to a signed POST of an account. */
async function signed(
  sandbox: StartedSandbox,
  key: { readonly apiKey: string; readonly secret: string },
  path: string,
  query: Readonly<Record<string, string>>,
): Promise<Readonly<Record<string, unknown>>> {
  const text = new URLSearchParams({ ...query, timestamp: String(sandbox.now()) }).toString()
  const url = `http://localhost/api/v3/${path}?${text}&signature=${nodeSign(key.secret, text)}`
  const headers = { 'x-mexc-apikey': key.apiKey, 'content-type': 'application/json' }
  const { body } = await sandbox.fetch({ method: 'POST', url, headers, timeoutMs: 60_000 })
  return JSON.parse(body) as Readonly<Record<string, unknown>>
}

/** The refusal of an order of the demo account in a symbol; `undefined`: it would be accepted. */
async function orderRefusal(sandbox: StartedSandbox, symbol: string): Promise<unknown> {
  const [price = ''] = (await answersOf(sandbox, symbol)).book.asks[0] ?? []
  const quantity = symbol === 'BTCUSDT' ? '0.001' : '20'
  const order = { symbol, side: 'SELL', type: 'LIMIT', price, quantity }
  const answer = await signed(sandbox, sandbox.demo, 'order/test', order)
  return answer['code'] === undefined ? undefined : answer
}

/** Times at which source and copy are compared, and what the source answered. */
const seen: { readonly at: number; readonly answers: Readonly<Record<string, Answers>> }[] = []
let startAt = 0

beforeAll(async () => {
  const source = await startSandbox({
    switches: { depthSnapshot: 'current' },
    port: false,
    time: 'virtual',
    startAt: START,
    bots: true,
    demo: false,
    symbols: SYMBOLS,
  })
  const taping = await recordTo(file, source, SYMBOLS)
  startAt = Math.floor(source.now() / MINUTE_MS) * MINUTE_MS
  for (const ms of [10_000, 50_000, 61_300]) {
    await source.advance(startAt + ms - source.now())
    const answers = Object.fromEntries(
      await Promise.all(SYMBOLS.map(async (symbol) => [symbol, await answersOf(source, symbol)] as const)),
    )
    seen.push({ at: source.now(), answers })
  }
  await source.advance(5_000)
  await new Promise((resolve) => setTimeout(resolve, 20))
  taping.stop()
  await source.close()
})
afterAll(() => rmSync(folder, { recursive: true }))

const playing = (path = file) => startSandbox({ port: false, time: 'virtual', replay: path })

describe('a replay', () => {
  test('tickers, candles, prints and books are those of the source at the same times', async () => {
    await using copy = await playing()
    expect(copy.now()).toBe(startAt)
    for (const { at, answers } of seen) {
      await copy.advance(at - copy.now())
      for (const symbol of SYMBOLS) {
        const [here, there] = [await answersOf(copy, symbol), answers[symbol]]
        expect(here.market).toEqual(there?.market)
        const hidden = untold(symbol, at)
        for (const side of ['bids', 'asks'] as const) {
          const emitted = (rows: Rows | undefined): Rows | undefined =>
            rows?.filter(([price]) => !hidden.has(Number(price)))
          expect(emitted(here.book[side])).toEqual(emitted(there?.book[side]))
          expect(here.book[side].length).toBeGreaterThan(200)
        }
      }
    }
  })

  test('the same file gives the same bytes, however time is divided', async () => {
    const frames = async (stepMs: number): Promise<string> => {
      await using copy = await startSandbox({ port: false, time: 'virtual', replay: file, seed: 3 })
      const received: string[] = []
      await new Promise<void>((acknowledged) => {
        const socket = copy.openSocket(copy.wsUrl, {
          opened: () => socket.send(subscriptionRequest(SYMBOLS.flatMap((one) => channelsOf(one).map(buildChannel)))),
          message(data) {
            received.push(typeof data === 'string' ? data : Buffer.from(data).toString('hex'))
            acknowledged()
          },
          closed: () => undefined,
        })
      })
      for (let ms = 0; ms < 6_000; ms += stepMs) await copy.advance(stepMs)
      // Frames are delivered in order with answers.
      await answersOf(copy, 'MXUSDT')
      return received.join('\n')
    }
    const once = await frames(6_000)
    expect(once.length).toBeGreaterThan(10_000)
    expect(await frames(250)).toBe(once)
  })

  test("a person's order at the touch fills after the queue ahead has printed, and the truth says so", async () => {
    await using copy = await playing()
    const bob = copy.createAccount({ balances: { USDT: '1000' } })
    await copy.advance(1_000)
    const bid = (await answersOf(copy, 'MXUSDT')).book.bids[0]
    const [price = '', ahead = ''] = bid ?? []
    const placedAt = copy.now()
    const order = { symbol: 'MXUSDT', side: 'BUY', type: 'LIMIT', price, quantity: '30' }
    expect(await signed(copy, bob, 'order', order)).toMatchObject({ price })
    const executed = (): number => Number(copy.truth(bob.apiKey).orders[0]?.executedQuantity)
    expect(executed()).toBe(0)
    const prints = printsOf('MXUSDT').filter(({ time }) => time > placedAt)
    const sumOf = (meets: (print: FeedPrint) => boolean): number =>
      prints
        .filter((print) => print.time <= copy.now() && meets(print))
        .reduce((sum, one) => sum + Number(one.quantity), 0)
    for (let n = 0; n < 600 && executed() === 0; n++) {
      const at = sumOf((print) => Number(print.price) === Number(price) && print.takerSide === 'SELL')
      const through = sumOf((print) => Number(print.price) < Number(price))
      if (at + through > 0) expect(at + through).toBeLessThanOrEqual(Number(ahead) + 30)
      await copy.advance(100)
    }
    expect(executed()).toBeGreaterThan(0)
    expect(sumOf((print) => Number(print.price) <= Number(price))).toBeGreaterThan(0)
    const { balances, deals } = copy.truth(bob.apiKey)
    expect(new Set(deals.map((deal) => deal.price))).toEqual(new Set([decimal(price)]))
    const paid = sum(deals.map((deal) => deal.quoteQuantity))
    const usdt = balances['USDT']
    expect(sum([usdt?.free ?? zero<'asset'>(), usdt?.locked ?? zero<'asset'>(), as<'asset'>(paid)])).toBe('1000')
    expect(Number(balances['MX']?.free)).toBe(executed())
  })

  test('what a market order takes stays taken until the level changes elsewhere', async () => {
    await using copy = await playing()
    const bob = copy.createAccount({ balances: { USDT: '5000' } })
    const [price, quantity] = (await answersOf(copy, 'MXUSDT')).book.asks[0] ?? []
    const take = {
      symbol: 'MXUSDT',
      side: 'BUY',
      type: 'IMMEDIATE_OR_CANCEL',
      price: price ?? '',
      quantity: quantity ?? '',
    }
    await signed(copy, bob, 'order', take)
    await signed(copy, bob, 'order', take)
    expect(
      copy
        .truth(bob.apiKey)
        .orders.map((one) => one.executedQuantity)
        .sort(),
    ).toEqual(['0', decimal(quantity ?? '')].sort())
    expect((await answersOf(copy, 'MXUSDT')).book.asks[0]?.[0]).not.toBe(price)
  })

  test('a restored snapshot has its open orders back, in the market of that time', async () => {
    await using copy = await playing()
    await using other = await playing()
    const bob = copy.createAccount({ balances: { USDT: '1000' } })
    const order = { symbol: 'MXUSDT', side: 'BUY', type: 'LIMIT', price: '2.45', quantity: '20' }
    await signed(copy, bob, 'order', order)
    copy.snapshot()
    await copy.advance(5_000)
    copy.restore()
    await copy.advance(2_000)
    await other.advance(7_000)
    expect(copy.truth(bob.apiKey).orders).toMatchObject([{ status: 'NEW', price: '2.45' }])
    const { book } = await answersOf(other, 'MXUSDT')
    const here = await answersOf(copy, 'MXUSDT')
    expect(here.book.asks).toEqual(book.asks)
    const without = (rows: Rows): Rows => rows.filter(([price]) => Number(price) !== 2.45)
    expect(without(here.book.bids)).toEqual(without(book.bids))
    const [mine, theirs] = [here, { book }].map((one) => one.book.bids.find(([price]) => Number(price) === 2.45)?.[1])
    expect(Number(mine) - Number(theirs ?? 0)).toBeCloseTo(20, 6)
  })

  test('the market stands still at the end, and says so', async () => {
    await using copy = await playing()
    const { endsAt } = openReplay(file)
    await copy.advance(endsAt - copy.now() + 60_000)
    const state = async (): Promise<unknown> => {
      const url = 'http://localhost/sandbox/state'
      const { body } = await copy.fetch({ method: 'GET', url, timeoutMs: 60_000 })
      return (JSON.parse(body) as { readonly feed: unknown }).feed
    }
    expect(await state()).toEqual({ kind: 'replay', source: file, startAt, endsAt, ended: true, halted: {} })
  })

  /** Plays the recording with frames of prints of a time later in it, behind `isDue`, and compares it after 10 s. */
  const playedLate = async (
    name: string,
    isLate: (sendTime: number) => boolean,
    isDue: (at: MarketRecord) => boolean,
  ) => {
    const path = join(folder, name)
    const reader = new RecordingReader(file)
    const writer = new RecordingWriter(reader.header, (bytes) => appendFileSync(path, bytes))
    const late: MarketRecord[] = []
    for (let records = reader.next(); records !== undefined; records = reader.next())
      for (const record of records) {
        const push = record.kind === 'frame' ? decodePush(record.bytes) : undefined
        const isPrint = push?.body.kind === 'publicAggreDeals'
        if (isPrint && isLate(push.sendTime ?? 0)) late.push(record)
        else writer.add(record)
        if (isDue(record)) for (const one of late.splice(0)) writer.add(one)
      }
    writer.flush()
    await using copy = await playing(path)
    const { at, answers } = seen[0] ?? { at: 0, answers: {} }
    await copy.advance(at - copy.now())
    for (const symbol of SYMBOLS) expect((await answersOf(copy, symbol)).market).toEqual(answers[symbol]?.market)
  }
  const sentAt = (record: MarketRecord): number =>
    record.kind === 'frame' ? (decodePush(record.bytes).sendTime ?? 0) : 0

  test('prints have their times where the host pushed them seconds later, after its books', () =>
    playedLate(
      'late.rec',
      (sendTime) => sendTime >= startAt + 5_000 && sendTime < startAt + 13_000,
      (record) => sentAt(record) > startAt + 13_000,
    ))

  test('prints from before the beginning are known where the host pushed them after it, or never', async () => {
    const isBefore = (sendTime: number): boolean => sendTime >= startAt - 5_000 && sendTime < startAt
    await playedLate('late-start.rec', isBefore, (record) => sentAt(record) > startAt + 1_000)
    await playedLate('lost-start.rec', isBefore, () => false)
  })

  test('a symbol whose changes are missing is halted until its book is whole again', async () => {
    const path = join(folder, 'gap.rec')
    const reader = new RecordingReader(file)
    const writer = new RecordingWriter(reader.header, (bytes) => appendFileSync(path, bytes))
    const from = startAt + 5_000
    const frames = { dropped: 0 }
    for (let records = reader.next(); records !== undefined; records = reader.next()) {
      for (const record of records) {
        const push = record.kind === 'frame' ? decodePush(record.bytes) : undefined
        const missing = push?.symbol === 'MXUSDT' && record.at > from && record.at < from + 2_000
        if (missing) frames.dropped++
        else writer.add(record)
      }
    }
    writer.flush()
    expect(frames.dropped).toBeGreaterThan(5)
    await using copy = await playing(path)
    await copy.advance(4_000)
    expect(await orderRefusal(copy, 'MXUSDT')).toBeUndefined()
    await copy.advance(4_000)
    expect(await orderRefusal(copy, 'MXUSDT')).toMatchObject({ code: 30000 })
    expect(await orderRefusal(copy, 'BTCUSDT')).toBeUndefined()
  })
})

describe('a recording that cannot be played is refused before anything starts', () => {
  const refused = async (path: string, message: string): Promise<void> => expect(playing(path)).rejects.toThrow(message)

  test('a file that is missing, empty, foreign, of another version, damaged or too short', async () => {
    const bytes = readFileSync(file)
    const write = (name: string, content: Uint8Array | string): string => {
      writeFileSync(join(folder, name), content)
      return join(folder, name)
    }
    await refused(join(folder, 'missing'), 'cannot be opened')
    await refused(write('empty', ''), 'it is empty')
    await refused(write('foreign', 'a,b\n1,2\n'), 'does not begin as a recording does')
    const end = bytes.indexOf(10) + 1
    await refused(write('later', bytes.subarray(0, end).toString().replace('"version":1', '"version":9')), 'version 9')
    const damaged = Buffer.from(bytes)
    damaged.fill(0, end + 40, end + 80)
    await refused(write('damaged', damaged), 'it is damaged')
    await refused(write('short', bytes.subarray(0, end)), 'ends before its market begins')
  })

  test('a symbol that it has not is named', async () => {
    const starting = startSandbox({ port: false, time: 'virtual', replay: file, symbols: ['ETHUSDT'] })
    await expect(starting).rejects.toThrow('has no symbol ETHUSDT: choose from BTCUSDT, MXUSDT')
    await expect(playing(join(folder, 'missing'))).rejects.toMatchObject({ code: 'SANDBOX_BAD_RECORDING' })
  })

  test('one whose end was cut off by a kill plays up to there', async () => {
    const path = join(folder, 'killed.rec')
    writeFileSync(path, readFileSync(file))
    const whole = openReplay(file)
    appendFileSync(path, Buffer.of(0, 16, 0, 0, 1, 2, 3))
    expect(openReplay(path)).toMatchObject({ cutOff: true, endsAt: whole.endsAt })
    expect(whole.cutOff).toBe(false)
  })
})

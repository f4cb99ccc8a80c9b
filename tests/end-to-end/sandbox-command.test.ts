/** `spotdeck sandbox` as a process: what each of its flags does, and what is said of values that cannot be used. */

import { createHmac } from 'node:crypto'
import { existsSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { type Running, runCommand, startCommand, temporaryFolder } from './support/command.ts'

const DEMO = { apiKey: 'mx0sandboxdemo', secret: 'sandbox-demo-secret' }
const folders: ReturnType<typeof temporaryFolder>[] = []
const running: Running[] = []
afterEach(async () => {
  for (const one of running.splice(0)) await one.end('SIGTERM')
  for (const made of folders.splice(0)) made.remove()
})

const folder = (): string => {
  const made = temporaryFolder()
  folders.push(made)
  return made.path
}
const start = async (data: string, ...flags: string[]): Promise<Running> => {
  const made = await startCommand(['sandbox', '--port', '0', '--data', data, ...flags])
  running.push(made)
  return made
}
const read = async (url: string) => (await (await fetch(url)).json()) as Record<string, unknown>
const signed = async (address: string, method: string, path: string, query = '') => {
  const text = `${query}${query === '' ? '' : '&'}timestamp=${Date.now()}`
  const signature = createHmac('sha256', DEMO.secret).update(text).digest('hex')
  const headers = { 'x-mexc-apikey': DEMO.apiKey }
  const answer = await fetch(`${address}/api/v3/${path}?${text}&signature=${signature}`, { method, headers })
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown>[] & Record<string, unknown> }
}

/** A minute at five dollars and a half, where the model has MX at half of that. */
const CANDLE =
  '{"symbol":"MXUSDT","start":1790164800000,"open":"5.5","high":"5.52","low":"5.48","close":"5.5","volume":"900"}'

test('symbols, time, switches, a recording and no panel, from flags', async () => {
  const recording = join(folder(), 'candles.jsonl')
  writeFileSync(recording, `${CANDLE}\n`)
  const { address } = await start(
    join(folder(), 'data'),
    ...['--symbols', 'mxusdt,BTCUSDT', '--fast-forward', '90m', '--switches', 'tradeIds=hex,cancelAllCode=200'],
    ...['--recording', recording, '--no-panel'],
  )
  const info = await read(`${address}/api/v3/exchangeInfo`)
  expect((info['symbols'] as { symbol: string }[]).map((one) => one.symbol)).toEqual(['BTCUSDT', 'MXUSDT'])
  const ahead = Number((await read(`${address}/api/v3/time`))['serverTime']) - Date.now()
  expect(Math.abs(ahead - 90 * 60_000)).toBeLessThan(60_000)
  expect(Number((await read(`${address}/api/v3/ticker/price?symbol=MXUSDT`))['price'])).toBeCloseTo(5.5, 0)
  expect((await signed(address, 'DELETE', 'order/all')).body).toMatchObject({ code: 200, msg: 'success' })
  expect((await fetch(`${address}/sandbox/switches`)).status).toBe(404)
})

test('a venue from a file, which its folder keeps', async () => {
  const data = join(folder(), 'data')
  const venue = join(folder(), 'venue.json')
  writeFileSync(venue, '{"symbols": [{"baseAsset": "币安人生", "quoteAsset": "USDT", "price": "0.25"}]}')
  const listed = async (...flags: string[]): Promise<unknown> => {
    const { address } = await start(data, '--no-bots', ...flags)
    const { data: symbols } = await read(`${address}/api/v3/defaultSymbols`)
    expect((await running.pop()?.end('SIGTERM'))?.code).toBe(0)
    return symbols
  }
  expect(await listed('--venue', venue)).toContain('币安人生USDT')
  expect(await listed()).toContain('币安人生USDT')
})

test('the same seed gives the same market, another seed another; without bots there are no trades', async () => {
  const charts = async (seed: string): Promise<unknown> => {
    const { address } = await start(join(folder(), 'data'), '--seed', seed, '--no-bots', '--symbols', 'BTCUSDT')
    const end = Math.floor(Date.now() / 86_400_000) * 86_400_000
    expect((await read(`${address}/api/v3/depth?symbol=BTCUSDT`))['bids']).toEqual([])
    return read(`${address}/api/v3/klines?symbol=BTCUSDT&interval=4h&limit=50&endTime=${end}`)
  }
  const [first, again, other] = [await charts('one'), await charts('one'), await charts('two')]
  expect(again).toEqual(first)
  expect(other).not.toEqual(first)
})

test('with a data directory an order outlives the process, and the first seed stays', async () => {
  const data = join(folder(), 'data')
  const first = await start(data, '--no-bots', '--seed', 'one')
  const order = 'symbol=MXUSDT&side=BUY&type=LIMIT&quantity=10&price=2.45'
  const placed = await signed(first.address, 'POST', 'order', order)
  expect(placed.status).toBe(200)
  expect((await running.pop()?.end('SIGTERM'))?.code).toBe(0)
  const second = await start(data, '--no-bots', '--seed', 'two')
  const open = await signed(second.address, 'GET', 'openOrders', 'symbol=MXUSDT')
  expect(open.body.map((one) => one['orderId'])).toContain(placed.body['orderId'])
  expect(existsSync(join(data, 'sandbox'))).toBe(true)
})

test('an invalid value ends the start with one line, and nothing is written', async () => {
  const place = folder()
  const recording = join(place, 'broken.jsonl')
  writeFileSync(recording, `${CANDLE}\nnot a candle\n`)
  const ends = async (...flags: string[]): Promise<string> => {
    const ended = await runCommand(['sandbox', '--port', '0', '--data', join(place, 'data'), ...flags])
    expect([2, 3]).toContain(ended.code)
    expect(ended.out).toBe('')
    expect(ended.err.trim().split('\n')).toHaveLength(1)
    return ended.err
  }
  expect(await ends('--symbols', 'MXUSDT,NOPE')).toContain('no symbol NOPE: choose from BTCUSDT')
  expect(await ends('--fast-forward', '40d')).toContain('write a time up to 31d')
  expect(await ends('--switches', 'tradeIds=octal')).toContain('tradeIds is one of same, hex')
  expect(await ends('--switches', 'tradeIds')).toContain('write name=choice')
  expect(await ends('--recording', recording)).toContain('Line 2 is no candle')
  expect(await ends('--recording', join(place, 'none'))).toContain('name a file that can be read')
  const venue = join(place, 'venue.json')
  writeFileSync(venue, '{"symbols": [{"digits": {"price": "2"}}]}')
  expect(await ends('--venue', venue)).toContain(`${venue}: symbols[0].digits.price: `)
  expect(readdirSync(place).sort()).toEqual(['broken.jsonl', 'venue.json'])
})

/**
 * A host's market as processes: `spotdeck record` writes it, `--replay` plays it, `--mirror` follows it. One source serves all tests;
 * its time begins shortly before a whole minute, which a recording waits for.
 */

import { createHmac } from 'node:crypto'
import { existsSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Ended, type Running, runCommand, startCommand, temporaryFolder } from './support/command.ts'

const SYMBOL = 'MXUSDT'
const KEY = { apiKey: 'mx0carol', secret: 'carols-secret' }
const VENUE = {
  feeTiers: [{ name: 'free', makerCommission: '0', takerCommission: '0' }],
  accounts: [{ uid: '20000001', feeTier: 'free', balances: { USDT: '1000' }, keys: [KEY] }],
}
type Row = Readonly<Record<string, unknown>>

const place = temporaryFolder()
const file = join(place.path, 'market.rec')
const venue = join(place.path, 'venue.json')
const running: Running[] = []
let source: Running
let recorded: Promise<Ended>

const start = async (...flags: string[]): Promise<Running> => {
  const made = await startCommand(['sandbox', '--port', '0', ...flags])
  running.push(made)
  return made
}
const read = async <Answer = Row>(url: string): Promise<Answer> => (await (await fetch(url)).json()) as Answer
const tapeOf = (address: string): Promise<readonly Row[]> => read(`${address}/api/v3/trades?symbol=${SYMBOL}&limit=200`)
const feedOf = async (address: string): Promise<Row> => (await read<{ feed: Row }>(`${address}/sandbox/state`)).feed
const post = (url: string, body: Row): Promise<Response> =>
  fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })

/** A signed call at the exchange's own time. */
async function signed(address: string, method: string, path: string, query: string): Promise<Row> {
  const { serverTime } = await read<{ serverTime: number }>(`${address}/api/v3/time`)
  const text = `${query}&timestamp=${serverTime}`
  const signature = createHmac('sha256', KEY.secret).update(text).digest('hex')
  const headers = { 'x-mexc-apikey': KEY.apiKey, 'content-type': 'application/json' }
  return (
    await fetch(`${address}/api/v3/${path}?${text}&signature=${signature}`, { method, headers })
  ).json() as Promise<Row>
}

beforeAll(async () => {
  writeFileSync(venue, JSON.stringify(VENUE))
  const minute = Date.UTC(2027, 0, 4, 12)
  const began = ['--start-at', new Date(minute - 9_000).toISOString(), '--symbols', SYMBOL]
  source = await start('--data', join(place.path, 'source'), ...began)
  const host = ['--rest', source.address, '--ws', `${source.address.replace('http', 'ws')}/ws`]
  recorded = runCommand(['record', ...host, '--symbols', SYMBOL, '--for', '4s', '--to', file])
})
afterAll(async () => {
  for (const one of running) await one.end('SIGTERM')
  place.remove()
})

test('a mirror has the market of its host, fills nothing there, and keeps its own state apart', async () => {
  const data = join(place.path, 'mirror-data')
  const flags = ['--data', data, '--mirror', source.address, '--symbols', SYMBOL, '--venue', venue]
  const { address } = await start(...flags)
  expect(await feedOf(address)).toMatchObject({ kind: 'mirror', source: source.address, ended: false, halted: {} })
  const since = Number((await read(`${address}/api/v3/time`))['serverTime'])
  await expect
    .poll(async () => (await tapeOf(address)).filter(({ time }) => Number(time) > since).length, { timeout: 60_000 })
    .toBeGreaterThan(2)
  const [here, there] = [await tapeOf(address), await tapeOf(source.address)]
  const until = Number(here[0]?.['time'])
  const shown = (rows: readonly Row[]): readonly Row[] =>
    rows.filter(({ time }) => Number(time) > since && Number(time) < until)
  expect(shown(here)).toEqual(shown(there))
  const bought = await signed(address, 'POST', 'order', `symbol=${SYMBOL}&side=BUY&type=MARKET&quoteOrderQty=20`)
  expect(bought).toMatchObject({ orderId: expect.any(String) as string })
  const { balances } = await read<{ balances: Readonly<Record<string, { free: string }>> }>(
    `${address}/sandbox/accounts/${KEY.apiKey}/truth`,
  )
  expect(Number(balances['USDT']?.free)).toBeCloseTo(980, 0)
  const { entries } = await read<{ entries: readonly Row[] }>(`${source.address}/sandbox/journal?kind=call&limit=10000`)
  expect(entries.filter(({ account, method }) => account !== undefined || method !== 'GET')).toEqual([])
  expect((await running.pop()?.end('SIGTERM'))?.code).toBe(0)
  expect(readdirSync(data)).toEqual(['mirror'])
})

test('a recording is played with a venue of its own, to its end, and stores nothing', async () => {
  const { code, out } = await recorded
  expect([code, out]).toEqual([0, expect.stringMatching(/market\.rec: \d+ records, \d+ bytes/)])
  const data = join(place.path, 'replay-data')
  const { address } = await start('--data', data, '--replay', file, '--venue', venue, '--paused', '--log-level', 'warn')
  const feed = await feedOf(address)
  expect(feed).toMatchObject({ kind: 'replay', source: file, ended: false })
  // At least the four seconds that were asked for, by the clock of the host, which is not the machine's.
  const lengthMs = Number(feed['endsAt']) - Number(feed['startAt'])
  expect([lengthMs > 3_500, lengthMs < 60_000]).toEqual([true, true])
  const { symbols } = await read<{ symbols: readonly Row[] }>(`${address}/api/v3/exchangeInfo`)
  expect(symbols.map(({ symbol }) => symbol)).toEqual([SYMBOL])
  const fees = await signed(address, 'GET', 'tradeFee', `symbol=${SYMBOL}`)
  expect(fees).toMatchObject({ data: { makerCommission: 0, takerCommission: 0 } })
  await post(`${address}/sandbox/clock`, { advanceMs: 3_000 })
  // A quiet market may bring no print in these seconds, and a busy machine records late: up to the newest print both tapes are the same.
  const after = await tapeOf(address)
  const newest = Number(after[0]?.['time'])
  const theirs = (await tapeOf(source.address)).filter(({ time }) => Number(time) <= newest)
  expect(after.slice(0, 50)).toEqual(theirs.slice(0, 50))
  const bought = await signed(address, 'POST', 'order', `symbol=${SYMBOL}&side=BUY&type=MARKET&quoteOrderQty=20`)
  expect(bought).toMatchObject({ orderId: expect.any(String) as string })
  await post(`${address}/sandbox/clock`, { advanceMs: 60_000 })
  expect(await feedOf(address)).toMatchObject({ ended: true })
  const { err } = (await running.pop()?.end('SIGTERM')) ?? { err: '' }
  expect(err).toContain('recording ended')
  expect(existsSync(data)).toBe(false)
})

test('what cannot be played, recorded or mirrored ends with one line, and leaves nothing behind', async () => {
  const foreign = join(place.path, 'foreign.rec')
  writeFileSync(foreign, '{"hello":1}\n')
  const before = readdirSync(place.path).sort()
  const ends = async (command: string, ...flags: string[]): Promise<string> => {
    const ended = await runCommand([command, ...flags])
    // Each by the category of its code; 1 would be none.
    expect(ended.code).toBeGreaterThan(1)
    expect(ended.out).toBe('')
    expect(ended.err.trim().split('\n')).toHaveLength(1)
    return ended.err
  }
  const data = ['--port', '0', '--data', join(place.path, 'none')]
  expect(await ends('sandbox', ...data, '--replay', foreign)).toMatch(/foreign\.rec.*\(SANDBOX_BAD_RECORDING\)/)
  expect(await ends('sandbox', ...data, '--replay', file, '--symbols', 'BTCUSDT')).toContain('has no symbol BTCUSDT')
  expect(await ends('sandbox', ...data, '--mirror', source.address)).toContain('Name 1 to 20 symbols')
  expect(await ends('sandbox', ...data, '--mirror', source.address, '--symbols', 'NOPEUSDT')).toMatch(/NOPEUSDT/)
  expect(await ends('record', '--rest', source.address, '--symbols', SYMBOL, '--to', file)).toContain(
    'name a file that does not exist yet',
  )
  const host = ['--rest', source.address, '--ws', `${source.address.replace('http', 'ws')}/ws`]
  expect(await ends('record', ...host, '--symbols', 'NOPEUSDT', '--to', join(place.path, 'new.rec'))).toContain(
    'the rules of NOPEUSDT: check the address',
  )
  expect(readdirSync(place.path).sort()).toEqual(before)
})

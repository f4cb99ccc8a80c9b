// Frames as an account and its markets hear them: the sandbox's own streams for one seed, under virtual time. The same
// seed gives the same bytes, so every contestant of every bench reads the same.

import { createHmac } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { deserialize, serialize } from 'node:v8'
import { silentLog } from '@spotdeck/ports'
import { nodeSign } from '@spotdeck/ports/node'
import { seededRandom, VirtualTime } from '@spotdeck/ports/virtual'
import { DEMO_CREDENTIALS, openSandboxHandler } from '@spotdeck/sandbox'
import { buildChannel } from '@spotdeck/wire'
import { briefFolder } from './interleave.mjs'

export const SYMBOLS = ['MXUSDT', 'BTCUSDT', 'ETHUSDT']
const MINUTE = 60_000

/** Count of each kind in a mix: most are depth and prints, the rest private pushes. */
const SHARES = {
  publicAggreDepths: 400,
  publicAggreDeals: 250,
  publicAggreBookTicker: 150,
  publicSpotKline: 50,
  publicLimitDepths: 50,
  publicMiniTicker: 20,
  privateOrders: 40,
  privateDeals: 20,
  privateAccount: 40,
}
export const KINDS = Object.keys(SHARES)

/**
 * @returns {Promise<{ frames: Buffer[], byKind: Record<string, Buffer[]>, all: Record<string, Buffer[]>,
 *   symbols: object[], snapshots: Record<string, object> }>} `frames` is the mix, in the order it was heard; `all` is
 *   everything heard, by kind
 */
export async function recordMix(kindOf, seed = 7) {
  const { heard, symbols, snapshots } = await (briefFolder === undefined ? record : kept)(seed)
  const all = Object.fromEntries(KINDS.map((kind) => [kind, []]))
  for (const [index, frame] of heard.entries()) all[kindOf(frame)]?.push({ index, frame })
  const chosen = KINDS.flatMap((kind) => take(all[kind], SHARES[kind]))
  const ordered = chosen.toSorted((a, b) => a.index - b.index).map(({ frame }) => frame)
  const bare = (rows) => rows.map(({ frame }) => frame)
  return {
    frames: ordered,
    byKind: Object.fromEntries(KINDS.map((kind) => [kind, bare(take(all[kind], SHARES[kind]))])),
    all: Object.fromEntries(KINDS.map((kind) => [kind, bare(all[kind])])),
    symbols,
    snapshots,
  }
}

/** The first so many of a kind; a quiet kind is repeated. */
function take(rows, count) {
  if (rows.length === 0) return []
  return Array.from({ length: count }, (_, i) => rows[i % rows.length])
}

/** Reads what another benchmark of the same brief run recorded, or records it. */
async function kept(seed) {
  const file = join(briefFolder, `mix-${seed}`)
  if (!existsSync(file)) writeFileSync(file, serialize(await record(seed)))
  return deserialize(readFileSync(file))
}

async function record(seed) {
  const time = new VirtualTime(Date.UTC(2026, 8, 24, 12))
  const world = { clock: time, timers: time, random: seededRandom(seed), sign: nodeSign, log: silentLog }
  const rules = openSandboxHandler({ seed, bots: true, demo: true, panel: false, symbols: SYMBOLS }, world)
  const heard = []
  const listen = (listenKey, channels) => {
    const peer = {
      sendText: () => undefined,
      // As a socket of Node gives them.
      sendBinary: (bytes) => heard.push(Buffer.from(bytes)),
      close: () => undefined,
      ping: () => undefined,
    }
    const connection = rules.streams.connect(peer, listenKey)
    connection.receive(JSON.stringify({ method: 'SUBSCRIPTION', params: channels.map(buildChannel), id: 1 }))
    return connection
  }
  const call = caller(rules, time)
  const { listenKey } = await call('POST', '/api/v3/userDataStream')
  const connections = [
    listen(
      listenKey,
      ['privateAccount', 'privateDeals', 'privateOrders'].map((kind) => ({ kind })),
    ),
    listen(undefined, SYMBOLS.flatMap(marketChannels)),
  ]
  const { symbols } = await call('GET', '/api/v3/exchangeInfo', '', false)
  const snapshots = {}
  for (const symbol of SYMBOLS) {
    snapshots[symbol] = await call('GET', '/api/v3/depth', `symbol=${symbol}&limit=1000`, false)
  }
  for (let minute = 0; minute < 4; minute++) {
    for (const connection of connections) connection.receive('{"method":"PING"}')
    await trade(call, time)
  }
  rules.close()
  return { heard, symbols, snapshots }
}

const marketChannels = (symbol) => [
  { kind: 'aggreDepth', symbol, interval: '10ms' },
  { kind: 'aggreDeals', symbol, interval: '100ms' },
  { kind: 'aggreBookTicker', symbol, interval: '100ms' },
  { kind: 'limitDepth', symbol, levels: 20 },
  { kind: 'kline', symbol, interval: 'Min1' },
  { kind: 'miniTicker', symbol, zone: 'UTC+8' },
]

/** A minute of an account at work: market orders, orders that rest, and cancels. */
async function trade(call, time) {
  for (let n = 0; n < 6; n++) {
    const side = n % 2 === 0 ? 'BUY' : 'SELL'
    await call('POST', '/api/v3/order', `symbol=MXUSDT&side=${side}&type=MARKET&quantity=8`)
    await time.advance(MINUTE / 24)
    const price = side === 'BUY' ? '2.0' : '3.1'
    const order = `symbol=MXUSDT&side=${side}&type=LIMIT&quantity=6&price=${price}&newClientOrderId=grid-${time.now()}`
    const { orderId } = await call('POST', '/api/v3/order', order)
    await time.advance(MINUTE / 24)
    if (orderId !== undefined) await call('DELETE', '/api/v3/order', `symbol=MXUSDT&orderId=${orderId}`)
    await time.advance(MINUTE / 12)
  }
}

function caller(rules, time) {
  const { apiKey, secret } = DEMO_CREDENTIALS
  return async (method, path, parameters = '', isSigned = true) => {
    const text = [parameters, `timestamp=${time.now()}`].filter((part) => part !== '').join('&')
    const signature = createHmac('sha256', secret).update(text).digest('hex')
    const query = isSigned ? `${text}&signature=${signature}` : parameters
    const headers = { 'x-mexc-apikey': apiKey }
    const outcome = await rules.handle({ method, path, query, headers, body: '', ip: '127.0.0.1' })
    return JSON.parse(outcome.answer.body)
  }
}

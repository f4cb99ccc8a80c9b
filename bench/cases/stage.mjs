// Stage of every case: ccxt without a network, our parts on virtual time, and the same frames and answers for both.

import { createRestClient } from '@spotdeck/mexc'
import { silentLog } from '@spotdeck/ports'
import { nodeSign } from '@spotdeck/ports/node'
import { seededRandom, VirtualTime } from '@spotdeck/ports/virtual'
import { openSandboxHandler } from '@spotdeck/sandbox'
import { decodePush, encodePush } from '@spotdeck/wire'
import { openCcxt, withMarkets } from '../lib/ccxt-offline.mjs'

export const START = Date.UTC(2026, 8, 24, 12)
export const SYMBOL = 'MX/USDT'

export async function openStage() {
  const symbols = await sandboxSymbols()
  return {
    symbols,
    /** ccxt, its markets loaded, with `answer` behind its REST. */
    ccxt: (answer) => openCcxt(withMarkets(symbols, answer)),
    rest,
  }
}

async function sandboxSymbols() {
  const world = virtualWorld(() => ({ status: 404, body: '' }))
  const rules = openSandboxHandler({ seed: 1, bots: false, panel: false, symbols: ['MXUSDT', 'BTCUSDT'] }, world)
  const request = { method: 'GET', path: '/api/v3/exchangeInfo', query: '', headers: {}, body: '', ip: '127.0.0.1' }
  const outcome = await rules.handle(request)
  rules.close()
  return JSON.parse(outcome.answer.body).symbols
}

/** A world whose time moves by itself only through `time`, and whose network is `answer`. */
export function virtualWorld(answer, openSocket) {
  const time = new VirtualTime(START)
  const fetch = async ({ method, url }) => {
    const { pathname, searchParams } = new URL(url)
    if (pathname === '/api/v3/time') return { status: 200, headers: {}, body: `{"serverTime":${time.now()}}` }
    const { status = 200, body } = await answer({ method, path: pathname, query: searchParams })
    return { status, headers: {}, body: typeof body === 'string' ? body : JSON.stringify(body) }
  }
  const random = seededRandom(1)
  return { time, clock: time, timers: time, random, fetch, openSocket, sign: nodeSign, log: silentLog }
}

/** Our REST client on such a world; `ended` runs a call to its end on virtual time. */
function rest(answer) {
  const world = virtualWorld(answer)
  const client = createRestClient({
    baseUrl: 'https://api.mexc.com',
    credentials: { apiKey: 'key', secret: 'secret' },
    world,
  })
  const ended = async (work) => {
    let end
    work.then(
      (value) => (end = { value }),
      (error) => (end = { error }),
    )
    await world.time.until(() => end !== undefined, 300_000)
    return end
  }
  return { client, world, ended }
}

/** One frame of a channel. */
export function frame(channel, body, around = {}) {
  return encodePush({ channel, symbol: 'MXUSDT', sendTime: START, ...around, body })
}

export const privateFrame = (name, value) =>
  frame(`spot@private.${name.toLowerCase()}.v3.api.pb`, { kind: `private${name}`, value })

export function depthFrame(fromVersion, toVersion, { bids = [], asks = [] } = {}) {
  const levels = (rows) => rows.map(([price, quantity]) => ({ price, quantity }))
  return frame('spot@public.aggre.depth.v3.api.pb@100ms@MXUSDT', {
    kind: 'publicAggreDepths',
    value: {
      bids: levels(bids),
      asks: levels(asks),
      eventType: 'spot@public.aggre.depth.v3.api.pb@100ms',
      fromVersion: String(fromVersion),
      toVersion: String(toVersion),
      lastOrderCreateTime: START,
    },
  })
}

export const decoded = (bytes) => decodePush(bytes)

/** Lets what ccxt started run until it is done, or until it is plain that it never will be. */
export async function settled(isDone = () => false) {
  for (let n = 0; n < 200 && !isDone(); n++) await new Promise((resolve) => setTimeout(resolve, 1))
}

/** Result of a call, in one line. */
export async function outcomeOf(work) {
  try {
    return { value: await work }
  } catch (error) {
    return { error }
  }
}

export const named = (error) => `${error.constructor.name}`

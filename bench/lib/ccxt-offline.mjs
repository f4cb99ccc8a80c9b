// ccxt as its users run it, with the network taken away: REST answers come from a function, frames from whoever calls
// handleMessage. Nothing of ccxt itself is replaced.

import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import ccxt from 'ccxt'

/** Of the package that is installed: the one that ccxt says of itself may be a step behind. */
export const CCXT_VERSION = JSON.parse(
  readFileSync(fileURLToPath(new URL('../node_modules/ccxt/package.json', import.meta.url)), 'utf8'),
).version

/**
 * @param {(call: { method: string, path: string, query: URLSearchParams }) => { status?: number, body: unknown }} answer
 * @returns {Promise<{ exchange: object, client: object, calls: object[] }>} markets loaded, the protobuf schema too
 */
export async function openCcxt(answer, options = {}) {
  const calls = []
  const exchange = new ccxt.pro.mexc({ apiKey: 'key', secret: 'secret', enableRateLimit: false, ...options })
  exchange.fetchImplementation = async (url, { method }) => {
    const { pathname, searchParams } = new URL(url)
    const call = { method, path: pathname, query: searchParams }
    calls.push(call)
    const { status = 200, body } = await answer(call)
    const text = typeof body === 'string' ? body : JSON.stringify(body)
    const type = text.startsWith('<') ? 'text/html' : 'application/json'
    return new Response(text, { status, headers: { 'content-type': type } })
  }
  await exchange.loadMarkets()
  await exchange.loadExchangeSpecificFiles()
  const client = exchange.client(exchange.urls.api.ws.spot)
  return { exchange, client, calls }
}

/** The calls that loadMarkets makes, answered for these symbols; anything else is for `answer`. */
export function withMarkets(symbols, answer = () => ({ status: 404, body: {} })) {
  return (call) => {
    if (call.path === '/api/v3/exchangeInfo')
      return { body: { timezone: 'CST', serverTime: 0, rateLimits: [], symbols } }
    if (call.path === '/api/v3/capital/config/getall') return { body: [] }
    if (call.path.startsWith('/api/v1/contract')) return { body: { success: true, code: 0, data: [] } }
    return answer(call)
  }
}

// The grid of `examples/strategies/grid.mjs` for ccxt: the same orders and names, a restart that goes on, a lost answer
// that is looked up, and fills that are found after the stream broke.

import { randomUUID } from 'node:crypto'
import ccxt from 'ccxt'

/**
 * @typedef {InstanceType<typeof ccxt.pro.mexc>} Mexc
 * @param {{ exchange: Mexc, signal: AbortSignal, say: (...words: unknown[]) => void }} bot
 * @param {{ symbol: string, low: number, high: number, spaces: number, amount: number }} options
 */
export async function ccxtGrid({ exchange, signal, say }, { symbol, low, high, spaces, amount }) {
  await exchange.loadMarkets()
  /** @type {Map<string, number>} */
  const open = new Map()
  const line = (/** @type {number} */ n) => low + ((high - low) / spaces) * n
  const place = async (/** @type {'buy' | 'sell'} */ side, /** @type {number} */ space) => {
    const price = exchange.priceToPrecision(symbol, line(side === 'buy' ? space : space + 1))
    const clientOrderId = `grid-${space}-${randomUUID().slice(0, 8)}`
    const lookUp = async (/** @type {unknown} */ error) => {
      if (!(error instanceof ccxt.NetworkError)) throw error
      return exchange.fetchOrder('', symbol, { clientOrderId })
    }
    const order = await exchange
      .createOrder(symbol, 'limit', side, amount, Number(price), { clientOrderId })
      .catch(lookUp)
    open.set(String(order.id), space)
    say(side, amount, 'at', price)
  }
  const ended = async (/** @type {{ id?: string, status?: string, side?: string }} */ { id = '', status, side }) => {
    const space = open.get(id)
    if (space === undefined || status === 'open') return
    open.delete(id)
    if (status === 'closed') await place(side === 'buy' ? 'sell' : 'buy', space)
  }
  const readAgain = async () => {
    for (const id of [...open.keys()]) await ended(await exchange.fetchOrder(id, symbol))
  }

  const watching = exchange.watchOrders(symbol)
  for (const { id, clientOrderId } of await exchange.fetchOpenOrders(symbol)) {
    const space = spaceOf(clientOrderId)
    if (space !== undefined) open.set(String(id), space)
  }
  const held = new Set(open.values())
  const { bid = 0 } = await exchange.fetchTicker(symbol)
  for (let space = 0; space < spaces; space++) if (!held.has(space) && line(space) < bid) await place('buy', space)
  for (let next = watching; !signal.aborted; next = exchange.watchOrders(symbol)) {
    try {
      for (const order of await next) await ended(order)
    } catch (error) {
      if (!(error instanceof ccxt.NetworkError)) throw error
      await readAgain()
    }
  }
}

/** @param {string | undefined} clientOrderId */
function spaceOf(clientOrderId) {
  const [, space] = /^grid-(\d+)-/.exec(clientOrderId ?? '') ?? []
  return space === undefined ? undefined : Number(space)
}

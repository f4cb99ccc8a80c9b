// Keeps assets at their share of the whole: what is too much is sold for USDT, what is too little is bought, once a
// share is off by more than `band`. Sales go first, because they pay for the rest.

import {
  absolute,
  bookTicker,
  compare,
  decimal,
  divide,
  isNegative,
  multiply,
  negate,
  roundQuantity,
  subtract,
  sum,
} from '@spotdeck/mexc/node'
import { main } from './main.mjs'

/**
 * @param {import('./main.mjs').Bot} bot
 * @param {{ shares: Record<string, string>, band: string, everyMs: number }} options
 *   `shares`: by asset, as fractions; the rest is USDT. `band`: as a fraction of the whole
 */
export async function rebalance({ client, signal, wait, say }, { shares, band, everyMs }) {
  const view = client.view({ symbols: Object.keys(shares).map((asset) => `${asset}USDT`), signal })
  if (!(await view.live({ signal }))) throw new Error('The account could not be read: check the network and the key.')
  const held = (/** @type {string} */ asset) => view.balances.get(asset)?.free ?? decimal('0')

  const balance = async () => {
    const priced = await Promise.all(
      Object.entries(shares).map(async ([asset, share]) => {
        const symbol = `${asset}USDT`
        const { bidPrice, askPrice } = await client.call(bookTicker, { symbol })
        if (!bidPrice || !askPrice) throw new Error(`Nobody trades ${symbol} now.`)
        return { asset, symbol, share, bid: decimal(bidPrice), value: multiply(held(asset), decimal(bidPrice)) }
      }),
    )
    const whole = sum([held('USDT'), ...priced.map(({ value }) => value)].map((value) => decimal(value)))
    const trades = priced
      .map(({ share, value, ...one }) => ({
        ...one,
        missing: subtract(multiply(whole, decimal(share)), decimal(value)),
      }))
      .filter(({ missing }) => compare(absolute(missing), multiply(whole, decimal(band))) > 0)
      .sort((a, b) => compare(a.missing, b.missing))
    for (const { symbol, bid, missing } of trades) {
      const rules = await client.rules.of(symbol)
      if (rules === undefined) throw new Error(`MEXC does not list ${symbol}.`)
      const quantity = roundQuantity(rules, divide(absolute(missing), bid, rules.quantityDigits))
      const side = isNegative(missing) ? 'SELL' : 'BUY'
      await client.placeOrder({ symbol, side, type: 'MARKET', quantity })
      say(side, quantity, symbol)
    }
  }

  for (; !signal.aborted; await wait(everyMs)) if (view.state === 'live') await balance()
}

await main(import.meta.filename, rebalance, { shares: { MX: '0.5' }, band: '0.01', everyMs: 30_000 })

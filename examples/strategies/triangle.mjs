// A triangle: USDT to BTC to ETH to USDT, or the other way round. It computes from live books what a round pays after
// fees, to the digit, and trades it with market orders when that is more than `least`. Each step trades what the one
// before it really brought.

import { compare, decimal, divide, leastQuantity, multiply, roundQuantity, subtract, sweep } from '@spotdeck/mexc/node'
import { main } from './main.mjs'

/**
 * @typedef {{ symbol: string, side: 'BUY' | 'SELL' }} Step
 * @param {import('./main.mjs').Bot} bot
 * @param {{ rounds: Step[][], amount: string, least: string, everyMs: number, trades: boolean }} options
 *   `amount`: what a round begins with; `least`: gain as a fraction of it
 */
export async function triangle({ client, signal, wait, say }, { rounds, amount, least, everyMs, trades }) {
  const symbols = [...new Set(rounds.flat().map(({ symbol }) => symbol))]
  const markets = await Promise.all(
    symbols.map(async (symbol) => {
      const rules = await client.rules.of(symbol)
      if (rules === undefined) throw new Error(`MEXC does not list ${symbol}.`)
      return { symbol, rules, followed: client.book(symbol, { changed: () => undefined }, { crossCheck: false }) }
    }),
  )
  const market = (/** @type {Step} */ { symbol }) => markets.find((one) => one.symbol === symbol) ?? markets[0]

  /** @param {string} brought @param {Step} step */
  const afterFee = (brought, step) =>
    subtract(decimal(brought), multiply(decimal(brought), market(step)?.rules.takerFeeRate ?? decimal('0')))

  /**
   * The amount that one step makes of another; undefined where the book is not live or too thin.
   * @param {Step} step
   * @param {string} given
   */
  const traded = (step, given) => {
    const { rules, followed } = /** @type {NonNullable<ReturnType<typeof market>>} */ (market(step))
    const price = (step.side === 'BUY' ? followed.book?.bestAsk : followed.book?.bestBid)?.price
    if (followed.book === undefined || price === undefined) return undefined
    const wished = step.side === 'BUY' ? divide(decimal(given), decimal(price), rules.quantityDigits) : decimal(given)
    const quantity = roundQuantity(rules, wished)
    if (compare(quantity, leastQuantity(rules, decimal(price))) < 0) return undefined
    const { averagePrice, certain } = sweep(followed.book, step.side === 'BUY' ? 'asks' : 'bids', quantity)
    if (averagePrice === undefined || !certain) return undefined
    const brought = step.side === 'BUY' ? quantity : multiply(quantity, averagePrice)
    return { quantity, brought: afterFee(brought, step) }
  }

  const value = (/** @type {Step[]} */ round) =>
    round.reduce((given, step) => given && traded(step, given)?.brought, /** @type {string | undefined} */ (amount))

  const trade = async (/** @type {Step[]} */ round) => {
    let given = amount
    for (const step of round) {
      const now = traded(step, given)
      if (now === undefined) return say('stopped before', step.symbol, 'with', given)
      const { symbol, side } = step
      const { orderId } = await client.placeOrder({ symbol, side, type: 'MARKET', quantity: now.quantity })
      const { order } = await client.waitUntilFilled({ symbol, orderId })
      const brought = (side === 'BUY' ? order?.executedQty : order?.cummulativeQuoteQty) ?? '0'
      given = afterFee(brought, step)
      say(side, symbol, 'brought', given)
    }
  }

  try {
    for (; !signal.aborted; await wait(everyMs)) {
      for (const round of rounds) {
        const end = value(round)
        if (end === undefined) continue
        const gain = divide(subtract(decimal(end), decimal(amount)), decimal(amount), 6)
        if (compare(gain, decimal(least)) <= 0) continue
        say('gain', gain, round.map(({ side, symbol }) => `${side} ${symbol}`).join(', '))
        if (trades) await trade(round)
      }
    }
  } finally {
    for (const { followed } of markets) followed.close()
  }
}

/** @type {Step[]} */
const there = [
  { symbol: 'BTCUSDT', side: 'BUY' },
  { symbol: 'ETHBTC', side: 'BUY' },
  { symbol: 'ETHUSDT', side: 'SELL' },
]
/** @type {Step[]} */
const back = [
  { symbol: 'ETHUSDT', side: 'BUY' },
  { symbol: 'ETHBTC', side: 'SELL' },
  { symbol: 'BTCUSDT', side: 'SELL' },
]
await main(import.meta.filename, triangle, {
  rounds: [there, back],
  amount: '1000',
  least: '-1',
  everyMs: 1_000,
  trades: false,
})

/** Formats of the figures of orders and fills, an order in words, and the name of its market. */

import type { OrderData } from '@spotdeck/api'
import { UNKNOWN, amountAt, full, money } from '../../format/number.ts'
import type { Digits } from '../../state/queries/markets.ts'
import { useTranslation } from 'react-i18next'
import { capital, useMessage } from '../../i18n/use-message.ts'
import { useDigits } from '../../state/queries/queries.ts'
import { useRedact } from '../parts/use-redact.ts'
import { SymbolName } from '../parts/figures.tsx'

/** A figure cut to the market's digits, or whole where the market is not known; nothing is `0`. */
export function atDigits(text: string | undefined, digits: number | undefined): string {
  return digits === undefined ? full(text) : amountAt(text, digits)
}

/** A market's name in one text: `MX/USDT`; the symbol where the market is not known. */
export function pairOf(symbol: string, digits: Digits): string {
  const market = digits.market(symbol)
  return market === undefined ? symbol : `${market.baseAsset}/${market.quoteAsset}`
}

/** A market's name in its two parts. */
export function MarketName({ symbol, digits }: { readonly symbol: string; readonly digits: Digits }) {
  const market = digits.market(symbol)
  return <SymbolName symbol={symbol} base={market?.baseAsset} quote={market?.quoteAsset} />
}

/** Amount in quote that was paid or received so far. */
export function amountOf({ executedQuoteQuantity }: OrderData): string {
  return executedQuoteQuantity === '0' ? '0' : money(executedQuoteQuantity)
}

/** A limit price; a market order has none of its own. */
export function priceOf(order: Omit<Trade, 'side' | 'quantity'>, digits: Digits): string {
  return order.type === 'MARKET' || order.price === '0' ? UNKNOWN : atDigits(order.price, digits.price(order.symbol))
}

/** True if price and quantity of an open order can be edited: it has both. */
export function canEdit({ price, quantity }: OrderData): boolean {
  return price !== '0' && quantity !== '0'
}

/** Says an open order: side, what is not filled (hidden in privacy mode), asset and price. */
export function useOpenOrderWords(): (order: OrderData) => string {
  const words = useTradeWords()
  return (order) => words({ ...order, quantity: order.remainingQuantity })
}

/** An order or a fill, as far as it is said. */
type Trade = Pick<OrderData, 'symbol' | 'side' | 'price'> & {
  readonly quantity: string | undefined
  readonly type?: string
}

/** Says an order or a fill: side, quantity (hidden in privacy mode), asset and price. */
export function useTradeWords(): (trade: Trade) => string {
  const { t } = useTranslation()
  const formatMessage = useMessage()
  const hide = useRedact()
  const digits = useDigits()
  return (trade) => {
    const { baseAsset, quoteAsset } = digits.market(trade.symbol) ?? { baseAsset: trade.symbol, quoteAsset: '' }
    return t(trade.type === 'MARKET' ? 'orders.wordsMarket' : 'orders.words', {
      side: capital(formatMessage('side', trade.side)),
      quantity: hide(atDigits(trade.quantity, digits.quantity(trade.symbol))),
      asset: baseAsset,
      price: priceOf(trade, digits),
      quote: quoteAsset,
    }).trim()
  }
}

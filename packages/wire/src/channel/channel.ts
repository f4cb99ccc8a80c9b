/** A channel as data; `buildChannel` and `parseChannel` turn it into MEXC's text and back. */

export type AggreInterval = '10ms' | '100ms'
/** Kline interval, as streams spell it. */
export type StreamKlineInterval =
  | 'Min1'
  | 'Min5'
  | 'Min15'
  | 'Min30'
  | 'Min60'
  | 'Hour4'
  | 'Hour8'
  | 'Day1'
  | 'Week1'
  | 'Month1'
/** Levels per side that the limit.depth channel sends. */
export type DepthLevels = 5 | 10 | 20

/** A channel of MEXC as data: its kind and its parameters. */
export type Channel =
  | {
      readonly kind: 'aggreDeals' | 'aggreDepth' | 'aggreBookTicker'
      readonly symbol: string
      readonly interval: AggreInterval
    }
  | { readonly kind: 'kline'; readonly symbol: string; readonly interval: StreamKlineInterval }
  | { readonly kind: 'limitDepth'; readonly symbol: string; readonly levels: DepthLevels }
  | { readonly kind: 'bookTickerBatch'; readonly symbol: string }
  | { readonly kind: 'miniTicker'; readonly symbol: string; readonly zone: string }
  | { readonly kind: 'miniTickers'; readonly zone: string }
  | { readonly kind: 'privateAccount' | 'privateDeals' | 'privateOrders' }

// Reference text that the tables of @spotdeck/wire lack: one sentence a call or channel, and where MEXC documents it.

export const DOCS = 'https://www.mexc.com/api-docs/spot-v3'

/** Groups of calls in the order of MEXC's own pages; the first whose test fits takes a call. */
export const GROUPS = [
  {
    title: 'User data streams: listen keys',
    page: 'websocket-user-data-streams',
    has: ({ path }) => path.endsWith('/userDataStream'),
  },
  {
    title: 'Sub-accounts',
    page: 'subaccount-endpoints',
    has: ({ path }) => path.includes('/sub-account/'),
  },
  {
    title: 'Wallet',
    page: 'wallet-endpoints',
    has: ({ path }) => path.startsWith('/api/v3/capital/') || path.startsWith('/api/v3/asset/'),
  },
  {
    title: 'Rebates and affiliates',
    page: 'rebate-endpoints',
    has: ({ path }) => path.startsWith('/api/v3/rebate/'),
  },
  {
    title: 'Market data',
    page: 'market-data-endpoints',
    has: ({ security }) => security === 'public',
  },
  { title: 'Spot account and trade', page: 'spot-account-trade', has: () => true },
]

/** The order in which groups are shown: MEXC's. */
export const GROUP_ORDER = [
  'Market data',
  'Sub-accounts',
  'Spot account and trade',
  'Wallet',
  'User data streams: listen keys',
  'Rebates and affiliates',
]

/** Public channels by the name of their builder in `channels`, then the private ones by kind. */
export const CHANNELS = {
  aggreDeals: { section: 'trade-streams', does: 'Every public trade, in batches.' },
  aggreDepth: { section: 'diffdepth-stream', does: 'Changes of the book, with versions that chain.' },
  aggreBookTicker: {
    section: 'individual-symbol-book-ticker-streams',
    does: 'Best bid and ask, repeated each interval.',
  },
  kline: { section: 'k-line-streams', does: 'The current candle; its window counts in seconds.' },
  limitDepth: { section: 'partial-book-depth-streams', does: 'The whole top of the book.' },
  bookTickerBatch: {
    section: 'individual-symbol-book-ticker-streamsbatch-aggregation',
    does: 'Best bid and ask, faster than 100 ms.',
  },
  miniTicker: { section: 'miniticker', does: 'A symbol’s day, every 3 s.' },
  miniTickers: { section: 'minitickers', does: 'The day of every symbol that changed, every 3 s.' },
  privateAccount: { section: 'spot-account-update', does: 'One balance after one change, and why it changed.' },
  privateDeals: { section: 'spot-account-deals', does: 'Each own fill.' },
  privateOrders: { section: 'spot-account-orders', does: 'An own order after each change.' },
}

/** Sections of MEXC's pages about streams that are no channel. */
export const STREAM_SECTIONS = [
  ['subscribing and unsubscribing live', 'websocket-market-streams', 'live-subscriptionunsubscription-to-data-streams'],
  ['protobuf', 'websocket-market-streams', 'protocol-buffers-integration'],
  ['subscribe', 'websocket-market-streams', 'subscribe-to-a-data-stream'],
  ['unsubscribe', 'websocket-market-streams', 'unsubscribe-from-a-data-stream'],
  ['PING and PONG', 'websocket-market-streams', 'pingpong-mechanism'],
  ['keeping a local order book', 'websocket-market-streams', 'how-to-properly-maintain-a-local-copy-of-the-order-book'],
  ['life of a listen key', 'websocket-user-data-streams', 'listen-key'],
]

/** Fields that MEXC does not describe. */
const UNDOCUMENTED = [
  ...['triggerType', 'triggerPrice', 'state', 'ocoId', 'routeFactor'],
  ...['symbolId', 'marketId', 'marketCurrencyId', 'currencyId'],
]

/** Meanings of the fields of pushes, by `Message.field`, or by name where the schema has no comment. */
export const FIELDS = {
  channel: 'The channel as it was subscribed, with all its parameters.',
  deals: 'Oldest first.',
  items: 'Each as a push of its own would have it.',
  lastOrderCreateTime: 'When the last order that changed the book was made.',
  price: 'Quote per base.',
  quantity: 'In base.',
  amount: 'In quote.',
  time: 'ms since the epoch.',
  createTime: 'ms since the epoch.',
  eventType: 'The channel without its symbol; not always sent.',
  asks: 'Levels of the ask side.',
  bids: 'Levels of the bid side.',
  version: 'Version of the book: a whole number that grows.',
  fromVersion: 'First version of the book that is in the push.',
  toVersion: 'Last version of the book that is in the push.',
  bidPrice: 'Best bid, in quote per base.',
  bidQuantity: 'Quantity at the best bid, in base.',
  askPrice: 'Best ask, in quote per base.',
  askQuantity: 'Quantity at the best ask, in base.',
  interval: 'As in the channel’s name: `Min1`.',
  openingPrice: 'Price of the first trade.',
  closingPrice: 'Price of the last trade so far.',
  highestPrice: 'Highest price so far.',
  lowestPrice: 'Lowest price so far.',
  symbol: 'Upper case.',
  high: 'Highest price of the day.',
  low: 'Lowest price of the day.',
  'PublicMiniTickerV3Api.lastCloseRate': 'Change against the previous close, by the day of UTC+8.',
  lastCloseZonedRate: 'Change against the previous close, in the zone that was asked for.',
  lastCloseHigh: 'Highest price in MEXC’s previous-close mode.',
  lastCloseLow: 'Lowest price in MEXC’s previous-close mode.',
  vcoinName: 'The asset: `USDT`.',
  coinId: 'MEXC’s id of the asset.',
  balanceAmountChange: 'Change of the free amount.',
  frozenAmountChange: 'Change of the frozen amount.',
  isMaker: 'True if the own order rested in the book.',
  isSelfTrade: 'True if both orders were of this account.',
  tradeId: 'Id of the deal.',
  clientOrderId: 'Client order id; empty if the order has none.',
  orderId: 'Id of the order.',
  feeAmount: 'Fee, in `feeCurrency`.',
  feeCurrency: 'The asset in which the fee was paid.',
  id: 'Id of the order.',
  clientId: 'Client order id; empty if the order has none.',
  avgPrice: 'Average price of its deals.',
  cumulativeQuantity: 'Executed so far, in base.',
  cumulativeAmount: 'Executed so far, in quote.',
  ...Object.fromEntries(UNDOCUMENTED.map((name) => [name, 'Undocumented.'])),
  'PrivateOrdersV3Api.market': 'Undocumented, as all that follows; no published sample of a normal order has it.',
}

/** The field that has the reason of a balance's change. */
export const REASONS_FIELD = 'PrivateAccountV3Api.type'

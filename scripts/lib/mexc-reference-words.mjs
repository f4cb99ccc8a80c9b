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

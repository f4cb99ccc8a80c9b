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

/** Sections of MEXC's pages, where they are known by name. */
export const SECTIONS = {
  createListenKey: 'generate-listen-key',
  extendListenKey: 'extend-listen-key-validity',
  closeListenKey: 'close-listen-key',
  listListenKeys: 'get-valid-listen-keys',
}

/** Description of each call, by its name in the table. */
export const CALLS = {
  ping: 'Tests the connection.',
  serverTime: 'The exchange’s clock.',
  defaultSymbols: 'Symbols that every API user may trade.',
  exchangeInfo: 'Rules of all symbols, of one, or of a list.',
  offlineSymbols: 'Symbols that are suspended or delisted.',
  selfSymbols: 'Symbols that this API key may trade.',
  depth: 'The order book with its version; up to 5,000 levels.',
  aggTrades: 'Public trades, aggregated; a window of one hour at most.',
  historicalTrades: 'Recent public trades.',
  trades: 'Recent public trades.',
  averagePrice: 'The average price of the last minutes.',
  klines: 'Candles; 500 rows at most.',
  bookTicker: 'Best bid and ask.',
  ticker24h: 'The last 24 hours.',
  tickerPrice: 'The last price.',
  announcements: 'The exchange’s announcements, newest first.',
  etfInfo: 'Net value and leverage of leveraged tokens.',
  accountInformation: 'Balances and what the account may do.',
  kycStatus: 'Whether the user is verified.',
  userId: 'The user’s id.',
  apiKeyInfo: 'Rights, addresses and end of an API key.',
  editApiKey: 'Changes the addresses or the note of an API key.',
  placeOrder: 'Places one order.',
  placeOrders: 'Places up to 20 orders of one symbol, each with its own outcome.',
  testOrder: 'Checks an order without placing it.',
  cancelAllOrders: 'Cancels every open order of the account.',
  cancelOpenOrders: 'Cancels all open orders of one or of several symbols.',
  cancelOrder: 'Cancels one order, by either id.',
  allOrders: 'Orders of one symbol, 7 days at most.',
  myTrades: 'Own fills of one symbol, one month at most.',
  openOrders: 'Open orders, of one symbol or of all.',
  queryOrder: 'One order, by either id.',
  mxDeduct: 'Whether fees are paid in MX.',
  setMxDeduct: 'Turns paying fees in MX on or off.',
  tradeFee: 'The fee rates of one symbol.',
  addStpGroupUsers: 'Adds users to a group of self-trade prevention.',
  createStpGroup: 'Creates a group of self-trade prevention.',
  deleteStpGroup: 'Deletes a group of self-trade prevention.',
  removeStpGroupUsers: 'Removes users from a group of self-trade prevention.',
  stpGroups: 'Groups of self-trade prevention by name.',
  closeListenKey: 'Closes a listen key and its streams.',
  createListenKey: 'Creates a listen key that is valid for 60 minutes.',
  extendListenKey: 'Extends a listen key to 60 minutes from now.',
  listListenKeys: 'All valid listen keys of the user.',
  coins: 'All assets with their networks, fees and bounds.',
  applyWithdrawal: 'The older way to withdraw; its removal was announced in 2024, use `withdraw`.',
  cancelWithdrawal: 'Cancels a withdrawal that is not processed yet.',
  withdraw: 'Withdraws an asset to an address.',
  withdrawAddresses: 'Saved withdrawal addresses.',
  withdrawals: 'Withdrawals, 90 days back in windows of 7 days.',
  createDepositAddress: 'Creates a deposit address.',
  depositAddresses: 'Deposit addresses of an asset.',
  deposits: 'Deposits, 90 days back in windows of 7 days.',
  transfer: 'Moves an asset between own spot and futures accounts.',
  transfers: 'Transfers between own accounts, six months back.',
  transferById: 'One transfer by its id.',
  internalTransfer: 'Moves an asset to another user by id, mail or phone.',
  internalTransfers: 'Transfers with other users.',
  transferRecord: 'The older record of one transfer.',
  convertDust: 'Converts small balances to MX.',
  convertibleAssets: 'Small balances that can be converted to MX.',
  dustConversions: 'Past conversions to MX.',
  createSubAccount: 'Creates a sub-account.',
  createSubAccountKey: 'Creates an API key of a sub-account.',
  deleteSubAccountKey: 'Deletes an API key of a sub-account.',
  enableSubAccountFutures: 'Opens futures for a sub-account.',
  enableSubAccountMargin: 'Opens margin for a sub-account.',
  subAccountKeys: 'API keys of a sub-account.',
  subAccounts: 'The sub-accounts.',
  subAccountAssets: 'Balances of a sub-account.',
  subAccountTransfer: 'Moves an asset between master and sub-accounts.',
  subAccountTransfers: 'Transfers between master and sub-accounts.',
  kickbackRecords: 'Own kickbacks, record by record.',
  rebateHistory: 'Rebates by invited user.',
  rebateRecords: 'Rebates, record by record.',
  referralCode: 'The own referral code.',
  affiliateCampaigns: 'An affiliate’s campaigns.',
  affiliateCommission: 'An affiliate’s commission by invited user.',
  affiliateCommissionDetail: 'An affiliate’s commission, record by record.',
  affiliateReferrals: 'Users whom an affiliate invited.',
  affiliateWithdrawals: 'Withdrawals of commission.',
  subAffiliates: 'An affiliate’s sub-affiliates.',
}

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

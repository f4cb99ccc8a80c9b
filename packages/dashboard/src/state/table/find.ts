/** Quick search: pages, assets and markets whose names match a few typed letters, the nearest first. */

import type { Market } from '@spotdeck/api'

/** A destination of the quick search. `words` are its names, the first is displayed. */
export type Target = {
  readonly kind: 'page' | 'asset' | 'market'
  readonly id: string
  readonly words: readonly string[]
  /** In the page's address, without the account. */
  readonly path: string
  /** The market itself, where the target is one. */
  readonly market?: Market
}

const words = (...texts: readonly string[]): readonly string[] => texts.flatMap((text) => text.split(', '))

/**
 * Other words for what a page answers, in both languages: those of traders and of developers. They are searched, never
 * shown.
 */
export const PAGE_WORDS = {
  overview: words(
    '淨值, 帳戶淨值, Equity, 資產分佈, 資產配置',
    'Allocation, Portfolio, 走勢, 公告, Notices, Announcements',
  ),
  assets: words('餘額, Balances, 可用, 凍結, Available, In orders, Locked, Frozen, 保證金, Margin, 持倉, Holdings'),
  orders: words('訂單, 委託, 委託單, Open orders, Order history, 掛單, 撤單, 停損, 停利, Stop loss, Take profit'),
  fills: words('成交, 成交明細, 成交紀錄, Trades, Deals, Executions'),
  performance: words('PnL, 損益, 盈虧, Profit, 手續費, Fees, 成交量, Volume, 報酬率, Returns, Drawdown, 回撤'),
  market: words('交易, 行情, 下單, Trade, K 線, Candles, 委託簿, 深度, Order book, 限價, 市價'),
  activity: words('充值, 提領, 劃轉, Deposits, Withdrawals, Transfers'),
  import: words('匯入, 匯出檔, Import, CSV, Excel'),
  stream: words('心跳, Heartbeat, PING, 重連, 重新連線, Reconnect, listenKey, Listen key, 連線'),
  settings: words(
    '遮罩, 隱私, Masking, Privacy, 節流, Throttling, protobuf, 語言',
    'Language, 主題, Theme, 分享, Share, Sharing links, 登出, Sign out, Log out',
  ),
}

/** The most of each kind that are offered. */
const MOST: { readonly [K in Target['kind']]: number } = { page: 8, asset: 6, market: 8 }

/**
 * The targets that `query` may mean, kind by kind in the order given. Letter case, spaces and separators do not matter.
 * An empty query means pages and the first assets.
 */
export function findTargets(targets: readonly Target[], query: string): readonly Target[] {
  const wanted = plain(query)
  const kinds = [...new Set(targets.map(({ kind }) => kind))].filter((kind) => wanted !== '' || kind !== 'market')
  return kinds.flatMap((kind) =>
    nearest(
      targets.filter((target) => target.kind === kind),
      query,
      ({ words }) => words,
    ).slice(0, MOST[kind]),
  )
}

/** The items whose words `query` may mean: a whole name first, then what begins with it, then what holds it. */
export function nearest<T>(items: readonly T[], query: string, wordsOf: (item: T) => readonly string[]): readonly T[] {
  const wanted = plain(query)
  return items
    .map((item) => ({ item, rank: Math.min(...wordsOf(item).map((word) => rankOf(plain(word), wanted))) }))
    .filter(({ rank }) => rank < NOWHERE)
    .sort((a, b) => a.rank - b.rank)
    .map(({ item }) => item)
}

/** Names of a market that people type: the pair, and its base alone. */
export const marketNames = ({
  baseAsset,
  quoteAsset,
}: Pick<Market, 'baseAsset' | 'quoteAsset'>): readonly [pair: string, base: string] => [
  `${baseAsset}/${quoteAsset}`,
  baseAsset,
]

/** The market that a name in an address means: MXUSDT, mx_usdt and MX/USDT are one. */
export function marketCalled(markets: readonly Market[], name: string): Market | undefined {
  const wanted = plain(name)
  return markets.find(({ symbol }) => plain(symbol) === wanted)
}

const NOWHERE = 3

function rankOf(word: string, wanted: string): number {
  if (word === wanted) return 0
  if (word.startsWith(wanted)) return 1
  return word.includes(wanted) ? 2 : NOWHERE
}

const plain = (text: string): string => text.toUpperCase().replaceAll(/[\s/_-]/g, '')

/** The words of the overview and of its charts. */

import type { WordTree } from '../word.ts'

/** Texts of `overview`. */
export const overview = {
  title: ['Overview', '總覽'],
  equity: ['Equity', '帳戶淨值'],
  available: ['available', '可用'],
  inOrders: ['in orders', '凍結'],
  completeSince: ['Full history since {{time}}', '自 {{time}} 起資料完整'],
  firstReading: ['Syncing account…', '帳戶同步中…'],
  pricesOld: ['Stale prices', '報價已過時'],
  pricesOldHint: [
    'No price updates for over a minute. Values use the last known prices; balances are unaffected.',
    '超過 1 分鐘沒有價格更新，價值以最後的價格計算；餘額不受影響。',
  ],
  completeUnknown: ['Checking data coverage…', '資料確認中…'],
  repairing: ['Backfilling', '資料補齊中'],
  change: {
    '1D': ['24 h', '24 小時'],
    '7D': ['7 d', '7 天'],
    '30D': ['30 d', '30 天'],
  },
  changeHint: [
    'Change in equity over this period, or since the first record. Excludes deposits, withdrawals and unexplained changes.',
    '與當時（或首筆紀錄）的淨值相比，不含充值、提領與來源不明的變動',
  ],
  allocation: ['Allocation', '資產配置'],
  today: ['Today', '今日'],
  changeToday: ['Change', '淨值變動'],
  realised: ['Realized PnL', '已實現損益'],
  unrealised: ['Unrealized PnL (change)', '未實現損益（變動）'],
  unrealisedHint: [
    'The part of today’s change that is not realized: what prices made of your holdings.',
    '今日變動中尚未實現的部分，來自持有資產的價格變化。',
  ],
  fees: ['Fees', '手續費'],
  volume: ['Volume', '成交額'],
  fills: ['Fills', '成交筆數'],
  openOrders: ['Open orders', '未成交委託'],
  lastFills: ['Last fills', '最近成交'],
  notices: ['Notices', '通知'],
  noNotices: ['No action needed', '目前沒有需要處理的事項'],
  noOrders: ['No open orders', '沒有未成交委託'],
  noOrdersHint: ['New orders appear here instantly.', '新委託會立即顯示於此。'],
  noFills: ['No fills yet', '尚無成交'],
  noFillsHint: ['New fills appear here instantly.', '新成交會立即顯示於此。'],
  noAssets: ['No balances yet', '尚無餘額'],
  noAssetsHint: ['Assets you deposit or buy appear here.', '充值或買入的資產會顯示於此。'],
  total: ['Total', '總額'],
  others: ['Other', '其他'],
  unpriced: ['{{assets}}: no price, not included in total', '{{assets}} 沒有價格，未計入總額'],
  stalePrices: ['Market no longer listed, last price: {{assets}}', '交易對已下架，沿用最後價格：{{assets}}'],
  effective: ['from {{time}}', '{{time}} 起生效'],
  since: ['since {{time}}', '自 {{time}} 起'],
  during: ['{{from}} to {{to}}', '{{from}} 至 {{to}}'],
  apiKey: ['API key', 'API 金鑰'],
  announcement: ['Announcement', '公告原文'],
} satisfies WordTree

/** Texts of `chart`. */
export const chart = {
  range: ['Range', '區間'],
  total: ['Total', '總額'],
  free: ['Available', '可用'],
  locked: ['In orders', '凍結'],
  netDeposits: ['Net deposits', '淨入金'],
  netUnexplained: ['Unexplained', '來源不明'],
  netRevalued: ['Gained or lost a price', '開始或停止計價'],
  measure: ['Show as', '顯示方式'],
  absolute: ['USDT', 'USDT'],
  return: ['Return', '報酬率'],
  pnlMeasure: ['PnL', '損益'],
  pnlLabel: ['PnL over time, USDT', '損益走勢（USDT）'],
  pnlTotal: ['Total PnL', '總損益'],
  pnlRealized: ['Realized', '已實現'],
  pnlUnrealized: ['Change in unrealized PnL', '未實現損益變動'],
  pnlNote: [
    'Average cost. All figures count from the start of the range, or from the first known point.',
    '以平均成本計算，各項皆自區間起點（或首個已知時點）起算。',
  ],
  pnlEmpty: ['No PnL history for this period yet', '此區間尚無損益紀錄'],
  pnlEmptyHint: ['PnL appears once your fills are loaded.', '載入成交紀錄後，即會顯示損益。'],
  drawdown: ['Drawdown', '回撤'],
  hole: ['No data', '無資料'],
  flowsUnknown: ['No deposit history before {{time}}', '{{time}} 之前無充值／提領紀錄'],
  flowsNotKnown: ['Deposit history is incomplete', '充值與提領紀錄不完整'],
  flowsUnknownHint: [
    'Before that, jumps may be deposits and drops may be withdrawals, not profit or loss.',
    '在此之前的漲跌可能來自充值或提領，不一定是損益。',
  ],
  reading: ['Loading balances and prices…', '正在載入餘額與價格…'],
  pastBeingRead: [
    'Importing history. The chart will extend back when it’s done.',
    '正在匯入歷史紀錄，完成後圖表會往前補齊。',
  ],
  empty: ['No equity history for this period yet', '此區間尚無淨值紀錄'],
  emptyHint: ['The chart starts with the first record and updates every second.', '自第一筆紀錄開始顯示，每秒更新。'],
  summary: [
    'Equity from {{from}} to {{to}}: {{low}} to {{high}} USDT, last {{last}} USDT.',
    '{{from}} 至 {{to}} 的帳戶淨值：{{low}} 至 {{high}} USDT，最新 {{last}} USDT。',
  ],
  time: ['Time', '時間'],
} satisfies WordTree

/** Texts of `estimate`. */
export const estimate = {
  badge: ['Estimate', '推估'],
  show: ['Estimate earlier history', '推估更早的紀錄'],
  hint: [
    'The time before tracking began, reconstructed from today’s balances, known fills and past prices. Unknown deposits, withdrawals and costs make it wrong.',
    '開始追蹤之前的期間，由目前餘額、已知成交與當時價格推算；若有未知的充值、提領或成本，結果會失準。',
  ],
} satisfies WordTree

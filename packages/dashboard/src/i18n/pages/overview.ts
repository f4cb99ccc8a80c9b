/** The words of the overview, of its charts, of ranges and of the first visit. */

import type { WordTree } from '../word.ts'

/** Texts of `overview`. */
export const overview = {
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
  currency: ['Currency of the total', '總額幣別'],
  rate: ['1 {{currency}} = {{rate}} USDT, {{age}} old', '1 {{currency}} = {{rate}} USDT，{{age}}前更新'],
  noRate: ['No {{currency}} rate: the account has no price of it', '沒有 {{currency}} 匯率：帳戶內沒有其價格'],
  allocation: ['Allocation', '資產配置'],
  changeToday: ['Total PnL', '總損益'],
  unrealised: ['Unrealized PnL change', '未實現損益變動'],
  unrealisedHint: ['PnL of the period from price moves in your holdings', '期間內持有資產的價格漲跌'],
  openOrders: ['Open orders', '未成交委託'],
  lastFills: ['Last fills', '最近成交'],
  notices: ['Notices', '通知'],
  noNotices: ['No action needed', '目前沒有需要處理的事項'],
  noOrdersHint: ['New orders appear here instantly.', '新委託會立即顯示於此。'],
  noAssets: ['No balances yet', '尚無餘額'],
  noAssetsHint: ['Assets you deposit or buy appear here.', '充值或買入的資產會顯示於此。'],
  others: ['Other', '其他'],
  unpriced: ['{{assets}}: no price, not included in total', '{{assets}} 沒有價格，未計入總額'],
  stalePrices: ['Market no longer listed, last price: {{assets}}', '交易對已下架，沿用最後價格：{{assets}}'],
  effective: ['from {{time}}', '{{time}} 起生效'],
  during: ['{{from}} to {{to}}', '{{from}} 至 {{to}}'],
  apiKey: ['API key', 'API 金鑰'],
  announcement: ['Announcement', '公告原文'],
} satisfies WordTree

/** Texts of `chart`. */
export const chart = {
  range: ['Range', '區間'],
  total: ['Total', '總額'],
  adjusted: ['Adjusted for transfers', '排除資金進出'],
  free: ['Available', '可用'],
  locked: ['In orders', '凍結'],
  netDeposits: ['Net deposits', '淨入金'],
  flow: ['Transfer', '資金進出'],
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

/** Texts of `range`. */
export const range = {
  today: ['Today', '今日'],
  MTD: ['MTD', '本月'],
  lastMonth: ['Last month', '上月'],
  YTD: ['YTD', '今年'],
  custom: ['Custom', '自訂'],
  from: ['First day', '開始日期'],
  to: ['Last day', '結束日期'],
  order: ['The first day must not be after the last day.', '開始日期不可晚於結束日期。'],
  future: ['Choose days up to today.', '請選擇今天以前的日期。'],
  early: ['Choose days from {{day}} on.', '請選擇 {{day}} 以後的日期。'],
} satisfies WordTree

/** Texts of `firstSteps`. */
export const firstSteps = {
  title: ['First steps', '第一次使用'],
  count: ['{{step}} of {{of}}', '第 {{step}} 步，共 {{of}} 步'],
  next: ['Next', '下一步'],
  back: ['Back', '上一步'],
  skip: ['Skip', '略過'],
  done: ['Done', '完成'],
  again: ['Show first steps', '顯示第一次使用的步驟'],
  againHint: ['The three steps of your first visit, on Overview', '在總覽頁顯示第一次使用的三個步驟'],
  shown: ['Shown on Overview', '已顯示在總覽頁'],
  trust: ['Can you trust these figures?', '這些數字可信嗎？'],
  trustText: [
    'The badge at the top shows whether data is live; select it for details. Activity → Data coverage shows gaps in your history.',
    '頂端標籤顯示資料是否即時，點選可看詳情。歷史紀錄的缺口請看「活動」→「資料完整性」。',
  ],
  coverage: ['View data coverage', '查看資料完整性'],
  look: ['Make it yours', '依你的習慣顯示'],
  lookText: ['Choose price colors and time zone. More in Settings.', '選擇漲跌顏色與時區，更多選項在「設定」。'],
  reach: ['Shortcuts and sharing', '快速鍵與分享'],
  reachText: [
    'Select the eye icon, or press P, to blur all amounts. Press ? for keyboard shortcuts. Create share links in Settings.',
    '點選上方的眼睛圖示，或按 P，即可遮蔽所有金額；按 ? 可列出快速鍵。分享連結在「設定」建立。',
  ],
  settings: ['Settings', '前往設定'],
} satisfies WordTree

/** The words around every page: navigation, connection, errors, keys and the quick search. */

import type { WordTree } from '../word.ts'

/** Texts of `app`. */
export const app = {
  name: ['Spotdeck', 'Spotdeck'],
  sandbox: ['sandbox', '沙盒'],
  sandboxHint: ['Connected to the sandbox exchange: this is not real money.', '目前連線到沙盒交易所，並非真實資金。'],
  over: ['Dialogs and messages', '對話框與訊息'],
  skip: ['Skip to content', '跳至主要內容'],
} satisfies WordTree

/** Texts of `nav`. */
export const nav = {
  label: ['Pages', '頁面'],
  overview: ['Overview', '總覽'],
  assets: ['Assets', '資產'],
  orders: ['Orders', '委託單'],
  fills: ['Fills', '成交'],
  performance: ['Performance', '績效'],
  market: ['Market', '交易'],
  activity: ['Activity', '活動'],
  more: ['More', '更多'],
  settings: ['Settings', '設定'],
  account: ['Account', '帳戶'],
  accountIs: ['Account: {{account}}', '帳戶：{{account}}'],
  home: ['Spotdeck: Overview', 'Spotdeck：總覽'],
} satisfies WordTree

/** Texts of `action`. */
export const action = {
  switchLanguage: ['切換為中文', 'EN: switch to English'],
  toDark: ['Switch to the dark theme', '切換為深色主題'],
  toLight: ['Switch to the light theme', '切換為淺色主題'],
  hideAmounts: ['Blur amounts (p)', '遮蔽金額（p）'],
  showAmounts: ['Show amounts (p)', '顯示金額（p）'],
  keys: ['Keyboard shortcuts', '快速鍵'],
  close: ['Close', '關閉'],
  signOut: ['Sign out', '登出'],
  retry: ['Try again', '再試一次'],
  clearFilters: ['Clear filters', '清除篩選'],
  all: ['All', '全部'],
  viewAll: ['View all', '查看全部'],
  copyNamed: ['Copy {{name}}', '複製{{name}}'],
  copied: ['Copied', '已複製'],
  download: ['Download', '下載'],
  asPng: ['Image (PNG)', '圖片（PNG）'],
  asCsv: ['Data (CSV)', '資料（CSV）'],
  exportCsv: ['Export as CSV', '匯出 CSV'],
  columns: ['Columns', '欄位'],
} satisfies WordTree

/** Texts of `state`. */
export const state = {
  connecting: ['connecting', '連線中'],
  reconciling: ['reconciling', '對帳中'],
  live: ['live', '即時'],
  degraded: ['degraded', '備援模式'],
  stale: ['stale', '資料過時'],
  offline: ['offline', '離線'],
  reconnecting: ['reconnecting', '重新連線中'],
  signedOut: ['signed out', '已登出'],
  silent: ['no new data', '無新資料'],
  age: ['{{duration}} old', '{{duration}}前'],
  newest: ['Newest data', '最新資料'],
  silentHint: [
    'No new data for {{duration}}. Prices and balances may be out of date. The cause is not known yet.',
    '已有 {{duration}}沒有新資料，價格與餘額可能過時。原因尚不明。',
  ],
  longReconciling: [
    'Checking against the exchange for {{duration}}, longer than usual. {{cause}} Balances and orders may be out of date.',
    '對帳已進行 {{duration}}，比平常久。{{cause}}餘額與委託可能過時。',
  ],
  longConnecting: [
    'No connection to the exchange for {{duration}}. {{cause}} Showing the last known data.',
    '已有 {{duration}}無法連上交易所。{{cause}}目前顯示最後取得的資料。',
  ],
  causeUnknown: ['The cause is not known.', '原因尚不明。'],
  paused: ['clock paused', '時鐘已暫停'],
  since: ['since {{time}}', '自 {{time}} 起'],
  latency: ['Exchange latency', '交易所延遲'],
  roundTrip: ['Page round trip', '頁面往返延遲'],
  lastPush: ['Last update', '最後更新'],
  listenKey: ['Listen key valid until', 'listenKey 有效至'],
  drift: ['Unrecognized exchange messages', '無法辨識的交易所訊息'],
  stream: ['Exchange stream', '交易所串流'],
  line: ['Browser connection', '瀏覽器連線'],
  open: ['connected', '已連線'],
  try: ['Retry', '重試'],
  tryIs: ['attempt {{attempt}}', '第 {{attempt}} 次'],
  tryNext: ['attempt {{attempt}}, next in {{duration}}', '第 {{attempt}} 次，{{duration}}後再試'],
  lineLost: [
    'Connection lost {{duration}} ago. Retrying (attempt {{attempt}})…',
    '連線已中斷 {{duration}}，正在重試（第 {{attempt}} 次）…',
  ],
  lineCrowded: [
    'Too many open connections of this sign-in. Retrying (attempt {{attempt}})…',
    '此登入的連線數已達上限，正在重試（第 {{attempt}} 次）…',
  ],
  bannerCrowded: [
    'This sign-in has too many open connections, so Spotdeck closed this one. Close other tabs or programs that use it. Showing data from {{time}}. Reconnecting (attempt {{attempt}})…',
    '此登入的連線數已達上限，Spotdeck 已關閉這個連線。請關閉使用同一登入的其他分頁或程式。目前顯示 {{time}} 的資料，重新連線中（第 {{attempt}} 次）…',
  ],
  bannerLost: [
    'Disconnected from Spotdeck for {{duration}}. Showing data from {{time}}. Reconnecting (attempt {{attempt}})…',
    '與 Spotdeck 的連線已中斷 {{duration}}，目前顯示 {{time}} 的資料。重新連線中（第 {{attempt}} 次）…',
  ],
} satisfies WordTree

/** Texts of `time`. */
export const time = {
  now: ['now', '剛剛'],
  secondsAgo: ['{{count}} s ago', '{{count}} 秒前'],
  seconds: ['{{count}} s', '{{count}} 秒'],
  minutes: ['{{count}} min', '{{count}} 分鐘'],
  hours: ['{{count}} h', '{{count}} 小時'],
  hoursMinutes: ['{{hours}} h {{minutes}} min', '{{hours}} 小時 {{minutes}} 分'],
  days: ['{{count}} d', '{{count}} 天'],
  daysHours: ['{{days}} d {{hours}} h', '{{days}} 天 {{hours}} 小時'],
} satisfies WordTree

/** Texts of `error`. */
export const error = {
  title: ['Couldn’t load', '載入失敗'],
  gatewaySilent: ['Spotdeck doesn’t answer', 'Spotdeck 沒有回應'],
  exchangeSilent: ['MEXC doesn’t answer', 'MEXC 沒有回應'],
  page: ['Something went wrong', '發生錯誤'],
  pageHint: ['Your data is safe. Reload to continue.', '資料不受影響，重新載入即可。'],
  code: ['Couldn’t load this section', '此區塊載入失敗'],
  codeHint: [
    'Spotdeck is unreachable, or was updated after you opened this page. Reload to continue.',
    '無法連線到 Spotdeck，或頁面開啟後 Spotdeck 已更新。請重新載入。',
  ],
  reload: ['Reload', '重新載入'],
  notFound: ['Page not found', '找不到此頁面'],
  notFoundHint: ['Check the address or go back.', '請檢查網址，或返回上一頁。'],
  toOverview: ['Go to Overview', '回到總覽'],
  forbidden: ['Not included in this link', '此連結不含這項內容'],
  forbiddenHint: ['The person who shared the link chose what it shows.', '顯示範圍由分享連結的人設定。'],
  sumsHidden: ['Totals hidden: this link doesn’t include all assets.', '總額已隱藏：此連結未包含所有資產。'],
  noAccounts: ['No account connected', '尚未連線任何帳戶'],
  noAccountsHint: [
    'Add an API key, or start Spotdeck with the sandbox. Then reload this page.',
    '請加入 API 金鑰，或以沙盒啟動 Spotdeck，再重新載入本頁。',
  ],
  GATEWAY_UNREACHABLE: [
    'Can’t reach Spotdeck. Make sure it’s running, then retry.',
    '無法連線到 Spotdeck。請確認它正在執行，再試一次。',
  ],
  GATEWAY_TIMEOUT: [
    'No answer in time. Spotdeck may be busy or waiting for MEXC. Try again.',
    '未在時限內收到回應。Spotdeck 可能忙碌，或正在等候 MEXC。請再試一次。',
  ],
  GATEWAY_UNREADABLE: [
    'This page can’t read Spotdeck’s response. Reload the page.',
    '本頁無法讀取 Spotdeck 的回應。請重新載入頁面。',
  ],
  unknown: ['Spotdeck error: {{code}}', 'Spotdeck 錯誤：{{code}}'],
} satisfies WordTree

/** Texts of `keys`. */
export const keys = {
  help: ['Show shortcuts', '顯示快速鍵'],
  search: ['Search the table, or find anything', '搜尋表格，或尋找任何項目'],
  privacy: ['Blur or show amounts', '遮蔽或顯示金額'],
  overview: ['Go to Overview', '前往總覽'],
  assets: ['Go to Assets', '前往資產'],
  orders: ['Go to Orders', '前往委託單'],
  fills: ['Go to Fills', '前往成交'],
  performance: ['Go to Performance', '前往績效'],
  market: ['Go to Market', '前往交易'],
  activity: ['Go to Activity', '前往活動'],
  settings: ['Go to Settings', '前往設定'],
  pages: ['Pages', '頁面'],
  trading: ['Trading', '交易操作'],
  interval: ['Chart interval', 'K 線週期'],
  favorite: ['Add to or remove from watchlist', '加入或移出自選'],
  marketBefore: ['Previous market', '上一個交易對'],
  marketAfter: ['Next market', '下一個交易對'],
  buy: ['Buy: go to the ticket', '買入：跳至下單'],
  sell: ['Sell: go to the ticket', '賣出：跳至下單'],
  step: ['Price, quantity or selected order line by one step', '價格、數量或所選委託線調一檔'],
  tenSteps: ['By ten steps', '調十檔'],
  send: ['Review the order, then send it', '確認委託，再送出'],
  cancelLine: ['Cancel the selected order line', '撤所選委託線的委託'],
  cancelLast: ['Cancel the newest open order', '撤最新一筆委託'],
  cancelAll: ['Cancel all open orders', '全部撤單'],
} satisfies WordTree

/** Texts of `find`. */
export const find = {
  title: ['Find a page, an asset or a market', '尋找頁面、資產或交易對'],
  open: ['Find', '尋找'],
  hint: ['Page, asset or market', '頁面、資產或交易對'],
  found: ['Results', '尋找結果'],
  none: ['No results for “{{query}}”', '找不到「{{query}}」'],
  page: ['page', '頁面'],
  asset: ['asset', '資產'],
  market: ['market', '交易對'],
} satisfies WordTree

/** The words of tables, orders, fills and notes. */

import type { WordTree } from '../word.ts'

/** Texts of `column`. */
export const column = {
  asset: ['Asset', '資產'],
  free: ['Available', '可用'],
  locked: ['In orders', '凍結'],
  total: ['Total', '總額'],
  price: ['Price', '價格'],
  value: ['Value', '價值'],
  share: ['Share', '佔比'],
  symbol: ['Symbol', '交易對'],
  side: ['Side', '方向'],
  type: ['Type', '類型'],
  status: ['Status', '狀態'],
  quantity: ['Quantity', '數量'],
  filled: ['Filled', '已成交'],
  averagePrice: ['Average price', '成交均價'],
  amount: ['Amount', '成交額'],
  orderedAmount: ['Order value', '委託金額'],
  remainingAmount: ['Remaining value', '剩餘金額'],
  age: ['Age', '已掛時間'],
  placed: ['Placed', '委託時間'],
  updated: ['Updated', '更新時間'],
  time: ['Time', '時間'],
  fee: ['Fee', '手續費'],
  role: ['Role', '掛單／吃單'],
  cancel: ['Cancel', '撤單'],
} satisfies WordTree

/** Texts of `type`. */
export const type = {
  LIMIT: ['Limit', '限價'],
  LIMIT_MAKER: ['Post only', '只掛單 (Post Only)'],
  IMMEDIATE_OR_CANCEL: ['IOC', 'IOC（即成剩撤）'],
  FILL_OR_KILL: ['FOK', 'FOK（全成或撤）'],
  MARKET: ['Market', '市價'],
  STOP: ['Stop loss / take profit', '停損／停利'],
  UNKNOWN: ['Unknown', '未知'],
} satisfies WordTree

/** Texts of `role`. */
export const role = {
  maker: ['Maker', '掛單 (Maker)'],
  taker: ['Taker', '吃單 (Taker)'],
  selfTrade: ['Self-trade', '自成交'],
} satisfies WordTree

/** Texts of `orders`. */
export const orders = {
  title: ['Orders', '委託單'],
  open: ['Open', '目前委託'],
  past: ['History', '歷史委託'],
  searchWithId: ['Symbol or order ID', '交易對或委託編號'],
  openOne: ['Open order {{id}}', '開啟委託單 {{id}}'],
  anySide: ['All sides', '買賣不限'],
  anyStatus: ['All statuses', '全部狀態'],
  anyType: ['All types', '全部類型'],
  count_one: ['{{shown}} order', '{{shown}} 筆委託'],
  count_other: ['{{shown}} orders', '{{shown}} 筆委託'],
  cancel: ['Cancel order', '撤單'],
  cancelCount_one: ['Cancel order', '撤單'],
  cancelCount_other: ['Cancel {{count}} orders', '撤 {{count}} 筆委託'],
  cancelOne: ['Cancel this order? {{order}}', '確定撤單？{{order}}'],
  cancelMany_one: ['{{count}} order worth {{value}}', '{{count}} 筆委託，金額 {{value}}'],
  cancelMany_other: ['{{count}} orders worth {{value}}', '{{count}} 筆委託，金額 {{value}}'],
  cancelHint: ['Only the unfilled part is canceled.', '只撤回尚未成交的部分。'],
  words: [
    '{{side}} {{quantity}} {{asset}} at {{price}} {{quote}}',
    '{{side}} {{quantity}} {{asset}}，價格 {{price}} {{quote}}',
  ],
  wordsMarket: ['{{side}} {{quantity}} {{asset}}, market', '市價{{side}} {{quantity}} {{asset}}'],
  valueUnknown_one: ['value of {{count}} order unknown', '{{count}} 筆金額不明'],
  valueUnknown_other: ['value of {{count}} orders unknown', '{{count}} 筆金額不明'],
  canceledOf: ['{{done}} of {{all}} canceled', '已撤 {{done}} 筆，共 {{all}} 筆'],
  ended: ['Already filled or canceled', '已成交或已撤單'],
  unknown: [
    'No answer: it may have been canceled. The list shows the result.',
    '未收到回應：可能已撤單，結果請看清單。',
  ],
  keep_one: ['Keep order', '保留委託'],
  keep_other: ['Keep orders', '保留委託'],
  cancelSelected: ['Cancel selected ({{shown}})', '撤所選（{{shown}}）'],
  cancelAll: ['Cancel all ({{shown}})', '全部撤單（{{shown}}）'],
  cancelBuys: ['Cancel buys ({{shown}})', '撤買單（{{shown}}）'],
  cancelSells: ['Cancel sells ({{shown}})', '撤賣單（{{shown}}）'],
  cancelMarket: ['Cancel {{market}} ({{shown}})', '撤 {{market}}（{{shown}}）'],
  cancelWhich: ['Choose which orders to cancel', '選擇要撤的委託'],
  select: ['Select', '選取'],
  selectAll: ['Select all', '全選'],
  canceling: ['Canceling…', '撤單中…'],
  edit: ['Edit order', '改單'],
  editHint: [
    'The old order is canceled first, then the new one is placed. Fills in between are taken off.',
    '先撤舊單，再下新單；期間的成交會扣除。',
  ],
  replaceBy: ['Replace: {{order}}', '改為：{{order}}'],
  replacing: ['Canceling the old order…', '撤舊單中…'],
  replacePlacing: ['The old order is canceled. Placing the new one…', '舊單已撤，正在下新單…'],
  replaced: ['Replaced.', '已改單。'],
  replaceRefused: ['The old order is canceled. The new one was not placed.', '舊單已撤，新單未成立。'],
  notReplaced: ['Not replaced. No new order was placed.', '未改單，新單未送出。'],
  stopped: {
    filled: ['The old order was filled before it could be canceled.', '舊單在撤單前已成交。'],
    ended: ['The old order had already ended.', '舊單先前已結束。'],
    small: [
      'The rest is below the market’s minimum. The old order is canceled.',
      '剩餘數量低於最小委託限制，舊單已撤。',
    ],
    unsure: [
      'The old order’s end isn’t known. It may still be open: see the list.',
      '舊單是否已撤尚不確定，可能仍在委託中，請看清單。',
    ],
  },
  repeat: ['Repeat order', '再下一筆'],
  noneOpen: ['No open orders', '目前沒有委託'],
  noneOpenHint: ['New orders appear here instantly.', '新委託會立即顯示於此。'],
  nonePast: ['No orders yet', '尚無委託單'],
  nonePastHint: ['Filled and canceled orders appear here.', '已成交與已撤單的委託會顯示於此。'],
  detail: ['Order', '委託單'],
  orderId: ['Order ID', '委託編號'],
  clientOrderId: ['Client order ID', '自訂委託編號'],
  lastFilled: ['Last filled', '最近一次成交數量'],
  remaining: ['Remaining', '剩餘數量'],
  life: ['Order timeline', '委託歷程'],
  lifePlaced: ['Placed', '下單'],
  lifeFilled: ['Filled {{share}}', '已成交 {{share}}'],
  lifeOpen: ['Open, {{quantity}} remaining', '未成交，剩餘 {{quantity}}'],
  fillsMore: ['Latest fills shown. See all in Fills.', '僅列出最近的成交，全部請見「成交」。'],
  onlyFills: [
    'MEXC only returns 7 days of orders. These are its fills.',
    'MEXC 僅提供 7 天內的委託單，以下為此委託單的成交。',
  ],
  firstFill: ['First fill', '首筆成交'],
  lastFill: ['Last fill', '末筆成交'],
  noneWithId: ['No order with this ID', '沒有此單號的委託單'],
  knownSince: ['Orders are known since {{time}}.', '委託單紀錄始於 {{time}}。'],
  noneFound: ['No market with this name', '沒有此名稱的交易對'],
} satisfies WordTree

/** Texts of `fills`. */
export const fills = {
  title: ['Fills', '成交'],
  tradeId: ['Trade ID', '成交編號'],
  noneSince: ['No fills in this period', '這段期間沒有成交'],
  allTime: ['Show all fills', '顯示全部成交'],
  none: ['No fills yet', '尚無成交'],
  noneHint: ['New fills appear here instantly.', '新成交會立即顯示於此。'],
  noRealised: [
    'Realized PnL isn’t available for filtered fills. See Performance for PnL by symbol.',
    '篩選後不提供已實現損益，請看「績效」。',
  ],
} satisfies WordTree

/** Texts of `table`. */
export const table = {
  filters: ['Filters', '篩選'],
  filtered: ['No results', '沒有符合的結果'],
  filteredHint: ['Try removing a filter.', '試著移除部分篩選條件。'],
  loadingMore: ['Loading more…', '載入更多…'],
  end: ['End of list', '已到清單底部'],
  sortBy: ['Sort by {{name}}', '依{{name}}排序'],
  loading: ['Loading', '載入中'],
  widthOf: ['Width of {{name}}: drag to resize, double-click to reset', '{{name}}的欄寬：拖曳調整，按兩下重設'],
  columnsHint: ['Show, hide and reorder columns', '顯示、隱藏與排列欄位'],
  moveBefore: ['Move {{name}} forward', '將{{name}}往前移'],
  moveAfter: ['Move {{name}} back', '將{{name}}往後移'],
  narrower: ['Make {{name}} narrower', '縮小{{name}}的欄寬'],
  wider: ['Make {{name}} wider', '加大{{name}}的欄寬'],
  usual: ['Reset', '重設'],
  copyRows: ['Copy rows', '複製表格'],
  exporting: ['Preparing…', '準備中…'],
  saved_one: ['Exported {{shown}} row', '已匯出 {{shown}} 筆'],
  saved_other: ['Exported {{shown}} rows', '已匯出 {{shown}} 筆'],
  copied_one: ['Copied {{shown}} row', '已複製 {{shown}} 筆'],
  copied_other: ['Copied {{shown}} rows', '已複製 {{shown}} 筆'],
  exportedPart: [
    'Only the latest {{shown}} rows are included. Narrow the filters for the rest.',
    '僅包含最新 {{shown}} 筆，其餘請縮小篩選範圍',
  ],
  copyFailed: ['Your browser doesn’t allow copying here', '瀏覽器不允許複製'],
} satisfies WordTree

/** Texts of `journal`. */
export const journal = {
  title: ['Note', '筆記'],
  hint: ['Only you see this note.', '只有你看得到這則筆記。'],
  tags: ['Tags', '標籤'],
  tagsHint: ['Separated by commas', '以逗號分隔'],
  tagsWrong: ['A tag has at most 32 characters.', '每個標籤最多 32 個字元。'],
  keep: ['Save note', '儲存筆記'],
  kept: ['Saved', '已儲存'],
  delete: ['Delete note', '刪除筆記'],
  find: ['Find a note', '搜尋筆記'],
  noneFound: ['No note contains this text.', '沒有包含此文字的筆記。'],
} satisfies WordTree

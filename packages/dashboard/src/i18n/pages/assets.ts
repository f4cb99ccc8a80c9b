/** Texts of the page of assets. */

import type { WordTree } from '../word.ts'

/** Texts of `assets`. */
export const assets = {
  search: ['Search assets', '搜尋資產'],
  lockedHint: [
    'In orders: held by open orders and pending withdrawals. Spot accounts have no margin or borrowing.',
    '凍結：未成交委託與處理中提領占用的金額。現貨帳戶沒有保證金，也沒有借款。',
  ],
  hideSmall: ['Hide under 1 USDT', '隱藏低於 1 USDT 的餘額'],
  hidden_one: ['{{count}} small balance hidden', '已隱藏 {{count}} 項小額資產'],
  hidden_other: ['{{count}} small balances hidden', '已隱藏 {{count}} 項小額資產'],
  noPrice: ['no price', '無價格'],
  change: ['24 h change', '24 小時漲跌'],
  differs: ['position differs', '部位不符'],
  heldMore: [
    '{{amount}} {{asset}} are held whose purchase is not known. They are not in the cost and PnL.',
    '持有的 {{amount}} {{asset}} 沒有買入紀錄，未計入成本與損益。',
  ],
  heldLess: [
    '{{amount}} {{asset}} were bought or received but are not held. A sale or withdrawal is not known.',
    '有 {{amount}} {{asset}} 的買入或轉入紀錄但未持有，缺少賣出或提領紀錄。',
  ],
  day: ['24 hours', '24 小時'],
  badge: {
    'api-disabled': ['no API trading', '停用 API 交易'],
    paused: ['paused', '暫停'],
    offline: ['delisted', '已下架'],
  },
  balance: ['Available and in orders', '可用與凍結'],
  since: ['Balance history since {{time}}', '餘額紀錄自 {{time}} 起'],
  movements: ['Balance history', '餘額變動'],
  opening: ['Opening balance', '期初餘額'],
  origin: ['Order or transfer', '委託或資金進出'],
  comma: [', ', '、'],
  atPrice: [' at {{price}}', ' @ {{price}}'],
  withFee: [', fee {{fee}} {{asset}}', '，手續費 {{fee}} {{asset}}'],
  recordsAge: ['Balances {{duration}} old', '餘額為{{duration}}前'],
  pricesAge: ['Prices {{duration}} old', '價格為{{duration}}前'],
  freeChange: ['Δ Available', '可用變動'],
  lockedChange: ['Δ In orders', '凍結變動'],
  noMovements: ['No balance changes yet', '此餘額尚無變動'],
  noMovementsHint: [
    'Trades, orders, deposits and withdrawals that change this balance appear here.',
    '交易、委託、充值或提領造成的變動會顯示於此。',
  ],
  noHistory: ['No balance history for this period', '此區間沒有餘額紀錄'],
  noHistoryHint: ['History starts when the account was first connected.', '首次連線此帳戶後才有紀錄。'],
  unknown: ['You don’t hold {{asset}}', '你未持有 {{asset}}'],
  unknownHint: ['Assets appear once the account has held them.', '帳戶持有過的資產才會出現。'],
  toAll: ['All assets', '所有資產'],
  toMarket: ['Trade {{asset}}', '交易 {{asset}}'],
  sellShare: ['Sell {{share}}%', '賣出 {{share}}%'],
  noPriceHint: ['No USDT market for this asset; not included in total.', '此資產沒有 USDT 交易對，未計入總額。'],
} satisfies WordTree

/** Texts of `trouble`. */
export const trouble = {
  'api-disabled': [
    'API trading is disabled: orders by API are rejected. Balances are not affected.',
    '已停用 API 交易，透過 API 的委託會遭拒絕，餘額不受影響。',
  ],
  paused: ['The exchange has paused trading in this market.', '交易所已暫停此交易對。'],
  offline: ['The exchange has closed this market.', '交易所已關閉此交易對。'],
} satisfies WordTree

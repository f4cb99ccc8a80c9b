/** The words of "Why?", of the day page and of the time since the last visit. */

import type { WordTree } from '../word.ts'

/** Texts of `why`. */
export const why = {
  ask: ['Why?', '變動原因'],
  price: ['Price moves', '價格漲跌'],
  trades: ['Trades', '交易'],
  fees: ['Fees', '手續費'],
  rest: ['Not attributed', '未歸屬'],
  flows: ['Transfers', '資金進出'],
  unexplained: ['Unexplained', '來源不明'],
  revalued: ['Gained or lost a price', '開始或停止計價'],
  total: ['Total PnL', '總損益'],
  equity: ['Change in equity', '淨值變動'],
  noEvents: ['No balance changes in this period', '此期間沒有餘額變動'],
  restHint: ['Prices of the curve and of candles differ, or a cost is unknown.', '曲線與 K 線的價格不同，或成本不明。'],
  revaluedHint: ['Assets that began or stopped having a price.', '開始或不再有報價的資產。'],
} satisfies WordTree

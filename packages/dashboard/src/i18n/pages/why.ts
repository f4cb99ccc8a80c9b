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
  away: ['While you were away', '離開期間'],
  goTo: ['{{day}}, {{time}}', '{{day}} {{time}}'],
  day: ['Day', '單日'],
  today: ['Everything that happened today', '今日所有事件'],
  dayBefore: ['Previous day', '前一天'],
  dayAfter: ['Next day', '後一天'],
  ways: ['Other days', '其他日期'],
  noDay: ['No such day', '沒有這一天'],
  noDayHint: ['Enter a day up to today, for example 2026-01-31.', '請輸入今日以前的日期，例如 2026-01-31。'],
  timeline: ['Timeline', '時間軸'],
  jump: ['Go to time', '跳至時間'],
  what: ['Event', '事件'],
  amount: ['Amount', '金額'],
  kind: {
    fill: ['Fill', '成交'],
    order: ['Order', '委託'],
    cancel: ['Cancellation', '撤單'],
    flow: ['Transfer', '資金進出'],
    status: ['Connection', '連線'],
    notice: ['Notice', '通知'],
  },
  nothing: ['Nothing happened', '沒有任何事件'],
  nothingHint: [
    'Fills, orders, transfers, connection changes and notices of this period appear here.',
    '此期間的成交、委託、資金進出、連線變化與通知會顯示於此。',
  ],
} satisfies WordTree

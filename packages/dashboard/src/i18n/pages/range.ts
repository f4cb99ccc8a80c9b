/** The words of the choice of a range. */

import type { WordTree } from '../word.ts'

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

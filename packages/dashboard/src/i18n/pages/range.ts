/** The words of the choice of a range, in both languages. */

import type { Same } from '../same.ts'

/** Texts of `range` in English. */
export const rangeEn = {
  today: 'Today',
  MTD: 'MTD',
  lastMonth: 'Last month',
  YTD: 'YTD',
  custom: 'Custom',
  from: 'First day',
  to: 'Last day',
  order: 'The first day must not be after the last day.',
  future: 'Choose days up to today.',
  early: 'Choose days from {{day}} on.',
}

/** Texts of `range` in Traditional Chinese. */
export const rangeZh: Same<typeof rangeEn> = {
  today: '今日',
  MTD: '本月',
  lastMonth: '上月',
  YTD: '今年',
  custom: '自訂',
  from: '開始日期',
  to: '結束日期',
  order: '開始日期不可晚於結束日期。',
  future: '請選擇今天以前的日期。',
  early: '請選擇 {{day}} 以後的日期。',
}

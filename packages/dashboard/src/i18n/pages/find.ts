/** The words of going anywhere by a few letters, in both languages. */

import type { Same } from '../same.ts'

/** Texts of `find` in English. */
export const findEn = {
  title: 'Find a page, an asset or a market',
  open: 'Find',
  hint: 'Page, asset or market',
  found: 'Results',
  none: 'No results for “{{query}}”',
  page: 'page',
  asset: 'asset',
  market: 'market',
}

/** Texts of `find` in Traditional Chinese. */
export const findZh: Same<typeof findEn> = {
  title: '尋找頁面、資產或交易對',
  open: '尋找',
  hint: '頁面、資產或交易對',
  found: '尋找結果',
  none: '找不到「{{query}}」',
  page: '頁面',
  asset: '資產',
  market: '交易對',
}

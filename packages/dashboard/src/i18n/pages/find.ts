/** The words of going anywhere by a few letters. */

import type { WordTree } from '../word.ts'

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

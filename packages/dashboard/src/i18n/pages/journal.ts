/** The words of the owner's notes. */

import type { WordTree } from '../word.ts'

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

/** The words of the owner's notes, in both languages. */

import type { Same } from '../same.ts'

/** Texts of `journal` in English. */
export const journalEn = {
  title: 'Note',
  hint: 'Only you see this note.',
  tags: 'Tags',
  tagsHint: 'Separated by commas',
  tagsWrong: 'A tag has at most 32 characters.',
  keep: 'Save note',
  kept: 'Saved',
  delete: 'Delete note',
  find: 'Find a note',
  noneFound: 'No note contains this text.',
} as const

/** Texts of `journal` in Traditional Chinese. */
export const journalZh: Same<typeof journalEn> = {
  title: '筆記',
  hint: '只有你看得到這則筆記。',
  tags: '標籤',
  tagsHint: '以逗號分隔',
  tagsWrong: '每個標籤最多 32 個字元。',
  keep: '儲存筆記',
  kept: '已儲存',
  delete: '刪除筆記',
  find: '搜尋筆記',
  noneFound: '沒有包含此文字的筆記。',
}

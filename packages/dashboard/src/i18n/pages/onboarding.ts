/** The words of the first visit. */

import type { WordTree } from '../word.ts'

/** Texts of `firstSteps`. */
export const firstSteps = {
  title: ['First steps', '第一次使用'],
  count: ['{{step}} of {{of}}', '第 {{step}} 步，共 {{of}} 步'],
  next: ['Next', '下一步'],
  back: ['Back', '上一步'],
  skip: ['Skip', '略過'],
  done: ['Done', '完成'],
  again: ['Show first steps', '顯示第一次使用的步驟'],
  againHint: ['The three steps of your first visit, on Overview', '在總覽頁顯示第一次使用的三個步驟'],
  shown: ['Shown on Overview', '已顯示在總覽頁'],
  trust: ['Can you trust these figures?', '這些數字可信嗎？'],
  trustText: [
    'The badge at the top shows whether data is live; select it for details. Activity → Data coverage shows gaps in your history.',
    '頂端標籤顯示資料是否即時，點選可看詳情。歷史紀錄的缺口請看「活動」→「資料完整性」。',
  ],
  coverage: ['View data coverage', '查看資料完整性'],
  look: ['Make it yours', '依你的習慣顯示'],
  lookText: ['Choose price colors and time zone. More in Settings.', '選擇漲跌顏色與時區，更多選項在「設定」。'],
  reach: ['Shortcuts and sharing', '快速鍵與分享'],
  reachText: [
    'Select the eye icon, or press P, to blur all amounts. Press ? for keyboard shortcuts. Create share links in Settings.',
    '點選上方的眼睛圖示，或按 P，即可遮蔽所有金額；按 ? 可列出快速鍵。分享連結在「設定」建立。',
  ],
  settings: ['Settings', '前往設定'],
} satisfies WordTree

/** The words of the first visit, in both languages. */

import type { Same } from '../same.ts'

/** Texts of `firstSteps` in English. */
export const firstStepsEn = {
  title: 'First steps',
  count: '{{step}} of {{of}}',
  next: 'Next',
  back: 'Back',
  skip: 'Skip',
  done: 'Done',
  again: 'Show first steps',
  againHint: 'The three steps of your first visit, on Overview',
  shown: 'Shown on Overview',
  trust: 'Can you trust these figures?',
  trustText:
    'The badge at the top shows whether data is live; select it for details. Activity → Data coverage shows gaps in your history.',
  coverage: 'View data coverage',
  look: 'Make it yours',
  lookText: 'Choose price colors and time zone. More in Settings.',
  reach: 'Shortcuts and sharing',
  reachText:
    'Select the eye icon, or press P, to blur all amounts. Press ? for keyboard shortcuts. Create share links in Settings.',
  settings: 'Settings',
}

/** Texts of `firstSteps` in Traditional Chinese. */
export const firstStepsZh: Same<typeof firstStepsEn> = {
  title: '第一次使用',
  count: '第 {{step}} 步，共 {{of}} 步',
  next: '下一步',
  back: '上一步',
  skip: '略過',
  done: '完成',
  again: '顯示第一次使用的步驟',
  againHint: '在總覽頁顯示第一次使用的三個步驟',
  shown: '已顯示在總覽頁',
  trust: '這些數字可信嗎？',
  trustText: '頂端標籤顯示資料是否即時，點選可看詳情。歷史紀錄的缺口請看「活動」→「資料完整性」。',
  coverage: '查看資料完整性',
  look: '依你的習慣顯示',
  lookText: '選擇漲跌顏色與時區，更多選項在「設定」。',
  reach: '快速鍵與分享',
  reachText: '點選上方的眼睛圖示，或按 P，即可遮蔽所有金額；按 ? 可列出快速鍵。分享連結在「設定」建立。',
  settings: '前往設定',
}

/** The words of the first visit, in both languages. */

import type { Same } from '../same.ts'

export const firstStepsEn = {
  title: 'First steps',
  count: '{{step}} of {{of}}',
  next: 'Next',
  back: 'Back',
  skip: 'Skip',
  done: 'Done',
  again: 'Show them again',
  againHint: 'The three steps of the first visit, on the overview.',
  shown: 'They stand on the overview',
  trust: 'Can these figures be trusted?',
  trustText:
    'The pill at the top says how the stream stands; press it for the reason. Activity says which times the record covers, and where it has gaps.',
  coverage: 'What the record covers',
  look: 'The way you read it',
  lookText: 'Choose the colours of up and down, and the clock. Language, theme and the rest stand under Settings.',
  reach: 'Always at hand',
  reachText:
    'The eye at the top, or the key p, blurs every amount at once; ? lists the other keys. Links for others, with amounts or without, are made under Settings.',
  settings: 'Settings',
}

export const firstStepsZh: Same<typeof firstStepsEn> = {
  title: '第一次使用',
  count: '第 {{step}} 步，共 {{of}} 步',
  next: '下一步',
  back: '上一步',
  skip: '略過',
  done: '完成',
  again: '再看一次',
  againHint: '第一次使用時的三個步驟，顯示在總覽頁。',
  shown: '已顯示在總覽頁',
  trust: '這些數字可信嗎？',
  trustText: '最上方的標籤顯示串流狀態，按一下可看原因。哪些時段資料完整、哪裡有缺口，請看「活動」。',
  coverage: '查看資料完整性',
  look: '依你的習慣顯示',
  lookText: '選擇漲跌顏色與時區。語言、主題等其他選項都在「設定」。',
  reach: '隨手可用',
  reachText:
    '按上方的眼睛圖示或 p 鍵，立即遮蔽所有金額；按 ? 可列出其他快速鍵。給他人的分享連結（可含金額或不含金額）在「設定」建立。',
  settings: '前往設定',
}

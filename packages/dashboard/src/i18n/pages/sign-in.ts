/** The words of signing in, of links that would replace a session, and of the browsers that are signed in; in both languages. */

import type { Same } from '../same.ts'

/** Texts of `login` in English. */
export const loginEn = {
  newLink:
    'No link? Ask the person who shared Spotdeck with you for a new one. On your own machine, run this command and open the link it prints:',
  copyCommand: 'Copy command',
  link: 'Sign-in link',
  linkHint: 'Paste the link here',
  signIn: 'Sign in',
  notALink: 'This is not a sign-in link. Paste the whole link, including the part after #.',
  failed: 'Sign-in failed',
  stillSignedIn: 'Your current sign-in is unchanged.',
  replaceTitle: 'Replace your current sign-in?',
  opens: 'This link opens',
  named: '{{audience}} · “{{label}}”',
  accounts: 'Accounts',
  allAccounts: 'all accounts',
  replaceHint: 'You will lose your current access in this browser. If you didn’t expect this link, keep your sign-in.',
  keep: 'Keep my sign-in',
  replace: 'Use this link',
  sameData: 'Was Spotdeck started with --data? Add the same --data to the command.',
} as const

/** Texts of `login` in Traditional Chinese. */
export const loginZh: Same<typeof loginEn> = {
  newLink:
    '沒有連結？請向分享 Spotdeck 給你的人索取新連結。若是自己的 Spotdeck，請在執行它的機器上執行以下指令，再開啟顯示的連結：',
  copyCommand: '複製指令',
  link: '登入連結',
  linkHint: '在此貼上連結',
  signIn: '登入',
  notALink: '這不是登入連結。請貼上完整連結，包含 # 之後的部分。',
  failed: '登入失敗',
  stillSignedIn: '目前的登入仍然有效。',
  replaceTitle: '要取代目前的登入嗎？',
  opens: '此連結的權限',
  named: '{{audience}} ·「{{label}}」',
  accounts: '帳戶',
  allAccounts: '所有帳戶',
  replaceHint: '此瀏覽器會失去目前的存取權限。若非你預期的連結，請保留目前的登入。',
  keep: '保留目前的登入',
  replace: '使用此連結',
  sameData: '若啟動 Spotdeck 時使用了 --data，請在指令加上相同的 --data。',
}

/** Texts of `sessions` in English. */
export const sessionsEn = {
  title: 'Signed-in browsers',
  hint: 'Unused browsers are signed out automatically.',
  current: 'This browser',
  unknown: 'Unknown browser',
  signedIn: 'Signed in {{time}} from {{from}}',
  lastUsed: 'Last used {{time}} from {{from}}',
  idleEnd: 'Signs out {{time}} if not used',
  end: 'Sign out',
  endOf: 'Sign out {{device}}',
  endOthers: 'Sign out all others',
  endOne: 'Sign out {{device}}?',
  endOneHint: 'Live data stops there immediately. Share links created in it stop working.',
  endAll: 'Sign out all other browsers?',
  endAllHint:
    'Live data stops there immediately. Share links created in those browsers stop working. Other share links can be opened again.',
  keep: 'Cancel',
  people: 'Also remove the people added there?',
  peopleHint: 'They were added in a browser that is now signed out, and can still sign in.',
  keepPeople: 'Keep them',
  removePeople: 'Remove',
} as const

/** Texts of `sessions` in Traditional Chinese. */
export const sessionsZh: Same<typeof sessionsEn> = {
  title: '已登入的瀏覽器',
  hint: '未使用的瀏覽器一段時間後會自動登出。',
  current: '目前的瀏覽器',
  unknown: '未知的瀏覽器',
  signedIn: '登入：{{time}}，來自 {{from}}',
  lastUsed: '最近使用：{{time}}，來自 {{from}}',
  idleEnd: '若未使用，{{time}} 自動登出',
  end: '登出',
  endOf: '登出 {{device}}',
  endOthers: '登出其他所有瀏覽器',
  endOne: '要登出 {{device}} 嗎？',
  endOneHint: '該瀏覽器的即時資料會立即停止，由它建立的分享連結也會失效。',
  endAll: '要登出其他所有瀏覽器嗎？',
  endAllHint: '這些瀏覽器的即時資料會立即停止，由它們建立的分享連結也會失效。其他分享連結仍可重新開啟。',
  keep: '取消',
  people: '一併移除由該處新增的使用者？',
  peopleHint: '這些使用者是在已登出的瀏覽器中新增的，目前仍可登入。',
  keepPeople: '保留',
  removePeople: '移除',
}

/** The words of signing in, of passkeys, of links that would replace a session, and of signed-in browsers. */

import type { WordTree } from '../word.ts'

/** Texts of `login`. */
export const login = {
  newLink: [
    'No link? Ask the person who shared Spotdeck with you for a new one. On your own machine, run this command and open the link it prints:',
    '沒有連結？請向分享 Spotdeck 給你的人索取新連結。若是自己的 Spotdeck，請在執行它的機器上執行以下指令，再開啟顯示的連結：',
  ],
  copyCommand: ['Copy command', '複製指令'],
  link: ['Sign-in link', '登入連結'],
  linkHint: ['Paste the link here', '在此貼上連結'],
  signIn: ['Sign in', '登入'],
  notALink: [
    'This is not a sign-in link. Paste the whole link, including the part after #.',
    '這不是登入連結。請貼上完整連結，包含 # 之後的部分。',
  ],
  failed: ['Sign-in failed', '登入失敗'],
  stillSignedIn: ['Your current sign-in is unchanged.', '目前的登入仍然有效。'],
  replaceTitle: ['Replace your current sign-in?', '要取代目前的登入嗎？'],
  opens: ['This link opens', '此連結的權限'],
  named: ['{{audience}} · “{{label}}”', '{{audience}} ·「{{label}}」'],
  accounts: ['Accounts', '帳戶'],
  allAccounts: ['all accounts', '所有帳戶'],
  replaceHint: [
    'You will lose your current access in this browser. If you didn’t expect this link, keep your sign-in.',
    '此瀏覽器會失去目前的存取權限。若非你預期的連結，請保留目前的登入。',
  ],
  keep: ['Keep my sign-in', '保留目前的登入'],
  replace: ['Use this link', '使用此連結'],
  sameData: [
    'Was Spotdeck started with --data? Add the same --data to the command.',
    '若啟動 Spotdeck 時使用了 --data，請在指令加上相同的 --data。',
  ],
} satisfies WordTree

/** Texts of `sessions`. */
export const sessions = {
  title: ['Signed-in browsers', '已登入的瀏覽器'],
  hint: ['Unused browsers are signed out automatically.', '未使用的瀏覽器一段時間後會自動登出。'],
  current: ['This browser', '目前的瀏覽器'],
  unknown: ['Unknown browser', '未知的瀏覽器'],
  signedIn: ['Signed in {{time}} from {{from}}', '登入：{{time}}，來自 {{from}}'],
  lastUsed: ['Last used {{time}} from {{from}}', '最近使用：{{time}}，來自 {{from}}'],
  idleEnd: ['Signs out {{time}} if not used', '若未使用，{{time}} 自動登出'],
  endOf: ['Sign out {{device}}', '登出 {{device}}'],
  endOthers: ['Sign out all others', '登出其他所有瀏覽器'],
  endOne: ['Sign out {{device}}?', '要登出 {{device}} 嗎？'],
  endOneHint: [
    'Live data stops there immediately. Share links created in it stop working.',
    '該瀏覽器的即時資料會立即停止，由它建立的分享連結也會失效。',
  ],
  endAll: ['Sign out all other browsers?', '要登出其他所有瀏覽器嗎？'],
  endAllHint: [
    'Live data stops there immediately. Share links created in those browsers stop working. Other share links can be opened again.',
    '這些瀏覽器的即時資料會立即停止，由它們建立的分享連結也會失效。其他分享連結仍可重新開啟。',
  ],
  keep: ['Cancel', '取消'],
  people: ['Also remove the people added there?', '一併移除由該處新增的使用者？'],
  peopleHint: [
    'They were added in a browser that is now signed out, and can still sign in.',
    '這些使用者是在已登出的瀏覽器中新增的，目前仍可登入。',
  ],
  keepPeople: ['Keep them', '保留'],
  removePeople: ['Remove', '移除'],
} satisfies WordTree

/** Texts of `passkeys`. */
export const passkeys = {
  title: ['Passkeys', '通行密鑰'],
  hint: [
    'A passkey signs you in as owner with your fingerprint, face, PIN or security key. Sign-in links keep working.',
    '以指紋、臉部、PIN 或安全金鑰登入擁有者身分。登入連結仍可使用。',
  ],
  none: ['No passkeys yet', '尚無通行密鑰'],
  add: ['Add passkey', '新增通行密鑰'],
  adding: ['Adding…', '新增中…'],
  name: ['Name (optional)', '名稱（可不填）'],
  nameHint: ['For example: MacBook, security key', '例如：MacBook、安全金鑰'],
  nameWrong: ['Use 1 to 64 printable characters', '請輸入 1 至 64 個可顯示的字元'],
  addHint: ['Your browser asks where to save the passkey.', '瀏覽器會詢問通行密鑰的儲存位置。'],
  synced: ['synced', '已同步'],
  added: ['Added {{time}}', '新增：{{time}}'],
  unused: ['Not used yet', '尚未使用'],
  onlyAt: ['Works at {{host}} only, not at this address', '僅適用於 {{host}}，不適用於目前的網址'],
  remove: ['Remove', '移除'],
  removeOf: ['Remove {{name}}', '移除 {{name}}'],
  removeOne: ['Remove the passkey “{{name}}”?', '要移除通行密鑰「{{name}}」嗎？'],
  removeHint: [
    'It can no longer sign in. Browsers it signed in stay signed in; sign them out below. Delete it from your password manager, too.',
    '移除後無法再用它登入。已由它登入的瀏覽器仍維持登入，可在下方登出。也請從密碼管理員刪除。',
  ],
  keep: ['Cancel', '取消'],
  signIn: ['Sign in with a passkey', '以通行密鑰登入'],
  elsewhere: ['Passkeys work only at this address:', '通行密鑰僅適用於此網址：'],
  elsewhereHint: ['Open it and sign in there with a new link.', '請開啟此網址，並以新的登入連結登入。'],
  noAddress: [
    'Passkeys need https or localhost. Open Spotdeck as localhost on its own machine, or start it with an https --public-url.',
    '通行密鑰需要 https 或 localhost。請在執行 Spotdeck 的機器上以 localhost 開啟，或以 https 的 --public-url 啟動。',
  ],
  unsupported: ['This browser does not support passkeys.', '此瀏覽器不支援通行密鑰。'],
  canceled: [
    'No passkey was used: the request was canceled or timed out. Try again.',
    '未使用通行密鑰：請求已取消或逾時。請再試一次。',
  ],
  known: [
    'This device already has a passkey for Spotdeck. Use it to sign in.',
    '此裝置已有 Spotdeck 的通行密鑰，請直接用它登入。',
  ],
  failed: [
    'The browser could not use the passkey. Try again, or use another browser or device.',
    '瀏覽器無法使用通行密鑰。請再試一次，或改用其他瀏覽器或裝置。',
  ],
} satisfies WordTree

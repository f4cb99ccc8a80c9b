/** The words of passkeys, in both languages. */

import type { Same } from '../same.ts'

/** Texts of `passkeys` in English. */
export const passkeysEn = {
  title: 'Passkeys',
  hint: 'A passkey signs you in as owner with your fingerprint, face, PIN or security key. Sign-in links keep working.',
  none: 'No passkeys yet',
  add: 'Add passkey',
  adding: 'Adding…',
  name: 'Name (optional)',
  nameHint: 'For example: MacBook, security key',
  nameWrong: 'Use 1 to 64 printable characters',
  addHint: 'Your browser asks where to save the passkey.',
  synced: 'synced',
  added: 'Added {{time}}',
  unused: 'Not used yet',
  onlyAt: 'Works at {{host}} only, not at this address',
  remove: 'Remove',
  removeOf: 'Remove {{name}}',
  removeOne: 'Remove the passkey “{{name}}”?',
  removeHint:
    'It can no longer sign in. Browsers it signed in stay signed in; sign them out below. Delete it from your password manager, too.',
  keep: 'Cancel',
  signIn: 'Sign in with a passkey',
  elsewhere: 'Passkeys work only at this address:',
  elsewhereHint: 'Open it and sign in there with a new link.',
  noAddress:
    'Passkeys need https or localhost. Open Spotdeck as localhost on its own machine, or start it with an https --public-url.',
  unsupported: 'This browser does not support passkeys.',
  canceled: 'No passkey was used: the request was canceled or timed out. Try again.',
  known: 'This device already has a passkey for Spotdeck. Use it to sign in.',
  failed: 'The browser could not use the passkey. Try again, or use another browser or device.',
} as const

/** Texts of `passkeys` in Traditional Chinese. */
export const passkeysZh: Same<typeof passkeysEn> = {
  title: '通行密鑰',
  hint: '以指紋、臉部、PIN 或安全金鑰登入擁有者身分。登入連結仍可使用。',
  none: '尚無通行密鑰',
  add: '新增通行密鑰',
  adding: '新增中…',
  name: '名稱（可不填）',
  nameHint: '例如：MacBook、安全金鑰',
  nameWrong: '請輸入 1 至 64 個可顯示的字元',
  addHint: '瀏覽器會詢問通行密鑰的儲存位置。',
  synced: '已同步',
  added: '新增：{{time}}',
  unused: '尚未使用',
  onlyAt: '僅適用於 {{host}}，不適用於目前的網址',
  remove: '移除',
  removeOf: '移除 {{name}}',
  removeOne: '要移除通行密鑰「{{name}}」嗎？',
  removeHint: '移除後無法再用它登入。已由它登入的瀏覽器仍維持登入，可在下方登出。也請從密碼管理員刪除。',
  keep: '取消',
  signIn: '以通行密鑰登入',
  elsewhere: '通行密鑰僅適用於此網址：',
  elsewhereHint: '請開啟此網址，並以新的登入連結登入。',
  noAddress:
    '通行密鑰需要 https 或 localhost。請在執行 Spotdeck 的機器上以 localhost 開啟，或以 https 的 --public-url 啟動。',
  unsupported: '此瀏覽器不支援通行密鑰。',
  canceled: '未使用通行密鑰：請求已取消或逾時。請再試一次。',
  known: '此裝置已有 Spotdeck 的通行密鑰，請直接用它登入。',
  failed: '瀏覽器無法使用通行密鑰。請再試一次，或改用其他瀏覽器或裝置。',
}

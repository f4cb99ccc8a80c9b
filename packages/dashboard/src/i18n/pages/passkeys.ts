/** The words of passkeys. */

import type { WordTree } from '../word.ts'

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

/** The catalogue's words for passkeys and confirmations, in both languages. */

import type { PasskeyProblemCode } from '../passkey-codes.ts'
import type { Words } from './keys.ts'

type PasskeyWords = Pick<Words, `problem.${PasskeyProblemCode}`>

/** Texts in English. */
export const passkeysEn: PasskeyWords = {
  'problem.CONFIRMATION_NEEDED':
    'This needs a confirmation that it is you. Nothing was changed. Confirm with a passkey, or sign in again with a new link from `npm run spotdeck -- login`, and repeat it within 5 minutes.',
  'problem.PASSKEYS_UNAVAILABLE':
    'Passkeys do not work at the addresses of this Spotdeck. Open it as localhost on its own machine, or start it with an https --public-url.',
  'problem.PASSKEY_UNKNOWN':
    'This passkey is not registered here, or was removed. Use another passkey or a sign-in link. Delete this one from your password manager if you no longer need it.',
  'problem.PASSKEY_INVALID':
    'The passkey could not be verified. Nothing was changed. Open Spotdeck at the address where you added the passkey, and try again.',
  'problem.PASSKEY_EXPIRED':
    'The passkey request is older than 2 minutes, or was used already. Nothing was changed. Try again.',
  'problem.PASSKEY_COPIED':
    'The usage counter of this passkey went backwards: somebody may have a copy of it. It was rejected. Sign in with another passkey or a link, remove this one, and check the access log.',
  'problem.PASSKEY_EXISTS': 'This passkey is already registered. Nothing was changed. Use it to sign in.',
  'problem.TOO_MANY_PASSKEYS':
    'There are {{limit}} passkeys already, which is the maximum. The new one was not added. Remove one that you no longer use.',
}

/** Texts in Traditional Chinese. */
export const passkeysZh: PasskeyWords = {
  'problem.CONFIRMATION_NEEDED':
    '這項操作需要確認是你本人，沒有任何變更。請用通行密鑰確認，或以 `npm run spotdeck -- login` 的新連結重新登入，並在 5 分鐘內再試一次。',
  'problem.PASSKEYS_UNAVAILABLE':
    '這個 Spotdeck 的網址無法使用通行密鑰。請在執行它的機器上以 localhost 開啟，或以 https 的 --public-url 啟動。',
  'problem.PASSKEY_UNKNOWN':
    '這把通行密鑰未在此註冊，或已移除。請改用其他通行密鑰或登入連結；若不再需要，請從密碼管理員刪除。',
  'problem.PASSKEY_INVALID': '無法驗證這把通行密鑰，沒有任何變更。請以新增通行密鑰時的網址開啟 Spotdeck，再試一次。',
  'problem.PASSKEY_EXPIRED': '通行密鑰的請求已超過 2 分鐘或已使用過，沒有任何變更。請再試一次。',
  'problem.PASSKEY_COPIED':
    '這把通行密鑰的使用次數倒退，可能有人持有複本，Spotdeck 已拒絕。請改用其他通行密鑰或連結登入，移除這一把，並檢查存取紀錄。',
  'problem.PASSKEY_EXISTS': '這把通行密鑰已經註冊，沒有任何變更。請直接用它登入。',
  'problem.TOO_MANY_PASSKEYS': '通行密鑰已達上限 {{limit}} 把，未新增。請先移除不再使用的通行密鑰。',
}

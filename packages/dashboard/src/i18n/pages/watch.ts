/** The words of the record of who came in and of where events go. */

import type { WordTree } from '../word.ts'

/** Texts of `watch`. */
export const watch = {
  access: ['Access log', '存取紀錄'],
  accessHint: [
    'Sign-ins, links, programs and rejected attempts. The last 10,000 entries are kept.',
    '登入、連結與程式的使用，以及遭拒的嘗試。保留最近 10,000 筆。',
  ],
  noAccess: ['No access yet', '尚無存取紀錄'],
  more: ['Show earlier', '顯示更早的紀錄'],
  event: {
    'logged-in': ['signed in', '登入'],
    'login-refused': ['sign-in rejected', '登入遭拒'],
    'logged-out': ['signed out', '登出'],
    used: ['accessed', '存取'],
    refused: ['rejected', '遭拒'],
    'link-made': ['link created', '建立連結'],
    'link-revoked': ['link revoked', '撤銷連結'],
    'token-made': ['token created', '建立權杖'],
    'token-revoked': ['token revoked', '撤銷權杖'],
    'session-ended': ['signed out from another browser', '由其他瀏覽器登出'],
    'passkey-added': ['passkey added', '新增通行密鑰'],
    'passkey-removed': ['passkey removed', '移除通行密鑰'],
    confirmed: ['confirmed with a passkey', '以通行密鑰確認'],
  },
  refusedFor: {
    AUDIENCE_FORBIDDEN: ['Requested data outside its access level', '請求超出存取權限'],
    UNAUTHENTICATED: ['No valid session or token', '沒有有效的登入或權杖'],
    FOREIGN_ORIGIN: ['Request from another website', '請求來自其他網站'],
    WRONG_HOST: ['Request for an unknown host name', '請求使用未知的主機名稱'],
    PASSKEY_UNKNOWN: ['Unknown or removed passkey', '未知或已移除的通行密鑰'],
    PASSKEY_INVALID: ['Invalid signature of a passkey', '通行密鑰的簽章無效'],
    PASSKEY_EXPIRED: ['Passkey request expired or was repeated', '通行密鑰的請求逾時或重複使用'],
    PASSKEY_COPIED: [
      'Counter of the passkey went backwards, it may be copied: remove it and sign out other browsers',
      '通行密鑰的計數器倒退，可能有複本：請移除它並登出其他瀏覽器',
    ],
    CONFIRMATION_NEEDED: ['Session not confirmed with a passkey', '登入狀態未經通行密鑰確認'],
  },
  door: {
    rest: ['web or REST', '網頁或 REST'],
    websocket: ['WebSocket', 'WebSocket'],
    sse: ['event stream', '事件串流'],
    command: ['command on this machine', '本機指令'],
  },
  nobody: ['Unknown', '未知'],
  called: ['{{label}} ({{who}})', '{{label}}（{{who}}）'],
  redis: ['Redis', 'Redis'],
  redisHint: ['Event delivery to Redis', '事件傳送至 Redis 的進度'],
  noRedis: [
    'No Redis configured. Events go only to this page and connected programs.',
    '未設定 Redis，事件只送到本頁與連線中的程式。',
  ],
  redisState: {
    connecting: ['connecting', '連線中'],
    connected: ['connected', '已連線'],
    away: ['disconnected', '已中斷'],
  },
  since: ['since {{time}}', '自 {{time}}'],
  failures: ['{{count}} failed connections', '{{count}} 次連線失敗'],
  trouble: [
    'Redis is not responding ({{trouble}}). Events stay in the ledger and are sent once it responds.',
    'Redis 沒有回應（{{trouble}}）。事件會保留在帳本，恢復後自動補送。',
  ],
  streamState: {
    unknown: ['not checked yet', '尚未檢查'],
    following: ['up to date', '已同步'],
    behind: ['catching up', '補送中'],
    refused: ['rejected by Redis', 'Redis 已拒絕'],
  },
  position: ['up to event {{seq}}', '已送到第 {{seq}} 筆事件'],
  lag: ['{{lag}} behind', '落後 {{lag}} 筆'],
  refusal: [
    'Redis rejected the stream ({{refusal}}). Delete the key, or choose another prefix.',
    'Redis 拒絕此串流（{{refusal}}）。請刪除該 key，或改用其他前綴。',
  ],
  superseded: [
    'A newer Spotdeck is writing to this stream. Stop one of the two.',
    '較新的 Spotdeck 正在寫入此串流，請停止其中一個。',
  ],
} satisfies WordTree

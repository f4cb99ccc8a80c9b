/** The words of the settings, of direct market data, of the access log and of Redis. */

import type { WordTree } from '../word.ts'

/** Texts of `settings`. */
export const settings = {
  look: ['Appearance', '外觀'],
  language: ['Language', '語言'],
  theme: ['Theme', '主題'],
  auto: ['System', '跟隨系統'],
  dark: ['Dark', '深色'],
  light: ['Light', '淺色'],
  density: ['Density', '顯示密度'],
  normal: ['Normal', '標準'],
  compact: ['Compact', '精簡'],
  upDown: ['Price colors', '漲跌顏色'],
  greenUp: ['Green up, red down', '綠漲紅跌'],
  redUp: ['Red up, green down', '紅漲綠跌'],
  figures: ['Numbers & time', '數字與時間'],
  zone: ['Time zone', '時區'],
  local: ['Device time zone', '本機時區'],
  utc: ['UTC', 'UTC'],
  utc8: ['UTC+8', 'UTC+8'],
  zoneHint: ['Hover any time to see the exact UTC time.', '將游標移到任一時間，即可看到精確的 UTC 時間。'],
  privacy: ['Privacy mode', '隱私模式'],
  privacyHint: ['Blurs all amounts. Press P anywhere to toggle.', '遮蔽所有金額，在任何頁面按 P 即可切換。'],
  privacyTouchHint: ['Blurs all amounts.', '遮蔽所有金額。'],
  orders: ['Orders', '下單'],
  confirm: ['Confirm orders', '下單前確認'],
  confirmHint: ['A price far from the market always asks.', '價格偏離市場過多時一律確認。'],
  confirmations: {
    always: ['Always', '一律'],
    above: ['Above {{amount}} USDT', '超過 {{amount}} USDT'],
    never: ['Never', '不確認'],
  },
  confirmAbove: ['Confirm orders above', '超過此金額時確認'],
  confirmAmount: ['Enter an amount above 0.', '請輸入大於 0 的金額。'],
  session: ['Session', '登入狀態'],
  audience: ['Access level', '存取權限'],
  owner: ['Owner · full access', '擁有者 · 完整權限'],
  viewer: ['Viewer · amounts, orders and fills; IDs masked', '檢視者 · 金額、委託與成交；編號已遮罩'],
  public: ['Public · shares and percentages only', '公開 · 僅佔比與百分比'],
  until: ['Signed in until', '登入有效至'],
  tradingOn: ['Trading enabled', '交易：已啟用'],
  tradingOff: ['Read-only: trading is off', '交易：未啟用，僅供檢視'],
  about: ['About', '關於'],
  docs: ['Documentation', '使用文件'],
  attribution: [
    'Charts by TradingView Lightweight Charts™, © TradingView, Inc.',
    '圖表採用 TradingView Lightweight Charts™，© TradingView, Inc.',
  ],
} satisfies WordTree

/** Texts of `direct`. */
export const direct = {
  title: ['Market data', '行情資料'],
  setting: ['Read market data directly from the exchange', '直接從交易所載入行情'],
  hint: [
    'The Market page connects to the exchange’s public stream and decodes its protobuf messages in this browser. If the stream fails or goes silent, it uses Spotdeck’s market data.',
    '交易頁會連線到交易所的公開串流，並在此瀏覽器解碼 protobuf。串流中斷或無資料時，改用 Spotdeck 的行情。',
  ],
  safety: [
    'Public channels only: no API key and no listen key reaches the browser. Your account, past candles and past trades always come from Spotdeck.',
    '僅限公開頻道：API 金鑰與 listenKey 不會進入瀏覽器。帳戶資料、歷史 K 線與先前的成交一律來自 Spotdeck。',
  ],
  rate: ['Update rate', '更新頻率'],
  rateHint: [
    'Updates in between are combined, so fast markets stay readable.',
    '期間內的更新會合併，行情快速變動時仍可閱讀。',
  ],
  rates: ['Account 10 per second · order book 4 per second', '帳戶每秒 10 次 · 委託簿每秒 4 次'],
  exchange: ['Source: exchange stream', '來源：交易所串流'],
  spotdeck: ['Source: Spotdeck', '來源：Spotdeck'],
  status: {
    live: [
      'Order book, trades, candles and ticker come from the exchange’s public stream and are decoded in this browser.',
      '委託簿、成交、K 線與報價來自交易所的公開串流，由此瀏覽器解碼。',
    ],
    connecting: [
      'Connecting to the exchange’s public stream. Spotdeck’s market data is shown until it responds.',
      '正在連線到交易所的公開串流，回應前顯示 Spotdeck 的行情。',
    ],
    silent: [
      'The exchange’s stream has gone silent. Spotdeck’s market data is shown until it resumes.',
      '交易所串流沒有資料，恢復前顯示 Spotdeck 的行情。',
    ],
    lost: [
      'The exchange’s stream cannot be reached. Spotdeck’s market data is shown. Retrying…',
      '無法連線到交易所串流，目前顯示 Spotdeck 的行情，並持續重試。',
    ],
    refused: [
      'The exchange rejected a public channel of this market. Spotdeck’s market data is shown.',
      '交易所拒絕此交易對的公開頻道，目前顯示 Spotdeck 的行情。',
    ],
    unavailable: [
      'The exchange’s stream cannot be reached from this address. Spotdeck’s market data is shown.',
      '此網址無法連線到交易所串流，目前顯示 Spotdeck 的行情。',
    ],
  },
  short: {
    connecting: ['connecting to the exchange', '正在連線到交易所'],
    silent: ['exchange stream silent', '交易所串流無資料'],
    lost: ['exchange stream lost', '交易所串流已中斷'],
    refused: ['exchange rejected', '交易所已拒絕'],
    unavailable: ['no direct stream here', '此處無法直連'],
  },
} satisfies WordTree

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

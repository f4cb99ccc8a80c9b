/** The words of reading market data directly from the exchange, in both languages. */

import type { Same } from '../same.ts'

/** Texts of `direct` in English. */
export const directEn = {
  title: 'Market data',
  setting: 'Read market data directly from the exchange',
  hint: 'The Market page connects to the exchange’s public stream and decodes its protobuf messages in this browser. If the stream fails or goes silent, it uses Spotdeck’s market data.',
  safety:
    'Public channels only: no API key and no listen key reaches the browser. Your account, past candles and past trades always come from Spotdeck.',
  rate: 'Update rate',
  rateHint: 'Updates in between are combined, so fast markets stay readable.',
  rates: 'Account 10 per second · order book 4 per second',
  exchange: 'Source: exchange stream',
  spotdeck: 'Source: Spotdeck',
  status: {
    live: 'Order book, trades, candles and ticker come from the exchange’s public stream and are decoded in this browser.',
    connecting: 'Connecting to the exchange’s public stream. Spotdeck’s market data is shown until it responds.',
    silent: 'The exchange’s stream has gone silent. Spotdeck’s market data is shown until it resumes.',
    lost: 'The exchange’s stream cannot be reached. Spotdeck’s market data is shown. Retrying…',
    refused: 'The exchange rejected a public channel of this market. Spotdeck’s market data is shown.',
    unavailable: 'The exchange’s stream cannot be reached from this address. Spotdeck’s market data is shown.',
  },
  short: {
    connecting: 'connecting to the exchange',
    silent: 'exchange stream silent',
    lost: 'exchange stream lost',
    refused: 'exchange rejected',
    unavailable: 'no direct stream here',
  },
}

/** Texts of `direct` in Traditional Chinese. */
export const directZh: Same<typeof directEn> = {
  title: '行情資料',
  setting: '直接從交易所載入行情',
  hint: '交易頁會連線到交易所的公開串流，並在此瀏覽器解碼 protobuf。串流中斷或無資料時，改用 Spotdeck 的行情。',
  safety: '僅限公開頻道：API 金鑰與 listenKey 不會進入瀏覽器。帳戶資料、歷史 K 線與先前的成交一律來自 Spotdeck。',
  rate: '更新頻率',
  rateHint: '期間內的更新會合併，行情快速變動時仍可閱讀。',
  rates: '帳戶每秒 10 次 · 委託簿每秒 4 次',
  exchange: '來源：交易所串流',
  spotdeck: '來源：Spotdeck',
  status: {
    live: '委託簿、成交、K 線與報價來自交易所的公開串流，由此瀏覽器解碼。',
    connecting: '正在連線到交易所的公開串流，回應前顯示 Spotdeck 的行情。',
    silent: '交易所串流沒有資料，恢復前顯示 Spotdeck 的行情。',
    lost: '無法連線到交易所串流，目前顯示 Spotdeck 的行情，並持續重試。',
    refused: '交易所拒絕此交易對的公開頻道，目前顯示 Spotdeck 的行情。',
    unavailable: '此網址無法連線到交易所串流，目前顯示 Spotdeck 的行情。',
  },
  short: {
    connecting: '正在連線到交易所',
    silent: '交易所串流無資料',
    lost: '交易所串流已中斷',
    refused: '交易所已拒絕',
    unavailable: '此處無法直連',
  },
}

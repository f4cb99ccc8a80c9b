/** The words of reading market data directly from the exchange. */

import type { WordTree } from '../word.ts'

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

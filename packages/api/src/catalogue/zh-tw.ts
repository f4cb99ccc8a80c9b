/** The catalogue in Traditional Chinese as it is written in Taiwan, in the words of a trading desk. */

import type { Words } from './keys.ts'

export const zhTw: Words = {
  'problem.BAD_REQUEST': '無法理解這個請求[[：{field} {reason}]]。沒有任何變更。請修正後再送一次。',
  'problem.UNAUTHENTICATED': '尚未登入，或登入已失效。請執行 `spotdeck login` 取得新的登入連結。',
  'problem.LOGIN_CODE_INVALID': '這個登入連結已使用過、超過 10 分鐘或已被撤銷。請執行 `spotdeck login` 取得新連結。',
  'problem.FOREIGN_ORIGIN': '這個請求來自其他網站的頁面，已被拒絕。請用 Spotdeck 自己的網址開啟[[：{expected}]]。',
  'problem.WRONG_HOST': 'Spotdeck 不以這個主機名稱提供服務。請使用啟動時印出的網址，或以 --public-url 指定。',
  'problem.AUDIENCE_FORBIDDEN': '你的權限看不到這項內容。請向擁有者索取適當的分享連結。',
  'problem.NOT_FOUND': '這個位址沒有內容。所有介面列在 /api/v1/openapi.json。',
  'problem.UNKNOWN_ACCOUNT': '這裡沒有帳戶「{account}」。GET /api/v1/accounts 會列出你能看的帳戶。',
  'problem.UNKNOWN_TOPIC': '沒有可訂閱的主題「{topic}」。可用的有：{known}。',
  'problem.UNKNOWN_SYMBOL': '沒有交易對「{symbol}」。GET /api/v1/markets 會列出現有的交易對。',
  'problem.UNKNOWN_ORDER': '沒有未成交委託「{orderId}」。它可能剛剛成交或已撤單。',
  'problem.CONFLICT': '這個 Idempotency-Key 已用於另一筆委託。沒有送出任何委託。新的委託請換新的 key。',
  'problem.TOO_LARGE': '請求超過 {limitBytes} 位元組，未被讀取。請減少一次送出的內容。',
  'problem.TOO_SLOW': '事件來得比讀取快，串流因此中止。資料沒有遺失：重新連線後會從中斷處繼續。',
  'problem.RATE_LIMITED': '此來源的請求過多。請等 {retryAfter} 秒再試。',
  'problem.TRADING_OFF': '這個帳戶未開啟透過 Spotdeck 下單。沒有送出任何委託。擁有者可在設定檔中開啟。',
  'problem.NOTIONAL_LIMIT':
    '這筆委託價值 {notional} USDT，超過此帳戶單筆上限 {limit} USDT。未送出任何內容。請減少數量，或在設定中提高 maxOrderNotional。',
  'problem.DAILY_LIMIT':
    '加上這筆委託，今天下單總額將達 {spent} USDT，超過此帳戶每日上限 {limit} USDT（{zone}）。未送出任何內容。請等到隔日，或在設定中提高 maxDailyNotional。',
  'problem.NOTIONAL_UNKNOWN':
    '沒有價格可將這筆委託折算為 USDT，無法遵守上限。未送出任何內容。請在 {symbol} 有價格後再試，或在交易所網頁交易。',
  'problem.ORDER_REJECTED': '交易所拒絕了這筆委託[[（代碼 {exchangeCode}）]]。委託沒有成立。請修改後以新的 key 送出。',
  'problem.ORDER_OUTCOME_UNKNOWN': '交易所沒有明確回覆，委託可能成立也可能沒有。Spotdeck 正在查詢，請勿重複送出。',
  'problem.EXCHANGE_UNAVAILABLE': '交易所沒有回應。沒有任何變更。請於數秒後再試。',
  'problem.REVOKED': '這個權限已被撤銷或已過期。請向擁有者索取新連結。',
  'problem.RESTARTING': 'Spotdeck 正在重新啟動。請於數秒後重新連線，串流會從中斷處繼續。',
  'problem.NOT_READY': 'Spotdeck 仍在啟動，尚無法回應。請於數秒後再試。',
  'problem.INTERNAL': 'Spotdeck 內部發生錯誤，帳本不受影響。請再試一次；若持續發生，請在紀錄檔中尋找「{reference}」。',

  'status.STARTING': 'Spotdeck 啟動中。讀取帳戶之前，數字為上次執行時所知。',
  'status.CONNECTING': '正在連線到交易所。數字為最後所知。',
  'status.RECONCILING': '已連線，正在與交易所對帳，稍後即為即時。',
  'status.LIVE': '即時：每個變動都隨交易所送出而到達。',
  'status.SOCKET_CLOSED': '交易所關閉了串流，數字可能過時。[[{retryInMs:seconds} 秒後重新連線。]]',
  'status.SOCKET_SILENT': '串流已靜默[[ {silentMs:seconds} 秒]]，餘額可能過時。正在重新連線[[（第 {attempt} 次）]]。',
  'status.SUBSCRIPTION_REFUSED': '交易所拒絕了私有頻道。改以 REST 讀取，約慢數秒。[[{retryInMs:seconds} 秒後再試。]]',
  'status.LISTEN_KEY_REFUSED': '交易所未給 listenKey。改以 REST 讀取，約慢數秒。[[{retryInMs:seconds} 秒後再試。]]',
  'status.LISTEN_KEY_LOST': 'listenKey 已失效，數字可能過時。正在建立新的[[（{retryInMs:seconds} 秒後）]]。',
  'status.KEY_QUOTA': '此帳戶的 listenKey 已全數使用。改以 REST 讀取，約慢數秒。請關閉其他正在追蹤它的程式。',
  'status.EXCHANGE_UNREACHABLE': '無法連上交易所，數字為最後所知。[[{retryInMs:seconds} 秒後再試。]]請檢查網路。',
  'status.AUTH_REFUSED': '交易所拒絕了 API key，無法讀取任何資料。請檢查 key、secret、權限與 IP 清單，然後重新啟動。',
  'status.POLLING': '目前沒有串流，改[[每 {everyMs:seconds} 秒]]以 REST 讀取，數字約慢數秒。',
  'status.PRICES_STALE': '價格[[已 {silentMs:seconds} 秒]]沒有更新。餘額正確，但折算價值可能過時。',
  'status.PROTOCOL_DRIFT': '交易所送來未知的內容[[（{what}）]]，已原樣保留。請查看是否有新版 Spotdeck。',
  'status.UNDECODABLE_PUSH': '有一則交易所訊息無法解讀，正以 REST 重新讀取帳戶。',
  'status.AUDIT_DIFFERENCE': '帳本與交易所[[在 {what}]]不一致，已更正。詳情見「活動」頁。',
  'status.LEDGER_REFUSED': '有一項變動與已知事實矛盾，為避免留下錯誤數字已停止追蹤。請執行 `spotdeck verify`。',
  'status.STORE_FAILED': '帳本無法寫入，恢復之前不會顯示新資料。請檢查磁碟；系統會持續重試。',
  'status.STOPPED': '已不再追蹤這個帳戶，數字為最後所知。',

  'state.connecting': '連線中',
  'state.reconciling': '對帳中',
  'state.live': '即時',
  'state.degraded': '降級',
  'state.stale': '資料過時',
  'state.offline': '離線',

  'orderStatus.NEW': '未成交',
  'orderStatus.PARTIALLY_FILLED': '部分成交',
  'orderStatus.FILLED': '完全成交',
  'orderStatus.CANCELED': '已撤單',
  'orderStatus.PARTIALLY_CANCELED': '部分成交後撤單',
  'orderStatus.UNKNOWN': '未知',

  'orderType.LIMIT': '限價',
  'orderType.LIMIT_MAKER': '只掛單',
  'orderType.IMMEDIATE_OR_CANCEL': '立即成交否則取消',
  'orderType.FILL_OR_KILL': '全部成交否則取消',
  'orderType.MARKET': '市價',
  'orderType.STOP': '止盈止損',
  'orderType.UNKNOWN': '未知',

  'side.BUY': '買入',
  'side.SELL': '賣出',

  'reason.ENTRUST': '成交',
  'reason.ENTRUST_PLACE': '下單凍結',
  'reason.ENTRUST_CANCEL': '撤單',
  'reason.ENTRUST_UNFROZEN': '解除凍結',
  'reason.TRADE_FEE': '交易手續費',
  'reason.DEPOSIT': '充值',
  'reason.DEPOSIT_FEE': '充值手續費',
  'reason.WITHDRAW': '提領',
  'reason.WITHDRAW_FEE': '提領手續費',
  'reason.SUGAR': '空投',
  'reason.ETF_INDEX': 'ETF 委託',
  'reason.CONTRACT_TRANSFER': '與合約帳戶劃轉',
  'reason.RECONCILED': '與交易所對帳後更正',

  'coverage.complete': '完整',
  'coverage.repairing': '修補中',
  'coverage.repaired': '已由 REST 補齊',
  'coverage.unknown': '未知',

  'source.stream': '串流',
  'source.rest': '由 REST 補得',
  'source.audit': '由稽核發現',
  'source.import': '匯入',
  'source.inferred': '推算',

  'audience.owner': '擁有者',
  'audience.viewer': '檢視者',
  'audience.public': '公開',

  'market.online': '交易中',
  'market.paused': '暫停',
  'market.offline': '已下架',

  'notice.api-disabled': '已停用 API 交易',
  'notice.endpoint-retired': '介面停用',
  'notice.maintenance': '維護',
  'notice.other': '公告',

  'noticeText.API_TRADING_OFF':
    '交易所已關閉 {symbols} 的 API 交易[[（{period} 公告）]]。程式無法在此下單；餘額不受影響，仍可在交易所網頁與 App 交易及撤單。',
  'noticeText.SYMBOL_PAUSED': '交易所已暫停 {symbols} 的交易。未成交委託會等待，餘額不受影響。請稍後再看。',
  'noticeText.SYMBOL_OFFLINE': '交易所已下架 {symbols}，無法在此交易。請提領該資產，或在其他交易對賣出。',
  'noticeText.SYMBOL_GONE': '交易所已沒有 {asset} 的任何交易對。請查看其公告，並及時提領持有的資產。',
  'noticeText.ENDPOINT_RETIRED':
    '交易所將停用介面[[（{what}）]]：{title}[[（{period} 公告）]]。[[請改用 {instead}。]]設定中若有使用，必須更改。',
  'noticeText.MAINTENANCE': '交易所公告維護：{title}。期間串流與下單可能失敗。',
  'noticeText.ANNOUNCED': '{title}',
  'noticeText.ACCOUNT_API_OFF':
    '交易所已關閉 {symbols} 的 API 交易。[[你持有 {held}。]][[該處未成交委託：{openOrders} 筆。]]程式無法在此下單；請在交易所網頁或 App 手動賣出及撤單。',
  'noticeText.ACCOUNT_API_ENDS':
    '交易所將關閉 {symbols} 的 API 交易。[[你持有 {held}。]][[該處未成交委託：{openOrders} 筆。]]在此之前程式仍可賣出與撤單，之後須在交易所網頁或 App 手動處理。',
  'noticeText.KEY_CAN_WITHDRAW':
    '這個帳戶的 API key 可以提領。Spotdeck 從不提領，也不需要此權限：請在交易所建立一組沒有提領權限的 key 取代它，並刪除這一組。',
  'noticeText.KEY_CANNOT_TRADE':
    '這個帳戶已開啟交易，但其 API key 沒有交易權限。其他功能一切正常。請為 key 加上交易權限，或關閉交易。',
  'noticeText.KEY_EXPIRES':
    '這個帳戶的 API key 將在 {days} 天後到期。請及時在交易所建立新的 key，或將 key 綁定到這台機器的位址。',

  'movement.trade': '交易',
  'movement.flow': '資金進出',
  'movement.reconciled': '對帳更正',
  'movement.unclassified': '未分類',

  'flow.deposit': '充值',
  'flow.withdrawal': '提領',
  'flow.transfer': '劃轉',
  'flow.airdrop': '空投',
  'flow.unclassified': '未分類',

  'login.title': '登入 Spotdeck',
  'login.explain': '這個交易桌屬於啟動它的人。請開啟終端機印出的連結，限用一次，10 分鐘內有效。',
  'login.newLink': '手邊沒有連結？請在執行 Spotdeck 的機器上執行 `spotdeck login`。',
  'login.working': '登入中…',
  'login.failed': '登入失敗。',
  'login.signedOut': '已登出。要回來請開啟新的登入連結。',
  'login.expired': '登入已失效。要繼續請開啟新的登入連結。',
}

/** The catalogue in Traditional Chinese as it is written in Taiwan, in the words of a trading desk. */

import type { Words } from './keys.ts'
import { passkeysZh } from './passkeys.ts'
import { plansZh } from './plans.ts'

/** Texts of the catalogue in Traditional Chinese, by key. */
export const zhTw: Words = {
  'problem.BAD_REQUEST': '請求無效{{reason, optional(part: invalidField)}}。沒有任何變更。請修正後再送一次。',
  'problem.UNAUTHENTICATED':
    '尚未登入，或登入已失效。如果是別人分享給你的連結，請向對方索取新的；若是自己的 Spotdeck，請執行 `npm run spotdeck -- login` 取得新連結。',
  'problem.LOGIN_CODE_INVALID':
    '這個連結已使用過、超過 10 分鐘或已被撤銷。如果是別人分享給你的，請向對方索取新的；若是自己的 Spotdeck，請執行 `npm run spotdeck -- login` 取得新連結。',
  'problem.FOREIGN_ORIGIN':
    '請求來自其他網站，Spotdeck 已拒絕。請用 Spotdeck 自己的網址開啟{{expected, optional(part: ownAddress)}}。',
  'problem.WRONG_HOST': 'Spotdeck 不支援這個主機名稱。請使用啟動時顯示的網址，或以 --public-url 指定。',
  'problem.AUDIENCE_FORBIDDEN': '你的存取權限不含這項內容。請向擁有者索取適當的分享連結。',
  'problem.SCOPE_FORBIDDEN': '這項內容涉及所有帳戶，你的權限僅限部分帳戶。請改用涵蓋所有帳戶的權杖。',
  'problem.ROLE_FORBIDDEN': '你的角色不能執行這項操作。請向擁有者申請可執行的角色。',
  'problem.AUDIT_UNAVAILABLE':
    '無法寫入稽核紀錄，因此未執行，沒有任何變更。請檢查 Spotdeck 的磁碟或資料庫後再試一次。撤單、登出與撤銷仍可使用。',
  'problem.SESSION_EXISTS':
    '這個瀏覽器已登入。此連結的權限為{{audience, audience}}{{label, optional(part: label)}}，帳戶：{{accounts}}。確認後會取代目前的登入（`replace: true`）。',
  'problem.NOT_FOUND': '這個位址沒有內容。所有 API 列在 /api/v1/openapi.json。',
  'problem.UNKNOWN_ACCOUNT': '找不到帳戶「{{account}}」。GET /api/v1/accounts 會列出你可存取的帳戶。',
  'problem.UNKNOWN_TOPIC': '沒有可訂閱的主題「{{topic}}」。可用的有：{{known}}。',
  'problem.UNKNOWN_SYMBOL': '找不到交易對「{{symbol}}」。GET /api/v1/markets 會列出所有交易對。',
  'problem.UNKNOWN_ORDER': '找不到委託單「{{orderId}}」。它可能已經結束，或早於 MEXC 提供的 7 天紀錄。',
  'problem.CONFLICT': '這個 Idempotency-Key 已用於另一筆委託，委託未送出。新的委託請使用新的 Idempotency-Key。',
  'problem.TOO_LARGE': '請求超過 {{limitBytes}} 位元組，Spotdeck 已拒絕。請減少一次送出的內容。',
  'problem.REQUEST_TIMEOUT': '請求未在時限內送達，Spotdeck 未處理。請再送出一次。',
  'problem.TOO_SLOW': '事件過多，程式來不及接收，串流已關閉。資料沒有遺失：重新連線後會從中斷處繼續。',
  'problem.RATE_LIMITED': '請求過於頻繁，請等 {{retryAfter}} 秒再試。',
  'problem.TOO_MANY_STREAMS': '開啟的串流過多（最多 {{limit}} 個）。請關閉一個，或在 {{retryAfter}} 秒後再試。',
  'problem.TOO_MANY_CHANNELS':
    '訂閱的行情頻道過多（最多 {{limit}} 個）。未訂閱：{{channels}}。請關閉其他頻道，或在 {{retryAfter}} 秒後再試。',
  'problem.TRADING_OFF': '這個帳戶未啟用 Spotdeck 下單，委託未送出。擁有者可在設定檔中啟用。',
  'problem.FOLLOWED_ELSEWHERE':
    '這個帳戶由另一個 Spotdeck 程序同步，沒有送出或變更任何資料。請改用該程序，或於數秒後再試。',
  'problem.ACCESS_ELSEWHERE':
    '登入與存取權限由另一個 Spotdeck 程序處理，但它沒有回應。請確認是否已完成，或於數秒後再試。',
  'problem.PLANS_OFF': '這個帳戶未啟用計畫單。請在設定檔寫入 "plans": true；計畫單只在 Spotdeck 執行時有效。',
  'problem.UNKNOWN_PLAN': '這個帳戶沒有計畫單 {{planId}}。請列出計畫單並使用其中的編號。',
  'problem.PLAN_INVALID': '計畫單未建立：{{field}} 缺少、不適用於這個種類，或不符合市場的最小單位。請更正。',
  'problem.PLAN_LIMIT': '這個帳戶已有 {{limit}} 張計畫單。請先取消一張。',
  'problem.PLAN_NOT_CHANGEABLE': '這張計畫單已觸發或已結束。請取消它，再建立新的。',
  'problem.PLAN_NOT_COVERED':
    '可用餘額扣除其他計畫單的保留後，還缺 {{missing}} {{asset}}。計畫單未建立。請減少數量，或取消其他計畫單。',
  'problem.PLAN_PRICE_UNKNOWN': '{{symbol}} 沒有可與觸發價比較的最新價格。請在行情恢復後再試。',
  'problem.PLAN_QUANTITY_TOO_SMALL': '委託數量 {{quantity}} 低於市場最小值 {{minQuantity}}。請增加數量，或減少份數。',
  'problem.PLAN_WRONG_SIDE':
    '觸發價 {{trigger}} 在目前價格 {{price}} 的錯誤一側，會立即觸發。請移動觸發價，或直接下單。',
  'problem.NOTIONAL_LIMIT':
    '這筆委託價值 {{notional}} USDT，超過此帳戶單筆上限 {{limit}} USDT，委託未送出。請減少數量，或在設定檔中提高 maxOrderNotional。',
  'problem.DAILY_LIMIT':
    '加上這筆委託，今日下單總額將達 {{spent}} USDT，超過此帳戶每日上限 {{limit}} USDT（{{zone}}），委託未送出。請等到隔日，或在設定檔中提高 maxDailyNotional。',
  'problem.NOTIONAL_UNKNOWN':
    '{{symbol}} 目前沒有即時價格或委託簿，或深度不足以估算此委託，無法檢查 USDT 上限，委託未送出。請確認行情正常、改用限價，或減少數量。',
  'problem.ORDER_RULE_BROKEN': '這筆委託不符合 {{symbol}} 的規則（{{rule}}），委託未送出。請修改後再送出。',
  'problem.ORDER_REJECTED':
    '交易所拒絕這筆委託{{exchangeCode, optional(part: exchangeCode)}}，委託未成立。請修改後再送出。',
  'problem.CANCEL_REJECTED':
    '交易所拒絕撤單{{exchangeCode, optional(part: exchangeCode)}}，這筆委託未撤單，可能仍然有效。請確認委託狀態後再撤單。',
  'problem.ORDER_NEVER_ARRIVED': '委託未送達交易所。Spotdeck 已確認委託未成立；若仍要下單，請再送一次。',
  'problem.ORDER_OUTCOME_UNKNOWN': '交易所沒有明確回覆，委託可能已成立，也可能沒有。Spotdeck 正在查詢，請勿重複送出。',
  'problem.CANCEL_OUTCOME_UNKNOWN': '交易所沒有明確回覆，可能已撤單，也可能沒有。請確認委託狀態，可再次撤單。',
  'problem.EXCHANGE_UNAVAILABLE': '交易所沒有回應。沒有任何變更。請於數秒後再試。',
  'problem.IMPORT_UNREADABLE':
    '無法讀取這個檔案{{reason, optional(part: unreadable)}}。沒有匯入任何資料。請從 MEXC 重新匯出 CSV 或 XLSX。',
  'problem.IMPORT_TOO_LARGE':
    '檔案超過一次可匯入的大小（{{limit}} {{what}}）。沒有匯入任何資料。請分段匯出較短的期間。',
  'problem.IMPORT_KIND_UNKNOWN':
    '無法判斷檔案類型，沒有匯入任何資料。請指定委託、成交、充值或提領{{columns, optional(part: columns)}}。',
  'problem.IMPORT_MAPPING_WRONG':
    '檔案中沒有欄位「{{column}}」，或重複指定。沒有匯入任何資料。檔案的欄位為：{{columns}}。',
  'problem.IMPORT_ZONE_UNKNOWN':
    '「{{zone}}」不是時區。沒有匯入任何資料。請使用 UTC、+08:00 這樣的時差，或 Asia/Taipei 這樣的名稱。',
  'problem.IMPORT_COLUMNS_MISSING': '檔案缺少 {{fields}}。沒有匯入任何資料。請指定對應的欄位後再預覽一次。',
  'problem.IMPORT_CONTRADICTS':
    '有 {{conflicting}} 列與現有紀錄衝突，或彼此衝突。沒有匯入任何資料。請確認帳戶與檔案的時區。',
  'problem.IMPORT_GONE': '這份預覽已過期或已套用。請再預覽一次檔案。',
  'problem.IMPORT_STOPPED': '目前無法寫入帳本，匯入已停止。已匯入的資料會保留。請再試一次，不會重複匯入。',
  'problem.IMPORT_BUSY': '另一個匯入正在進行，這個檔案未匯入。請等待完成或先取消，再試一次。',
  'problem.IMPORT_CANCELED': '匯入已取消，已匯入的資料會保留。請再預覽一次檔案以繼續，不會重複匯入。',
  'problem.REVOKED': '存取權限已撤銷或已過期。請向擁有者索取新連結。',
  'problem.RESTARTING': 'Spotdeck 正在重新啟動。請於數秒後重新連線，串流會從中斷處繼續。',
  'problem.NOT_READY': 'Spotdeck 仍在啟動。請於數秒後再試。',
  'problem.PNL_COMPUTING': '正在由已記錄的成交計算損益。權益為最新數值。請等 {{retryAfter}} 秒再試。',
  'problem.EVENTS_ARCHIVED': '該時間的事件已封存，且無法讀取其封存檔。請選擇其他時間，或請擁有者放回該檔案。',
  'problem.STORE_UNREACHABLE': '資料庫沒有回應。請於數秒後再試。',
  ...passkeysZh,
  ...plansZh,
  'problem.INTERNAL':
    'Spotdeck 內部發生錯誤，帳本不受影響。請再試一次；若持續發生，請在紀錄檔中尋找「{{reference}}」。',

  'status.CONNECTING': '正在連線到交易所，目前顯示最後取得的資料。',
  'status.RECONCILING': '已連線，正在與交易所對帳，完成後即恢復即時。',
  'status.LIVE': '即時：交易所的每筆變動都會立即顯示。',
  'status.SOCKET_CLOSED': '交易所關閉了串流，餘額可能過時。{{retryInMs, optional(part: reconnecting)}}',
  'status.SOCKET_SILENT':
    '串流{{silentMs, optional(part: silentFor)}}未收到資料，餘額可能過時。正在重新連線{{attempt, optional(part: attempt)}}。',
  'status.HEARTBEAT_SILENT': '串流仍有回應，但沒有送來資料，餘額可能過時。{{retryInMs, optional(part: reconnecting)}}',
  'status.SUBSCRIPTION_REFUSED':
    'MEXC 拒絕了私有頻道。改以 REST 更新，約慢數秒。{{retryInMs, optional(part: retrying)}}',
  'status.LISTEN_KEY_REFUSED':
    'MEXC 未提供 listenKey。改以 REST 更新，約慢數秒。{{retryInMs, optional(part: retrying)}}',
  'status.LISTEN_KEY_LOST':
    'listenKey 已失效，餘額可能過時。正在建立新的 listenKey{{retryInMs, optional(part: creatingIn)}}。',
  'status.KEY_QUOTA': '此帳戶的 listenKey 已達上限。改以 REST 更新，約慢數秒。請關閉其他使用此帳戶的程式。',
  'status.EXCHANGE_UNREACHABLE':
    '無法連線到交易所，目前顯示最後取得的資料。{{retryInMs, optional(part: retrying)}}請檢查網路。',
  'status.AUTH_REFUSED':
    'MEXC 拒絕了 API 金鑰。請在 MEXC 檢查金鑰、secret、權限與 IP 清單。{{retryInMs, optional(part: retrying)}}更換金鑰後需重新啟動。',
  'status.PROTOCOL_DRIFT':
    '交易所傳來無法辨識的訊息{{what, optional(part: what)}}，Spotdeck 已保存。請查看是否有新版 Spotdeck。',
  'status.BALANCE_UNREADABLE':
    'MEXC 傳來無法讀取的餘額{{assets, optional(part: assets)}}，這項餘額可能過時；其他資料仍為即時。',
  'status.LIST_UNREADABLE':
    'MEXC 傳來無法讀取的委託單或成交{{symbols, optional(part: symbols)}}，這筆紀錄可能缺漏；其他資料仍為即時。',
  'status.EXPLAINING': '正在查明{{assets, optional(part: changedAssets)}}變動。數字為最新，可能缺少成交紀錄。',
  'status.UNDECODABLE_PUSH': '有一則交易所訊息無法解讀，正以 REST 重新載入帳戶。',
  'status.STORE_FAILED': '無法寫入帳本，恢復之前不會顯示新資料。請檢查磁碟或資料庫；Spotdeck 會持續重試。',
  'status.STORE_SLOW':
    '帳本寫入太慢，目前顯示的資料落後，寫入後會自動補上，不會遺失。請檢查磁碟或資料庫，例如是否有資料表被鎖定。',
  'status.LEDGER_DAMAGED':
    '帳本檔案已損壞。目前顯示的資料仍為即時，但較舊的紀錄可能無法讀取。請停止 Spotdeck 並還原備份；下次啟動可能會拒絕這個檔案。',
  'status.LEASE_LOST': '此 Spotdeck 已失去這個帳戶的租約，並停止同步。目前顯示已儲存的資料；Spotdeck 會再嘗試接手。',
  'status.NOT_FOLLOWED': '目前沒有 Spotdeck 同步這個帳戶，顯示已儲存的資料；數秒內會有程序接手。',
  'status.NEVER_FOLLOWED':
    '還沒有 Spotdeck 同步過這個帳戶。請再啟動一個有此帳戶金鑰的 Spotdeck，或提高 `--capacity`，讓其中一個有空位。',
  'status.STORE_UNREACHABLE': '無法連線到資料庫，顯示最後取得的資料。請檢查資料庫；Spotdeck 會持續重試。',
  'status.LEDGER_NOT_OPENED':
    '此處無法開啟這個帳戶的帳本{{what, optional(part: what)}}。請查看紀錄檔，排除原因後重新啟動此 Spotdeck。',
  'status.BUS_SILENT':
    '閘道之間的 bus（Redis）沒有傳來資料。目前改由資料庫讀取，最多晚 1 秒。請檢查 Redis，並確認每個閘道都設定了它。',
  'status.LEDGER_WENT_BACK':
    '資料庫退回到較舊的狀態。先前顯示過的部分紀錄已不存在，目前顯示的是資料庫現有的內容。還原之後，請重新啟動所有 Spotdeck。',
  'status.STOPPED': '已停止同步這個帳戶，顯示最後取得的資料。',

  'cause.AUDIT_DIFFERED': '定期對帳發現差異。',
  'cause.CHAIN_BROKEN': '缺少一筆餘額更新。',
  'cause.CLOCK_OFF': '交易所的時鐘有變動。',
  'cause.FOLD_FAILED': '有一項變動與帳本不符。',
  'cause.INBOX_FULL': '更新過多，Spotdeck 來不及處理。',
  'cause.INTAKE_FULL': '待處理的更新過多。',
  'cause.NOTHING_HEARD': '串流與 REST 已有一段時間沒有資料。',
  'cause.STREAM_SILENT': '串流遺漏一筆更新，正在重新連線。',
  'cause.UNDECODABLE': '有一則訊息損毀。',
  'cause.UNREADABLE_PUSH': '有一則訊息無法辨識。',

  'state.connecting': '連線中',
  'state.reconciling': '對帳中',
  'state.live': '即時',
  'state.degraded': '備援模式',
  'state.stale': '資料過時',
  'state.offline': '離線',

  'orderStatus.NEW': '未成交',
  'orderStatus.PARTIALLY_FILLED': '部分成交',
  'orderStatus.FILLED': '完全成交',
  'orderStatus.CANCELED': '已撤單',
  'orderStatus.PARTIALLY_CANCELED': '部分成交後撤單',
  'orderStatus.UNKNOWN': '未知',

  'orderType.LIMIT': '限價',
  'orderType.LIMIT_MAKER': '只掛單 (Post Only)',
  'orderType.IMMEDIATE_OR_CANCEL': 'IOC（即成剩撤）',
  'orderType.FILL_OR_KILL': 'FOK（全成或撤）',
  'orderType.MARKET': '市價',
  'orderType.STOP': '停損／停利',
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
  'coverage.repairing': '補齊中',
  'coverage.repaired': '已由 REST 補齊',
  'coverage.unknown': '未知',
  'coverageReason.LIST_REFUSED': '此 API 金鑰無法讀取充值、提領與劃轉紀錄',
  'coverageReason.NO_ANSWER': 'MEXC 多次未回應',
  'coverageReason.BALANCE_UNREADABLE': 'MEXC 傳來無法讀取的餘額',
  'coverageReason.LIST_UNREADABLE': '部分 MEXC 紀錄無法載入',
  'coverageReason.OTHER_MOVES': '紀錄不含子帳戶劃轉，或與其他使用者之間的轉帳',
  'coverageReason.ON_ITS_WAY': '有充值、提領或劃轉尚未完成，或已失敗',
  'coverageReason.NOT_HELD': 'MEXC 已列出，但尚未計入餘額',
  'coverageReason.BEYOND_REACH': 'MEXC 不再提供這段期間的資料',
  'coverageReason.UNEXPLAINED': '有來源不明的餘額變動',

  'source.stream': '串流',
  'source.rest': '由 REST 補齊',
  'source.audit': '對帳時發現',
  'source.import': '匯入',
  'source.inferred': '推算',

  'audience.owner': '擁有者',
  'audience.viewer': '檢視者',
  'audience.public': '公開',

  'market.online': '交易中',
  'market.paused': '暫停',
  'market.offline': '已下架',

  'notice.api-disabled': '已停用 API 交易',
  'notice.api-enabled': '開放 API 交易',
  'notice.delisted': '下架',
  'notice.endpoint-retired': 'API 端點停用',
  'notice.maintenance': '維護',
  'notice.other': '公告',

  'noticeText.API_TRADING_OFF':
    'MEXC 已停用 {{symbols}} 的 API 交易{{period, optional(part: announced)}}。API 委託會遭拒絕，餘額不受影響。請在 MEXC 網站或 App 交易與撤單。',
  'noticeText.API_TRADING_ENDS':
    'MEXC 公告停用 {{symbols}} 的 API 交易{{day, optional(part: onDay)}}。屆時 API 委託會遭拒絕，餘額不受影響。請在 MEXC 網站或 App 交易與撤單。',
  'noticeText.API_TRADING_ON': 'MEXC 公告開放 {{symbols}} 的 API 交易{{day, optional(part: onDay)}}。',
  'noticeText.DELISTING':
    'MEXC 公告下架 {{symbols}}{{day, optional(part: onDay)}}。{{held, optional(part: held)}}{{openOrders, optional(part: openOrders)}}請及時賣出或提領該資產。',
  'noticeText.SYMBOL_PAUSED': 'MEXC 已暫停 {{symbols}} 的交易。未成交委託會保留，餘額不受影響。請稍後再看。',
  'noticeText.SYMBOL_OFFLINE': 'MEXC 已下架 {{symbols}}。請提領該資產，或在其他交易對賣出。',
  'noticeText.SYMBOL_GONE': 'MEXC 已沒有 {{asset}} 的任何交易對。請查看 MEXC 公告，並及時提領餘額。',
  'noticeText.ENDPOINT_RETIRED':
    'MEXC 將停用 API 端點{{what, optional(part: what)}}：{{title}}{{period, optional(part: announced)}}。{{instead, optional(part: instead)}}請更新使用它的設定。',
  'noticeText.MAINTENANCE': 'MEXC 公告維護：{{title}}。期間串流與下單可能失敗。',
  'noticeText.ANNOUNCED': '{{title}}',
  'noticeText.NOT_UNDERSTOOD': 'Spotdeck 看不懂「{{title}}」中的這段內容，請自行閱讀：{{text}}',
  'noticeText.ACCOUNT_API_OFF':
    '{{symbols}} 的 API 委託已停用。{{held, optional(part: held)}}{{openOrders, optional(part: openOrders)}}請在 MEXC 網站或 App 手動賣出或撤單。',
  'noticeText.ACCOUNT_API_ENDS':
    'MEXC 將停用 {{symbols}} 的 API 交易。{{held, optional(part: held)}}{{openOrders, optional(part: openOrders)}}之後請在 MEXC 網站或 App 手動賣出或撤單。',
  'noticeText.KEY_CAN_WITHDRAW':
    '這個帳戶的 API 金鑰具有提領權限，Spotdeck 不會提領。請在 MEXC 建立沒有提領權限的金鑰來取代，並刪除這一組。',
  'noticeText.KEY_CANNOT_TRADE':
    '這個帳戶已啟用交易，但 API 金鑰沒有交易權限，其他功能正常。請為金鑰加上交易權限，或停用交易。',
  'noticeText.KEY_EXPIRES':
    '這個帳戶的 API 金鑰將在 {{days}} 天後到期。請及時在 MEXC 建立新的金鑰，或為金鑰綁定這台機器的 IP 位址。',

  'movement.trade': '交易',
  'movement.flow': '資金進出',
  'movement.reconciled': '對帳更正',
  'movement.unclassified': '未分類',

  'flow.deposit': '充值',
  'flow.withdrawal': '提領',
  'flow.transfer': '劃轉',
  'flow.airdrop': '空投',
  'flow.unclassified': '未分類',

  'withdrawal.frozen': '處理中',
  'withdrawal.completed': '已完成',
  'withdrawal.returned': '已退回',

  'import.orders': '委託',
  'import.deals': '成交',
  'import.deposits': '充值',
  'import.withdrawals': '提領',

  'importField.orderId': '委託編號',
  'importField.tradeId': '成交編號',
  'importField.clientOrderId': '自訂委託編號',
  'importField.time': '時間',
  'importField.createdAt': '建立時間',
  'importField.updatedAt': '更新時間',
  'importField.symbol': '交易對',
  'importField.side': '方向',
  'importField.type': '類型',
  'importField.status': '狀態',
  'importField.price': '價格',
  'importField.averagePrice': '成交均價',
  'importField.quantity': '數量',
  'importField.executedQuantity': '已成交數量',
  'importField.quoteQuantity': '金額',
  'importField.executedQuoteQuantity': '已成交金額',
  'importField.fee': '手續費',
  'importField.feeAsset': '手續費資產',
  'importField.role': '掛單或吃單',
  'importField.asset': '資產',
  'importField.amount': '數額',
  'importField.network': '網路',
  'importField.txId': '交易雜湊',

  'importUnreadable.EMPTY': '檔案是空的',
  'importUnreadable.NO_COLUMNS': '第一列沒有欄位名稱',
  'importUnreadable.TOO_MANY_COLUMNS': '欄位過多',
  'importUnreadable.CUT': '引號沒有成對，或有一列不完整',
  'importUnreadable.LINE_CUT': '第 {{line}} 列不完整',
  'importUnreadable.CELL_TOO_LONG': '第 {{line}} 列有過長的儲存格',
  'importUnreadable.MORE_CELLS': '第 {{line}} 列的欄位比標題列多',
  'importUnreadable.NOT_TEXT': '不是 UTF-8 文字檔，也不是 XLSX',
  'importUnreadable.NO_SHEET': '沒有工作表',
  'importUnreadable.TOO_MANY_SHEETS': '活頁簿列出超過 200 張工作表',
  'importUnreadable.FORMULAS': '含有公式',
  'importUnreadable.NOT_WHOLE': 'XLSX 檔案不完整',
  'importUnreadable.PACKED': '壓縮方式無法辨識',
  'importUnreadable.OUT_OF_BOUNDS': '儲存格 {{cell}} 超出可讀取的範圍',
  'importUnreadable.TOO_COMPRESSED': '壓縮比遠高於一般匯出檔',
  'importUnreadable.ENTITIES': '含有 XML 實體宣告',
  'importUnreadable.TOO_MUCH_MEMORY': '讀取所需的記憶體超過上限',
  'importUnreadable.TOO_LONG': '讀取時間超過上限',

  'importRow.FIELD_EMPTY': '缺少 {{field}}。',
  'importRow.FIELD_TOO_LONG': '{{field}} 過長。',
  'importRow.FORMULA': '{{field}} 是公式。請重新匯出，不要修改檔案。',
  'importRow.NOT_A_NUMBER': '{{field}}「{{value}}」不是數字。',
  'importRow.NOT_A_TIME': '{{field}}「{{value}}」不是時間。',
  'importRow.TIME_TWICE': '{{field}}「{{value}}」因時鐘回撥而在其時區出現兩次，請改以 UTC 匯出。',
  'importRow.NOT_A_SIDE': '方向「{{value}}」既非買也非賣。',
  'importRow.NOT_A_STATUS': '無法辨識狀態「{{value}}」。',
  'importRow.IN_THE_FUTURE': '時間在未來。請檢查檔案的時區。',
  'importRow.UNKNOWN_MARKET': '無法辨識交易對「{{value}}」。',
  'importRow.OVERFILLS_ORDER': '這筆成交超過委託 {{orderId}} 的已成交數量。',
  'importRow.CONTRADICTS_FILE': '第 {{other}} 列編號相同，但內容不同。',
  'importRow.CONTRADICTS_LEDGER': '與現有紀錄的 {{field}} 不同：應為 {{known}}，而非 {{value}}。',
  'importRow.MISSING_IN_LEDGER': '這段期間的紀錄完整，但沒有這一列，檔案也沒有編號可比對。請檢查檔案的時區。',

  'login.title': '登入 Spotdeck',
  'login.explain': '這是私人的 Spotdeck。請開啟終端機顯示的登入連結（限用一次，10 分鐘內有效），或別人分享給你的連結。',
  'login.newLink': '沒有連結？請在執行 Spotdeck 的機器上執行 `npm run spotdeck -- login`。',
  'login.working': '登入中…',
  'login.failed': '登入失敗。',
  'login.signedOut': '已登出。請開啟新的登入連結，再次登入。',
  'login.expired': '登入已失效。請開啟新的登入連結以繼續。',

  'part.invalidField': '：{{field}} {{reason}}',
  'part.ownAddress': '：{{expected}}',
  'part.label': '（{{label}}）',
  'part.exchangeCode': '（代碼 {{exchangeCode}}）',
  'part.unreadable': '：{{reason, importUnreadable}}',
  'part.columns': '。檔案的欄位為：{{columns}}',
  'part.reconnecting': '{{retryInMs, seconds}} 秒後重新連線。',
  'part.silentFor': '已 {{silentMs, seconds}} 秒',
  'part.attempt': '（第 {{attempt}} 次）',
  'part.retrying': '{{retryInMs, seconds}} 秒後再試。',
  'part.creatingIn': '（{{retryInMs, seconds}} 秒後）',
  'part.what': '（{{what}}）',
  'part.assets': '（{{assets}}）',
  'part.changedAssets': ' {{assets}} 的',
  'part.symbols': '（{{symbols}}）',
  'part.onDay': '（{{day}}）',
  'part.announced': '（{{period}} 公告）',
  'part.instead': '請改用 {{instead}}。',
  'part.held': '你持有 {{held}}。',
  'part.openOrders': '未成交委託：{{openOrders}} 筆。',
}

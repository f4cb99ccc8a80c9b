/** The catalogue in English. A sentence says what happened, what it means and what to do. */

import type { Words } from './keys.ts'

export const en: Words = {
  'problem.BAD_REQUEST':
    'The request could not be understood[[: {field} {reason}]]. Nothing was changed. Correct it and send it again.',
  'problem.UNAUTHENTICATED':
    'You are not signed in, or the session has ended. Open a new link: `npm run spotdeck -- login` prints one on your own machine; if somebody shared theirs with you, ask them.',
  'problem.LOGIN_CODE_INVALID':
    'This link was used already, is older than 10 minutes or was revoked. If somebody shared it with you, ask them for a new one; on your own machine `npm run spotdeck -- login` prints one.',
  'problem.FOREIGN_ORIGIN':
    'The request came from a page of another origin and was refused. Open Spotdeck by its own address[[: {expected}]].',
  'problem.WRONG_HOST':
    'Spotdeck does not answer under this host name. Use the address it printed, or start it with --public-url.',
  'problem.AUDIENCE_FORBIDDEN': 'Your access does not include this. Ask the owner for a link that does.',
  'problem.SCOPE_FORBIDDEN':
    'This belongs to every account, and your access is limited to some. Use a token for all accounts.',
  'problem.SESSION_EXISTS':
    'This browser is already signed in. The link opens {audience:audience} access[[ ({label})]] to {accounts}. Confirm to replace the current session (`replace: true`).',
  'problem.NOT_FOUND': 'There is nothing at this address. The list of calls is at /api/v1/openapi.json.',
  'problem.UNKNOWN_ACCOUNT': 'There is no account “{account}” here. GET /api/v1/accounts lists those you may see.',
  'problem.UNKNOWN_TOPIC': 'There is no topic “{topic}” to follow here. Use one of: {known}.',
  'problem.UNKNOWN_SYMBOL': 'There is no market “{symbol}”. GET /api/v1/markets lists those there are.',
  'problem.UNKNOWN_ORDER':
    'Order “{orderId}” was not found. It may have ended already, or be older than the 7 days of orders that MEXC returns.',
  'problem.CONFLICT':
    'This Idempotency-Key was used for another order. Nothing was sent. Use a new key for a new order.',
  'problem.TOO_LARGE': 'The request is larger than {limitBytes} bytes and was not read. Send less at once.',
  'problem.TOO_SLOW':
    'Events came faster than they were read, so the stream was ended. Nothing is lost: connect again and it goes on where it stopped.',
  'problem.RATE_LIMITED': 'Too many requests from here. Wait {retryAfter} s and try again.',
  'problem.TOO_MANY_STREAMS':
    'Too many streams are open (at most {limit}). Close one that is no longer needed, or try again in {retryAfter} s.',
  'problem.TRADING_OFF':
    'Trading through Spotdeck is off for this account. Nothing was sent. Its owner can turn it on in the configuration.',
  'problem.NOTIONAL_LIMIT':
    'The order is worth {notional} USDT; this account’s limit is {limit} USDT an order. Nothing was sent. Place a smaller one, or raise maxOrderNotional in the configuration.',
  'problem.DAILY_LIMIT':
    'With this order {spent} USDT would have been ordered today; this account’s limit is {limit} USDT a day ({zone}). Nothing was sent. Wait for the next day, or raise maxDailyNotional in the configuration.',
  'problem.NOTIONAL_UNKNOWN':
    'There is no price by which to value the order in USDT, or the book does not hold its quantity, so its limits cannot be kept. Nothing was sent. Order less, or at a limit price, or try again once {symbol} has a price.',
  'problem.ORDER_REJECTED':
    'The exchange rejected the order[[ (code {exchangeCode})]]. It was not placed. Change it before you send it again.',
  'problem.ORDER_NEVER_ARRIVED':
    'The order never reached the exchange: it was looked up there, and there is none. Nothing was placed. Send it again if you still want it.',
  'problem.ORDER_OUTCOME_UNKNOWN':
    'The exchange gave no clear answer: the order may or may not stand. Spotdeck is looking it up. Do not send it again.',
  'problem.EXCHANGE_UNAVAILABLE': 'The exchange did not answer. Nothing was changed. Try again in a few seconds.',
  'problem.IMPORT_UNREADABLE':
    'The file could not be read[[: {reason:importUnreadable}]]. Nothing was imported. Export it from the exchange again, as CSV or XLSX.',
  'problem.IMPORT_TOO_LARGE':
    'The file is larger than can be imported at once ({limit} {what}). Nothing was imported. Export shorter spans.',
  'problem.IMPORT_KIND_UNKNOWN':
    'It is not clear what the file holds. Say whether it is orders, deals, deposits or withdrawals[[. Its columns are: {columns}]].',
  'problem.IMPORT_MAPPING_WRONG':
    'There is no column “{column}” in the file, or it was given twice. Nothing was imported. Its columns are: {columns}.',
  'problem.IMPORT_ZONE_UNKNOWN':
    '“{zone}” is not a time zone. Nothing was imported. Use UTC, an offset such as +08:00, or a name such as Asia/Taipei.',
  'problem.IMPORT_COLUMNS_MISSING':
    'The file lacks {fields}. Nothing was imported. Say which column holds it and preview again.',
  'problem.IMPORT_CONTRADICTS':
    '{conflicting} rows contradict the ledger or each other. Nothing was imported. Check that the file is of this account and its times of the right zone.',
  'problem.IMPORT_GONE': 'This preview is no longer kept, or was applied already. Preview the file again.',
  'problem.IMPORT_STOPPED':
    'The ledger cannot be written at the moment, so the import stopped. What was written stays whole. Try again; what is known is not written twice.',
  'problem.IMPORT_BUSY':
    'Another import is running. Nothing of this file was read. Wait until it ends, or cancel it, and try again.',
  'problem.IMPORT_CANCELED':
    'The import was canceled. What was written before stays whole. Preview the file again to continue; what is known is not written twice.',
  'problem.REVOKED': 'This access was withdrawn or has expired. Ask the owner for a new link.',
  'problem.RESTARTING': 'Spotdeck is restarting. Connect again in a few seconds; the stream goes on where it stopped.',
  'problem.NOT_READY': 'Spotdeck is still starting and cannot answer yet. Try again in a few seconds.',
  'problem.INTERNAL':
    'Something failed inside Spotdeck. The ledger is not affected. Try again; if it stays, look at the log for “{reference}”.',

  'status.STARTING': 'Spotdeck is starting. Figures are those of the last run until the account has been read.',
  'status.CONNECTING': 'Connecting to the exchange. Figures are those last known.',
  'status.RECONCILING': 'Connected. Comparing the ledger with the exchange; live in a moment.',
  'status.LIVE': 'Live: every change arrives as the exchange sends it.',
  'status.SOCKET_CLOSED':
    'The exchange closed the stream. Figures may be out of date. [[Reconnecting in {retryInMs:seconds} s.]]',
  'status.SOCKET_SILENT':
    'Stream silent[[ for {silentMs:seconds} s]]. Balances may be out of date. Reconnecting[[ (try {attempt})]].',
  'status.SUBSCRIPTION_REFUSED':
    'The exchange refused the private channels. REST is read instead, a few seconds behind. [[Trying again in {retryInMs:seconds} s.]]',
  'status.LISTEN_KEY_REFUSED':
    'The exchange gave no listen key. REST is read instead, a few seconds behind. [[Trying again in {retryInMs:seconds} s.]]',
  'status.LISTEN_KEY_LOST':
    'The listen key stopped working. Figures may be out of date. A new one is being made[[ (in {retryInMs:seconds} s)]].',
  'status.KEY_QUOTA':
    'All listen keys of this account are in use. REST is read instead, a few seconds behind. Close other programs that follow it.',
  'status.EXCHANGE_UNREACHABLE':
    'The exchange cannot be reached. Figures are those last known. [[Trying again in {retryInMs:seconds} s.]] Check the network.',
  'status.AUTH_REFUSED':
    'The exchange refused the API key. Nothing can be read. Check key, secret, permissions and IP list, then restart.',
  'status.POLLING': 'There is no stream; REST is read[[ every {everyMs:seconds} s]]. Figures are a few seconds behind.',
  'status.PRICES_STALE':
    'Prices have not arrived[[ for {silentMs:seconds} s]]. Balances are right, their value may not be.',
  'status.PROTOCOL_DRIFT':
    'The exchange sent something unknown[[ ({what})]]. It was kept as it came. Look for a newer version of Spotdeck.',
  'status.UNDECODABLE_PUSH': 'A message of the exchange could not be read. The account is being read again over REST.',
  'status.AUDIT_DIFFERENCE':
    'The ledger differed from the exchange[[ in {what}]] and was corrected. Details stand under Activity.',
  'status.LEDGER_REFUSED':
    'A change contradicts what is known, so following has stopped rather than keep a wrong figure. Run `spotdeck verify`.',
  'status.STORE_FAILED':
    'The ledger could not be written. Nothing new is shown until it can be. Check the disk; writing is tried again.',
  'status.STOPPED': 'The account is no longer followed. Figures are those last known.',

  'cause.AUDIT_DIFFERED': 'The regular comparison found a difference.',
  'cause.CHAIN_BROKEN': 'A balance did not follow from the one before: a push was lost.',
  'cause.CLOCK_OFF': 'The exchange’s clock was not as known.',
  'cause.FOLD_FAILED': 'A change did not fit the ledger.',
  'cause.INBOX_FULL': 'Pushes came faster than they could be read.',
  'cause.INTAKE_FULL': 'Too many changes waited for one another.',
  'cause.NOTHING_HEARD': 'Neither the stream nor REST has told anything for a while.',
  'cause.STREAM_SILENT': 'REST told of a change that the stream did not bring: the stream is replaced.',
  'cause.UNDECODABLE': 'A push was damaged.',
  'cause.UNREADABLE_PUSH': 'A push said something unknown.',

  'state.connecting': 'connecting',
  'state.reconciling': 'reconciling',
  'state.live': 'live',
  'state.degraded': 'degraded',
  'state.stale': 'stale',
  'state.offline': 'offline',

  'orderStatus.NEW': 'open',
  'orderStatus.PARTIALLY_FILLED': 'partially filled',
  'orderStatus.FILLED': 'filled',
  'orderStatus.CANCELED': 'canceled',
  'orderStatus.PARTIALLY_CANCELED': 'partially canceled',
  'orderStatus.UNKNOWN': 'unknown',

  'orderType.LIMIT': 'limit',
  'orderType.LIMIT_MAKER': 'post only',
  'orderType.IMMEDIATE_OR_CANCEL': 'immediate or cancel',
  'orderType.FILL_OR_KILL': 'fill or kill',
  'orderType.MARKET': 'market',
  'orderType.STOP': 'stop loss / take profit',
  'orderType.UNKNOWN': 'unknown',

  'side.BUY': 'buy',
  'side.SELL': 'sell',

  'reason.ENTRUST': 'fill',
  'reason.ENTRUST_PLACE': 'order placed',
  'reason.ENTRUST_CANCEL': 'order canceled',
  'reason.ENTRUST_UNFROZEN': 'funds released',
  'reason.TRADE_FEE': 'trading fee',
  'reason.DEPOSIT': 'deposit',
  'reason.DEPOSIT_FEE': 'deposit fee',
  'reason.WITHDRAW': 'withdrawal',
  'reason.WITHDRAW_FEE': 'withdrawal fee',
  'reason.SUGAR': 'airdrop',
  'reason.ETF_INDEX': 'ETF order',
  'reason.CONTRACT_TRANSFER': 'transfer with futures',
  'reason.RECONCILED': 'reconciled with the exchange',

  'coverage.complete': 'complete',
  'coverage.repairing': 'being repaired',
  'coverage.repaired': 'repaired over REST',
  'coverage.unknown': 'unknown',
  'coverageReason.LIST_REFUSED': 'the exchange does not give this key its lists of deposits, withdrawals and transfers',
  'coverageReason.NO_ANSWER': 'the exchange gave no answer, however often it was asked',
  'coverageReason.LIST_UNREADABLE': 'a list of the exchange could not be read whole',
  'coverageReason.OTHER_MOVES':
    'there are sub-accounts or transfers to other users, of which no list tells what they did here',
  'coverageReason.ON_ITS_WAY': 'a deposit, withdrawal or transfer was not done yet, or failed',
  'coverageReason.NOT_HELD': 'a list tells of money that no balance holds yet',
  'coverageReason.BEYOND_REACH': 'the exchange tells no more of that time',
  'coverageReason.UNEXPLAINED': 'a balance moved, and nothing explains it',

  'source.stream': 'stream',
  'source.rest': 'found over REST',
  'source.audit': 'found by an audit',
  'source.import': 'imported',
  'source.inferred': 'inferred',

  'audience.owner': 'owner',
  'audience.viewer': 'viewer',
  'audience.public': 'public',

  'market.online': 'online',
  'market.paused': 'paused',
  'market.offline': 'offline',

  'notice.api-disabled': 'API trading disabled',
  'notice.endpoint-retired': 'interface retired',
  'notice.maintenance': 'maintenance',
  'notice.other': 'notice',

  'noticeText.API_TRADING_OFF':
    'The exchange has turned off API trading of {symbols}[[ (announced {period})]]. Programs can place no orders there; balances stay, and the exchange’s web page and app can still trade and cancel.',
  'noticeText.SYMBOL_PAUSED':
    'Trading of {symbols} is paused by the exchange. Open orders wait; balances are not affected. Look again later.',
  'noticeText.SYMBOL_OFFLINE':
    'The exchange has taken {symbols} off the market. Nothing can be traded there; withdraw the asset or sell it in another market.',
  'noticeText.SYMBOL_GONE':
    'The exchange no longer lists any market for {asset}. Look at its announcements and withdraw what is held in time.',
  'noticeText.ENDPOINT_RETIRED':
    'The exchange retires an interface[[ ({what})]]: {title}[[ (announced {period})]]. [[Use {instead} instead.]] A configuration that names it must be changed.',
  'noticeText.MAINTENANCE': 'The exchange announces maintenance: {title}. Streams and orders may fail meanwhile.',
  'noticeText.ANNOUNCED': '{title}',
  'noticeText.ACCOUNT_API_OFF':
    'API trading of {symbols} is off at the exchange. [[You hold {held}.]] [[Open orders there: {openOrders}.]] Programs can place no orders there; sell, and cancel what is open, by hand on the exchange’s web page or in its app.',
  'noticeText.ACCOUNT_API_ENDS':
    'The exchange will turn off API trading of {symbols}. [[You hold {held}.]] [[Open orders there: {openOrders}.]] Until then programs can still sell and cancel; afterwards that is done by hand on the exchange’s web page or in its app.',
  'noticeText.KEY_CAN_WITHDRAW':
    'The API key of this account may withdraw. Spotdeck never withdraws and needs no such right: make a key without it at the exchange, put it in place of this one, and delete this one.',
  'noticeText.KEY_CANNOT_TRADE':
    'Trading is on for this account, but its API key may not trade. Everything else works. Give the key the right to trade, or turn trading off.',
  'noticeText.KEY_EXPIRES':
    'The API key of this account expires in {days} days. Make a new one at the exchange in time, or bind the key to this machine’s address.',

  'movement.trade': 'trading',
  'movement.flow': 'money in or out',
  'movement.reconciled': 'reconciled',
  'movement.unclassified': 'unclassified',

  'flow.deposit': 'deposit',
  'flow.withdrawal': 'withdrawal',
  'flow.transfer': 'transfer',
  'flow.airdrop': 'airdrop',
  'flow.unclassified': 'unclassified',

  'import.orders': 'orders',
  'import.deals': 'fills',
  'import.deposits': 'deposits',
  'import.withdrawals': 'withdrawals',

  'importField.orderId': 'order number',
  'importField.tradeId': 'trade number',
  'importField.clientOrderId': 'client order number',
  'importField.time': 'time',
  'importField.createdAt': 'created',
  'importField.updatedAt': 'updated',
  'importField.symbol': 'market',
  'importField.side': 'side',
  'importField.type': 'type',
  'importField.status': 'status',
  'importField.price': 'price',
  'importField.averagePrice': 'average price',
  'importField.quantity': 'quantity',
  'importField.executedQuantity': 'filled',
  'importField.quoteQuantity': 'amount in quote',
  'importField.executedQuoteQuantity': 'filled in quote',
  'importField.fee': 'fee',
  'importField.feeAsset': 'fee asset',
  'importField.role': 'maker or taker',
  'importField.asset': 'asset',
  'importField.amount': 'amount',
  'importField.network': 'network',
  'importField.txId': 'transaction ID',

  'importUnreadable.EMPTY': 'it is empty',
  'importUnreadable.NO_COLUMNS': 'its first line names no columns',
  'importUnreadable.TOO_MANY_COLUMNS': 'it has too many columns',
  'importUnreadable.CUT': 'a quote is not closed, or a line is cut',
  'importUnreadable.LINE_CUT': 'line {line} is cut',
  'importUnreadable.CELL_TOO_LONG': 'line {line} has a cell that is too long',
  'importUnreadable.MORE_CELLS': 'line {line} has more cells than the heading',
  'importUnreadable.NOT_TEXT': 'it is neither text in UTF-8 nor XLSX',
  'importUnreadable.NO_SHEET': 'it holds no sheet',
  'importUnreadable.FORMULAS': 'it holds formulas',
  'importUnreadable.NOT_WHOLE': 'it is no whole XLSX file',
  'importUnreadable.PACKED': 'it is packed in an unusual way',
  'importUnreadable.OUT_OF_BOUNDS': 'cell {cell} lies outside the area that can be read',
  'importUnreadable.TOO_COMPRESSED': 'it is compressed far more than an export is',
  'importUnreadable.ENTITIES': 'it declares XML entities',
  'importUnreadable.TOO_MUCH_MEMORY': 'reading it takes more memory than is allowed',
  'importUnreadable.TOO_LONG': 'reading it takes longer than is allowed',

  'importRow.FIELD_EMPTY': 'The {field} is missing.',
  'importRow.FIELD_TOO_LONG': 'The {field} is longer than anything the exchange writes.',
  'importRow.FORMULA': 'The {field} is a formula. Export the file again and do not edit it.',
  'importRow.NOT_A_NUMBER': 'The {field} “{value}” is not a number.',
  'importRow.NOT_A_TIME': 'The {field} “{value}” is not a time.',
  'importRow.NOT_A_SIDE': 'The side “{value}” is neither buy nor sell.',
  'importRow.NOT_A_STATUS': 'The status “{value}” is not known.',
  'importRow.IN_THE_FUTURE': 'The time lies in the future. Check the time zone of the file.',
  'importRow.UNKNOWN_MARKET': 'The market “{value}” is not known.',
  'importRow.OVERFILLS_ORDER': 'With this fill, order {orderId} would have filled more than it executed.',
  'importRow.CONTRADICTS_FILE': 'Row {other} has the same number and says something else.',
  'importRow.CONTRADICTS_LEDGER': 'The ledger has it with another {field}: {known}, not {value}.',
  'importRow.MISSING_IN_LEDGER':
    'The ledger is complete at this time and does not have it, and the file gives no number to know it by. Check the time zone of the file.',

  'login.title': 'Sign in to Spotdeck',
  'login.explain':
    'This desk belongs to whoever started it. Open the link that the terminal printed, which works once, for 10 minutes, or the link that its owner shared with you.',
  'login.newLink': 'No link at hand? Run `npm run spotdeck -- login` on the machine where Spotdeck runs.',
  'login.working': 'Signing in …',
  'login.failed': 'Signing in failed.',
  'login.signedOut': 'You are signed out. Open a new login link to come back.',
  'login.expired': 'Your session has ended. Open a new login link to go on.',
}

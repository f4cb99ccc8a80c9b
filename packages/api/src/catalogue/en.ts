/** The catalogue in English. A sentence says what happened, what it means and what to do. */

import type { Words } from './keys.ts'
import { passkeysEn } from './passkeys.ts'
import { plansEn } from './plans.ts'

/** Texts of the catalogue in English, by key. */
export const en: Words = {
  'problem.BAD_REQUEST':
    'The request is invalid{{reason, optional(part: invalidField)}}. Nothing was changed. Correct it and send it again.',
  'problem.UNAUTHENTICATED':
    'You are not signed in, or your session has ended. If somebody shared a link with you, ask them for a new one. On your own machine, `npm run spotdeck -- login` prints a new link.',
  'problem.LOGIN_CODE_INVALID':
    'This link was already used, is older than 10 minutes, or was revoked. If somebody shared it with you, ask them for a new one. On your own machine, `npm run spotdeck -- login` prints a new link.',
  'problem.FOREIGN_ORIGIN':
    'The request came from another website and was rejected. Open Spotdeck at its own address{{expected, optional(part: ownAddress)}}.',
  'problem.WRONG_HOST':
    'Spotdeck does not serve this host name. Use the address it printed, or start it with --public-url.',
  'problem.AUDIENCE_FORBIDDEN': 'Your access does not include this. Ask the owner for a link that does.',
  'problem.SCOPE_FORBIDDEN':
    'This covers all accounts, and your access is limited to some. Use a token for all accounts.',
  'problem.ROLE_FORBIDDEN': 'Your role does not allow this. Ask an owner of this desk for a role that does.',
  'problem.AUDIT_UNAVAILABLE':
    'This could not be written to the audit log, so it was not done. Nothing was changed. Check Spotdeck’s disk or database, then try again. Canceling orders, signing out and revoking still work.',
  'problem.SESSION_EXISTS':
    'This browser is already signed in. The link opens {{audience, audience}} access{{label, optional(part: label)}} to {{accounts}}. Confirm to replace the current session (`replace: true`).',
  'problem.NOT_FOUND': 'Nothing exists at this address. All endpoints are listed at /api/v1/openapi.json.',
  'problem.UNKNOWN_ACCOUNT':
    'Account “{{account}}” was not found. GET /api/v1/accounts lists the accounts you can access.',
  'problem.UNKNOWN_TOPIC': 'Topic “{{topic}}” does not exist. Use one of: {{known}}.',
  'problem.UNKNOWN_SYMBOL': 'Market “{{symbol}}” was not found. GET /api/v1/markets lists all markets.',
  'problem.UNKNOWN_ORDER':
    'Order “{{orderId}}” was not found. It may have ended already, or be older than the 7 days of orders that MEXC returns.',
  'problem.CONFLICT':
    'This Idempotency-Key was used for another order. The order was not sent. Use a new key for a new order.',
  'problem.TOO_LARGE': 'The request is larger than {{limitBytes}} bytes and was rejected. Send less at once.',
  'problem.REQUEST_TIMEOUT': 'The request took too long to arrive and was not read. Send it again.',
  'problem.TOO_SLOW':
    'Events arrived faster than the client took them, so the stream was closed. Nothing is lost: reconnect to continue from the same position.',
  'problem.RATE_LIMITED': 'Too many requests. Wait {{retryAfter}} s and try again.',
  'problem.TOO_MANY_STREAMS': 'Too many streams are open (max {{limit}}). Close one, or try again in {{retryAfter}} s.',
  'problem.TOO_MANY_CHANNELS':
    'Too many market channels are open (max {{limit}}). Not subscribed: {{channels}}. Close others, or try again in {{retryAfter}} s.',
  'problem.TRADING_OFF':
    'Trading through Spotdeck is off for this account. The order was not sent. The owner can turn it on in the configuration.',
  'problem.FOLLOWED_ELSEWHERE':
    'Another Spotdeck process follows this account. Nothing was sent or changed. Use that one, or try again in a few seconds.',
  'problem.ACCESS_ELSEWHERE':
    'Sign-ins and changes of access are made by another Spotdeck process, which did not answer. Look whether it was done, or try again in a few seconds.',
  'problem.PLANS_OFF':
    'Plans are off for this account. Turn them on by "plans": true; they work only while Spotdeck runs.',
  'problem.UNKNOWN_PLAN': 'This account has no plan {{planId}}. List its plans and use an id from there.',
  'problem.PLAN_INVALID':
    'The plan was not created: {{field}} is missing, not of this kind, or not on the market’s grid. Correct it.',
  'problem.PLAN_LIMIT': 'The account has {{limit}} plans already. Cancel one first.',
  'problem.PLAN_NOT_CHANGEABLE': 'The plan has fired or has ended. Cancel it, and create another one.',
  'problem.PLAN_NOT_COVERED':
    '{{missing}} {{asset}} are missing, less what other plans reserve. Use less, or cancel another plan.',
  'problem.PLAN_PRICE_UNKNOWN':
    'There is no fresh price of {{symbol}} to compare the trigger with. Try again when market data is live.',
  'problem.PLAN_QUANTITY_TOO_SMALL':
    'An order of {{quantity}} is below the minimum of {{minQuantity}}. Use a larger quantity, or fewer parts.',
  'problem.PLAN_WRONG_SIDE':
    'The trigger {{trigger}} is on the wrong side of the price {{price}}: it would fire at once. Move it.',
  'problem.NOTIONAL_LIMIT':
    'The order is worth {{notional}} USDT; this account’s limit is {{limit}} USDT per order. The order was not sent. Place a smaller order, or raise maxOrderNotional in the configuration.',
  'problem.DAILY_LIMIT':
    'This order would bring today’s total to {{spent}} USDT; this account’s limit is {{limit}} USDT per day ({{zone}}). The order was not sent. Wait for the next day, or raise maxDailyNotional in the configuration.',
  'problem.NOTIONAL_UNKNOWN':
    'There is no current price or order book of {{symbol}}, or the book is too thin for this order, so its USDT limits cannot be checked. The order was not sent. Check that market data is live, use a limit price, or order less.',
  'problem.ORDER_RULE_BROKEN':
    'The order breaks a rule of {{symbol}} ({{rule}}). It was not sent. Change it before you send it again.',
  'problem.ORDER_REJECTED':
    'The exchange rejected the order{{exchangeCode, optional(part: exchangeCode)}}. It was not placed. Change it before you send it again.',
  'problem.CANCEL_REJECTED':
    'The exchange rejected the cancellation{{exchangeCode, optional(part: exchangeCode)}}. The order was not canceled and may still be open. Check it before you cancel again.',
  'problem.ORDER_NEVER_ARRIVED':
    'The order did not reach the exchange. Spotdeck checked: it was not placed. Send it again if you still want it.',
  'problem.ORDER_OUTCOME_UNKNOWN':
    'The exchange gave no clear answer: the order may or may not have been placed. Spotdeck is looking it up. Do not send it again.',
  'problem.CANCEL_OUTCOME_UNKNOWN':
    'The exchange gave no clear answer: it may or may not be canceled. Check the order, or cancel it again.',
  'problem.EXCHANGE_UNAVAILABLE': 'The exchange did not respond. Nothing was changed. Try again in a few seconds.',
  'problem.IMPORT_UNREADABLE':
    'The file could not be read{{reason, optional(part: unreadable)}}. Nothing was imported. Export it from MEXC again, as CSV or XLSX.',
  'problem.IMPORT_TOO_LARGE':
    'The file is too large to import at once (max {{limit}} {{what}}). Nothing was imported. Export shorter periods.',
  'problem.IMPORT_KIND_UNKNOWN':
    'The type of the file is unclear. Nothing was imported. Choose orders, deals, deposits or withdrawals{{columns, optional(part: columns)}}.',
  'problem.IMPORT_MAPPING_WRONG':
    'Column “{{column}}” is not in the file, or was chosen twice. Nothing was imported. Its columns are: {{columns}}.',
  'problem.IMPORT_ZONE_UNKNOWN':
    '“{{zone}}” is not a time zone. Nothing was imported. Use UTC, an offset such as +08:00, or a name such as Asia/Taipei.',
  'problem.IMPORT_COLUMNS_MISSING':
    'The file has no column for {{fields}}. Nothing was imported. Choose the column and preview again.',
  'problem.IMPORT_CONTRADICTS':
    '{{conflicting}} rows conflict with your records or with each other. Nothing was imported. Check the account and the time zone of the file.',
  'problem.IMPORT_GONE': 'This preview has expired, or was already applied. Preview the file again.',
  'problem.IMPORT_STOPPED':
    'The ledger cannot be written now, so the import stopped. Rows already imported are kept. Try again; no row is imported twice.',
  'problem.IMPORT_BUSY':
    'Another import is running. This file was not imported. Wait until it ends, or cancel it, and try again.',
  'problem.IMPORT_CANCELED':
    'The import was canceled. Rows already imported are kept. Preview the file again to continue; no row is imported twice.',
  'problem.REVOKED': 'This access was revoked or has expired. Ask the owner for a new link.',
  'problem.RESTARTING':
    'Spotdeck is restarting. Reconnect in a few seconds; the stream continues from the same position.',
  'problem.NOT_READY': 'Spotdeck is still starting. Try again in a few seconds.',
  'problem.PNL_COMPUTING':
    'PnL is being computed from the recorded deals. Equity is up to date. Try again in {{retryAfter}} s.',
  'problem.EVENTS_ARCHIVED':
    'The events of that time are archived, and their file cannot be read. Choose another time, or ask the owner to put the file back.',
  'problem.STORE_UNREACHABLE': 'The database did not answer. Try again in a few seconds.',
  ...passkeysEn,
  ...plansEn,
  'problem.INTERNAL':
    'Spotdeck had an internal error. The ledger is not affected. Try again. If it happens again, search the log for “{{reference}}”.',

  'status.CONNECTING': 'Connecting to the exchange. Showing the last known data.',
  'status.RECONCILING': 'Connected. Checking balances and orders against the exchange; live in a moment.',
  'status.LIVE': 'Live: every change appears as the exchange sends it.',
  'status.SOCKET_CLOSED':
    'The exchange closed the stream. Balances may be out of date.{{retryInMs, optional(part: reconnecting)}}',
  'status.SOCKET_SILENT':
    'Stream silent{{silentMs, optional(part: silentFor)}}. Balances may be out of date. Reconnecting{{attempt, optional(part: attempt)}}.',
  'status.HEARTBEAT_SILENT':
    'The stream answers but brings no data. Balances may be out of date.{{retryInMs, optional(part: reconnecting)}}',
  'status.SUBSCRIPTION_REFUSED':
    'MEXC rejected the private channels. Polling REST instead; data is a few seconds behind.{{retryInMs, optional(part: retrying)}}',
  'status.LISTEN_KEY_REFUSED':
    'MEXC didn’t issue a listen key. Polling REST instead; data is a few seconds behind.{{retryInMs, optional(part: retrying)}}',
  'status.LISTEN_KEY_LOST':
    'The listen key stopped working. Balances may be out of date. Creating a new one{{retryInMs, optional(part: creatingIn)}}.',
  'status.KEY_QUOTA':
    'All listen keys of this account are in use. Polling REST instead; data is a few seconds behind. Close other programs that use this account.',
  'status.EXCHANGE_UNREACHABLE':
    'The exchange cannot be reached. Showing the last known data.{{retryInMs, optional(part: retrying)}} Check the network.',
  'status.AUTH_REFUSED':
    'MEXC rejected the API key. Check key, secret, permissions and IP list on MEXC.{{retryInMs, optional(part: retrying)}} A new key needs a restart.',
  'status.PROTOCOL_DRIFT':
    'The exchange sent an unrecognized message{{what, optional(part: what)}}. Spotdeck saved it. Check for a newer version of Spotdeck.',
  'status.BALANCE_UNREADABLE':
    'MEXC sent a balance that cannot be read{{assets, optional(part: assets)}}. It may be out of date; everything else is live.',
  'status.LIST_UNREADABLE':
    'MEXC sent an order or fill that cannot be read{{symbols, optional(part: symbols)}}. It may be missing; everything else is live.',
  'status.EXPLAINING':
    'Checking what changed{{assets, optional(part: changedAssets)}}. Figures are current; fills may be missing.',
  'status.UNDECODABLE_PUSH': 'A message from the exchange could not be decoded. Reloading the account over REST.',
  'status.STORE_FAILED':
    'The ledger cannot be written. New data is not shown until it can. Check the disk or the database; Spotdeck keeps retrying.',
  'status.STORE_SLOW':
    'The ledger is written too slowly. What is shown is behind until it catches up; nothing is lost. Check the disk or the database, for example for a locked table.',
  'status.LEDGER_DAMAGED':
    'The ledger file is damaged. What is shown is live, but older records may be unreadable. Stop Spotdeck and restore a backup; the next start may refuse this file.',
  'status.LEASE_LOST':
    'This Spotdeck no longer holds the lease of the account and has stopped syncing. Showing the stored data; it tries to take over again.',
  'status.NOT_FOLLOWED':
    'No Spotdeck syncs this account at the moment. Showing the stored data; one takes over within seconds.',
  'status.NEVER_FOLLOWED':
    'No Spotdeck has synced this account yet. Start another one with its key, or raise `--capacity`, so that one has room for it.',
  'status.STORE_UNREACHABLE':
    'The database cannot be reached. Showing the last known data. Check the database; Spotdeck keeps retrying.',
  'status.LEDGER_NOT_OPENED':
    'The ledger of this account could not be opened here{{what, optional(part: what)}}. Check the log, correct the cause, then restart this Spotdeck.',
  'status.BUS_SILENT':
    'The bus between the gateways (Redis) brings nothing. What is shown is read from the database, up to a second later. Check Redis and that every gateway names it.',
  'status.LEDGER_WENT_BACK':
    'The database lacks records that were shown: it went back to an older state. What is shown now is what it has. Restart every Spotdeck after a restore.',
  'status.STOPPED': 'Syncing of this account has stopped. Showing the last known data.',

  'cause.AUDIT_DIFFERED': 'The regular check found a difference.',
  'cause.CHAIN_BROKEN': 'A balance update is missing.',
  'cause.CLOCK_OFF': 'The exchange’s clock has changed.',
  'cause.FOLD_FAILED': 'A change did not fit the ledger.',
  'cause.INBOX_FULL': 'Updates arrived faster than Spotdeck could process them.',
  'cause.INTAKE_FULL': 'Too many pending updates.',
  'cause.NOTHING_HEARD': 'No data from the stream or REST for a while.',
  'cause.STREAM_SILENT': 'The stream missed an update; reconnecting it.',
  'cause.UNDECODABLE': 'A message was corrupted.',
  'cause.UNREADABLE_PUSH': 'A message was not recognized.',

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
  'orderType.IMMEDIATE_OR_CANCEL': 'IOC',
  'orderType.FILL_OR_KILL': 'FOK',
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
  'coverage.repairing': 'backfilling',
  'coverage.repaired': 'backfilled via REST',
  'coverage.unknown': 'unknown',
  'coverageReason.LIST_REFUSED': 'this API key cannot access deposit, withdrawal and transfer history',
  'coverageReason.NO_ANSWER': 'MEXC didn’t respond after several tries',
  'coverageReason.BALANCE_UNREADABLE': 'MEXC sent a balance that cannot be read',
  'coverageReason.LIST_UNREADABLE': 'part of the MEXC history could not be loaded',
  'coverageReason.OTHER_MOVES': 'sub-account transfers or transfers to other users are not in the history',
  'coverageReason.ON_ITS_WAY': 'a deposit, withdrawal or transfer is not completed, or failed',
  'coverageReason.NOT_HELD': 'listed by MEXC but not yet in your balance',
  'coverageReason.BEYOND_REACH': 'MEXC no longer provides this period',
  'coverageReason.UNEXPLAINED': 'a balance change has no known source',

  'source.stream': 'stream',
  'source.rest': 'backfilled via REST',
  'source.audit': 'found by reconciliation',
  'source.import': 'imported',
  'source.inferred': 'inferred',

  'audience.owner': 'owner',
  'audience.viewer': 'viewer',
  'audience.public': 'public',

  'market.online': 'online',
  'market.paused': 'paused',
  'market.offline': 'offline',

  'notice.api-disabled': 'API trading disabled',
  'notice.api-enabled': 'API trading opens',
  'notice.delisted': 'delisting',
  'notice.endpoint-retired': 'API endpoint retired',
  'notice.maintenance': 'maintenance',
  'notice.other': 'notice',

  'noticeText.API_TRADING_OFF':
    'MEXC has disabled API trading of {{symbols}}{{period, optional(part: announced)}}. API orders are rejected; balances are not affected. Trade or cancel on MEXC’s website or app.',
  'noticeText.API_TRADING_ENDS':
    'MEXC announced the end of API trading of {{symbols}}{{day, optional(part: onDay)}}. From then on, API orders are rejected; balances are not affected. Trade or cancel on MEXC’s website or app.',
  'noticeText.API_TRADING_ON': 'MEXC announced that API trading of {{symbols}} opens{{day, optional(part: onDay)}}.',
  'noticeText.DELISTING':
    'MEXC announced the delisting of {{symbols}}{{day, optional(part: onDay)}}.{{held, optional(part: held)}}{{openOrders, optional(part: openOrders)}} Sell or withdraw the asset in time.',
  'noticeText.SYMBOL_PAUSED':
    'MEXC has paused trading of {{symbols}}. Open orders are kept; balances are not affected. Check again later.',
  'noticeText.SYMBOL_OFFLINE': 'MEXC has delisted {{symbols}}. Withdraw the asset, or sell it in another market.',
  'noticeText.SYMBOL_GONE':
    'MEXC no longer lists any market for {{asset}}. Check its announcements and withdraw your balance in time.',
  'noticeText.ENDPOINT_RETIRED':
    'MEXC is retiring an API endpoint{{what, optional(part: what)}}: {{title}}{{period, optional(part: announced)}}.{{instead, optional(part: instead)}} Update any configuration that uses it.',
  'noticeText.MAINTENANCE': 'MEXC announced maintenance: {{title}}. Streams and orders may fail during this time.',
  'noticeText.ANNOUNCED': '{{title}}',
  'noticeText.NOT_UNDERSTOOD': 'Spotdeck did not understand this in “{{title}}”, so read it yourself: {{text}}',
  'noticeText.ACCOUNT_API_OFF':
    'API orders in {{symbols}} are blocked.{{held, optional(part: held)}}{{openOrders, optional(part: openOrders)}} Sell or cancel manually on MEXC’s website or app.',
  'noticeText.ACCOUNT_API_ENDS':
    'MEXC will disable API trading of {{symbols}}.{{held, optional(part: held)}}{{openOrders, optional(part: openOrders)}} After that, sell or cancel manually on MEXC’s website or app.',
  'noticeText.KEY_CAN_WITHDRAW':
    'This account’s API key can withdraw. Spotdeck never withdraws. Create a key without this permission on MEXC, replace this one, and delete it.',
  'noticeText.KEY_CANNOT_TRADE':
    'Trading is on for this account, but its API key cannot trade. Everything else works. Add the trading permission to the key, or turn trading off.',
  'noticeText.KEY_EXPIRES':
    'This account’s API key expires in {{days}} days. Create a new key on MEXC in time, or bind this key to this machine’s IP address.',

  'movement.trade': 'trading',
  'movement.flow': 'deposits and withdrawals',
  'movement.reconciled': 'reconciled',
  'movement.unclassified': 'unclassified',

  'flow.deposit': 'deposit',
  'flow.withdrawal': 'withdrawal',
  'flow.transfer': 'transfer',
  'flow.airdrop': 'airdrop',
  'flow.unclassified': 'unclassified',

  'withdrawal.frozen': 'processing',
  'withdrawal.completed': 'completed',
  'withdrawal.returned': 'returned',

  'import.orders': 'orders',
  'import.deals': 'fills',
  'import.deposits': 'deposits',
  'import.withdrawals': 'withdrawals',

  'importField.orderId': 'order ID',
  'importField.tradeId': 'trade ID',
  'importField.clientOrderId': 'client order ID',
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

  'importUnreadable.EMPTY': 'the file is empty',
  'importUnreadable.NO_COLUMNS': 'the first line has no column names',
  'importUnreadable.TOO_MANY_COLUMNS': 'the file has too many columns',
  'importUnreadable.CUT': 'a quote is not closed, or a line is cut',
  'importUnreadable.LINE_CUT': 'line {{line}} is cut',
  'importUnreadable.CELL_TOO_LONG': 'line {{line}} has a cell that is too long',
  'importUnreadable.MORE_CELLS': 'line {{line}} has more cells than the heading',
  'importUnreadable.NOT_TEXT': 'the file is neither UTF-8 text nor XLSX',
  'importUnreadable.NO_SHEET': 'the file has no sheet',
  'importUnreadable.TOO_MANY_SHEETS': 'the workbook lists more than 200 sheets',
  'importUnreadable.FORMULAS': 'the file contains formulas',
  'importUnreadable.NOT_WHOLE': 'the XLSX file is incomplete',
  'importUnreadable.PACKED': 'the compression method is not supported',
  'importUnreadable.OUT_OF_BOUNDS': 'cell {{cell}} is outside the supported area',
  'importUnreadable.TOO_COMPRESSED': 'the file is compressed far more than a normal export',
  'importUnreadable.ENTITIES': 'the file declares XML entities',
  'importUnreadable.TOO_MUCH_MEMORY': 'the file needs too much memory',
  'importUnreadable.TOO_LONG': 'loading the file takes too long',

  'importRow.FIELD_EMPTY': 'The {{field}} is missing.',
  'importRow.FIELD_TOO_LONG': 'The {{field}} is too long.',
  'importRow.FORMULA': 'The {{field}} is a formula. Export the file again and do not edit it.',
  'importRow.NOT_A_NUMBER': 'The {{field}} “{{value}}” is not a number.',
  'importRow.NOT_A_TIME': 'The {{field}} “{{value}}” is not a time.',
  'importRow.TIME_TWICE':
    'The {{field}} “{{value}}” occurs twice in its time zone, because clocks went back: export it in UTC.',
  'importRow.NOT_A_SIDE': 'The side “{{value}}” is neither buy nor sell.',
  'importRow.NOT_A_STATUS': 'The status “{{value}}” is not recognized.',
  'importRow.IN_THE_FUTURE': 'The time is in the future. Check the time zone of the file.',
  'importRow.UNKNOWN_MARKET': 'The market “{{value}}” is not recognized.',
  'importRow.OVERFILLS_ORDER': 'This fill exceeds the filled quantity of order {{orderId}}.',
  'importRow.CONTRADICTS_FILE': 'Row {{other}} has the same ID but different values.',
  'importRow.CONTRADICTS_LEDGER': 'Your records have a different {{field}}: {{known}}, not {{value}}.',
  'importRow.MISSING_IN_LEDGER':
    'Your records are complete at this time but do not include this row, and it has no ID. Check the time zone of the file.',

  'login.title': 'Sign in to Spotdeck',
  'login.explain':
    'This is a private Spotdeck. Open the one-time sign-in link from the terminal (valid 10 minutes) or the link shared with you.',
  'login.newLink': 'No link? Run `npm run spotdeck -- login` on the machine where Spotdeck runs.',
  'login.working': 'Signing in…',
  'login.failed': 'Sign-in failed.',
  'login.signedOut': 'You are signed out. Open a new sign-in link to return.',
  'login.expired': 'Your session has ended. Open a new sign-in link to continue.',

  'part.invalidField': ': {{field}} {{reason}}',
  'part.ownAddress': ': {{expected}}',
  'part.label': ' ({{label}})',
  'part.exchangeCode': ' (code {{exchangeCode}})',
  'part.unreadable': ': {{reason, importUnreadable}}',
  'part.columns': '. Its columns are: {{columns}}',
  'part.reconnecting': ' Reconnecting in {{retryInMs, seconds}} s.',
  'part.silentFor': ' for {{silentMs, seconds}} s',
  'part.attempt': ' (try {{attempt}})',
  'part.retrying': ' Trying again in {{retryInMs, seconds}} s.',
  'part.creatingIn': ' (in {{retryInMs, seconds}} s)',
  'part.what': ' ({{what}})',
  'part.assets': ' ({{assets}})',
  'part.changedAssets': ' {{assets}}',
  'part.symbols': ' ({{symbols}})',
  'part.onDay': ' on {{day}}',
  'part.announced': ' (announced {{period}})',
  'part.instead': ' Use {{instead}} instead.',
  'part.held': ' You hold {{held}}.',
  'part.openOrders': ' Open orders: {{openOrders}}.',
}

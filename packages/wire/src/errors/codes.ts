/**
 * Every error code of Spot V3: what it means, the text MEXC sends, and whether the call may be sent again. Match by
 * number: texts vary in wording, language and final dot. Source: the official list and what was seen beside it.
 */

/**
 * Next step after a code: `no` give up, `fix` correct the input, `sync` ask the exchange's clock and send once more, `wait` back off
 * and send again, `unknown` the outcome is open: look before sending anything that places or moves.
 */
export type RetryClass = 'no' | 'fix' | 'sync' | 'wait' | 'unknown'

/** Next step of each retry class, in words. */
export const RETRY_ADVICE: Readonly<Record<RetryClass, string>> = {
  no: 'give up',
  fix: 'correct the input',
  sync: 'the SDK asks the exchange’s clock and sends once more',
  wait: 'wait, then look or send again',
  unknown: 'open: look before sending anything again',
}

/** One of MEXC's error codes, with its meaning and whether a retry is safe. */
export type ErrorCode = {
  readonly code: number
  /** The HTTP status it comes with; 400 is assumed where none was seen. */
  readonly status: number
  /** The literal text, where one is known, as live answers have it; some carry a value behind it. */
  readonly text?: string | undefined
  /** Other literal texts of the code: its second meaning, or a second wording. */
  readonly otherTexts?: readonly string[] | undefined
  /** Texts of the official list, as it prints them; none for a code that it lacks. */
  readonly printed: readonly string[]
  readonly meaning: string
  readonly retry: RetryClass
}

type Row = readonly [
  code: number,
  status: number,
  retry: RetryClass,
  meaning: string,
  text?: string,
  otherTexts?: readonly string[],
]

const GENERAL: readonly Row[] = [
  [-1121, 400, 'no', 'there is no such symbol', 'Invalid symbol.'],
  [-1127, 400, 'fix', 'the window of aggTrades is wider than one hour'],
  [-1128, 400, 'fix', 'these parameters do not go together', 'Combination of optional parameters invalid.'],
  [-2011, 400, 'no', 'the order to cancel is unknown or closed', 'Unknown order sent.'],
  [-2013, 400, 'wait', 'the order does not exist, or was placed a moment ago', 'Order does not exist.'],
  [2011, 400, 'fix', 'the quantity is wrong'],
  [26, 400, 'no', 'the operation is not allowed; the text stands under `data`', 'operation not allowed'],
  [400, 400, 'fix', 'the key header is missing, or the request is malformed', 'api key required'],
  [401, 401, 'no', 'no authority', 'No authority'],
  [403, 403, 'no', 'access denied', 'Access Denied'],
  [429, 429, 'wait', 'too many requests', 'Too Many Requests'],
  [500, 500, 'unknown', 'internal error', 'Internal error'],
  [503, 503, 'unknown', 'the service is not available', 'service not available, please try again'],
  [504, 504, 'unknown', 'the gateway gave up waiting', 'Gateway Time-out'],
  [602, 400, 'fix', 'the signature is wrong (older path)', 'Signature verification failed'],
  [10072, 400, 'no', 'the API key is unknown', 'Api key info invalid'],
  [10073, 400, 'sync', 'the request time is wrong', 'invalid Request-Time'],
  [11444, 400, 'wait', 'the feature is switched off at the moment'],
  [20001, 400, 'no', 'the subsystem is not supported', 'subsystem is not supported'],
  [20002, 400, 'unknown', 'internal error of the exchange', 'Internal system error please contact support'],
  [22222, 400, 'no', 'there is no such record', 'record does not exist'],
  [33333, 400, 'fix', 'a parameter is wrong', 'param is error'],
  [44444, 400, 'fix', 'a parameter is missing', 'param cannot be null'],
  [60005, 400, 'no', 'the account is not in order', 'your account is abnormal'],
  [700001, 400, 'no', 'the API key is malformed', 'API-key format invalid'],
  [
    700002,
    400,
    'fix',
    'the signature does not fit the request or the secret',
    'Signature for this request is not valid.',
  ],
  [
    700003,
    400,
    'sync',
    'the timestamp is outside the receive window',
    'Timestamp for this request is outside of the recvWindow.',
  ],
  [
    700004,
    400,
    'fix',
    'a mandatory parameter is missing',
    "Param 'origClientOrderId' or 'orderId' must be sent, but both were empty/null",
  ],
  [700005, 400, 'fix', 'the receive window is above 60,000 ms', 'recvWindow must less than 60000'],
  [700006, 400, 'no', 'this address is not on the list of the key', 'IP non white list'],
  [700007, 400, 'no', 'the key lacks the permission', 'No permission to access the endpoint'],
  [700008, 400, 'fix', 'a parameter holds characters it may not hold', 'Illegal characters found in parameter'],
  [700013, 400, 'fix', 'the content type is refused: send application/json', 'Invalid content Type.'],
]

const TRADING: readonly Row[] = [
  [10007, 400, 'no', 'the symbol is bad or closed to the API', 'bad symbol', ['symbol not support api']],
  [30000, 400, 'wait', 'trading in the symbol is suspended', 'suspended transaction for the symbol'],
  [
    30001,
    400,
    'wait',
    'this side may not be traded now',
    'The current transaction direction is not allowed to place an order',
  ],
  [30002, 400, 'fix', 'below the least amount', 'The minimum transaction volume cannot be less than:'],
  [30003, 400, 'fix', 'above the largest amount', 'The maximum transaction volume cannot be greater than:'],
  [30004, 400, 'no', 'not enough of the quote asset', 'Insufficient position'],
  [30005, 400, 'no', 'not enough of the base asset', 'Oversold'],
  [30010, 400, 'fix', 'no valid price', 'no valid trade price'],
  [30014, 400, 'no', 'there is no such symbol', 'invalid symbol'],
  [30016, 400, 'wait', 'trading is switched off', 'trading disabled'],
  [30018, 400, 'no', 'market orders are switched off, or the account may not trade', 'market order is disabled'],
  [30019, 400, 'no', 'market orders are switched off for the API', 'api market order is disabled'],
  [30020, 400, 'no', 'the key may not trade the symbol', 'no permission for the symbol'],
  [30021, 400, 'no', 'there is no such symbol', 'invalid symbol'],
  [30025, 400, 'wait', 'nobody on the other side', 'no exist opponent order'],
  [30026, 400, 'fix', 'the order ids are wrong', 'invalid order ids'],
  [
    30027,
    400,
    'no',
    'the most of this asset is held: buying is stopped',
    'The currency has reached the maximum position limit, the buying is suspended',
  ],
  [
    30028,
    400,
    'wait',
    'the asset is under risk control: selling is stopped',
    'The currency triggered the platform risk control, the selling is suspended',
  ],
  [30029, 400, 'wait', 'the most open orders are open: close some', 'Cannot exceed the maximum order limit'],
  [30032, 400, 'no', 'the largest position is exceeded', 'Cannot exceed the maximum position'],
  [30041, 400, 'no', 'this order type may not be used now', 'current order type can not place order'],
  [30051, 400, 'no', 'market orders are switched off for the API', 'api market order is disabled'],
  [30087, 400, 'fix', 'the price is outside the band', 'Order price exceeds allowed range'],
  [70011, 400, 'no', 'the symbol is closed to this key', 'Pair user ban trade apikey.'],
]

const WALLET: readonly Row[] = [
  [10001, 400, 'no', 'there is no such user', 'user does not exist'],
  [10015, 400, 'fix', 'the user id is missing', 'user id cannot be null'],
  [10095, 400, 'fix', 'the amount is missing', 'amount cannot be null'],
  [10096, 400, 'fix', 'the amount has too many decimals', 'amount decimal places is too long'],
  [10097, 400, 'fix', 'the amount is wrong', 'amount is error'],
  [10098, 400, 'no', 'risk control stepped in', 'risk control system detected abnormal'],
  [10099, 400, 'no', 'the sub-account is not open', 'user sub account does not open'],
  [10100, 400, 'no', 'this asset cannot be transferred', 'this currency transfer is not supported'],
  [10101, 400, 'no', 'not enough balance', 'Insufficient balance'],
  [10102, 400, 'fix', 'the amount is zero or negative', 'amount cannot be zero or negative'],
  [10103, 400, 'no', 'no transfer between these accounts', 'this account transfer is not supported'],
  [10200, 400, 'wait', 'a transfer is still under way: look first', 'transfer operation processing'],
  [10201, 400, 'unknown', 'the transfer in failed', 'transfer in failed'],
  [10202, 400, 'unknown', 'the transfer out failed', 'transfer out failed'],
  [10206, 400, 'wait', 'transfers are switched off', 'transfer is disabled'],
  [10211, 400, 'no', 'the transfer is forbidden', 'transfer is forbidden'],
  [
    10212,
    400,
    'no',
    'the address is not among the saved ones',
    'This withdrawal address is not on the commonly used address list or has been invalidated',
  ],
  [10216, 400, 'wait', 'no deposit address at the moment', 'no address available. Please try again later'],
  [10219, 400, 'wait', 'the exchange could not book it: look first', 'asset flow writing failed please try again'],
  [10222, 400, 'fix', 'the coin is missing', 'currency cannot be null'],
  [10232, 400, 'no', 'there is no such coin', 'currency does not exist'],
  [10259, 400, 'no', 'an account in between is not set up', 'Intermediate account does not configured in redisredis'],
  [
    10255,
    400,
    'fix',
    'the withdrawal is above the largest amount',
    'Withdrawal shall not be greater than the Max amount of:',
  ],
  [
    10265,
    400,
    'wait',
    'withdrawals are held by risk control',
    'Due to risk control, withdrawal is unavailable, please try again later',
  ],
  [10268, 400, 'fix', 'the remark is too long', 'remark length is too long'],
]

/** MEXC: 730001 and 730002 stand twice in the official list; tell the meanings apart by the endpoint. */
const KEYS: readonly Row[] = [
  [730000, 400, 'unknown', 'the request failed', 'Request failed, please contact the customer service'],
  [
    730001,
    400,
    'no',
    'there is no such symbol; on sub-accounts: the user information is wrong',
    'Pair not found',
    ['User information error'],
  ],
  [730002, 400, 'fix', 'a parameter is wrong', 'Your input param is invalid', ['Parameter error']],
  [730003, 400, 'no', 'the operation is not supported', 'Unsupported operation, please contact the customer service'],
  [730100, 400, 'no', 'the user is not in order', 'Unusual user status'],
  [730101, 400, 'fix', 'the name is taken', 'The user Name already exists'],
  [730600, 400, 'fix', 'the name of the sub-account is missing', 'Sub-account Name cannot be null'],
  [
    730601,
    400,
    'fix',
    'the name must be 8 to 32 letters and digits',
    'Sub-account Name must be a combination of 8-32 letters and numbers',
  ],
  [730602, 400, 'fix', 'the remark is missing', 'Sub-account remarks cannot be null'],
  [730700, 400, 'fix', 'the remark of the key is missing', 'API KEY remarks cannot be null'],
  [730701, 400, 'fix', 'the permission of the key is missing', 'API KEY permission cannot be null'],
  [730702, 400, 'fix', 'there is no such permission', 'API KEY permission does not exist'],
  [
    730703,
    400,
    'fix',
    'the list of addresses is wrong or too long',
    'The IP information is incorrect, and a maximum of 10 IPs are allowed to be bound only',
  ],
  [730704, 400, 'fix', 'an address is malformed', 'The bound IP format is incorrect, please refill'],
  [730705, 400, 'no', 'more than 30 keys', 'At most 30 groups of Api Keys are allowed to be created only'],
  [730706, 400, 'no', 'there is no such key', 'API KEY information does not exist'],
  [730707, 400, 'fix', 'the access key is missing', 'accessKey cannot be null'],
  [730708, 400, 'no', 'the listen key is unknown or expired: create a new one', 'listen key information error'],
  [140001, 400, 'no', 'there is no such sub-account', 'sub account does not exist'],
  [140002, 400, 'no', 'the sub-account is forbidden', 'sub account is forbidden'],
]

/** Codes that the official list lacks: they were seen. */
const SEEN_ONLY: ReadonlySet<number> = new Set([
  -1121, -1127, -1128, -2013, 2011, 10255, 11444, 30051, 30087, 700013, 730708,
])
/** Texts of the official list that differ from those of answers, or are two. */
const PRINTED: ReadonlyMap<number, readonly string[]> = new Map([
  [-2011, ['Unknown order sent']],
  [10072, ['invalid access key']],
  [30002, ['The minimum transaction volume cannot be less than :']],
  [30003, ['The maximum transaction volume cannot be greater than :']],
  [70011, ['Pair user ban trade apikey']],
  [700002, ['Signature for this request is not valid']],
  [700003, ['Timestamp for this request is outside of the recvWindow']],
  [730001, ['Pair not found', 'User information error']],
  [730002, ['Your input param is invalid', 'Parameter error']],
])

function printedOf(code: number, text: string | undefined): readonly string[] {
  return PRINTED.get(code) ?? (text === undefined || SEEN_ONLY.has(code) ? [] : [text])
}

/** Every known code, in the order of the tables above. */
export const ERROR_CODES: readonly ErrorCode[] = [...GENERAL, ...TRADING, ...WALLET, ...KEYS].map(
  ([code, status, retry, meaning, text, otherTexts]) => ({
    code,
    status,
    retry,
    meaning,
    text,
    otherTexts,
    printed: printedOf(code, text),
  }),
)

const BY_CODE: ReadonlyMap<number, ErrorCode> = new Map(ERROR_CODES.map((entry) => [entry.code, entry]))

/** Finds a code of MEXC in the table; undefined for one that MEXC has added. */
export function errorOf(code: number): ErrorCode | undefined {
  return BY_CODE.get(code)
}

/** Codes in a success wrapper that mean success. MEXC: never judge by the sign. */
export function isSuccessCode(code: number | string): boolean {
  return code === 0 || code === 200 || code === '0' || code === '200'
}

/** `code` is NaN when the answer's code is no number at all. */
export type Refusal = { readonly code: number; readonly message: string }

/**
 * The error in a JSON answer, whatever its form (`msg`, `message` or `data` for the text, the code quoted or not);
 * undefined for a success. MEXC: some refusals come with HTTP 200.
 */
export function refusalIn(answer: unknown): Refusal | undefined {
  if (typeof answer !== 'object' || answer === null || Array.isArray(answer)) return undefined
  const { code, msg, message, data } = answer as Readonly<Record<string, unknown>>
  if ((typeof code !== 'number' && typeof code !== 'string') || isSuccessCode(code)) return undefined
  const text = [msg, message, data].find((part) => typeof part === 'string')
  const number = Number(code)
  return { code: Number.isSafeInteger(number) ? number : Number.NaN, message: typeof text === 'string' ? text : '' }
}

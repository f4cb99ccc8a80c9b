/** Explains codes: MEXC's own, those of the SDK, of the gateway, of an account's status, and of `spotdeck doctor`. */

import { formatMessage, isCatalogueKey, problemStatus } from '@spotdeck/api'
import * as sdk from '@spotdeck/mexc'
import { ERROR_CODES, type ErrorCode, RETRY_ADVICE, errorOf, refusalIn } from '@spotdeck/wire'
import { CommandError } from '../command-error.ts'
import { FINDINGS } from '../doctor/finding.ts'
import { meant } from '../meant.ts'

/** The meaning of a code at one source. */
export type Explanation = {
  readonly source: 'MEXC' | 'SDK' | 'gateway' | 'status' | 'doctor'
  readonly code: string
  /** Text of the exchange, as answers have it. */
  readonly text?: string | undefined
  readonly means: string
  /** The SDK's error for a code of MEXC: its class and code. */
  readonly error?: string | undefined
  /** Next step. */
  readonly advice: string
}

/** An error of each class and code of the SDK: its words are in its message. */
const SDK_ERRORS: readonly sdk.MexcError[] = [
  new sdk.AuthError({}),
  new sdk.CallAborted({}),
  new sdk.ChannelRefused('The channel', 'Blocked!'),
  new sdk.ChannelRefused('The channel', ''),
  new sdk.ClientClosed(),
  new sdk.ClockError({}),
  new sdk.ExchangeDown({}),
  new sdk.ExchangeRefusal({}),
  new sdk.FirewallBlocked({}),
  new sdk.InsecureHost('another machine', 'http'),
  new sdk.InsufficientBalance(),
  new sdk.InvalidRequest({}),
  ...(['NETWORK_REFUSED', 'NETWORK_TIMEOUT', 'NETWORK_BROKEN'] as const).map((code) => new sdk.NetworkError(code, {})),
  new sdk.OrderNeverArrived('its id'),
  new sdk.OrderOutcomeUnknown('its id'),
  new sdk.OrderRejected(),
  new sdk.OutcomeUnknown({}),
  ...(['PERMISSION_MISSING', 'IP_NOT_ALLOWED'] as const).map((code) => new sdk.PermissionError(code, {})),
  ...(['RATE_LIMITED', 'IP_BANNED', 'QUEUE_FULL', 'QUEUE_TIMEOUT'] as const).map(
    (code) => new sdk.RateLimitError(code),
  ),
  new sdk.SymbolNotTradableViaApi(),
  new sdk.UnknownOrder(),
  new sdk.UnknownSymbol('The symbol', []),
  new sdk.UnreadableAnswer({}),
]

/**
 * Explains a code, the text of a refusal, or the whole JSON of a refused call.
 * @throws {CommandError} `CODE_UNKNOWN` with the nearest one
 */
export function explain(question: string): readonly Explanation[] {
  const asked = question.trim()
  const refusal = refusalOf(asked)
  if (refusal !== undefined) {
    const { code, message } = refusal
    return [ofMexc(errorOf(code) ?? { code, status: 400, meaning: 'not known', retry: 'no', printed: [] }, message)]
  }
  const found = [...mexcRows(asked), ...namedBy(asked.toUpperCase())]
  if (found.length > 0) return found
  throw new CommandError(
    'CODE_UNKNOWN',
    `Nothing is known of this.${meant(asked.toUpperCase(), allNames())} Write a code such as 700002, MEXC's text, or the JSON of its answer.`,
  )
}

function refusalOf(text: string): ReturnType<typeof refusalIn> {
  if (!text.startsWith('{')) return undefined
  try {
    return refusalIn(JSON.parse(text))
  } catch {
    return undefined
  }
}

/** Rows of MEXC's list with this number, or whose text holds these words. */
function mexcRows(asked: string): readonly Explanation[] {
  if (/^-?\d+$/.test(asked)) {
    const entry = errorOf(Number(asked))
    return entry === undefined ? [] : [ofMexc(entry)]
  }
  const words = asked.toLowerCase()
  const has = ({ text = '', otherTexts = [], printed }: ErrorCode): boolean =>
    [text, ...otherTexts, ...printed].some((one) => one.toLowerCase().includes(words))
  return /^[a-z]{3}/.test(words) ? ERROR_CODES.filter(has).map((entry) => ofMexc(entry)) : []
}

function ofMexc(entry: ErrorCode, message = entry.text ?? ''): Explanation {
  const { code, status, meaning, retry } = entry
  const error = sdk.refusalError({ code, message }, { name: 'call' }, status)
  return {
    source: 'MEXC',
    code: String(code),
    text: message === '' ? undefined : message,
    means: meaning,
    error: `${error.name} ${error.code}`,
    advice: `${error.advice} (${RETRY_ADVICE[retry]})`,
  }
}

/** Everything that Spotdeck calls by this name. */
function namedBy(code: string): readonly Explanation[] {
  const found: Explanation[] = []
  for (const { code: known, message, advice } of SDK_ERRORS)
    if (known === code) found.push({ source: 'SDK', code, means: message.replace(advice, '').trim(), advice })
  for (const [source, key] of [
    ['gateway', `problem.${code}`],
    ['status', `status.${code}`],
  ] as const)
    if (isCatalogueKey(key)) found.push({ source, code, means: formatMessage('en', key), advice: '' })
  const finding = Object.entries(FINDINGS).find(([known]) => known === code && known !== 'OK')
  if (finding !== undefined)
    found.push({ source: 'doctor', code, means: `a finding of ${finding[1][0]}`, advice: finding[1][1] })
  return found
}

const allNames = (): readonly string[] => [
  ...SDK_ERRORS.map(({ code }) => code),
  ...Object.keys(problemStatus),
  ...Object.keys(FINDINGS),
]

/** Converts a complete HTTP answer to the endpoint's type or to an error. No body is assumed to be JSON. */

import { HOUR_MS, type HttpAnswer } from '@spotdeck/ports'
import { type AnyEndpoint, MAX_ANSWER_BYTES, parseAnswer, refusalIn } from '@spotdeck/wire'
import {
  AuthError,
  ExchangeDown,
  FirewallBlocked,
  type MexcError,
  type MexcErrorDetails,
  RateLimitError,
  UnreadableAnswer,
} from '../errors/mexc-error.ts'
import { isOutcomeOpen, refusalError } from '../errors/refusal.ts'
import { openOutcome } from './open-outcome.ts'
import { shorten } from './redact.ts'
import { checkAnswer } from './required-fields.ts'
import type { ParseLarge } from '../world.ts'
import type { UnreadableRow } from './rest-client.ts'

/** Length of an answer above which it is parsed away from the event loop, where the world can: a few ms of parsing. */
const LARGE = 512 * 1024

/** The JSON of an answer, or why there is none, as a sentence. */
export type AnswerBody = { readonly value: unknown } | { readonly problem: string }

/** Facts about a call that are needed to read its answer. */
export type AnswerContext = {
  readonly endpoint: AnyEndpoint
  /** Names of the parameters that were sent: some answers depend on them. */
  readonly sent: readonly string[]
  /** Ms since the epoch, to read a Retry-After that is a date. */
  readonly now: number
  /** The exchange's time: nothing that it tells can be long after it. */
  readonly exchangeNow: number
  /** The client order id of a call that must not be repeated, where it has one. */
  readonly clientOrderId?: string | undefined
  /** Takes secrets out of the exchange's text. */
  readonly clean: (text: string) => string
}

/** MEXC: 429 without Retry-After: a window is 10 s; 418 without: the shortest ban is two minutes. */
const UNSAID_PAUSE_MS = { 429: 10_000, 418: 120_000 } as const
/** MEXC: the longest ban. */
const MAX_PAUSE_MS = 3 * 24 * HOUR_MS
/** Characters of an error page that are searched for secrets; fewer of them are searched for readable text. */
const MAX_CHARACTERS = 200_000
const READ_CHARACTERS = 20_000

/** The value of an answer, without the entries of its list that cannot be read, and those entries. */
export type ReadAnswer = { readonly value: unknown; readonly unreadable: readonly UnreadableRow[] }

/**
 * Fields that are not known stay in the answer.
 * @throws {MexcError}
 */
export function readAnswer(answer: HttpAnswer, body: AnswerBody, context: AnswerContext): ReadAnswer {
  const { status } = answer
  const details = detailsOf(answer, body, context)
  if (status === 429 || status === 418) {
    const code = status === 429 ? 'RATE_LIMITED' : 'IP_BANNED'
    throw new RateLimitError(code, {
      ...details,
      retryAfterMs: retryAfterMs(answer, context.now) ?? UNSAID_PAUSE_MS[status],
    })
  }
  if (status >= 500) throw lostOr(new ExchangeDown(details), context, details)
  const refusal = 'value' in body ? refusalIn(body.value) : undefined
  if (refusal !== undefined) {
    const error = refusalError(
      { ...refusal, message: shorten(context.clean(refusal.message)) },
      context.endpoint,
      status,
    )
    throw isOutcomeOpen(refusal.code) ? lostOr(error, context, details) : error
  }
  if (status === 401) throw new AuthError(details)
  if (status === 403) throw new FirewallBlocked(details)
  if (status >= 200 && status < 300) {
    if (!('value' in body)) {
      throw lostOr(new UnreadableAnswer({ ...details, problem: body.problem }), context, details)
    }
    const checked = checkAnswer(body.value, context)
    if (!('problem' in checked)) return checked
    const { problem, lacks } = checked
    throw lostOr(new UnreadableAnswer({ ...details, problem, lacks }), context, details)
  }
  throw lostOr(new UnreadableAnswer({ ...details, problem: `HTTP ${status} without a code.` }), context, details)
}

/** A call that must not be repeated and was not clearly refused has an open outcome. */
function lostOr(error: MexcError, context: AnswerContext, details: MexcErrorDetails): MexcError {
  if (context.endpoint.retry === 'read') return error
  return openOutcome(context.endpoint, context.clientOrderId, { ...details, cause: error })
}

function detailsOf(answer: HttpAnswer, body: AnswerBody, context: AnswerContext): MexcErrorDetails {
  const refusal = 'value' in body ? refusalIn(body.value) : undefined
  // The text of an answer that should have been JSON is not repeated: it may hold a key that was made just now.
  const isPage = 'problem' in body && !(answer.status >= 200 && answer.status < 300)
  const page = isPage ? plainText(context.clean(answer.body.slice(0, MAX_CHARACTERS))) : ''
  const text = refusal === undefined ? page : context.clean(refusal.message)
  return {
    endpoint: context.endpoint.name,
    httpStatus: answer.status,
    ...(text === '' ? {} : { exchangeMessage: shorten(text) }),
    ...(refusal === undefined || Number.isNaN(refusal.code) ? {} : { exchangeCode: refusal.code }),
  }
}

/** Parses an answer that is not larger than its endpoint's may be; a small one at once. */
export function parseBody(
  { body }: HttpAnswer,
  { maxBytes = MAX_ANSWER_BYTES }: AnyEndpoint,
  parseLarge: ParseLarge | undefined,
): AnswerBody | Promise<AnswerBody> {
  if (body.length > maxBytes) return { problem: tooLarge(maxBytes) }
  if (body.length > LARGE && parseLarge !== undefined) {
    return parseLarge(body).then((value) => ({ value }), unparsed)
  }
  try {
    return { value: parseAnswer(body) }
  } catch (error) {
    return unparsed(error)
  }
}

/** Why an answer above `maxBytes` is not read, as a sentence. */
export const tooLarge = (maxBytes: number): string => `The answer is larger than ${maxBytes} bytes.`

/** The text of a parser is not repeated: it may hold a key that was made just now. */
function unparsed(error: unknown): AnswerBody {
  const isOwn = error instanceof Error && OWN_PROBLEM.test(error.message)
  return { problem: isOwn ? error.message : 'The answer is not JSON.' }
}

/** Messages of `parseAnswer` and of the worker that parses; none repeats the answer. */
const OWN_PROBLEM = /^The answer (?:is nested too deep|was not parsed)/

/** An HTML page without its tags: what a person would read of it. */
function plainText(page: string): string {
  const start = page.slice(0, READ_CHARACTERS)
  const words = start.replace(/<(?:style|script)[^<>]*>[^<]*/gi, ' ').replace(/<[^<>]*>/g, ' ')
  return words.replace(/\s+/g, ' ').trim()
}

function retryAfterMs(answer: HttpAnswer, now: number): number | undefined {
  const header = answer.headers['retry-after']?.trim() ?? ''
  if (header === '') return undefined
  const seconds = Number(header)
  const ms = Number.isFinite(seconds) ? seconds * 1_000 : Date.parse(header) - now
  return Number.isNaN(ms) ? undefined : Math.min(Math.max(0, ms), MAX_PAUSE_MS)
}

/** A complete HTTP answer -> what the endpoint promises, or the error it means. Nothing here is ever trusted to be JSON. */

import type { HttpAnswer } from '@spotdeck/ports'
import { type AnyEndpoint, refusalIn } from '@spotdeck/wire'
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
import { OrderOutcomeUnknown } from '../errors/order-errors.ts'

export type AnswerContext = {
  readonly endpoint: AnyEndpoint
  /** Ms since the epoch, to read a Retry-After that is a date. */
  readonly now: number
  /** The client order id of a call that must not be repeated, where it has one. */
  readonly clientOrderId?: string
  /** Takes secrets out of the exchange's text. */
  readonly clean: (text: string) => string
}

/** MEXC: 429 without Retry-After: a window is 10 s; 418 without: the shortest ban is two minutes. */
const UNSAID_PAUSE_MS = { 429: 10_000, 418: 120_000 } as const

/**
 * Fields that are not known stay in the answer.
 * @throws {MexcError}
 */
export function readAnswer(answer: HttpAnswer, context: AnswerContext): unknown {
  const { status } = answer
  const body = parse(answer.body)
  const details = detailsOf(answer, body, context)
  if (status === 429 || status === 418) {
    const code = status === 429 ? 'RATE_LIMITED' : 'IP_BANNED'
    throw new RateLimitError(code, {
      ...details,
      retryAfterMs: retryAfterMs(answer, context.now) ?? UNSAID_PAUSE_MS[status],
    })
  }
  if (status >= 500) throw lostOr(new ExchangeDown(details), context, details)
  const refusal = body === undefined ? undefined : refusalIn(body.value)
  if (refusal !== undefined) {
    const error = refusalError({ ...refusal, message: context.clean(refusal.message) }, context.endpoint, status)
    throw isOutcomeOpen(refusal.code) ? lostOr(error, context, details) : error
  }
  if (status === 401) throw new AuthError(details)
  if (status === 403) throw new FirewallBlocked(details)
  if (status >= 200 && status < 300) {
    if (body !== undefined) return body.value
    throw lostOr(new UnreadableAnswer(details), context, details)
  }
  throw new UnreadableAnswer({ ...details, problem: `HTTP ${status} without a code.` })
}

/** A call that must not be repeated and was not clearly refused has an open outcome. */
function lostOr(error: MexcError, context: AnswerContext, details: MexcErrorDetails): MexcError {
  if (context.endpoint.retry === 'read') return error
  return new OrderOutcomeUnknown(context.clientOrderId, { ...details, cause: error })
}

function detailsOf(
  answer: HttpAnswer,
  body: { readonly value: unknown } | undefined,
  context: AnswerContext,
): MexcErrorDetails {
  const refusal = refusalIn(body?.value)
  const text = refusal?.message ?? (body === undefined ? plainText(answer.body) : '')
  return {
    endpoint: context.endpoint.name,
    httpStatus: answer.status,
    ...(text === '' ? {} : { exchangeMessage: context.clean(text) }),
    ...(refusal === undefined || Number.isNaN(refusal.code) ? {} : { exchangeCode: refusal.code }),
  }
}

function parse(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) as unknown }
  } catch {
    return undefined
  }
}

/** An HTML page without its tags: what a person would read of it. */
function plainText(body: string): string {
  return body.slice(0, 2_000).replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ').trim() // prettier-ignore
}

function retryAfterMs(answer: HttpAnswer, now: number): number | undefined {
  const header = answer.headers['retry-after']
  if (header === undefined) return undefined
  const seconds = Number(header)
  if (Number.isFinite(seconds)) return Math.max(0, seconds * 1_000)
  const date = Date.parse(header)
  return Number.isNaN(date) ? undefined : Math.max(0, date - now)
}

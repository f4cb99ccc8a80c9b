/** Reply of a route: a JSON body, or a refusal in MEXC's shape. */

import { defined } from '@spotdeck/ports'
import type { Refusal } from '../../venue/contract/exchange.ts'
import type { RestAnswer } from './request.ts'

/** A successful body, or a refusal with its HTTP status. */
export type Reply<Body> =
  | { readonly ok: true; readonly body: Body }
  /** HTTP 400 unless said otherwise. */
  | {
      readonly ok: false
      readonly refusal: Refusal
      readonly status?: number | undefined
      readonly retryAfterSeconds?: number | undefined
      readonly codeAsText?: boolean | undefined
      /** The choice of a switch by which the call would have passed, such as `contentType=lenient`. */
      readonly switch?: string | undefined
    }

/** Returns a successful reply. */
export function ok<Body>(body: Body): Reply<Body> {
  return { ok: true, body }
}

/** @param codeAsText the code in quotes, as a few of MEXC's answers have it */
export function fail(refusal: Refusal, status?: number, codeAsText = false): Reply<never> {
  return { ok: false, refusal, codeAsText, status }
}

/** MEXC: this code alone carries its text under `data`. */
const TEXT_UNDER_DATA = 26
const JSON_TYPE = { 'content-type': 'application/json;charset=utf-8' }

/** The reply as it goes over HTTP: a refusal in the order of its own fields, with a number and a status that is never 500. */
export function answerOf(reply: Reply<unknown>): RestAnswer {
  if (reply.ok) return { status: 200, headers: JSON_TYPE, body: JSON.stringify(reply.body) }
  const { code, msg } = reply.refusal
  const { retryAfterSeconds: wait, switch: choice } = reply
  const headers = {
    ...JSON_TYPE,
    ...defined({ 'retry-after': wait === undefined ? undefined : String(wait), 'x-sandbox-switch': choice }),
  }
  const shown = reply.codeAsText === true ? String(code) : code
  const body = code === TEXT_UNDER_DATA ? { code: shown, data: msg } : { ...reply.refusal, code: shown }
  return { status: reply.status ?? 400, headers, body: JSON.stringify(body) }
}

/** `{data, code, msg, timestamp}`, the wrapper of some calls. */
export function coded<Data>(
  data: Data,
  timestamp: number,
): { data: Data; code: number; msg: string; timestamp: number } {
  return { data, code: 0, msg: 'success', timestamp }
}

/** Returns the message of a limited caller, by status: 429 or 418. */
export function tooMany(status: number): string {
  return status === 418 ? 'IP banned' : 'Too Many Requests'
}

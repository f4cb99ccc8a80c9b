/** Answers of failed calls: any HTTP status, and any code of MEXC in each of its forms. */

import { errorOf } from '@spotdeck/wire'
import { tooMany } from '../server/call/reply.ts'
import type { RestAnswer } from '../server/call/request.ts'
import type { Fault, FaultBody } from './fault.ts'

const JSON_TYPE = { 'content-type': 'application/json;charset=utf-8' }
const PAGE_TYPE = { 'content-type': 'text/html' }
const WORDS: Readonly<Record<number, string>> = {
  401: 'No authority',
  418: tooMany(418),
  429: tooMany(429),
  500: 'Internal error',
  503: 'service not available, please try again',
  504: 'Gateway Time-out',
}
/** MEXC: the web firewall refuses with a page, and a gateway that cannot reach the exchange answers with its own. */
const PAGES: Readonly<Record<number, string>> = { 403: 'Access Denied', 502: '502 Bad Gateway' }

/** The answer of a fault that fails a call. */
export function failureOf(fault: Fault): RestAnswer {
  const status = fault.status ?? (fault.code !== undefined ? 400 : fault.kind === 'rate-limit' ? 429 : 503)
  const form = fault.body ?? (fault.code === undefined && PAGES[status] !== undefined ? 'html' : formOf(fault.code))
  const wait = status === 429 || status === 418 ? { 'retry-after': String(fault.retryAfterSeconds ?? 1) } : {}
  if (form === 'empty') return { status, headers: wait, body: '' }
  if (form === 'html') return { status, headers: { ...PAGE_TYPE, ...wait }, body: pageOf(fault.msg ?? titleOf(status)) }
  const code = fault.code ?? status
  const msg = fault.msg ?? errorOf(code)?.text ?? WORDS[status] ?? 'error'
  return { status, headers: { ...JSON_TYPE, ...wait }, body: JSON.stringify(bodyOf(form, code, msg)) }
}

/** MEXC: 26 carries its text under `data`; the trading core, of the 30000s, writes its text first. */
function formOf(code: number | undefined): Exclude<FaultBody, 'html' | 'empty'> {
  if (code === 26) return 'data'
  if (code === -1121 || code === -1127 || code === -1128) return 'extend'
  return code !== undefined && code >= 30_000 && code < 31_000 ? 'msg-first' : 'code-first'
}

function bodyOf(form: Exclude<FaultBody, 'html' | 'empty'>, code: number, msg: string): object {
  switch (form) {
    case 'code-first':
      return { code, msg }
    case 'msg-first':
      return { msg, code }
    case 'extend':
      return { msg, code, _extend: null }
    case 'data':
      return { code, data: msg }
    case 'success':
      return { success: false, code, message: msg }
  }
}

function titleOf(status: number): string {
  return PAGES[status] ?? `${status} ${WORDS[status] ?? 'Error'}`
}

function pageOf(title: string): string {
  const shown = title.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
  return `<html><head><title>${shown}</title></head><body><h1>${shown}</h1></body></html>`
}

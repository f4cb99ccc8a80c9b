/** Answers of the control panel: JSON or a part of its page, never cached. */

import type { RestAnswer } from '../server/request.ts'

export type PanelReply =
  | { readonly status: number; readonly body: unknown }
  | { readonly status: 200; readonly text: string; readonly type: string }

/** The page may load from its own origin alone, and stands in no frame. */
const CONTENT_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

export function panelAnswer(reply: PanelReply): RestAnswer {
  const headers = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' }
  if ('text' in reply) {
    const type = { 'content-type': reply.type, 'content-security-policy': CONTENT_POLICY }
    return { status: reply.status, headers: { ...headers, ...type }, body: reply.text }
  }
  return {
    status: reply.status,
    headers: { ...headers, 'content-type': 'application/json' },
    body: JSON.stringify(reply.body),
  }
}

export function problem(status: number, code: string, message: string): PanelReply {
  return { status, body: { code, message } }
}

export const badBody = problem(400, 'BAD_BODY', 'Send a JSON object; amounts are decimal text such as "1000".')
export const unknownKey = problem(404, 'UNKNOWN_KEY', 'No account has this API key.')
export const unknownSymbol = problem(
  404,
  'UNKNOWN_SYMBOL',
  'There is no such symbol: GET /api/v3/exchangeInfo lists them.',
)

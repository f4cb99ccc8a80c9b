/** Answers of the control panel: JSON or a part of its page, never cached. */

import type { RestAnswer } from '../../server/call/request.ts'

/** Answer of the panel: a JSON body or a text of another type, with its status. */
export type PanelReply =
  | { readonly status: number; readonly body: unknown }
  | { readonly status: 200; readonly text: string; readonly type: string }

/** The page loads only from its own origin and cannot be framed. */
const CONTENT_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

/** Returns the HTTP answer of a reply. */
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

/** Returns an error reply: a stable code, and a message that says what to send. */
export function problem(status: number, code: string, message: string): PanelReply {
  return { status, body: { code, message } }
}

/** Reply to a body that is not the JSON object that the call takes: 400 `BAD_BODY`. */
export const badBody = problem(400, 'BAD_BODY', 'Send a JSON object; amounts are decimal text such as "1000".')
/** Reply to an API key that no account has: 404 `UNKNOWN_KEY`. */
export const unknownKey = problem(404, 'UNKNOWN_KEY', 'No account has this API key.')
/** Reply to a symbol that the sandbox does not have. */
export const unknownSymbol = problem(
  404,
  'UNKNOWN_SYMBOL',
  'There is no such symbol: GET /api/v3/exchangeInfo lists them.',
)

/** Answers of the control panel: JSON, never cached. */

import type { RestAnswer } from '../server/request.ts'

export type PanelReply = { readonly status: number; readonly body: unknown }

const HEADERS = { 'content-type': 'application/json', 'cache-control': 'no-store' }

export function panelAnswer(reply: PanelReply): RestAnswer {
  return { status: reply.status, headers: HEADERS, body: JSON.stringify(reply.body) }
}

/** Spans of requests: named by their route, never by what the caller wrote. */

import { ACCOUNT_ATTRIBUTE, defined, type Tracing } from '@spotdeck/ports'
import type { Desk } from '../desk.ts'
import type { Principal } from '@spotdeck/desk'
import type { EdgeAnswer, EdgeRequest } from '../answer/answer.ts'
import { routes } from './routes/all-routes.ts'
import { matchRoute } from './match.ts'

type Handle = (request: EdgeRequest, known?: (caller: Principal) => void) => Promise<EdgeAnswer>

/** Asked many times a minute by programs that watch, about nothing that a trace explains. */
const UNTRACED = new Set(['/healthz', '/readyz', '/metrics'])

/** The same handler, each answer of which is a span where there is `tracing`. A stream's span ends as it begins to flow. */
export function tracedHandle(
  handle: Handle,
  { desk, tracing }: { readonly desk: Pick<Desk, 'account'>; readonly tracing: Tracing | undefined },
): Handle {
  if (tracing === undefined) return handle
  return (request, known) => {
    if (UNTRACED.has(request.path)) return handle(request, known)
    const method = request.method === 'HEAD' ? 'GET' : request.method
    const found = matchRoute(routes, method, request.path)
    const { account } = found?.path ?? {}
    const attributes = defined({
      'http.request.method': found && request.method,
      'http.route': found?.route.path,
      // A name that no account has is the caller's own text.
      [ACCOUNT_ATTRIBUTE]: account !== undefined && desk.account(account) !== undefined ? account : undefined,
    })
    const name = found === undefined ? 'unknown route' : `${request.method} ${found.route.path}`
    return tracing.span({ name, kind: 'server', attributes }, async (span) => {
      const answer = await handle(request, known)
      span.set({ 'http.response.status_code': answer.status })
      return answer
    })
  }
}

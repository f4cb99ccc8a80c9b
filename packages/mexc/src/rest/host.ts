/** Keys, orders and listen keys never travel readable: plain http and ws are for this machine alone. */

import { InsecureHost, InvalidRequest } from '../errors/mexc-error.ts'

/**
 * Accepts `https`/`wss` to any host, and `http`/`ws` to a loopback one (127.0.0.0/8, ::1, localhost), or to any with `allowPlain`.
 * @throws {InsecureHost} `INSECURE_HOST`
 * @throws {InvalidRequest} for what is no such URL; the text is not repeated
 */
export function requireSafeHost(url: string, scheme: 'http' | 'ws', allowPlain = false): void {
  const parsed = URL.canParse(url) ? new URL(url) : undefined
  if (parsed?.protocol === `${scheme}s:`) return
  if (parsed?.protocol !== `${scheme}:`) {
    throw new InvalidRequest({
      problem: `The address must start with ${scheme}s:// (or ${scheme}:// on this machine).`,
    })
  }
  if (!allowPlain && !isLoopback(parsed.hostname)) throw new InsecureHost(parsed.hostname, scheme)
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(hostname)
}

/** Decides whether a page of this gateway may open the exchange's public stream itself, and at which address. */

export type PublicStreamOptions = {
  /** Address of the exchange's stream, as the gateway connects. */
  readonly wsUrl?: string | undefined
  /** Public address of the page when it is not this machine's own. */
  readonly publicUrl?: string | undefined
}

const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/

/**
 * The stream's address for a browser, without a query: no key is ever part of it. `undefined` where a page cannot open it: a stream
 * of this machine is not there for a page that is opened from another one, and a page over https may not use an unencrypted one.
 */
export function publicStreamUrl({ wsUrl, publicUrl }: PublicStreamOptions): string | undefined {
  if (wsUrl === undefined || !URL.canParse(wsUrl)) return undefined
  const { protocol, host, hostname, pathname } = new URL(wsUrl)
  if (protocol !== 'ws:' && protocol !== 'wss:') return undefined
  const isAtHome = publicUrl === undefined || LOOPBACK.test(new URL(publicUrl).hostname)
  if (LOOPBACK.test(hostname) && !isAtHome) return undefined
  if (protocol === 'ws:' && !(LOOPBACK.test(hostname) && publicUrl?.startsWith('https:') !== true)) return undefined
  return `${protocol}//${host}${pathname}`
}

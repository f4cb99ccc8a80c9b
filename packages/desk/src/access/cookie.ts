/** The session cookie: read from a header, written for a browser. Scripts cannot read it and other sites cannot send it. */

/**
 * Name of the session cookie of a port, or of a desk that several gateways serve. Under HTTPS `__Host-` has the browser refuse the cookie from a subdomain, over HTTP or for a part of the site alone.
 */
export const cookieName = (of: number | string, secure = false): string => `${secure ? '__Host-' : ''}spotdeck_${of}`

/** The value of the named cookie, if the header has one. */
export function readCookie(header: string | undefined, name: string): string | undefined {
  for (const part of (header ?? '').split(';')) {
    const at = part.indexOf('=')
    if (at > 0 && part.slice(0, at).trim() === name) return part.slice(at + 1).trim()
  }
  return undefined
}

/** A cookie to set. */
export type CookieWish = {
  readonly name: string
  readonly value: string
  readonly maxAgeSeconds: number
  readonly secure: boolean
}

/** The `Set-Cookie` header of an HttpOnly, same-site cookie. */
export function writeCookie({ name, value, maxAgeSeconds, secure }: CookieWish): string {
  const attributes = ['Path=/', 'HttpOnly', 'SameSite=Strict', `Max-Age=${Math.max(0, Math.floor(maxAgeSeconds))}`]
  return [`${name}=${value}`, ...attributes, ...(secure ? ['Secure'] : [])].join('; ')
}

/** The one address at which passkeys work. WebAuthn wants a name over HTTPS, or `localhost`; a number is refused by every browser. */

import { isIP } from 'node:net'

/** Host that passkeys belong to (WebAuthn's relying party id), and the origin of the page that may use them. */
export type RelyingParty = { readonly id: string; readonly origin: string }

const LOCALHOST = 'localhost'
/** Addresses to listen on under which `localhost` is answered. */
const ANSWERS_LOCALHOST = new Set(['127.0.0.1', LOCALHOST, '::1', '0.0.0.0', '::', ''])

/** The public address where there is one, else `localhost` where that is answered; `undefined` where neither suits WebAuthn. */
export function relyingPartyOf({
  host,
  port,
  publicUrl,
}: {
  readonly host: string
  readonly port: number
  readonly publicUrl?: string | undefined
}): RelyingParty | undefined {
  if (publicUrl === undefined)
    return ANSWERS_LOCALHOST.has(host)
      ? { id: LOCALHOST, origin: new URL(`http://${LOCALHOST}:${port}`).origin }
      : undefined
  const { protocol, hostname, origin } = new URL(publicUrl)
  if (hostname === LOCALHOST || (protocol === 'https:' && !isNumber(hostname))) return { id: hostname, origin }
  return undefined
}

const isNumber = (hostname: string): boolean => isIP(hostname.replace(/^\[(.*)\]$/, '$1')) !== 0

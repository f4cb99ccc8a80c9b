/** The headers by which a browser is told how little a page may do. */

import type { Random } from '@spotdeck/ports'

const NONCE_BYTES = 16

/** One answer's own. */
export const newNonce = (random: Random): string => Buffer.from(random.bytes(NONCE_BYTES)).toString('base64')

/** Security headers of every response. */
export function securityHeaders(secure: boolean): Readonly<Record<string, string>> {
  return {
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy':
      'camera=(), geolocation=(), microphone=(), payment=(), publickey-credentials-create=(self), publickey-credentials-get=(self), usb=()',
    ...(secure ? { 'strict-transport-security': 'max-age=31536000' } : {}),
  }
}

/**
 * Of the page: nothing from another origin, of inline code only what carries this answer's nonce, and of texts that scripts turn
 * into HTML or code only what the page's one Trusted Types policy lets through (`trusted-html.ts` of the dashboard). `stream` is the
 * address of the exchange's public stream, the one place beside us that the page may connect to.
 */
export function pagePolicy(nonce: string, stream?: string): string {
  const connect = stream === undefined ? '' : ` ${new URL(stream).origin}`
  return [
    "default-src 'none'",
    `script-src 'self' 'nonce-${nonce}'`,
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data: blob:",
    "font-src 'self'",
    `connect-src 'self'${connect}`,
    "manifest-src 'self'",
    "worker-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    'trusted-types default',
  ].join('; ')
}

/** Of everything else: it is data, not a page. */
export const DATA_POLICY = "default-src 'none'; frame-ancestors 'none'"

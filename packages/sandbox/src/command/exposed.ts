/** Says where a sandbox would be readable through a network, before anything is opened. */

import type { SandboxTexts } from './options.ts'

/** Address of a sandbox, and its certificate if it has one. */
export type SandboxListening = {
  readonly host: string
  /** True if the user accepts that keys and orders are readable on the network. */
  readonly allowPlainHttp: boolean
} & Pick<SandboxTexts, 'tlsCert' | 'tlsMade'>

const LOOPBACK = /^(localhost|127\.\d{1,3}\.\d{1,3}\.\d{1,3}|\[?::1\]?)$/i

/** The problem of listening beyond this machine without TLS, and the next step; `undefined` where there is none. */
export function sandboxExposure({ host, allowPlainHttp, tlsCert, tlsMade }: SandboxListening): string | undefined {
  if (allowPlainHttp || tlsCert !== undefined || tlsMade !== undefined || LOOPBACK.test(host)) return undefined
  return (
    `--host ${host} lets other machines use the sandbox over plain HTTP, where everybody on the way can read its keys and ` +
    'orders. Listen on 127.0.0.1, give a certificate (--tls-cert, --tls-made), or say that you want this with --allow-plain-http (SPOTDECK_ALLOW_PLAIN_HTTP).'
  )
}

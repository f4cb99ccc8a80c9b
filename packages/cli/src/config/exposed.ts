/** Refuses settings by which secrets would travel readable through a network, before anything is opened or written. */

import { exchangeExposure, listeningExposure, redisExposure } from '@spotdeck/gateway/config'
import { CommandError } from '../command-error.ts'
import type { Settings } from './settings.ts'

/** @throws {CommandError} `EXPOSED_HOST`, `PLAIN_EXCHANGE` or `PLAIN_REDIS`, saying what to do */
export function refuseExposed(settings: Settings): void {
  const found = listeningExposure(settings) ?? exchangeExposure(settings) ?? redisExposure(settings.redis ?? [])
  if (found !== undefined) throw new CommandError(found.code, found.message)
}

type SandboxListening = Pick<Settings, 'host' | 'allowPlainHttp'> & {
  readonly sandbox?: Partial<Pick<Settings['sandbox'], 'tlsCert' | 'tlsMade'>>
}

/**
 * The same for the sandbox, which has no proxy before it: its keys, orders and panel are readable on the way.
 * @throws {CommandError} `EXPOSED_HOST`
 */
export function refuseExposedSandbox({ host, allowPlainHttp, sandbox = {} }: SandboxListening): void {
  if (sandbox.tlsCert !== undefined || sandbox.tlsMade !== undefined) return
  if (listeningExposure({ host, allowPlainHttp }) === undefined) return
  throw new CommandError(
    'EXPOSED_HOST',
    `--host ${host} lets other machines use the sandbox over plain HTTP, where everybody on the way can read its keys and ` +
      'orders. Listen on 127.0.0.1, give a certificate (--tls-cert, --tls-made), or say that you want this with --allow-plain-http (SPOTDECK_ALLOW_PLAIN_HTTP, allowPlainHttp).',
  )
}

/** Refuses settings by which secrets would travel readable through a network, before anything is opened or written. */

import {
  advertisedExposure,
  exchangeExposure,
  listeningExposure,
  otlpExposure,
  redisExposure,
} from '@spotdeck/gateway/config'
import { sandboxExposure } from '@spotdeck/sandbox/command'
import { CommandError } from '../command-error.ts'
import type { Settings } from './settings.ts'

/** @throws {CommandError} `EXPOSED_HOST`, `PLAIN_EXCHANGE`, `PLAIN_REDIS` or `PLAIN_OTLP`, saying what to do */
export function refuseExposed(settings: Settings): void {
  const found =
    listeningExposure(settings) ??
    advertisedExposure(settings) ??
    exchangeExposure(settings) ??
    redisExposure(settings.redis ?? []) ??
    otlpExposure(settings)
  if (found !== undefined) throw new CommandError(found.code, found.message)
}

/**
 * The same for the sandbox, which has no proxy before it: its keys, orders and panel are readable on the way.
 * @throws {CommandError} `EXPOSED_HOST`
 */
export function refuseExposedSandbox({ host, allowPlainHttp, sandbox }: Settings): void {
  const found = sandboxExposure({ ...sandbox, host, allowPlainHttp })
  if (found !== undefined) throw new CommandError('EXPOSED_HOST', found)
}

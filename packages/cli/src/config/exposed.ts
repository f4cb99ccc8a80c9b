/** Refuses settings by which secrets would travel readable through a network, before anything is opened or written. */

import { exchangeExposure, listeningExposure, redisExposure } from '@spotdeck/gateway'
import { CommandError } from '../command-error.ts'
import type { Settings } from './settings.ts'

/** @throws {CommandError} `EXPOSED_HOST`, `PLAIN_EXCHANGE` or `PLAIN_REDIS`, saying what to do */
export function refuseExposed(settings: Settings): void {
  const found = listeningExposure(settings) ?? exchangeExposure(settings) ?? redisExposure(settings.redis ?? [])
  if (found !== undefined) throw new CommandError(found.code, found.message)
}

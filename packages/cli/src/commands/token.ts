/** `spotdeck token create`: a bearer token for a program. It is printed once and kept only as a hash. */

import { openAccess } from '@spotdeck/gateway'
import { CommandError } from '../command-error.ts'
import { type Flags, readSettings } from '../config/settings.ts'
import { printReady } from '../print.ts'
import { environment, openWorld } from '../world.ts'
import { refuseMissingData } from './login.ts'

export async function tokenCreateCommand(flags: Flags): Promise<void> {
  const settings = readSettings(flags, environment, { port: 8787 })
  refuseMissingData(settings)
  const audience = flags['audience']
  if (audience !== 'owner' && audience !== 'viewer' && audience !== 'public') {
    throw new CommandError('CONFIG_BAD_VALUE', `--audience is "${String(audience)}": write owner, viewer or public.`)
  }
  const accounts = typeof flags['account'] === 'string' ? [flags['account']] : 'all'
  const label = typeof flags['label'] === 'string' ? flags['label'] : `${audience} token`
  const access = openAccess(settings.data, openWorld(settings.logLevel))
  try {
    printReady(access.createToken({ audience, accounts, label }).secret)
  } finally {
    access.close()
  }
}

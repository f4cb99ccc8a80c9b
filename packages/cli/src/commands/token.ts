/** `spotdeck token …`: bearer tokens for programs. One is printed once, kept only as a hash, and ended by its id. */

import { type Access, openAccess } from '@spotdeck/gateway/access'
import { CommandError } from '../command-error.ts'
import { type Flags, readSettings } from '../config/settings.ts'
import { printReady } from '../print.ts'
import { environment, openWorld } from '../world.ts'
import { refuseMissingData } from './login.ts'

/** `spotdeck token create`: prints a new API token. */
export async function tokenCreateCommand(flags: Flags): Promise<void> {
  const audience = flags['audience']
  if (audience !== 'owner' && audience !== 'viewer' && audience !== 'public') {
    throw new CommandError('CONFIG_BAD_VALUE', `--audience is "${String(audience)}": write owner, viewer or public.`)
  }
  const accounts = typeof flags['account'] === 'string' ? [flags['account']] : 'all'
  const label = typeof flags['label'] === 'string' ? flags['label'] : `${audience} token`
  withAccess(flags, (access) => printReady(access.createToken({ audience, accounts, label }).secret))
}

/** One JSON line a token, newest first. */
export async function tokenListCommand(flags: Flags): Promise<void> {
  withAccess(flags, (access) => {
    for (const { id, audience, accounts, label, createdAt, expiresAt } of access.tokens()) {
      const [created, expires] = [createdAt, expiresAt].map((time) => new Date(time).toISOString())
      printReady(JSON.stringify({ id, audience, accounts, label, created, expires }))
    }
  })
}

/** @throws {CommandError} `TOKEN_UNKNOWN` */
export async function tokenRevokeCommand(id: string, flags: Flags): Promise<void> {
  withAccess(flags, (access) => {
    if (!access.revokeToken(id)) {
      throw new CommandError('TOKEN_UNKNOWN', 'No token in use has this id: `spotdeck token list` tells the ids.')
    }
    printReady('revoked')
  })
}

/** Runs `work` on the credentials of a data directory, beside the gateway that serves it. */
export function withAccess(flags: Flags, work: (access: Access) => void): void {
  const settings = readSettings(flags, environment, { port: 8787 })
  refuseMissingData(settings)
  const access = openAccess(settings.data, openWorld(settings.logLevel), settings)
  try {
    work(access)
  } finally {
    access.close()
  }
}

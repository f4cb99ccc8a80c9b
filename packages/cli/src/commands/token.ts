/** `spotdeck token …`: bearer tokens for programs. One is printed once, kept only as a hash, and ended by its id. */

import type { Access } from '@spotdeck/gateway/access'
import { CommandError } from '../command-error.ts'
import { type Flags, readSettings } from '../config/settings.ts'
import { printReady } from '../print.ts'
import { openCredentials } from '../open-credentials.ts'
import { environment } from '../world.ts'
import { refuseMissingData } from './login.ts'

/** `spotdeck token create`: prints a new API token. */
export async function tokenCreateCommand(flags: Flags): Promise<void> {
  const audience = flags['audience']
  if (audience === 'metrics') return createMetricsToken(flags)
  if (audience !== 'owner' && audience !== 'viewer' && audience !== 'public') {
    throw new CommandError(
      'CONFIG_BAD_VALUE',
      `--audience is "${String(audience)}": write owner, viewer, public or metrics.`,
    )
  }
  const accounts = typeof flags['account'] === 'string' ? [flags['account']] : 'all'
  const label = typeof flags['label'] === 'string' ? flags['label'] : `${audience} token`
  await withAccess(flags, async (access) =>
    printReady((await access.createToken({ audience, accounts, label })).secret),
  )
}

/** Prints a token that reads `/metrics` and nothing else. @throws {CommandError} `CONFIG_BAD_VALUE` with `--account` */
async function createMetricsToken(flags: Flags): Promise<void> {
  if (flags['account'] !== undefined)
    throw new CommandError('CONFIG_BAD_VALUE', 'Metrics count all accounts together: leave --account out.')
  const label = typeof flags['label'] === 'string' ? flags['label'] : 'metrics token'
  await withAccess(flags, async (access) => printReady((await access.createMetricsToken(label)).secret))
}

/** One JSON line a token, newest first. */
export async function tokenListCommand(flags: Flags): Promise<void> {
  await withAccess(flags, async (access) => {
    for (const { id, kind, accounts, label, createdAt, expiresAt, ...token } of await access.tokens()) {
      const audience = kind === 'metrics' ? kind : token.audience
      const [created, expires] = [createdAt, expiresAt].map((time) => new Date(time).toISOString())
      printReady(JSON.stringify({ id, audience, accounts, label, created, expires }))
    }
  })
}

/** @throws {CommandError} `TOKEN_UNKNOWN` */
export async function tokenRevokeCommand(id: string, flags: Flags): Promise<void> {
  await withAccess(flags, async (access) => {
    if (!(await access.revokeToken(id))) {
      throw new CommandError('TOKEN_UNKNOWN', 'No token in use has this id: `spotdeck token list` tells the ids.')
    }
    printReady('revoked')
  })
}

/** Runs `work` on the credentials of a data directory or of its database, beside the gateways that serve it. */
export async function withAccess(flags: Flags, work: (access: Access) => Promise<void>): Promise<void> {
  const settings = readSettings(flags, environment, { port: 8787 })
  refuseMissingData(settings)
  const access = await openCredentials({ settings, flags })
  try {
    await work(access)
  } finally {
    await access.close()
  }
}

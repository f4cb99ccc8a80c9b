/** `spotdeck token …`: bearer tokens for programs. One is printed once, kept only as a hash, and ended by its id. */

import { type MadeWith, accountId, audiences, roleTable, roles } from '@spotdeck/api'
import { type Access, roleOf } from '@spotdeck/desk/access'
import { CommandError, badValue } from '../command-error.ts'
import { type Flags, readSettings } from '../config/settings.ts'
import { oneOf } from '../meant.ts'
import { printReady, printResult } from '../print.ts'
import { openCredentials } from '../open-credentials.ts'
import { environment } from '../world.ts'
import { refuseMissingData } from './login.ts'

/** `spotdeck token create`: prints a new API token. @throws {CommandError} `USAGE` without audience or role */
export async function tokenCreateCommand({ role, ...flags }: Flags): Promise<void> {
  const { audience } = flags
  if ((audience === undefined) === (role === undefined)) {
    throw new CommandError(
      'USAGE',
      'Write either --audience owner, viewer, public or metrics, or --role owner, trader, auditor or viewer.',
    )
  }
  if (audience === 'metrics') return createMetricsToken(flags)
  const rights =
    role === undefined ? { audience: oneOf('--audience', audience, audiences) } : { role: oneOf('--role', role, roles) }
  const accounts = accountsFrom(flags['account'])
  const name = 'role' in rights ? rights.role : rights.audience
  const label = typeof flags['label'] === 'string' ? flags['label'] : `${name} token`
  await withAccess(flags, async (access) => printToken(flags, await access.createToken({ ...rights, accounts, label })))
}

const printToken = (flags: Flags, { secret: token }: { readonly secret: string }): void =>
  printResult(flags, { token }, token)

type Given = Flags[string]

/** Accounts as a list with commas; all where none is given. @throws {CommandError} `CONFIG_BAD_VALUE` */
function accountsFrom(given: Given): 'all' | readonly string[] {
  if (typeof given !== 'string') return 'all'
  const accounts = [...new Set(given.split(','))]
  if (accounts.every((account) => accountId.safeParse(account).success)) return accounts
  throw badValue(`--account is "${given}": write the id of an account, as the configuration names it.`)
}

/** Prints a token that reads `/metrics` and nothing else. @throws {CommandError} `CONFIG_BAD_VALUE` with `--account` */
async function createMetricsToken(flags: Flags): Promise<void> {
  if (flags['account'] !== undefined) throw badValue('Metrics count all accounts together: leave --account out.')
  const label = typeof flags['label'] === 'string' ? flags['label'] : 'metrics token'
  await withAccess(flags, async (access) => printToken(flags, await access.createMetricsToken(label)))
}

/** One JSON line a token, newest first. */
export async function tokenListCommand(flags: Flags): Promise<void> {
  await withAccess(flags, async (access) => {
    for (const { id, kind, accounts, label, createdAt, expiresAt, ...token } of await access.tokens()) {
      const role = roleOf(token)
      const seen = kind === 'metrics' ? { audience: kind } : { role, audience: roleTable[role].audience }
      const [created, expires] = [createdAt, expiresAt].map((time) => new Date(time).toISOString())
      printReady(JSON.stringify({ id, ...seen, accounts, label, created, expires }))
    }
  })
}

/** @throws {CommandError} `TOKEN_UNKNOWN` */
export async function tokenRevokeCommand(id: string, flags: Flags): Promise<void> {
  await withAccess(flags, async (access) => {
    const { result, made } = await access.made.tell(() => access.revokeToken(id))
    if (!result) {
      throw new CommandError('TOKEN_UNKNOWN', 'No token in use has this id: `spotdeck token list` tells the ids.')
    }
    printResult(flags, { revoked: 1 }, 'revoked')
    printMade(made)
  })
}

/** Prints what was made with a credential that ended, as JSON lines; `end`: the command that ends what is left. */
export function printMade(made: readonly MadeWith[]): void {
  for (const one of made) {
    const end = one.ended ? undefined : `spotdeck user disable ${one.id}`
    printReady(JSON.stringify({ ...one, end }))
  }
}

/** Runs `work` on the credentials of a data directory or of its database, beside the gateways that serve it. */
export async function withAccess(flags: Flags, work: (access: Access) => Promise<void>): Promise<void> {
  const settings = readSettings(flags, environment)
  refuseMissingData(settings)
  const access = await openCredentials({ settings, flags })
  try {
    await work(access)
  } finally {
    await access.close()
  }
}

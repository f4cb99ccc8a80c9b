/** Exchange credentials: from the environment or from a file that only its owner can read; never from a flag. */

import { readFileSync, statSync } from 'node:fs'
import { resolve } from 'node:path'
import { z } from 'zod'
import { CommandError } from '../command-error.ts'
import { decimal } from '@spotdeck/exact'
import type { TradingLimits } from '@spotdeck/gateway'
import { type FileAccount, accountSchema } from './schema.ts'
import { type Environment, switchOf, variableOf } from './settings.ts'

export type AccountCredentials = {
  readonly id: string
  readonly label: string
  readonly credentials: { readonly apiKey: string; readonly secret: string }
  readonly trading: boolean
  readonly limits?: TradingLimits
}

const keyFileSchema = z.strictObject({ apiKey: z.string().min(1), secret: z.string().min(1) })
/** Any right for the group or for others. */
const OTHERS = 0o077

/**
 * The accounts to follow. Files named in the configuration win; else the two environment variables make account `main`.
 * @throws {CommandError} `CREDENTIALS_*`
 */
export function readAccounts(
  accounts: readonly FileAccount[] | undefined,
  environment: Environment,
): AccountCredentials[] {
  if (accounts !== undefined) return accounts.map(readAccount)
  const apiKey = environment['SPOTDECK_API_KEY']
  const secret = environment['SPOTDECK_API_SECRET']
  if (!apiKey || !secret) {
    throw new CommandError(
      'CREDENTIALS_MISSING',
      'No exchange credentials. Set SPOTDECK_API_KEY and SPOTDECK_API_SECRET (a read-only key is enough), or name an ' +
        'owner-only key file in the configuration: {"accounts":[{"id":"main","keyFile":"key.json"}]}. ' +
        'To try Spotdeck without keys, run spotdeck up.',
    )
  }
  return [{ id: 'main', label: 'main', credentials: { apiKey, secret }, ...readTrading(environment) }]
}

/** What the one account of the environment may do: SPOTDECK_TRADING, off unless told, and its limits. */
function readTrading(environment: Environment): Pick<AccountCredentials, 'trading' | 'limits'> {
  const said = (name: string): object => {
    const text = environment[variableOf(name)]
    return text === undefined || text === '' ? {} : { [name]: text }
  }
  const checked = tradingSchema.safeParse({
    trading: switchOf({}, environment, 'trading') ?? false,
    ...said('maxOrderNotional'),
    ...said('maxDailyNotional'),
    ...said('zone'),
  })
  if (checked.success) return { trading: checked.data.trading, limits: limitsOf(checked.data) }
  const issue = checked.error.issues[0]
  throw new CommandError(
    'CONFIG_BAD_VALUE',
    `${variableOf(String(issue?.path[0]))}: ${issue?.message ?? 'is not understood'}.`,
  )
}

const tradingSchema = accountSchema.pick({ trading: true, maxOrderNotional: true, maxDailyNotional: true, zone: true })

function limitsOf({ maxOrderNotional, maxDailyNotional, zone }: z.infer<typeof tradingSchema>): TradingLimits {
  return {
    maxOrderNotional: decimal<'USDT'>(maxOrderNotional),
    maxDailyNotional: decimal<'USDT'>(maxDailyNotional),
    zone,
  }
}

function readAccount(account: FileAccount): AccountCredentials {
  const path = resolve(account.keyFile)
  refuseIfOthersCanRead(path)
  let parsed: unknown
  try {
    parsed = JSON.parse(readFileSync(path, 'utf8'))
  } catch {
    // The cause would quote the file's text, and that is a secret.
    throw new CommandError(
      'CREDENTIALS_UNREADABLE',
      `${path} is not JSON that can be read: write {"apiKey":"…","secret":"…"}.`,
    )
  }
  const checked = keyFileSchema.safeParse(parsed)
  if (!checked.success) {
    throw new CommandError('CREDENTIALS_INVALID', `${path} needs exactly "apiKey" and "secret", both text.`)
  }
  const { id, label = id, trading } = account
  return { id, label, credentials: checked.data, trading, limits: limitsOf(account) }
}

function refuseIfOthersCanRead(path: string): void {
  const stats = statSync(path, { throwIfNoEntry: false })
  if (stats === undefined) throw new CommandError('CREDENTIALS_MISSING', `There is no key file ${path}: check keyFile.`)
  // Windows has no such bits; its files answer 0o666 whatever their access list says.
  if (process.platform !== 'win32' && (stats.mode & OTHERS) !== 0) {
    throw new CommandError('CREDENTIALS_OPEN', `Others can read ${path}: run chmod 600 on it, then start again.`)
  }
}

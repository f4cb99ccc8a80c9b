/** Exchange credentials: from the environment or from a file that only its owner can read; never from a flag. */

import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { z } from 'zod'
import { CommandError, badValue } from '../command-error.ts'
import { decimal } from '@spotdeck/exact'
import type { TradingLimits } from '@spotdeck/gateway/config'
import { switchOf } from './forms.ts'
import { outputOf } from './key-command.ts'
import { isEnvelope, openKey } from './key-envelope.ts'
import { refuseIfOthersCanRead } from './owner-file.ts'
import { askPassphrase, locked, storedPassphrase } from './passphrase.ts'
import { type FileAccount, accountSchema } from './schema.ts'
import { type Environment, variableOf } from './settings.ts'

/** Credentials and trading rights of one account. */
export type AccountCredentials = {
  readonly id: string
  readonly label: string
  readonly credentials: { readonly apiKey: string; readonly secret: string }
  readonly trading: boolean
  /** True if plans may be kept for it; with `trading` only. */
  readonly plans?: boolean
  readonly limits?: TradingLimits
}

const keyFileSchema = z.strictObject({ apiKey: z.string().min(1), secret: z.string().min(1) })

/**
 * The accounts to follow. Files named in the configuration win; else the two environment variables make account `main`.
 * @throws {CommandError} `CREDENTIALS_*`
 */
export function readAccounts(
  accounts: readonly FileAccount[] | undefined,
  environment: Environment,
  passphrase: string | undefined = storedPassphrase(environment),
): AccountCredentials[] {
  if (accounts !== undefined) return accounts.map((account) => readAccount(account, passphrase))
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

/** Trading rights of the environment's single account: SPOTDECK_TRADING, off by default, and its limits. */
function readTrading(environment: Environment): Pick<AccountCredentials, 'trading' | 'limits'> {
  const said = (name: string): object => {
    const text = environment[variableOf(name)]
    return text === undefined || text === '' ? {} : { [name]: text }
  }
  const checked = tradingSchema.safeParse({
    trading: switchOf('trading', environment[variableOf('trading')] || 'false'),
    ...said('maxOrderNotional'),
    ...said('maxDailyNotional'),
    ...said('zone'),
  })
  if (checked.success) return { trading: checked.data.trading, limits: limitsOf(checked.data) }
  const issue = checked.error.issues[0]
  throw badValue(`${variableOf(String(issue?.path[0]))}: ${issue?.message ?? 'is not understood'}.`)
}

const tradingSchema = accountSchema.pick({ trading: true, maxOrderNotional: true, maxDailyNotional: true, zone: true })

function limitsOf({ maxOrderNotional, maxDailyNotional, zone }: z.infer<typeof tradingSchema>): TradingLimits {
  return {
    maxOrderNotional: decimal<'USDT'>(maxOrderNotional),
    maxDailyNotional: decimal<'USDT'>(maxDailyNotional),
    zone,
  }
}

function readAccount(account: FileAccount, passphrase: string | undefined): AccountCredentials {
  const { id, label = id, trading, plans } = account
  if (plans && !trading) throw badValue(`accounts.${id}: "plans" places orders, so it needs "trading": true as well.`)
  return { id, label, credentials: keyOf(account, passphrase), trading, plans, limits: limitsOf(account) }
}

function keyOf(
  { keyFile, keyCommand, id }: FileAccount,
  passphrase: string | undefined,
): AccountCredentials['credentials'] {
  const what = `The output of ${id}'s keyCommand`
  if (keyCommand !== undefined) return checkedKey(parseKeyText(outputOf(keyCommand), what), what)
  const path = resolve(keyFile ?? '')
  const json = readKeyFile(path)
  if (!isEnvelope(json)) return checkedKey(json, path)
  if (passphrase === undefined) throw locked(path)
  return checkedKey(parseKeyText(openKey(json, passphrase, path), path), path)
}

function readKeyFile(path: string): unknown {
  refuseIfOthersCanRead(path)
  return parseKeyText(readFileSync(path, 'utf8'), path)
}

/** The passphrase of encrypted key files, stored or asked for on the terminal; `undefined` where none is encrypted. */
export async function passphraseFor(
  accounts: readonly FileAccount[] | undefined,
  environment: Environment,
): Promise<string | undefined> {
  const files = (accounts ?? []).flatMap(({ keyFile }) => (keyFile === undefined ? [] : [resolve(keyFile)]))
  if (!files.some((path) => isEnvelope(readKeyFile(path)))) return undefined
  return storedPassphrase(environment) ?? askPassphrase('Passphrase of the key files: ')
}

/** @throws {CommandError} `CREDENTIALS_UNREADABLE` */
export function parseKeyText(text: string, path: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // The cause would quote the file's text, and that is a secret.
    throw new CommandError(
      'CREDENTIALS_UNREADABLE',
      `${path} is not JSON that can be read: write {"apiKey":"…","secret":"…"}.`,
    )
  }
}

/** @throws {CommandError} `CREDENTIALS_INVALID` */
export function checkedKey(json: unknown, path: string): AccountCredentials['credentials'] {
  const checked = keyFileSchema.safeParse(json)
  if (checked.success) return checked.data
  throw new CommandError('CREDENTIALS_INVALID', `${path} needs exactly "apiKey" and "secret", both text.`)
}

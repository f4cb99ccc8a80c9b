/**
 * Addresses of a database of ledgers and of the bus between its gateways. They contain passwords: never a flag, because other users of the
 * machine see those.
 */

import { readFileSync } from 'node:fs'
import {
  MIN_SECRET_LENGTH,
  WITHOUT_SECRET,
  busExposure,
  parseRedisAddress,
  redisPasswords,
} from '@spotdeck/gateway/config'
import { CommandError } from '../command-error.ts'
import { refuseIfOthersCanRead } from './owner-file.ts'
import { type Environment, type Flags, type Settings, variableOf } from './settings.ts'

const URL_VARIABLE = 'SPOTDECK_DATABASE_URL'
const BUS_VARIABLE = 'SPOTDECK_BUS_URL'
const SECRET_VARIABLE = 'SPOTDECK_GATEWAY_SECRET'

/**
 * The address from the file that a flag or a variable names, else from the variable of the address, else from the file that the
 * configuration names; `undefined` where none is given.
 * @throws {CommandError} `CREDENTIALS_MISSING`, `CREDENTIALS_OPEN`
 */
export function databaseUrl(
  flags: Flags,
  environment: Environment,
  { databaseFile }: { readonly databaseFile?: string | undefined },
): string | undefined {
  return addressIn({ flags, environment, variable: URL_VARIABLE, setting: 'databaseFile' }, databaseFile)
}

/** The address of the bus between gateways, of the same places. @throws {CommandError} `CREDENTIALS_MISSING`, `CREDENTIALS_OPEN` */
export function busUrl(
  flags: Flags,
  environment: Environment,
  { busFile }: { readonly busFile?: string | undefined },
): string | undefined {
  return addressIn({ flags, environment, variable: BUS_VARIABLE, setting: 'busFile' }, busFile)
}

/** The secret of the gateways of a database, of the same places. @throws {CommandError} `CREDENTIALS_MISSING`, `CREDENTIALS_OPEN`, `CONFIG_BAD_VALUE` */
export function gatewaySecret(
  flags: Flags,
  environment: Environment,
  { gatewaySecretFile }: Pick<Settings, 'gatewaySecretFile'>,
): string | undefined {
  const place = { flags, environment, variable: SECRET_VARIABLE, setting: 'gatewaySecretFile' } as const
  const secret = addressIn(place, gatewaySecretFile)
  if (secret === undefined || secret.length >= MIN_SECRET_LENGTH) return secret
  const message = `The secret of the gateways is too short: write at least ${MIN_SECRET_LENGTH} characters, such as those of \`openssl rand -hex 32\`.`
  throw new CommandError('CONFIG_BAD_VALUE', message)
}

type Place = {
  readonly flags: Flags
  readonly environment: Environment
  readonly variable: string
  readonly setting: 'databaseFile' | 'busFile' | 'gatewaySecretFile'
}

function addressIn(
  { flags, environment, variable, setting }: Place,
  configured: string | undefined,
): string | undefined {
  const url = environment[variable]
  const named = flags[setting] ?? environment[variableOf(setting)]
  const file = named === undefined && url !== undefined && url !== '' ? undefined : configured
  if (file === undefined) return url === '' ? undefined : url
  refuseIfOthersCanRead(file, setting)
  return readFileSync(file, 'utf8').trim()
}

/**
 * Refuses gateways that would speak to each other without a secret; a bus without a database, one that is no address, and one that would send everything readable.
 * @throws {CommandError} `DATABASE_MISSING`, `CREDENTIALS_MISSING`, `CONFIG_BAD_VALUE`, `PLAIN_REDIS`
 */
export function refuseBus(
  { bus, database, secret }: Readonly<Record<'bus' | 'database' | 'secret', string | undefined>>,
  { allowPlainBus, advertiseUrl, gatewayOrigins }: Pick<Settings, 'allowPlainBus' | 'advertiseUrl' | 'gatewayOrigins'>,
): void {
  const isSecretNeeded = bus !== undefined || advertiseUrl !== undefined || gatewayOrigins.length > 0
  if (isSecretNeeded && database !== undefined && secret === undefined)
    throw new CommandError('CREDENTIALS_MISSING', WITHOUT_SECRET)
  if (bus === undefined) return
  if (database === undefined)
    throw new CommandError(
      'DATABASE_MISSING',
      `A bus needs a database that gateways share: put its address into ${URL_VARIABLE}, or leave ${BUS_VARIABLE} out.`,
    )
  const parsed = parseRedisAddress(bus)
  if ('trouble' in parsed) throw new CommandError('CONFIG_BAD_VALUE', `The address of the bus: ${parsed.trouble}`)
  const exposure = busExposure({ bus, allowPlainBus })
  if (exposure !== undefined) throw new CommandError(exposure.code, exposure.message)
}

/** Parts of the address of a bus that no line of a log may contain. */
export const secretsOfBus = (url: string | undefined): readonly string[] =>
  url === undefined ? [] : [url, ...redisPasswords(url)]

/** The same, for a command that works on a database. @throws {CommandError} `CONFIG_BAD_VALUE`, and those of `databaseUrl` */
export function neededDatabaseUrl(...asked: Parameters<typeof databaseUrl>): string {
  const url = databaseUrl(...asked)
  if (url !== undefined) return url
  const message = `No database: put postgres://USER:PASSWORD@HOST:PORT/DATABASE into ${URL_VARIABLE}, or into a file`
  throw new CommandError('CONFIG_BAD_VALUE', `${message} that --database-file names.`)
}

/**
 * Refuses what ledgers in a database cannot do, and what only they can.
 * @throws {CommandError} `ARCHIVE_UNSUPPORTED`, `CONFIG_BAD_VALUE`, `DATABASE_MISSING`
 */
export function refuseWithDatabase(
  url: string | undefined,
  { retentionMs, role }: Pick<Settings, 'retentionMs' | 'role'>,
): void {
  if (url === undefined && role !== 'all')
    throw new CommandError(
      'DATABASE_MISSING',
      `The role ${role} needs a database: put its address into ${URL_VARIABLE}, or into a file that --database-file names.`,
    )
  if (url === undefined) return
  const protocol = URL.canParse(url) ? new URL(url).protocol : ''
  if (protocol !== 'postgres:' && protocol !== 'postgresql:')
    throw new CommandError(
      'CONFIG_BAD_VALUE',
      'The address of the database is not one: write postgres://USER:PASSWORD@HOST:PORT/DATABASE.',
    )
  if (retentionMs !== undefined) throw archiveUnsupported('leave retentionDays out')
}

/** @param next what to do, in a few words */
export const archiveUnsupported = (next: string): CommandError =>
  new CommandError('ARCHIVE_UNSUPPORTED', `Events in a database are not archived: ${next}; all events stay there.`)

/** Parts of an address that no line of a log may contain. */
export function secretsOfDatabase(url: string | undefined): readonly string[] {
  if (url === undefined) return []
  const password = URL.canParse(url) ? new URL(url).password : ''
  return [url, ...spellingsOf(password)]
}

/** A password as it is written in an address, and decoded where it can be. */
export function spellingsOf(password: string): readonly string[] {
  if (password === '') return []
  try {
    return [password, decodeURIComponent(password)]
  } catch {
    return [password]
  }
}

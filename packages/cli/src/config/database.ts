/**
 * Addresses of a database of ledgers and of the bus between its gateways. They contain passwords: never a flag, because
 * other users of the machine see those.
 */

import { readFileSync } from 'node:fs'
import {
  MIN_SECRET_LENGTH,
  WITHOUT_SECRET,
  busExposure,
  parseRedisAddress,
  redisPasswords,
} from '@spotdeck/gateway/config'
import { CommandError, badValue } from '../command-error.ts'
import { refuseIfOthersCanRead } from './owner-file.ts'
import { type Environment, type Flags, type Settings, variableOf } from './settings.ts'

const URL_VARIABLE = 'SPOTDECK_DATABASE_URL'
const BUS_VARIABLE = 'SPOTDECK_BUS_URL'
const SECRET_VARIABLE = 'SPOTDECK_GATEWAY_SECRET'

/** Files that settings name, and the variables that hold the same content. */
const SOURCES = { databaseFile: URL_VARIABLE, busFile: BUS_VARIABLE, gatewaySecretFile: SECRET_VARIABLE } as const

type SharedFiles = Partial<Pick<Settings, keyof typeof SOURCES>>

/**
 * The content of the file that a flag or a variable names, else of the variable of the content, else of the file that
 * the configuration names; `undefined` where none is given.
 */
function contentOf(name: keyof typeof SOURCES, given: Given, settings: SharedFiles): string | undefined {
  const { flags, environment } = given
  const content = environment[SOURCES[name]] || undefined
  const isNamed = (flags[name] ?? environment[variableOf(name)]) !== undefined
  const file = content === undefined || isNamed ? settings[name] : undefined
  if (file === undefined) return content
  refuseIfOthersCanRead(file, name)
  return readFileSync(file, 'utf8').trim()
}

type Given = { readonly flags: Flags; readonly environment: Environment }

/** The address of the database. @throws {CommandError} `CREDENTIALS_MISSING`, `CREDENTIALS_OPEN` */
export const databaseUrl = (flags: Flags, environment: Environment, settings: SharedFiles): string | undefined =>
  contentOf('databaseFile', { flags, environment }, settings)

/** Addresses and secret that the gateways of a database share, and the parts of these that no log may hold. */
export type SharedSecrets = Readonly<Record<'database' | 'bus' | 'secret', string | undefined>> & {
  readonly hidden: readonly string[]
}

/**
 * Reads what gateways share from these places, and refuses what does not work together.
 * @throws {CommandError} those of `databaseUrl`, `refuseBus` and `refuseWithDatabase`
 */
export function readShared(flags: Flags, environment: Environment, settings: Settings): SharedSecrets {
  const given = { flags, environment }
  const database = databaseUrl(flags, environment, settings)
  refuseWithDatabase(database, settings)
  const bus = contentOf('busFile', given, settings)
  const secret = contentOf('gatewaySecretFile', given, settings)
  if (secret !== undefined && secret.length < MIN_SECRET_LENGTH)
    throw badValue(
      `The secret of the gateways is too short: write at least ${MIN_SECRET_LENGTH} characters, such as those of \`openssl rand -hex 32\`.`,
    )
  refuseBus({ bus, database, secret }, settings)
  const ofBus = bus === undefined ? [] : [bus, ...redisPasswords(bus)]
  return {
    database,
    bus,
    secret,
    hidden: [...secretsOfDatabase(database), ...ofBus, ...(secret === undefined ? [] : [secret])],
  }
}

/**
 * Refuses gateways without a secret between them; a bus without a database, without an address, or readable by others.
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
  if ('trouble' in parsed) throw badValue(`The address of the bus: ${parsed.trouble}`)
  const exposure = busExposure({ bus, allowPlainBus })
  if (exposure !== undefined) throw new CommandError(exposure.code, exposure.message)
}

/** The address of the database, for a command that needs one. @throws {CommandError} `CONFIG_BAD_VALUE` */
export function neededDatabaseUrl(...asked: Parameters<typeof databaseUrl>): string {
  const url = databaseUrl(...asked)
  if (url !== undefined) return url
  const message = `No database: put postgres://USER:PASSWORD@HOST:PORT/DATABASE into ${URL_VARIABLE}, or into a file`
  throw badValue(`${message} that --database-file names.`)
}

/**
 * Refuses what ledgers in a database cannot do, and what only they can.
 * @throws {CommandError} `ARCHIVE_UNSUPPORTED`, `CONFIG_BAD_VALUE`, `DATABASE_MISSING`
 */
function refuseWithDatabase(
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
    throw badValue('The address of the database is not one: write postgres://USER:PASSWORD@HOST:PORT/DATABASE.')
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
function spellingsOf(password: string): readonly string[] {
  if (password === '') return []
  try {
    return [password, decodeURIComponent(password)]
  } catch {
    return [password]
  }
}

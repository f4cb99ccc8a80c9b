/** `spotdeck init`: asks for an API key, checks it with the exchange, and writes an owner-only configuration. */

import { closeSync, existsSync, openSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { CommandError, badValue } from '../command-error.ts'
import type { AccountCredentials } from '../config/credentials.ts'
import { refuseExposed } from '../config/exposed.ts'
import { hiddenAnswer, inputLines } from '../config/hidden-answer.ts'
import { type FileAccount, accountSchema } from '../config/schema.ts'
import { type Flags, type Settings, readSettings } from '../config/settings.ts'
import { SETTINGS } from '../config/table.ts'
import { checkExchange, inOrder } from '../doctor/diagnose.ts'
import type { Check, Finding } from '../doctor/finding.ts'
import { report } from '../doctor/report.ts'
import { KEY_PERMISSIONS } from '../key-permissions.ts'
import { printResult } from '../print.ts'
import { environment, openWorld } from '../world.ts'
import { secretsOf } from './gateway.ts'

/** Subjects of the checks without which a key is not written; the others are told and can be mended later. */
const NEEDED: ReadonlySet<Check> = new Set(['endpoints', 'rest', 'key', 'permissions', 'addresses'])

type Credentials = AccountCredentials['credentials']

/** `spotdeck init`: writes a configuration and a key file, after the exchange has accepted the key. */
export async function initCommand(flags: Flags): Promise<void> {
  const { config = environment['SPOTDECK_CONFIG'] || 'spotdeck.json', id = 'main', trading = false } = flags
  const file = resolve(String(config))
  const keyFile = join(dirname(file), `${String(id)}.key.json`)
  const account = accountFrom({ id, trading, keyFile })
  for (const path of [file, keyFile]) refuseExisting(path)
  const settings = readSettings({ ...flags, config: undefined }, { ...environment, SPOTDECK_CONFIG: undefined })
  refuseExposed(settings)
  const credentials = await askCredentials()
  const findings = await checkKey(settings, account, credentials)
  writeBoth(file, keyFile, { config: configOf(settings, account), credentials })
  const next = `spotdeck gateway${file === resolve('spotdeck.json') ? '' : ` --config ${file}`}`
  const lines = [
    `${report(findings)}\n`,
    `Written, for you alone to read: ${file} and ${keyFile}`,
    `To encrypt the key with a passphrase: spotdeck keys encrypt ${keyFile}`,
    `Next: ${next}`,
  ]
  printResult(flags, { config: file, keyFile, findings, next }, lines.join('\n'))
}

/** @throws {CommandError} `CONFIG_BAD_VALUE` */
function accountFrom(given: object): FileAccount {
  const account = accountSchema.safeParse(given)
  if (account.success) return account.data
  throw badValue(`--id: ${account.error.issues[0]?.message ?? 'is not understood'}.`)
}

/** @throws {CommandError} `CONFIG_EXISTS`: what somebody wrote is never replaced */
function refuseExisting(path: string): void {
  if (!existsSync(path)) return
  throw new CommandError('CONFIG_EXISTS', `${path} stands there already: name another file with --config, or edit it.`)
}

/** @throws {CommandError} `CREDENTIALS_MISSING` */
async function askCredentials(): Promise<Credentials> {
  const isAsked = process.stdin.isTTY
  if (isAsked) process.stderr.write(`${KEY_PERMISSIONS}\n\n`)
  const [apiKey = '', secret = ''] = isAsked
    ? [(await hiddenAnswer('API key (not shown): ')).trim(), (await hiddenAnswer('Secret (not shown): ')).trim()]
    : await inputLines(process.stdin)
  if (apiKey !== '' && secret !== '') return { apiKey, secret }
  throw new CommandError(
    'CREDENTIALS_MISSING',
    'No key and secret were given: type them when asked, or write them as two lines to standard input.',
  )
}

/** Asks the exchange about the key. @throws {CommandError} with the code of what it refuses */
async function checkKey(
  settings: Settings,
  { id, trading }: FileAccount,
  credentials: Credentials,
): Promise<readonly Finding[]> {
  const account: AccountCredentials = { id, label: id, credentials, trading }
  const world = openWorld('error', secretsOf([account]))
  const findings = inOrder(await checkExchange({ settings, accounts: [account], symbols: [] }, world))
  const wrong = findings.find(({ status, check }) => status === 'error' && NEEDED.has(check))
  if (wrong === undefined) return findings
  throw new CommandError(wrong.code, `${wrong.seen} ${wrong.advice} Nothing was written.`)
}

/** The configuration to write; what has its default is left out. */
function configOf({ rest, ws, allowPlainExchange }: Settings, account: FileAccount): object {
  const { id, keyFile, trading, maxOrderNotional, maxDailyNotional } = account
  const isOther = rest !== SETTINGS.rest.default || ws !== SETTINGS.ws.default
  const host = { rest, ws, allowPlainExchange: allowPlainExchange || undefined }
  const rights = trading ? { trading, maxOrderNotional, maxDailyNotional } : {}
  return { ...(isOther ? host : {}), accounts: [{ id, keyFile, ...rights }] }
}

type Written = { readonly config: object; readonly credentials: Credentials }

/** Both files or none. @throws {CommandError} `CONFIG_UNWRITABLE` */
function writeBoth(file: string, keyFile: string, { config, credentials }: Written): void {
  const written: string[] = []
  const write = (path: string, content: object): void => {
    const to = openSync(path, 'wx', 0o600)
    written.push(path)
    writeFileSync(to, `${JSON.stringify(content, null, 2)}\n`, { flush: true })
    closeSync(to)
  }
  try {
    write(keyFile, credentials)
    write(file, config)
  } catch (cause) {
    for (const path of written) rmSync(path, { force: true })
    const message = `Cannot write ${file} and ${keyFile}: check the folder and its rights. Nothing was written.`
    throw new CommandError('CONFIG_UNWRITABLE', message, { cause })
  }
}

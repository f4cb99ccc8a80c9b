/** The passphrase of encrypted key files: from an owner-only file, a service's credentials or the terminal; no flag. */

import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { CommandError } from '../command-error.ts'
import { hiddenAnswer } from './hidden-answer.ts'
import { refuseIfOthersCanRead } from './owner-file.ts'
import type { Environment } from './settings.ts'

/** Environment variable that names the passphrase's file. */
export const PASSPHRASE_FILE = 'SPOTDECK_KEY_PASSPHRASE_FILE'
/** The name of the credential under systemd: `LoadCredential=spotdeck-key-passphrase:…`. */
const CREDENTIAL = 'spotdeck-key-passphrase'

/** `undefined` where neither the environment nor a service manager names one. @throws {CommandError} `CREDENTIALS_*` */
export function storedPassphrase(environment: Environment): string | undefined {
  const named = environment[PASSPHRASE_FILE]
  if (named !== undefined && named !== '') {
    refuseIfOthersCanRead(named)
    return firstLine(named)
  }
  const folder = environment['CREDENTIALS_DIRECTORY']
  const path = folder === undefined || folder === '' ? undefined : join(folder, CREDENTIAL)
  return path !== undefined && existsSync(path) ? firstLine(path) : undefined
}

/** Asks on the terminal without showing what is typed. @throws {CommandError} `otherwise` where there is no terminal */
export async function askPassphrase(question: string, otherwise: CommandError = locked()): Promise<string> {
  if (!process.stdin.isTTY) throw otherwise
  return nonEmpty(await hiddenAnswer(question), 'The passphrase')
}

/** The key file is encrypted and nothing opens it. */
export function locked(path = 'The key file'): CommandError {
  return new CommandError(
    'CREDENTIALS_LOCKED',
    `${path} is encrypted: start on a terminal to be asked for its passphrase, or name an owner-only file that holds it in ${PASSPHRASE_FILE}.`,
  )
}

/** A key file is to be encrypted and nothing says with which passphrase. */
export function noPassphrase(path: string): CommandError {
  return new CommandError(
    'CREDENTIALS_INVALID',
    `No passphrase to encrypt ${path} with: run this on a terminal to be asked for one, or name an owner-only file that holds it in ${PASSPHRASE_FILE}. Nothing was changed.`,
  )
}

function firstLine(path: string): string {
  return nonEmpty(readFileSync(path, 'utf8').split(/\r?\n/, 1)[0] ?? '', path)
}

function nonEmpty(text: string, what: string): string {
  if (text === '')
    throw new CommandError('CREDENTIALS_INVALID', `${what} is empty: write the passphrase in its first line.`)
  return text
}

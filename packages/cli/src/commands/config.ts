/** `spotdeck config …`: the configuration's JSON schema, and whether a file keeps to it. Nothing is opened or written. */

import { passphraseFor, readAccounts } from '../config/credentials.ts'
import { refuseExposed } from '../config/exposed.ts'
import { jsonSchema } from '../config/schema.ts'
import { readSettings } from '../config/settings.ts'
import { printReady } from '../print.ts'
import { environment } from '../world.ts'

/** `spotdeck config schema`: prints the JSON schema of the configuration file. */
export function configSchemaCommand(): void {
  printReady(JSON.stringify(jsonSchema(), null, 2))
}

/** Reads the file as a start would, without the environment. @throws {CommandError} `CONFIG_*`, `CREDENTIALS_*`, `NOTICES_UNREADABLE`, and those of `refuseExposed` */
export async function configCheckCommand(file: string): Promise<void> {
  const settings = readSettings({ config: file }, {}, { port: 8787 })
  refuseExposed(settings)
  // A check runs no program: what a keyCommand writes is seen at a start.
  const accounts = settings.accounts?.filter(({ keyCommand }) => keyCommand === undefined)
  if (accounts !== undefined) readAccounts(accounts, {}, await passphraseFor(accounts, environment))
  printReady(`${file} is a valid configuration.`)
}

/** `spotdeck config …`: the configuration's JSON schema, and whether a file keeps to it. Nothing is opened or written. */

import { readAccounts } from '../config/credentials.ts'
import { refuseExposed } from '../config/exposed.ts'
import { jsonSchema } from '../config/schema.ts'
import { readSettings } from '../config/settings.ts'
import { printReady } from '../print.ts'

export function configSchemaCommand(): void {
  printReady(JSON.stringify(jsonSchema(), null, 2))
}

/** Reads the file as a start would, without the environment. @throws {CommandError} `CONFIG_*`, `CREDENTIALS_*`, `NOTICES_UNREADABLE`, and those of `refuseExposed` */
export function configCheckCommand(file: string): void {
  const settings = readSettings({ config: file }, {}, { port: 8787 })
  refuseExposed(settings)
  const { accounts } = settings
  if (accounts !== undefined) readAccounts(accounts, {})
  printReady(`${file} is a valid configuration.`)
}

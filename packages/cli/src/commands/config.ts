/**
 * `spotdeck config …`: prints the configuration's JSON schema and checks files. It opens and writes nothing; only
 * hidden names are checked against the exchange's markets.
 */

import { unknownNames } from '@spotdeck/gateway/config'
import { createRestClient } from '@spotdeck/mexc'
import { exchangeInfo } from '@spotdeck/wire'
import { passphraseFor, readAccounts } from '../config/credentials.ts'
import { readShared } from '../config/database.ts'
import { refuseExposed } from '../config/exposed.ts'
import { jsonSchema } from '../config/schema.ts'
import { type Flags, type Settings, readSettings } from '../config/settings.ts'
import { explainError } from '../command-error.ts'
import { printResult, printWarning } from '../print.ts'
import { environment, openWorld } from '../world.ts'

/** `spotdeck config schema`: prints the JSON schema of the configuration file. */
export function configSchemaCommand(flags: Flags): void {
  printResult(flags, jsonSchema(), JSON.stringify(jsonSchema(), null, 2))
}

/** Reads the file as a start would, without the environment. @throws {CommandError} as a start does */
export async function configCheckCommand(file: string, flags: Flags): Promise<void> {
  const settings = readSettings({ config: file }, {})
  refuseExposed(settings)
  // A check runs no program: what a keyCommand writes is seen at a start.
  const accounts = settings.accounts?.filter(({ keyCommand }) => keyCommand === undefined)
  if (accounts !== undefined && settings.role !== 'edge')
    readAccounts(accounts, {}, await passphraseFor(accounts, environment))
  // An address is often in the environment alone.
  readShared({}, environment, settings)
  await compareHiddenNames(settings)
  printResult(flags, { file, valid: true }, `${file} is a valid configuration.`)
}

/** Deadline for the exchange's list of markets, in ms. */
const MARKETS_WITHIN_MS = 10_000

/** Warns of names that are hidden from an audience and that no market has. */
async function compareHiddenNames({ audiences: limits = {}, rest, allowPlainExchange }: Settings): Promise<void> {
  // Without markets every name is unknown: where there is none, nobody is asked.
  if (unknownNames(limits, []).length === 0) return
  const plain = allowPlainExchange ? { allowPlain: true } : {}
  const client = createRestClient({ baseUrl: rest, world: openWorld('error'), ...plain })
  try {
    const { symbols } = await client.call(
      exchangeInfo,
      {},
      { withinMs: MARKETS_WITHIN_MS, timeoutMs: MARKETS_WITHIN_MS },
    )
    for (const { key, name } of unknownNames(limits, symbols))
      printWarning(`${key}: no market of ${rest} has ${name}, so it hides nothing. Check its spelling.`)
  } catch (error) {
    printWarning(`The names under audiences were not compared with the markets of ${rest}: ${explainError(error)}`)
  }
}

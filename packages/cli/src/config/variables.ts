/** Environment variables that are written nearly right: nothing reads them, so that the command would go without. */

import { variableOf } from '@spotdeck/sandbox/command'
import { meant } from '../meant.ts'
import { PASSPHRASE_FILE } from './passphrase.ts'
import type { Environment } from './settings.ts'
import { ALL_SETTINGS } from './table.ts'

const PREFIX = 'SPOTDECK_'
/** Variables of the environment's own account, and secrets, which no flag takes. */
const OTHERS = ['apiKey', 'apiSecret', 'trading', 'maxOrderNotional', 'maxDailyNotional', 'zone']
const SECRETS = ['databaseUrl', 'busUrl', 'gatewaySecret']

/** A sentence on each variable that no command reads and whose name is near one that is read. */
export function misspelt(environment: Environment): readonly string[] {
  const known = [...[...ALL_SETTINGS.keys(), ...OTHERS, ...SECRETS].map(variableOf), PASSPHRASE_FILE]
  return Object.keys(environment)
    .filter((name) => name.startsWith(PREFIX) && !known.includes(name))
    .flatMap((name) => {
      const other = meant(
        name.slice(PREFIX.length),
        known.map((one) => one.slice(PREFIX.length)),
      )
      return other === '' ? [] : [`${name} is not read.${other.replace('mean ', `mean ${PREFIX}`)}`]
    })
}

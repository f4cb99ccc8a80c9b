/** `spotdeck backup`: a proved copy of all ledgers, while the gateway runs. */

import { resolve } from 'node:path'
import { backupData } from '@spotdeck/follow'
import { type Flags, readSettings } from '../config/settings.ts'
import { printReady } from '../print.ts'
import { environment } from '../world.ts'

/** `spotdeck backup`: copies every ledger to another directory and verifies the copies. */
export async function backupCommand(flags: Flags): Promise<void> {
  const { data } = readSettings(flags, environment, { port: 8787 })
  const to = resolve(String(flags['to']))
  for (const { account, events, head } of await backupData(data, to)) {
    printReady(`${account}: ${events} events in ${to}, checked to the last hash ${head}`)
  }
}

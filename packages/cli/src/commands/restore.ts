/** `spotdeck restore`: a backup in the place of ledgers, while no gateway runs. */

import { join, resolve } from 'node:path'
import { restoreData } from '@spotdeck/store'
import { type Flags, readSettings } from '../config/settings.ts'
import { printResult } from '../print.ts'
import { environment, openWorld } from '../world.ts'
import { toldMissing } from './verify.ts'

/** `spotdeck restore`: restores ledgers from a backup. */
export async function restoreCommand(flags: Flags): Promise<void> {
  const { data, logLevel } = readSettings(flags, environment)
  const stamp = new Date(openWorld(logLevel).clock.now()).toISOString().replaceAll(':', '-')
  const keepIn = join(data, `replaced-${stamp}`)
  const from = resolve(String(flags['from']))
  let dropped: number | undefined
  const restored = await restoreData({
    from,
    data,
    ...(flags['replace'] === true ? { keepIn } : {}),
    dropped: (credentials) => (dropped = credentials),
  })
  const kept = flags['replace'] === true ? keepIn : undefined
  const lines = [
    ...restored.map(({ account, events }) => `${account}: ${events} events restored to ${data}`),
    ...restored
      .filter(({ missing }) => missing.length > 0)
      .map(({ account, missing }) => `${account}: ${toldMissing(missing)} not in the backup`),
    dropped === undefined ? [] : droppedText(dropped),
    kept === undefined ? [] : `What stood there is in ${kept}.`,
  ]
  printResult(flags, { data, accounts: restored, dropped, kept }, lines.flat().join('\n'))
}

const droppedText = (dropped: number): string =>
  `People, masks and passkeys restored. ${dropped} tokens, links, sessions and codes dropped, because some may be ` +
  'revoked since: make new ones. A passkey or person removed since the backup is back: see spotdeck passkey list and ' +
  'user list.'

/** `spotdeck backup`: a proved copy of all ledgers, while the gateway runs. */

import { resolve } from 'node:path'
import { type BackupProgress, backupData } from '@spotdeck/store'
import { sleep } from '@spotdeck/ports'
import { CommandError } from '../command-error.ts'
import { type Flags, readSettings } from '../config/settings.ts'
import { printProgress, printReady, printResult } from '../print.ts'
import { interruptible } from '../shutdown.ts'
import { environment, openWorld } from '../world.ts'
import { yieldProcessor } from '../yield-processor.ts'
import { toldMissing } from './verify.ts'

/** `spotdeck backup`: copies every ledger and verifies the copies. @throws {CommandError} `BACKUP_CANCELED` */
export async function backupCommand(flags: Flags): Promise<void> {
  const { data, logLevel } = readSettings(flags, environment)
  const { timers } = openWorld(logLevel)
  const to = resolve(String(flags['to']))
  yieldProcessor()
  const progress = async (far: BackupProgress): Promise<void> => {
    printProgress(told(far))
    // A signal is heard between two turns.
    await sleep({ timers, ms: 0 })
  }
  const canceled = new CommandError('BACKUP_CANCELED', `The backup was canceled: nothing of it is in ${to}.`)
  const copies = await interruptible(canceled, (signal) => backupData(data, to, { progress, signal })).finally(() =>
    printProgress(''),
  )
  for (const { account, events, head, missing } of copies) {
    const text = `${account}: ${events} events in ${to}, checked to the last hash ${head}`
    printResult(flags, { account, to, events, head, missing }, text)
    if (missing.length > 0 && flags['json'] !== true)
      printReady(`${account}: ${toldMissing(missing)} not in the archive, and not in the backup`)
  }
}

function told({ account, step, done, total }: BackupProgress): string {
  if (step === 'verifying') return `${account}: ${done} of ${total} events verified`
  const [has, all] = [done, total].map((bytes) => (bytes / BYTES_PER_MB).toFixed(0))
  return `${account}: ${has} of ${all} MB copied`
}

const BYTES_PER_MB = 1e6

/** A process that migrates a ledger file by opening it: the test kills it meanwhile, or gives it too small a disk. */

import { DataFolderError } from '@spotdeck/store'
import { openSqlite } from '@spotdeck/store/testing'

const say = (text: string): unknown => process.stdout.write(`${text}\n`)

try {
  openSqlite(process.argv[2] ?? '', { progress: ({ done }) => void say(`step ${done}`) }).close()
  say('opened')
} catch (error) {
  say(error instanceof DataFolderError ? `refused ${error.code} ${error.message}` : String(error))
}

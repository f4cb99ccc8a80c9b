/** Program of a test: archives a ledger, span by span, until it ends or is killed. Arguments: the data folder. */

import { diskArchive, archivePath, ledgerPath, openSqliteStore } from '@spotdeck/store'

const [data = ''] = process.argv.slice(2)
const store = openSqliteStore({
  path: ledgerPath(data, 'main'),
  identity: { account: 'main', host: 'api.mexc.com', user: '7' },
  newEpoch: 'abcdef0123456789',
  archive: diskArchive(archivePath(data, 'main')),
})
const turn = (): Promise<void> => {
  process.stdout.write('step\n')
  return new Promise((resolve) => setImmediate(resolve))
}
// The first span alone, then the second: two files, one after the other.
for (const before of [2_049, 9_999]) await store.archive({ before, turn })
process.stdout.write('done\n')
await store.close()

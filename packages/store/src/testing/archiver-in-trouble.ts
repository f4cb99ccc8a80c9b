/**
 * Program of a test: archives a ledger on a disk that is full, and then again with a little more room each time, until there is enough.
 * Says after each try how it ended and what verify finds. Arguments: the data folder, which is a small file system of its own.
 */

import { rmSync, statfsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { diskArchive, archivePath, ledgerPath, openSqliteStore } from '@spotdeck/store'
import { codeOf } from '@spotdeck/store/testing'

const ROOM_STEP = 48_000
const MAX_TRIES = 60
const [data = ''] = process.argv.slice(2)
const ballast = join(data, 'ballast')
const store = openSqliteStore({
  path: ledgerPath(data, 'main'),
  identity: { account: 'main', host: 'api.mexc.com', user: '7' },
  newEpoch: 'abcdef0123456789',
  archive: diskArchive(archivePath(data, 'main')),
})

/** Fills the disk up to `room` bytes. */
function leave(room: number): void {
  rmSync(ballast, { force: true })
  const { bavail, bsize } = statfsSync(data)
  writeFileSync(ballast, Buffer.alloc(Math.max(0, bavail * bsize - room)))
}

for (let tries = 0; tries < MAX_TRIES; tries++) {
  leave(tries * ROOM_STEP)
  const outcome = await store.archive({ before: 9_999, turn: () => Promise.resolve() }).then(
    (file) => `archived ${file?.last ?? 0}`,
    (error: unknown) => `refused ${codeOf(error)}`,
  )
  const verified = await store.verify()
  process.stdout.write(`${outcome}, ${verified.ok ? `${verified.events} events whole` : verified.what}\n`)
  if (outcome.startsWith('archived')) break
}
await store.close()

/** The archive of a ledger by hand, while no gateway runs. */

import { existsSync } from 'node:fs'
import { archiveEvents } from './archive/archive-events.ts'
import { diskArchive } from './archive/folder.ts'
import { DataFolderError } from './data-folder-error.ts'
import { archivePath, ledgerPath } from './layout.ts'
import { lockDirectory } from './lock.ts'
import type { ArchivedFile } from './port.ts'
import { archiveSource, putBackNewest } from './sqlite/archive-source.ts'
import { openSqlite } from './sqlite/database.ts'
import { EventLog } from './sqlite/event-log.ts'
import { Sealing } from './sqlite/sealing.ts'
import { metaOf } from './sqlite/sqlite.ts'

/** An open ledger whose events are archived by hand. */
export interface OfflineArchive {
  /** Archives one file of events from before a time, in ms; `undefined` where nothing is left. @throws {DataFolderError} */
  archive(before: number): Promise<ArchivedFile | undefined>
  /** Puts the newest archived events back; `undefined` where none are left. @throws {DataFolderError} `ARCHIVE_BAD` */
  putBack(): ArchivedFile | undefined
  /** Idempotent. */
  close(): void
}

/**
 * Opens the ledger of an account as its one writer.
 * @throws {DataFolderError} `DATA_DIR_LOCKED` while a gateway runs, `LEDGER_*`
 */
export function openOfflineArchive(data: string, account: string): OfflineArchive {
  const path = ledgerPath(data, account)
  if (!existsSync(path)) throw new DataFolderError('LEDGER_MISSING', `There is no ledger ${path}.`)
  const lock = lockDirectory(data)
  try {
    const file = openSqlite(path)
    const log = new EventLog(file)
    const meta = metaOf(file)
    const ledger = { account, exchange: meta.get('host') ?? '', epoch: meta.get('epoch') ?? '' }
    const parts = { folder: diskArchive(archivePath(data, account)), ledger }
    const turn = (): Promise<void> => Promise.resolve()
    const sealing = new Sealing({ file, log })
    return {
      async archive(before) {
        // The process that stored the newest events may have ended before it sealed them.
        await sealing.settled()
        return await archiveEvents(archiveSource(file, log, parts), { before, turn })
      },
      putBack: () => putBackNewest(file, log, parts),
      close() {
        sealing.close()
        file.close()
        lock.release()
      },
    }
  } catch (cause) {
    lock.release()
    throw cause
  }
}

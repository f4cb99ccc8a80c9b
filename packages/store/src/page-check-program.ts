/** Program of its own: checks the pages of the file that it is given, which it only reads. Its exit code is the result. */

import { PAGES } from './page-checks.ts'
import { DataFolderError } from './data-folder-error.ts'
import { readSqlite } from './sqlite/database.ts'

function check(path: string): number {
  try {
    const file = readSqlite(path)
    const [found] = file.all('PRAGMA quick_check(1)').flatMap((row) => Object.values(row))
    file.close()
    return found === 'ok' ? PAGES.whole : PAGES.damaged
  } catch (cause) {
    return cause instanceof DataFolderError && cause.code === 'LEDGER_CORRUPT' ? PAGES.damaged : PAGES.unknown
  }
}

process.exit(check(process.argv[2] ?? ''))

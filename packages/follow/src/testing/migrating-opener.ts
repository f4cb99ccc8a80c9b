/** A process that migrates a ledger file by opening it; the test kills it meanwhile. */

import { openSqlite } from '../store/sqlite/database.ts'

openSqlite(process.argv[2] ?? '', { progress: ({ done }) => void process.stdout.write(`step ${done}\n`) }).close()

/** A process that opens a ledger file, which migrates it; its parent kills it in between. */

import { openSqlite } from '../store/sqlite/database.ts'

openSqlite(process.argv[2] ?? '', ({ done }) => void process.stdout.write(`step ${done}\n`)).close()

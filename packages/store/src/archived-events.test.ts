/** Every store archives alike. */

import { archiveContract } from './archive.contract.ts'
import { inMemory, inSqlite } from './openers.contract.ts'

archiveContract(...inMemory)
archiveContract(...inSqlite)

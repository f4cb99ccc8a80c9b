// Everything that tests and checks need, system programs included.

import { prepare } from './lib/prepare.mjs'
import { ensurePrograms } from './lib/system.mjs'

await prepare('all', 'nothing')
ensurePrograms()

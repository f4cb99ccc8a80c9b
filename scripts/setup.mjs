// Everything that tests and checks need, system programs included.

import { ensureInstalled } from './lib/install.mjs'
import { ensurePrograms } from './lib/system.mjs'

ensureInstalled('all')
ensurePrograms()

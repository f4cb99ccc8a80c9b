// `npm run build`: every package and the page.

import { buildAll } from './lib/build.mjs'
import { ensureInstalled } from './lib/install.mjs'

ensureInstalled('run')
await buildAll()

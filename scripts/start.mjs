// `npm start`: installs what is missing, builds what changed, runs the whole product on the sandbox.

import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { buildAll } from './lib/build.mjs'
import { ensureInstalled } from './lib/install.mjs'
import { endWithNpm, root } from './lib/steps.mjs'

ensureInstalled('run')
await buildAll()
process.argv.splice(2, 0, 'up')
endWithNpm()
await import(pathToFileURL(join(root, 'packages/cli/dist/main.js')).href)

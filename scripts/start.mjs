// `npm start`: installs what is missing, builds what changed, runs the whole product on the sandbox.

import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { prepare } from './lib/prepare.mjs'
import { PROGRAM } from './lib/products.mjs'
import { endWithNpm, root } from './lib/steps.mjs'

await prepare('run', 'product')
process.argv.splice(2, 0, 'up')
endWithNpm()
await import(pathToFileURL(join(root, PROGRAM)).href)

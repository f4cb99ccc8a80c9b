// `npm run spotdeck -- <command>`: the command of this clone, installed and built when something is missing.

import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { prepare } from './lib/prepare.mjs'
import { PROGRAM } from './lib/products.mjs'
import { endWithNpm, root } from './lib/steps.mjs'

await prepare('run', ['up', 'gateway'].includes(process.argv[2] ?? '') ? 'product' : 'command')
endWithNpm()
await import(pathToFileURL(join(root, PROGRAM)).href)

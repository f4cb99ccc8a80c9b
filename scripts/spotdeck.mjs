// `npm run spotdeck -- <command>`: the command of this clone, installed and built when something is missing.

import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { buildPackages, buildPage } from './lib/build.mjs'
import { ensureInstalled } from './lib/install.mjs'
import { endWithNpm, root } from './lib/steps.mjs'

ensureInstalled('run')
buildPackages()
if (['up', 'gateway'].includes(process.argv[2] ?? '')) await buildPage()
endWithNpm()
await import(pathToFileURL(join(root, 'packages/cli/dist/main.js')).href)

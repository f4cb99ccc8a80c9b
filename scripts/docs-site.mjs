// `npm run docs:site [-- FOLDER]`: builds the documentation site from the Markdown of docs/, for the gateway's `/docs`
// or into FOLDER. Fails for a dead link. It asks no other host.

import { resolve } from 'node:path'
import { prepare } from './lib/prepare.mjs'
import { root } from './lib/steps.mjs'

const [folder] = process.argv.slice(2)
await prepare('all', 'nothing')
// Loaded once it is installed: what runs the product leaves it out.
const { build } = await import('vitepress')
await build(`${root}/docs`, folder === undefined ? {} : { outDir: resolve(folder) })

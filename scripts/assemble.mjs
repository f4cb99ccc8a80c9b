// Puts all that runs into a folder that needs no repository: node scripts/assemble.mjs FOLDER (empty or not there yet)
// The command without maps, the page, the documentation if built, and the registry packages that are not joined.
// `FOLDER/bin/spotdeck` is the command; the folder can be moved, and needs nothing but Node.js.

import { chmodSync, cpSync, existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join, posix, relative, resolve } from 'node:path'
import { shippedPlaces } from './lib/lock-file.mjs'
import { prepare } from './lib/prepare.mjs'
import { PRODUCTS, PROGRAM, manifestOf } from './lib/products.mjs'
import { fail, root, say } from './lib/steps.mjs'

const UNUSED = /\.map$|\.d\.[cm]?ts$|\.inputs$/

/** Copies a folder without what only compilers and debuggers read, and without packages nested in it. */
function copy(place) {
  const from = join(root, place)
  const isNested = (path) => relative(from, path).split(/[\\/]/).includes('node_modules')
  if (existsSync(from))
    cpSync(from, join(target, place), { recursive: true, filter: (path) => !UNUSED.test(path) && !isNested(path) })
}

const target = resolve(process.argv[2] ?? '')
if (process.argv[2] === undefined) fail('Name the folder: node scripts/assemble.mjs FOLDER')
if (existsSync(target) && readdirSync(target).length > 0)
  fail(`${target} is not empty: name a folder that does not exist.`)
await prepare('run', 'product')
const { folders, main, outside } = PRODUCTS.spotdeck
const packages = outside.map((name) => posix.join('node_modules', name))
for (const place of [...folders, ...packages, ...shippedPlaces(packages)]) copy(place)
const { name, version, license, type, engines } = manifestOf(main)
writeFileSync(join(target, 'package.json'), `${JSON.stringify({ name, version, license, type, engines }, null, 2)}\n`)
cpSync(join(root, 'LICENSE'), join(target, 'LICENSE'))
mkdirSync(join(target, 'bin'))
chmodSync(join(target, PROGRAM), 0o755)
// Windows lets only administrators make links.
if (process.platform !== 'win32') symlinkSync(posix.join('..', PROGRAM), join(target, 'bin/spotdeck'))
say(`${join(target, 'bin/spotdeck')} is ready`)

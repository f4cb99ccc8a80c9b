// Puts all that runs into a folder that needs no repository: node scripts/assemble.mjs FOLDER (empty or not there yet)
// Built code without sources, maps and types, the page, the documentation if built, and the packages that they need.
// `FOLDER/bin/spotdeck` is the command; the folder can be moved, and needs nothing but Node.js.

import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { basename, dirname, join, relative, resolve } from 'node:path'
import { packageFolders } from './lib/build.mjs'
import { prepare } from './lib/prepare.mjs'
import { shippedPlaces } from './lib/lock-file.mjs'
import { fail, root, say } from './lib/steps.mjs'

const UNUSED = /\.map$|\.d\.[cm]?ts$|\.tsbuildinfo$|\.inputs$/

/** Copies a folder without what only compilers and debuggers read, and without packages nested in it. */
function copy(from, to, without = ['node_modules']) {
  const isIn = (path) =>
    relative(from, path)
      .split(/[\\/]/)
      .some((name) => without.includes(name))
  const filter = (path) => !UNUSED.test(path) && !isIn(path)
  cpSync(from, to, { recursive: true, filter })
}

/** A package of this repository: its manifest, what was built and what is served as it stands. */
function addPackage(folder, target) {
  for (const part of ['dist', 'public'].filter((name) => existsSync(join(root, folder, name))))
    copy(join(root, folder, part), join(target, folder, part), ['testing'])
  const { devDependencies: _dev, ...manifest } = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'))
  const text = JSON.stringify(manifest, (key, value) => (key === 'source' ? undefined : value), 2)
  writeFileSync(join(target, folder, 'package.json'), `${text}\n`)
  const link = join(target, 'node_modules/@spotdeck', basename(folder))
  mkdirSync(dirname(link), { recursive: true })
  symlinkSync(join('../..', folder), link, 'dir')
}

const target = resolve(process.argv[2] ?? '')
if (process.argv[2] === undefined) fail('Name the folder: node scripts/assemble.mjs FOLDER')
if (existsSync(target) && readdirSync(target).length > 0)
  fail(`${target} is not empty: name a folder that does not exist.`)
await prepare('run')
const folders = packageFolders()
for (const place of shippedPlaces(folders))
  if (existsSync(join(root, place))) copy(join(root, place), join(target, place))
for (const folder of folders) addPackage(folder, target)
for (const part of ['dist', 'docs'].map((name) => join('packages/dashboard', name)))
  if (existsSync(join(root, part))) copy(join(root, part), join(target, part))
cpSync(join(root, 'LICENSE'), join(target, 'LICENSE'))
mkdirSync(join(target, 'bin'))
chmodSync(join(target, 'packages/cli/dist/main.js'), 0o755)
symlinkSync('../packages/cli/dist/main.js', join(target, 'bin/spotdeck'))
say(`${join(target, 'bin/spotdeck')} is ready`)

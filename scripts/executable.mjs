// Puts all that runs into one file that needs no Node.js: node scripts/executable.mjs FILE
// It is this Node.js with the folder of scripts/assemble.mjs inside, for this machine's system and processor alone.

import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative, resolve } from 'node:path'
import { fail, root, run, runOrExit, say } from './lib/steps.mjs'

/** The mark of an application inside Node.js: https://nodejs.org/api/single-executable-applications.html */
const FUSE = 'NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2'
const SECTION = 'NODE_SEA_BLOB'

/** Lists the files of a folder as assets by number; `files.json` names their paths and this build. */
function assetsOf(folder, place) {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  const hash = createHash('sha256')
  for (const file of files) hash.update(relative(folder, file)).update(readFileSync(file))
  const paths = files.map((file) => relative(folder, file).replaceAll('\\', '/'))
  writeFileSync(place, JSON.stringify({ id: hash.digest('hex').slice(0, 16), paths }))
  return { 'files.json': place, ...Object.fromEntries(files.map((file, at) => [`file ${at}`, file])) }
}

const [, , name] = process.argv
if (name === undefined) fail('Name the file: node scripts/executable.mjs FILE')
const target = resolve(name)
if (!readFileSync(process.execPath).includes(FUSE))
  fail(
    `${process.execPath} takes no program in: use a Node.js of nodejs.org, which is one file without a shared library.`,
  )
const place = mkdtempSync(join(tmpdir(), 'spotdeck-executable-'))
try {
  const folder = join(place, 'program')
  runOrExit(process.execPath, [join(root, 'scripts/assemble.mjs'), folder])
  const blob = join(place, 'blob')
  const config = {
    main: join(root, 'scripts/lib/executable-main.cjs'),
    output: blob,
    disableExperimentalSEAWarning: true,
    assets: assetsOf(folder, join(place, 'files.json')),
  }
  writeFileSync(join(place, 'config.json'), JSON.stringify(config))
  execFileSync(process.execPath, ['--experimental-sea-config', join(place, 'config.json')], { stdio: 'pipe' })
  mkdirSync(dirname(target), { recursive: true })
  copyFileSync(process.execPath, target)
  chmodSync(target, 0o755)
  const isMac = process.platform === 'darwin'
  // A changed file loses Apple's signature, and is started only with one: this machine's own is enough for it.
  if (isMac) runOrExit('codesign', ['--remove-signature', target])
  const postject = join(root, 'node_modules/postject/dist/cli.js')
  const options = ['--sentinel-fuse', FUSE, ...(isMac ? ['--macho-segment-name', 'NODE_SEA'] : [])]
  if (run(process.execPath, [postject, target, SECTION, blob, ...options]) !== 0) fail('The program was not put in.')
  if (isMac) runOrExit('codesign', ['--sign', '-', target])
  say(`${target} is ready: ${(readFileSync(target).length / 1e6).toFixed(0)} MB`)
} finally {
  rmSync(place, { recursive: true, force: true })
}

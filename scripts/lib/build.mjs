// Builds the packages with the compiler and the page with Vite; both do nothing when nothing changed.
// The compiler is the native one, in one thread: other work runs beside it, and one thread costs the least processor time.

import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join, posix } from 'node:path'
import { filesUnder, makeWhenStale } from './freshness.mjs'
import { root, runTool, say } from './steps.mjs'

const pageInputs = ['packages/dashboard', 'packages/api/src', 'packages/exact/src', 'package-lock.json']
const pageHash = join(root, 'packages/dashboard/dist/.inputs')

/** Runs the native compiler. `typescript` itself stays on the last version with a JavaScript API, for scripts that read sources. */
export function runCompiler(...args) {
  runTool('typescript-native/bin/tsc', [...args, '--singleThreaded'])
}

function hashOfPageInputs() {
  const hash = createHash('sha256')
  for (const file of filesUnder(root, pageInputs)) hash.update(file).update(readFileSync(join(root, file)))
  return hash.digest('hex')
}

/** The command and every package that it is made of: its references are all of them. */
export function packageFolders() {
  const { references } = JSON.parse(readFileSync(join(root, 'packages/cli/tsconfig.build.json'), 'utf8'))
  return ['packages/cli', ...references.map(({ path }) => posix.join('packages/cli', posix.dirname(path)))]
}

export function buildPackages() {
  const folders = packageFolders()
  const sources = folders.flatMap((folder) => [
    `${folder}/src`,
    `${folder}/tsconfig.build.json`,
    `${folder}/package.json`,
  ])
  const wanted = {
    inputs: ['tsconfig.base.json', 'package-lock.json', ...sources],
    outputs: folders.map((folder) => `${folder}/dist/.tsbuildinfo`),
    marker: 'packages/cli/dist/.inputs',
  }
  makeWhenStale(root, wanted, () => {
    say('Compiling')
    runCompiler('-b', 'packages/cli/tsconfig.build.json')
  })
}

/** Builds the page in a process of its own; resolves when it is there. The page needs none of the compiled packages. */
export async function buildPage() {
  const hash = hashOfPageInputs()
  if (existsSync(pageHash) && readFileSync(pageHash, 'utf8') === hash) return
  say('Building the page')
  const args = [join(root, 'node_modules/vite/bin/vite.js'), 'build', '--logLevel', 'warn']
  const building = spawn(process.execPath, args, {
    cwd: join(root, 'packages/dashboard'),
    stdio: ['inherit', 2, 2],
  })
  const [status] = await once(building, 'close')
  if (status !== 0) process.exit(status ?? 1)
  writeFileSync(pageHash, hash)
}

/** Builds both, side by side. */
export async function buildAll() {
  const page = buildPage()
  buildPackages()
  await page
}

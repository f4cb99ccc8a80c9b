// Builds the packages with the compiler, the command and the page with Vite; each does nothing when nothing changed.
// The compiler is the native one, in one thread: other work runs beside it, and one thread costs the least processor time.

import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join, posix } from 'node:path'
import { filesUnder, makeWhenStale } from './freshness.mjs'
import { PROGRAM } from './products.mjs'
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

/** Files that the packages, and the command made of them, are built from. */
const sourcesOf = (folders) => [
  'tsconfig.base.json',
  'package-lock.json',
  ...folders.flatMap((folder) => [`${folder}/src`, `${folder}/tsconfig.build.json`, `${folder}/package.json`]),
]

async function buildPackages() {
  const folders = packageFolders()
  const wanted = {
    inputs: sourcesOf(folders),
    outputs: folders.map((folder) => `${folder}/dist/.tsbuildinfo`),
    marker: 'packages/cli/dist/.inputs',
  }
  await makeWhenStale(root, wanted, () => {
    say('Compiling')
    runCompiler('-b', 'packages/cli/tsconfig.build.json')
  })
}

/** Builds the command from the sources of its packages; needs none of them compiled. */
export async function buildProgram() {
  const wanted = {
    inputs: ['scripts/lib/bundle.mjs', ...sourcesOf(packageFolders())],
    outputs: [PROGRAM],
    marker: 'packages/cli/bundle/.inputs',
  }
  await makeWhenStale(root, wanted, async () => {
    say('Building the command')
    const { bundleProgram } = await import('./bundle.mjs')
    await bundleProgram()
  })
}

/** Builds the page in a process of its own; resolves when it is there. The page needs none of the compiled packages. */
async function buildPage() {
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

/** Builds what runs: the command and the page, side by side. */
export async function buildProduct() {
  const page = buildPage()
  await buildProgram()
  await page
}

/** Builds what runs, and the packages. */
export async function buildAll() {
  const page = buildPage()
  await buildPackages()
  await buildProgram()
  await page
}

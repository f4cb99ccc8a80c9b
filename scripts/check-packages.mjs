// Packages as an installation receives them: packed as npm packs them, then judged by publint and arethetypeswrong.
// Ends with 1 and the findings when there is one.

import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core'
import { publint } from 'publint'
import { formatMessage } from 'publint/utils'
import { root } from './lib/steps.mjs'

/** Installed, the SDK with all it needs stays below that. */
const MOST_BYTES = 3_500_000
const libraries = ['exact', 'ports', 'wire', 'mexc']
/** Files that ship besides the code. */
const needed = { wire: ['proto/push.proto'] }
/** The packages are ESM for Node 20.19 and later, which require it too: only what CommonJS of old would meet is set aside. */
const setAside = new Set(['CJSResolvesToESM'])

function pack(name, folder) {
  const args = ['pack', '--json', '--ignore-scripts', '--pack-destination', folder]
  const output = execFileSync('npm', args, { cwd: join(root, 'packages', name), encoding: 'utf8' })
  const [{ filename, files, unpackedSize }] = JSON.parse(output)
  return { tarball: readFileSync(join(folder, filename)), files: files.map(({ path }) => path), unpackedSize }
}

/** Size of a third-party package on disk, in bytes. */
function installedBytes(name) {
  const folder = join(root, 'node_modules', name)
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  return entries.reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0)
}

async function* findingsOf(name, folder) {
  const { tarball, files, unpackedSize } = pack(name, folder)
  installed += unpackedSize
  for (const file of needed[name] ?? []) {
    if (!files.includes(file)) yield `${name}: ${file} is not in the package`
  }
  for (const file of files) {
    if (/\.test\.|\/testing\/|tsbuildinfo/.test(file)) yield `${name}: ${file} does not belong into the package`
  }
  const pkg = JSON.parse(readFileSync(join(root, 'packages', name, 'package.json'), 'utf8'))
  for (const dependency of Object.keys(pkg.dependencies ?? {})) {
    if (!dependency.startsWith('@spotdeck/')) installed += installedBytes(dependency)
  }
  if (pkg.sideEffects !== false) yield `${name}: package.json must say sideEffects: false`
  const { messages } = await publint({ pkgDir: join(root, 'packages', name), strict: true, pack: 'npm' })
  for (const message of messages) yield `${name}: publint: ${formatMessage(message, pkg)}`
  const { problems = [], types } = await checkPackage(createPackageFromTarballData(new Uint8Array(tarball)))
  if (types === false) yield `${name}: no types`
  for (const problem of problems) {
    if (setAside.has(problem.kind) || problem.resolutionKind === 'node10') continue
    yield `${name}: arethetypeswrong: ${problem.kind} ${problem.entrypoint ?? ''} ${problem.resolutionKind ?? ''}`
  }
}

const folder = mkdtempSync(join(tmpdir(), 'spotdeck-pack-'))
let count = 0
let installed = 0
try {
  for (const name of libraries) {
    for await (const finding of findingsOf(name, folder)) {
      count++
      process.stderr.write(`${finding}\n`)
    }
  }
  if (installed > MOST_BYTES) {
    count++
    process.stderr.write(`together they take ${installed} bytes installed, more than ${MOST_BYTES}\n`)
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}
process.stdout.write(count === 0 ? `${libraries.length} packages are in order\n` : `${count} findings\n`)
process.exit(count === 0 ? 0 : 1)

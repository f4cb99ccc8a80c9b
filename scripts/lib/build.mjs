// Builds the packages with the compiler and the page with Vite; both do nothing when nothing changed.

import { createHash } from 'node:crypto'
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root, runTool, say } from './steps.mjs'

const TSC = 'typescript/bin/tsc'
const pageInputs = ['packages/dashboard', 'packages/api/src', 'packages/exact/src', 'package-lock.json']
const pageHash = join(root, 'packages/dashboard/dist/.inputs')

function* files(path) {
  const full = join(root, path)
  let entries
  try {
    entries = readdirSync(full, { withFileTypes: true })
  } catch {
    yield path
    return
  }
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (['dist', 'dist-types', 'node_modules'].includes(entry.name)) continue
    if (entry.isDirectory()) yield* files(`${path}/${entry.name}`)
    else yield `${path}/${entry.name}`
  }
}

function hashOfPageInputs() {
  const hash = createHash('sha256')
  for (const input of pageInputs)
    for (const file of files(input)) hash.update(file).update(readFileSync(join(root, file)))
  return hash.digest('hex')
}

export function buildPackages() {
  say('Compiling')
  runTool(TSC, ['-b', 'packages/cli'])
}

export function buildPage() {
  const hash = hashOfPageInputs()
  if (existsSync(pageHash) && readFileSync(pageHash, 'utf8') === hash) return
  say('Building the page')
  runTool('vite/bin/vite.js', ['build', '--logLevel', 'warn'], { cwd: join(root, 'packages/dashboard') })
  writeFileSync(pageHash, hash)
}

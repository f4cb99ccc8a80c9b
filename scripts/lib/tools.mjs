// Large tools that neither building nor testing needs: installed by what uses them, at their first use, by a lock file of their own.

import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { fail, root, run, say } from './steps.mjs'

const folder = join(root, 'scripts/tools')
const marker = join(folder, 'node_modules/.spotdeck-installed')

/** Installs the tools unless the lock file's own are there. */
function ensureTools() {
  const lock = createHash('sha256')
    .update(readFileSync(join(folder, 'package-lock.json')))
    .digest('hex')
  if (existsSync(marker) && readFileSync(marker, 'utf8') === lock) return
  say('Installing the tools of scripts/tools (once, about a minute)')
  const status = run('npm', ['ci', '--loglevel=error'], { cwd: folder, shell: process.platform === 'win32' })
  if (status !== 0)
    fail('npm ci failed in scripts/tools: see its lines above. A registry must be reachable; then run this again.')
  writeFileSync(marker, lock)
}

/** Answers the entry file of a tool's package, installed first where it is missing. @param {string} name the package */
export function resolveTool(name) {
  ensureTools()
  return createRequire(join(folder, 'package.json')).resolve(name)
}

/** Imports a tool's package, installed first where it is missing. @param {string} name the package */
export const importTool = async (name) => await import(pathToFileURL(resolveTool(name)).href)
